// Past runs of OpenAI's hosted evals: their output items, as lists of the API (a document, or a
// page a line) or an item a line; and rows of data with a `sample`, which are answers, too.
// Source: OpenAI's API reference, "Get eval run output items" (eval.run.output_item).
#include "harness/import/outputs/openai_eval_items.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/base/text.h"
#include "harness/import/outputs/output_formats.h"
#include "harness/import/outputs/read_values.h"
#include "harness/import/outputs/records.h"

namespace assay {
namespace {

// Which run of its model it is of: runs of one model are repeats.
class EvalRunNumbers {
 public:
  std::int64_t of(const std::string& model, const std::string& run) {
    std::map<std::string, std::int64_t>& runs = of_model_[model];
    return runs.emplace(run, static_cast<std::int64_t>(runs.size()) + 1).first->second;
  }

 private:
  std::map<std::string, std::map<std::string, std::int64_t>> of_model_;
};

Result<void> take_sample_usage(const Json& usage, Reply& reply) {
  ASSAY_TRY(reply.usage.input, count_in(field_of(usage, "prompt_tokens")));
  ASSAY_TRY(reply.usage.output, count_in(field_of(usage, "completion_tokens")));
  ASSAY_TRY(reply.usage.cached_input, count_in(field_of(usage, "cached_tokens")));
  return {};
}

void take_sample_message(const Json& message, Reply& reply) {
  reply.answer += text_of(field_of(message, "content"));
  for (const Json& call : field_of(message, "tool_calls")) {
    const Json& function = field_of(call, "function");
    reply.tool_calls.push_back({text_of(field_of(call, "id")), text_of(field_of(function, "name")),
                                text_of(field_of(function, "arguments"))});
  }
}

// Whether the sample has an answer, which is then in `reply`.
bool take_sample_answer(const Json& sample, Reply& reply) {
  const Json& output = field_of(sample, "output");
  const Json& choices = field_of(sample, "choices");
  if (output.is_array() && !output.empty()) {
    // An answer that is a call and words comes as several messages.
    for (const Json& message : output)
      if (field_of(message, "role") != Json("tool")) take_sample_message(message, reply);
    return true;
  }
  if (choices.is_array() && !choices.empty()) {
    take_sample_message(field_of(choices.front(), "message"), reply);
    return true;
  }
  const Json& text = field_of(sample, "output_text");
  if (text.is_null()) return false;
  reply.answer = text_of(text);
  return true;
}

Result<void> take_sample(const Json& sample, ImportedOutput& output) {
  const Json& error = field_of(sample, "error");
  const std::string why = text_of(field_of(error, "message"));
  const std::string code = text_of(field_of(error, "code"));
  if (!why.empty() || !code.empty()) {
    Failure failure = failure_elsewhere(why.empty() ? code : why);
    failure.code = excerpt(code, 100);
    output.result = std::move(failure);
    return {};
  }
  Reply reply;
  if (!take_sample_answer(sample, reply)) {
    output.result = failure_elsewhere("the item has no output");
    return {};
  }
  reply.model = text_of(field_of(sample, "model"));
  take_finish_reason(text_of(field_of(sample, "finish_reason")), reply);
  ASSAY_CHECK(take_sample_usage(field_of(sample, "usage"), reply));
  output.result = std::move(reply);
  return {};
}

void take_grades(const Json& results, ImportedOutput& output) {
  for (const Json& result : results) {
    const std::string name(eval_grader_name(text_of(field_of(result, "name"))));
    const Json& score = field_of(result, "score");
    const Json& passed = field_of(result, "passed");
    if (name.empty()) continue;
    if (score.is_number())
      output.scores.emplace_back(name, score.get<double>());
    else if (passed.is_boolean())
      output.scores.emplace_back(name, passed.get<bool>() ? 1 : 0);
  }
}

Result<ImportedOutput> output_of_item(const Json& item, EvalRunNumbers& numbers) {
  ImportedOutput output;
  const Json& sample = field_of(item, "sample");
  const bool is_row = field_of(item, "item").is_object();
  const Json& asked = field_of(item, is_row ? "item" : "datasource_item");
  if (!sample.is_object() || !asked.is_object())
    return usage_error("is no output item: it has no 'sample' and no 'datasource_item'");
  if (!is_row) output.case_id = eval_case_id(item);
  output.vars = asked;
  output.model = text_of(field_of(sample, "model"));
  const std::string run = text_of(field_of(item, "run_id"));
  if (!run.empty()) output.repeat = numbers.of(output.model, run);
  if (const Json& input = field_of(sample, "input"); input.is_array() && !input.empty()) {
    Result<Messages> question = question_in(input);
    if (!question) return usage_error("its input: " + question.error().message);
    output.question = std::move(*question);
  }
  ASSAY_CHECK(take_sample(sample, output));
  take_grades(field_of(item, "results"), output);
  return output;
}

// Hands on items from wherever they stand, and knows whether the last page was the last.
class EvalItemReader {
 public:
  EvalItemReader(const std::filesystem::path& file, const OutputSink& sink)
      : file_(file), sink_(sink) {}

  Result<void> take(const Json& value, const std::string& where) {
    if (value.is_array()) return take_all(value);
    if (field_of(value, "object") == Json("list") && field_of(value, "data").is_array()) {
      has_more_ = field_of(value, "has_more") == Json(true);
      return take_all(value["data"]);
    }
    Result<ImportedOutput> output = output_of_item(value, numbers_);
    if (!output) return record_error(file_, where, output.error().message);
    output->where = where;
    return sink_(std::move(*output));
  }

  Result<void> finish() const {
    if (!has_more_) return {};
    return usage_error(file_.string() +
                       ": the list goes on where it ends (has_more): fetch the pages that follow "
                       "(after=LAST_ID), and put them into one file, a page a line");
  }

 private:
  Result<void> take_all(const Json& items) {
    for (const Json& item : items) ASSAY_CHECK(take(item, "item " + std::to_string(++number_)));
    return {};
  }

  const std::filesystem::path& file_;
  const OutputSink& sink_;
  EvalRunNumbers numbers_;
  std::size_t number_ = 0;
  bool has_more_ = false;
};

}  // namespace

std::string eval_case_id(const Json& item) {
  const std::string place = text_of(field_of(item, "datasource_item_id"));
  if (!place.empty()) return "item-" + place;
  return text_of(field_of(item, "id"));
}

std::string_view eval_grader_name(std::string_view name) {
  constexpr std::size_t kUuid = 36;
  if (name.size() <= kUuid + 1 || name[name.size() - kUuid - 1] != '-') return name;
  const std::string_view id = name.substr(name.size() - kUuid);
  for (std::size_t i = 0; i < id.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool is_hex = is_ascii_digit(id[i]) || (id[i] >= 'a' && id[i] <= 'f');
    if (is_dash ? id[i] != '-' : !is_hex) return name;
  }
  return name.substr(0, name.size() - kUuid - 1);
}

Result<void> read_openai_eval_items(OutputSource& source, const OutputSink& sink) {
  EvalItemReader reader(source.file, sink);
  const std::string extension = to_lower_ascii(source.file.extension().string());
  if (extension == ".jsonl" || extension == ".ndjson") {
    ASSAY_CHECK(each_json_line(source.file, [&](const Json& line, const std::string& where) {
      return reader.take(line, where);
    }));
  } else {
    ASSAY_TRY(const Json document, read_json_document(source.file));
    ASSAY_CHECK(reader.take(document, "item 1"));
  }
  return reader.finish();
}

}  // namespace assay
