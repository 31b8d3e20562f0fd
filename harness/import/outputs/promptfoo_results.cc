// promptfoo's results, version 3 (`promptfoo eval -o results.json`): what was asked with which
// variables, what came, and the test's assertions.
// Source: promptfoo's "Output formats" page, src/types/index.ts (EvaluateSummaryV3,
// EvaluateResult).
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/outputs/output_formats.h"
#include "harness/import/outputs/read_values.h"
#include "harness/import/outputs/records.h"
#include "harness/import/promptfoo/assertion.h"
#include "harness/suite/expectation_arguments.h"

namespace assay {
namespace {

constexpr int kProviderError = 2;  // ResultFailureReason.ERROR

bool is_short_line(std::string_view text) {
  return !trim(text).empty() && text.size() <= 60 && text.find('\n') == std::string_view::npos;
}

// The table's columns: a provider and a prompt each, by promptIdx.
class Columns {
 public:
  struct Column {
    std::string model;
    std::string prompt;
  };

  const Column& of(const Json& result) {
    const Json& index = field_of(result, "promptIdx");
    const std::string key = text_of(index) + "\n" + provider_of(result) + "\n" + label_of(result);
    const auto known = by_key_.find(key);
    if (known != by_key_.end()) return known->second;
    Column column{provider_of(result), prompt_name(label_of(result))};
    // The same provider twice, with other settings, is two.
    const std::string model = column.model;
    for (int copy = 2; !taken_.insert({column.model, column.prompt}).second; ++copy)
      column.model = fmt::format("{} #{}", model, copy);
    return by_key_.emplace(key, std::move(column)).first->second;
  }

 private:
  static std::string provider_of(const Json& result) {
    const Json& provider = field_of(result, "provider");
    if (provider.is_string()) return provider.get<std::string>();
    const std::string label = text_of(field_of(provider, "label"));
    return label.empty() ? text_of(field_of(provider, "id")) : label;
  }
  static std::string label_of(const Json& result) {
    return text_of(field_of(field_of(result, "prompt"), "label"));
  }
  // promptfoo calls a prompt by its text where it has no label.
  std::string prompt_name(const std::string& label) {
    const auto [name, is_new] = names_.emplace(label, "");
    if (is_new)
      name->second = is_short_line(label) && label.find("{{") == std::string::npos
                         ? label
                         : fmt::format("prompt-{}", names_.size());
    return name->second;
  }

  std::map<std::string, Column> by_key_;
  std::map<std::string, std::string> names_;
  std::set<std::pair<std::string, std::string>> taken_;
};

// What promptfoo adds for itself changes from row to row, and is no variable of the test.
Json vars_of(const Json& result) {
  Json vars = Json::object();
  const Json& said = field_of(result, "vars");
  if (!said.is_object()) return vars;
  for (const auto& [name, value] : said.items()) {
    if (name.starts_with('_') || name == "sessionId" || value.is_null()) continue;
    vars[name] = value;
  }
  return vars;
}

Result<void> take_measures(const Json& result, const Json& response, ImportedOutput& output) {
  Reply& reply = std::get<Reply>(output.result);
  const Json& usage = field_of(response, "tokenUsage");
  ASSAY_TRY(reply.usage.input, count_in(field_of(usage, "prompt")));
  ASSAY_TRY(reply.usage.output, count_in(field_of(usage, "completion")));
  ASSAY_TRY(reply.usage.reasoning,
            count_in(field_of(field_of(usage, "completionDetails"), "reasoning")));
  take_finish_reason(text_of(field_of(response, "finishReason")), reply);
  // promptfoo writes 0 for a cost that it does not know.
  const Json& cost =
      field_of(response, "cost").is_null() ? field_of(result, "cost") : field_of(response, "cost");
  if (cost.is_number() && cost.get<double>() > 0) {
    ASSAY_TRY(output.cost, usd_in(cost));
  }
  // A reply from its cache was not timed.
  if (field_of(response, "cached") == true) return {};
  ASSAY_TRY(output.timings.done, milliseconds_in(field_of(result, "latencyMs")));
  if (output.timings.done) output.timings.sent = Nanoseconds{0};
  return {};
}

Result<void> take_answer_of(const Json& result, ImportedOutput& output) {
  const Json& response = field_of(result, "response");
  const Json& answer = field_of(response, "output");
  const Json& error = field_of(response, "error").is_null() ? field_of(result, "error")
                                                            : field_of(response, "error");
  if (answer.is_null() || field_of(result, "failureReason") == kProviderError) {
    output.result = failure_elsewhere(error.is_null() ? "no output" : text_of(error));
    return {};
  }
  Reply reply;
  reply.answer = text_of(answer);
  output.result = std::move(reply);
  return take_measures(result, response, output);
}

void take_scores(const Json& result, ImportedOutput& output) {
  if (!std::holds_alternative<Reply>(output.result)) return;
  if (const Json& score = field_of(result, "score"); score.is_number())
    output.scores.emplace_back("promptfoo", score.get<double>());
  const Json& named = field_of(result, "namedScores");
  if (!named.is_object()) return;
  for (const auto& [name, value] : named.items())
    if (value.is_number() && name != "promptfoo")
      output.scores.emplace_back(name, value.get<double>());
}

bool has_all_variables(const Json& expectation, const Json& vars) {
  const Result<std::vector<std::string>> names = argument_variables(expectation);
  return names && std::all_of(names->begin(), names->end(),
                              [&](const std::string& name) { return vars.contains(name); });
}

// "regex: why it is not here".
std::string left_out(const Json& assertion, std::string_view why) {
  const std::string type = excerpt(text_of(field_of(assertion, "type")), 40);
  return why.empty() ? type : type + ": " + std::string(why);
}

// Those that mean the same here. Code is not taken from a file of results: it would run. Nor is
// what needs a judge, for the file names none.
void take_assertion(const Json& assertion, ImportedOutput& output) {
  ImportedAssertion made = import_assertion(assertion, {});
  const bool is_plain = made.outcome == ImportOutcome::native;
  if (!is_plain) {
    const bool is_code = made.outcome == ImportOutcome::script;
    output.not_imported.push_back(left_out(assertion, is_code ? "code" : made.note));
    return;
  }
  for (Json& expectation : made.expectations) {
    if (has_all_variables(expectation, output.vars)) {
      output.expect.push_back(std::move(expectation));
    } else {
      output.not_imported.push_back(left_out(assertion, "it names a variable that is not there"));
    }
  }
}

void take_assertions(const Json& test, ImportedOutput& output) {
  for (const Json& assertion : field_of(test, "assert")) take_assertion(assertion, output);
  const Json& threshold = field_of(test, "threshold");
  if (!threshold.is_null())
    output.not_imported.push_back("threshold of a test; `pass: {score: ...}` is the suite's");
}

Result<ImportedOutput> output_of_result(const Json& result, Columns& columns) {
  ImportedOutput output;
  const Columns::Column& column = columns.of(result);
  output.model = column.model;
  output.prompt = column.prompt;
  output.vars = vars_of(result);
  ASSAY_TRY(output.question, prompt_text_in(text_of(field_of(field_of(result, "prompt"), "raw"))));
  take_assertions(field_of(result, "testCase"), output);
  ASSAY_CHECK(take_answer_of(result, output));
  take_scores(result, output);
  return output;
}

// By what its author called it, where that is one test's alone.
class Descriptions {
 public:
  explicit Descriptions(const Json& results) {
    for (const Json& result : results) by_text_[text_of_test(result)].insert(signature(result));
  }
  std::string of(const Json& result) const {
    const std::string text = text_of_test(result);
    const bool is_its_own = by_text_.at(text).size() == 1;
    return is_short_line(text) && is_its_own ? text : "";
  }

 private:
  static std::string text_of_test(const Json& result) {
    return text_of(field_of(field_of(result, "testCase"), "description"));
  }
  static std::string signature(const Json& result) {
    return dump_json(vars_of(result)) + dump_json(field_of(field_of(result, "testCase"), "assert"));
  }
  std::map<std::string, std::set<std::string>> by_text_;
};

bool is_result(const Json& record) {
  return record.contains("promptIdx") && record.contains("vars");
}

// `-o FILE.jsonl` writes the results alone, a line each.
bool has_a_result_a_line(const std::filesystem::path& file) {
  bool is_first_one = false;
  const Result<void> stopped = each_json_line(file, [&](const Json& first, const std::string&) {
    is_first_one = is_result(first);
    return Result<void>(usage_error("the first is enough"));
  });
  return is_first_one;
}

Result<Json> results_in(const std::filesystem::path& file) {
  Json results = Json::array();
  if (has_a_result_a_line(file)) {
    ASSAY_CHECK(each_json_line(file, [&](const Json& result, const std::string& where) {
      if (!is_result(result))
        return Result<void>(record_error(
            file, where, "is no result of promptfoo, which has 'promptIdx' and 'vars'"));
      results.push_back(result);
      return Result<void>();
    }));
    return results;
  }
  ASSAY_TRY(const Json document, read_json_document(file));
  results = field_of(field_of(document, "results"), "results");
  if (results.is_array()) return results;
  return usage_error(file.string() +
                     ": has no 'results.results': assay reads version 3 of promptfoo's results "
                     "(promptfoo eval -o FILE.json or FILE.jsonl, since 0.103)");
}

}  // namespace

Result<void> read_promptfoo_results(OutputSource& source, const OutputSink& sink) {
  ASSAY_TRY(const Json results, results_in(source.file));
  const Descriptions descriptions(results);
  Columns columns;
  std::unordered_map<std::string, std::int64_t> repeats;  // of the same test in a column
  std::size_t number = 0;
  for (const Json& result : results) {
    const std::string where = "result " + std::to_string(++number);
    Result<ImportedOutput> output = output_of_result(result, columns);
    if (!output) return record_error(source.file, where, output.error().message);
    output->where = where;
    output->case_id = descriptions.of(result);
    const std::string test = dump_json(output->vars) + dump_json(output->expect) + "\n" +
                             output->model + "\n" + output->prompt + "\n" + output->case_id;
    output->repeat = repeats[test]++;
    ASSAY_CHECK(sink(std::move(*output)));
  }
  return {};
}

}  // namespace assay
