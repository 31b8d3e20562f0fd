// The table's rows by family, one .cc each; expectations.cc joins them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/score/expectation.h"

namespace assay {

std::span<const ExpectationRow> text_rows();        // equals, contains, regex, ...
std::span<const ExpectationRow> length_rows();      // max_words, lines, ...
std::span<const ExpectationRow> number_rows();      // number
std::span<const ExpectationRow> json_rows();        // json, json_equals
std::span<const ExpectationRow> schema_rows();      // json_schema
std::span<const ExpectationRow> similarity_rows();  // similar, levenshtein, token_f1
std::span<const ExpectationRow> overlap_rows();     // rouge_1, bleu, chrf, ...
std::span<const ExpectationRow> syntax_rows();      // xml, html, sql, ...
std::span<const ExpectationRow> tool_rows();        // tool_call, no_tool_call
std::span<const ExpectationRow> refusal_rows();     // refusal, finish_reason
std::span<const ExpectationRow> timing_rows();      // latency_ms, cost_usd, ...
std::span<const ExpectationRow> judge_rows();       // judge
std::span<const ExpectationRow> embedding_rows();   // embedding
std::span<const ExpectationRow> prefer_rows();      // prefer
std::span<const ExpectationRow> human_rows();       // human
std::span<const ExpectationRow> script_rows();      // exec, python, javascript

using Compile = Result<Judge> (*)(const Json& arguments);

// Compiling is the check: what cannot be compiled is refused, with that message.
template <Compile kCompile>
std::optional<std::string> check_by_compiling(const Json& arguments) {
  Result<Judge> judge = kCompile(arguments);
  if (judge) return std::nullopt;
  return judge.error().message;
}

// One row; `shorthand` as in ExpectationShape.
template <Compile kCompile>
constexpr ExpectationRow make_row(std::string_view name, std::string_view help,
                                  std::string_view shorthand,
                                  std::span<const ArgumentShape> arguments) {
  return {{name, help, shorthand, arguments, &check_by_compiling<kCompile>}, kCompile};
}

// The row of an expectation that compares texts: `normalise:` is for it.
constexpr ExpectationRow normalising(ExpectationRow row) {
  row.shape.normalises = true;
  return row;
}

}  // namespace assay
