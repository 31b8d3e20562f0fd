#include "reporters/html/island_index.h"

#include <cmath>
#include <map>

#include "harness/base/json.h"
#include "harness/base/redact.h"
#include "harness/base/text.h"

namespace assay::html {
namespace {

// A JSON array that grows by one value at a time.
class Column {
 public:
  void add(std::int64_t value) { append(std::to_string(value)); }
  void add(std::string_view text) {
    std::string quoted;
    append_json_string(quoted, contains_secret(text) ? redact(text) : text);
    append(quoted);
  }
  // Rounded to `decimals`; absent is null.
  void add(const std::optional<double>& value, int decimals) {
    if (!value || !std::isfinite(*value)) return append("null");
    const double unit = std::pow(10, decimals);
    append(format_number(std::round(*value * unit) / unit));
  }
  void add(const std::optional<std::int64_t>& value) {
    append(value ? std::to_string(*value) : "null");
  }
  void add(const std::optional<Money>& money) { append(money ? to_usd(*money) : "null"); }
  void add_json(std::string_view json) { append(json); }
  std::string json() const { return "[" + values_ + "]"; }

 private:
  void append(std::string_view value) {
    if (!values_.empty()) values_ += ',';
    values_ += value;
  }
  std::string values_;
};

// Short words that recur (finish reasons, expectation names), by number.
class Words {
 public:
  std::int64_t add(const std::string& word) {
    const auto [known, is_new] =
        numbers_.try_emplace(word, static_cast<std::int64_t>(numbers_.size()));
    if (is_new) column_.add(std::string_view(word));
    return known->second;
  }
  std::string json() const { return column_.json(); }

 private:
  std::map<std::string, std::int64_t> numbers_;
  Column column_;
};

// The fields of one JSON object, in the order they are put.
class Fields {
 public:
  void put(std::string_view name, std::string_view json) {
    text_ += text_.empty() ? "\"" : ",\"";
    text_ += name;
    text_ += "\":";
    text_ += json;
  }
  void put(std::string_view name, const Column& column) { put(name, column.json()); }
  std::string json() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

std::string tool_calls_json(const Reply& reply) {
  if (reply.tool_calls.empty()) return {};
  Column calls;
  for (const ToolCall& call : reply.tool_calls) {
    Column call_column;
    call_column.add(std::string_view(call.name));
    call_column.add(std::string_view(call.arguments));
    calls.add_json(call_column.json());
  }
  return calls.json();
}

// What cells have in common: columns of numbers, words by number, texts by
// number.
class CellColumns {
 public:
  CellColumns(Texts& texts, Words& words) : texts_(texts), words_(words) {}

  void add(const Report& report, const ReportCell& cell, bool bodied) {
    bodied_ = bodied;
    case_.add(std::int64_t{cell.case_index});
    variant_.add(std::int64_t{cell.variant});
    repeat_.add(std::int64_t{cell.repeat});
    verdict_.add(static_cast<std::int64_t>(cell.verdict));
    score_.add(cell.score, 4);
    latency_.add(cell.latency_ms, 1);
    ttft_.add(cell.ttft_ms, 1);
    input_.add(cell.usage.input);
    output_.add(cell.usage.output);
    reasoning_tokens_.add(cell.usage.reasoning);
    cost_.add(cell.cost);
    attempts_.add(cell.attempts);
    cached_.add(std::int64_t{cell.cached});
    finish_.add(words_.add(cell.finish_reason));
    error_.add(text(cell.error));
    messages_.add(text(messages_of(report, cell)));
    add_reply(cell.reply.get());
    add_parts(cell);
  }

  void put_into(Fields& index) const {
    Fields cells;
    cells.put("case", case_);
    cells.put("variant", variant_);
    cells.put("repeat", repeat_);
    cells.put("verdict", verdict_);
    cells.put("score", score_);
    cells.put("latency_ms", latency_);
    cells.put("ttft_ms", ttft_);
    cells.put("input_tokens", input_);
    cells.put("output_tokens", output_);
    cells.put("reasoning_tokens", reasoning_tokens_);
    cells.put("cost_usd", cost_);
    cells.put("attempts", attempts_);
    cells.put("cached", cached_);
    cells.put("finish", finish_);
    cells.put("model", model_);
    cells.put("error", error_);
    cells.put("messages", messages_);
    cells.put("answer", answer_);
    cells.put("reasoning", reasoning_);
    cells.put("refusal", refusal_);
    cells.put("tools", tools_);
    cells.put("parts", part_counts_);
    index.put("cells", cells.json());
    Fields parts;
    parts.put("name", part_name_);
    parts.put("metric", part_metric_);
    parts.put("verdict", part_verdict_);
    parts.put("value", part_value_);
    parts.put("weight", part_weight_);
    parts.put("reason", part_reason_);
    index.put("parts", parts.json());
  }

 private:
  std::int64_t text(std::string_view text) {
    if (text.empty()) return kNoText;
    return bodied_ ? texts_.add(text) : kTextLeftOut;
  }

  void add_reply(const Reply* reply) {
    static const Reply kNone;
    const Reply& said = reply ? *reply : kNone;
    model_.add(words_.add(said.model));
    answer_.add(text(said.answer));
    reasoning_.add(text(said.reasoning));
    refusal_.add(text(said.refusal));
    tools_.add(text(tool_calls_json(said)));
  }

  void add_parts(const ReportCell& cell) {
    part_counts_.add(static_cast<std::int64_t>(cell.parts.size()));
    for (const ScorePart& part : cell.parts) {
      const bool is_scored = part.verdict == Verdict::pass || part.verdict == Verdict::fail;
      part_name_.add(words_.add(part.name));
      part_metric_.add(words_.add(part.metric));
      part_verdict_.add(static_cast<std::int64_t>(part.verdict));
      part_value_.add(is_scored ? std::optional(part.value) : std::nullopt, 4);
      part_weight_.add(std::optional(part.weight), 4);
      part_reason_.add(text(part.reason));
    }
  }

  Texts& texts_;
  Words& words_;
  bool bodied_ = true;
  Column case_, variant_, repeat_, verdict_, score_, latency_, ttft_;
  Column input_, output_, reasoning_tokens_, cost_, attempts_, cached_;
  Column finish_, model_, error_, messages_, answer_, reasoning_, refusal_, tools_;
  Column part_counts_, part_name_, part_metric_, part_verdict_, part_value_, part_weight_;
  Column part_reason_;
};

std::string cases_json(const Report& report) {
  Column ids;
  Column tags;
  for (const CaseSummary& summary : report.cases) {
    ids.add(std::string_view(summary.id));
    Column of_case;
    for (const std::string& tag : summary.tags) of_case.add(std::string_view(tag));
    tags.add_json(of_case.json());
  }
  Fields cases;
  cases.put("id", ids);
  cases.put("tags", tags);
  return cases.json();
}

// Row-major, case by variant: what the matrix shows even of cells not listed.
std::string counts_json(const Report& report) {
  Column passed, failed, errors, unscored;
  for (const CaseSummary& summary : report.cases) {
    for (const CaseVariant& cell : summary.variants) {
      passed.add(cell.passed);
      failed.add(cell.failed);
      errors.add(cell.errors);
      unscored.add(cell.unscored);
    }
  }
  Fields counts;
  counts.put("passed", passed);
  counts.put("failed", failed);
  counts.put("errors", errors);
  counts.put("unscored", unscored);
  return counts.json();
}

}  // namespace

std::string index_json(const Report& report, const Labels& labels, const Selection& selection,
                       Texts& texts) {
  Fields index;
  index.put("version", std::to_string(kIslandVersion));
  index.put("repeats", std::to_string(report.run.repeats));
  Column names;
  Column ids;
  for (std::size_t variant = 0; variant < report.variants.size(); ++variant) {
    names.add(std::string_view(labels.variants[variant]));
    ids.add(std::string_view(report.variants[variant].id));
  }
  Fields variants;
  variants.put("label", names);
  variants.put("id", ids);
  index.put("variants", variants.json());
  index.put("cases", cases_json(report));
  index.put("counts", counts_json(report));
  Words words;
  CellColumns cells(texts, words);
  for (std::size_t cell = 0; cell < report.cells.size(); ++cell) {
    if (selection.listed[cell]) cells.add(report, report.cells[cell], selection.bodied[cell]);
  }
  cells.put_into(index);
  index.put("words", words.json());
  Column firsts;
  for (const std::int64_t first : texts.firsts()) firsts.add(first);
  index.put("chunk_starts", firsts);
  return index.json();
}

}  // namespace assay::html
