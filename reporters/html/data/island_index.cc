#include "reporters/html/data/island_index.h"

#include "harness/provider/dialect.h"
#include "reporters/html/data/bodies.h"
#include "reporters/html/data/columns.h"
#include "reporters/html/data/flips.h"
#include "reporters/html/user_end.h"

namespace assay::html {
namespace {

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

std::string messages_json(const std::vector<Message>& said) {
  Column messages;
  for (const Message& message : said) {
    Column each;
    each.add(message.is_error ? std::string_view("tool (error)") : to_string(message.role));
    each.add(std::string_view(message.content));
    if (!message.attachments.empty()) each.add(attachments_to_json(message.attachments));
    messages.add_json(each.json());
  }
  return messages.json();
}

// A dialogue's requests, each with what was said and answered, the last with how its simulated
// user left it; "" for a single question.
std::string dialogue_json(const ReportCell& cell) {
  if (cell.turns == nullptr) return {};
  static const Reply kNone;
  Column turns;
  for (const ReportTurn& turn : *cell.turns) {
    const Reply& reply = turn.reply ? *turn.reply : kNone;
    const std::string tools = tool_calls_json(reply);
    Column numbers;
    numbers.add(turn.latency_ms, 1);
    numbers.add(turn.usage.input);
    numbers.add(turn.usage.output);
    numbers.add(turn.cost);
    Fields made;
    made.put("said", messages_json(turn.said));
    made.put("tools", tools.empty() ? "[]" : tools);
    Column texts;
    for (const std::string* text : {&reply.answer, &reply.refusal, &reply.reasoning, &turn.error})
      texts.add(std::string_view(*text));
    made.put("texts", texts);
    made.put("numbers", numbers);
    const std::string end = user_end_text(cell);
    if (!end.empty() && &turn == &cell.turns->back()) {
      Column text;
      text.add(std::string_view(end));
      made.put("end", text);
    }
    turns.add_json(made.json());
  }
  return turns.json();
}

// What cells have in common: columns of numbers, words by number, texts by
// number.
class CellColumns {
 public:
  CellColumns(const Report& report, Texts& texts, Words& words)
      : texts_(texts), words_(words), bodies_(report) {}

  void add(const Report& report, const ReportCell& cell, bool bodied) {
    bodied_ = bodied;
    case_.add(std::int64_t{cell.id.case_index});
    variant_.add(std::int64_t{cell.id.variant});
    repeat_.add(std::int64_t{cell.id.repeat});
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
    body_.add(text(bodies_.of(cell)));
    dialogue_.add(text(dialogue_json(cell)));
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
    cells.put("body", body_);
    cells.put("dialogue", dialogue_);
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
    parts.put("extracted", part_extracted_);
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
      part_name_.add(words_.add(
          part.turn > 0 ? part.name + " (turn " + std::to_string(part.turn) + ")" : part.name));
      part_metric_.add(words_.add(part.metric));
      part_verdict_.add(static_cast<std::int64_t>(part.verdict));
      part_value_.add(is_scored ? std::optional(part.value) : std::nullopt, 4);
      part_weight_.add(std::optional(part.weight), 4);
      part_reason_.add(text(part.reason));
      part_extracted_.add(text(part.extracted));
    }
  }

  Texts& texts_;
  Words& words_;
  Bodies bodies_;
  bool bodied_ = true;
  Column case_, variant_, repeat_, verdict_, score_, latency_, ttft_;
  Column input_, output_, reasoning_tokens_, cost_, attempts_, cached_;
  Column finish_, model_, error_, messages_, body_, dialogue_, answer_, reasoning_, refusal_,
      tools_;
  Column part_counts_, part_name_, part_metric_, part_verdict_, part_value_, part_weight_;
  Column part_reason_, part_extracted_;
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

std::string text_json(std::string_view text) {
  Column one;
  one.add(text);
  const std::string array = one.json();
  return array.substr(1, array.size() - 2);
}

std::string texts_json(const std::vector<std::string>& texts) {
  Column column;
  for (const std::string& text : texts) column.add(std::string_view(text));
  return column.json();
}

// [name, text] of each axis as --set takes it; null for a list or a map, which it
// cannot take.
std::string axes_json(const VariantSummary& variant) {
  Column axes;
  for (const auto& [name, value] : variant.axes) {
    Column axis;
    axis.add(std::string_view(name));
    const bool is_list = value.is_structured() || value.is_null();
    axis.add_json(is_list ? "null" : text_json(parameter_text(value)));
    axes.add_json(axis.json());
  }
  return axes.json();
}

std::string request_json(const VariantSummary& variant) {
  const RequestTemplate* const request = variant.request.get();
  const Dialect* const dialect = request ? find_dialect(request->dialect) : nullptr;
  if (dialect == nullptr) return "null";
  Column headers;
  for (const auto& [name, value] : request->headers) {
    headers.add_json("[" + text_json(name) + "," + texts_json(value) + "]");
  }
  Fields fields;
  fields.put("url", texts_json(request->url));
  fields.put("headers", headers);
  fields.put("before", text_json(request->before));
  fields.put("opening", text_json(opening_of(*dialect)));
  fields.put("after", texts_json(request->after));
  if (!request->method.empty()) {
    fields.put("method", text_json(request->method));
    fields.put("body", texts_json(request->body));
    fields.put("is_form", request->is_form ? "true" : "false");
  }
  fields.put("stream", request->stream ? "true" : "false");
  fields.put("notes", texts_json(request->notes));
  return fields.json();
}

std::string variants_json(const Report& report, const Labels& labels) {
  Column label, id, model, prompt, axes, request;
  for (std::size_t index = 0; index < report.variants.size(); ++index) {
    const VariantSummary& variant = report.variants[index];
    label.add(std::string_view(labels.variants[index]));
    id.add(std::string_view(variant.id));
    model.add(std::string_view(variant.model));
    prompt.add(std::string_view(variant.prompt));
    axes.add_json(axes_json(variant));
    request.add_json(request_json(variant));
  }
  Fields variants;
  variants.put("label", label);
  variants.put("id", id);
  variants.put("model", model);
  variants.put("prompt", prompt);
  variants.put("axes", axes);
  variants.put("request", request);
  return variants.json();
}

// The pair that the flips begin with, and what comparisons say of others.
void put_pairs(const Report& report, Fields& index) {
  const auto pair_json = [](const VariantPair& pair) {
    return std::to_string(pair.from) + "," + std::to_string(pair.to);
  };
  const std::optional<VariantPair> likely = likely_pair(report);
  index.put("pair", likely ? "[" + pair_json(*likely) + "]" : "null");
  const ComparedPairs pairs(report);
  Column comparisons;
  for (const Comparison& comparison : report.comparisons) {
    const std::optional<VariantPair> pair = pairs.of(comparison);
    if (!pair) continue;
    comparisons.add_json("[" + pair_json(*pair) + "," + text_json(pass_rate_sentence(comparison)) +
                         "]");
  }
  index.put("comparisons", comparisons);
}

}  // namespace

std::string index_json(const Report& report, const Labels& labels, const Selection& selection,
                       Texts& texts) {
  Fields index;
  index.put("version", std::to_string(kIslandVersion));
  index.put("repeats", std::to_string(report.run.repeats));
  index.put("suite_path", text_json(report.run.suite_path));
  index.put("variants", variants_json(report, labels));
  put_pairs(report, index);
  index.put("attempt_count", std::to_string(report.attempts.size()));
  index.put("cases", cases_json(report));
  index.put("counts", counts_json(report));
  Words words;
  CellColumns cells(report, texts, words);
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
