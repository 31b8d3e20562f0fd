// A log of Inspect: an `.eval` archive with a file of JSON for each sample, or one document
// (`--log-format json`). Samples with what the model said last, epochs as repeats.
// Source: inspect_ai/log/_log.py (EvalLog, EvalSample), its published JSON Schema; the archive's
// names are those of log/_recorders/eval.py.
#include <fmt/format.h>

#include <fstream>
#include <unordered_map>

#include "harness/base/text.h"
#include "harness/import/outputs/output_formats.h"
#include "harness/import/outputs/read_values.h"
#include "harness/import/outputs/records.h"
#include "harness/import/outputs/zip_entries.h"

namespace assay {
namespace {

// Text, or parts of text and reasoning.
void take_content(const Json& content, Reply& reply) {
  if (!content.is_array()) {
    reply.answer = text_of(content);
    return;
  }
  for (const Json& part : content) {
    const std::string kind = text_of(field_of(part, "type"));
    if (kind == "text") reply.answer += text_of(field_of(part, "text"));
    if (kind == "reasoning") reply.reasoning += text_of(field_of(part, "reasoning"));
  }
}

Result<void> take_usage(const Json& usage, Reply& reply) {
  ASSAY_TRY(reply.usage.input, count_in(field_of(usage, "input_tokens")));
  ASSAY_TRY(reply.usage.output, count_in(field_of(usage, "output_tokens")));
  ASSAY_TRY(reply.usage.cached_input, count_in(field_of(usage, "input_tokens_cache_read")));
  ASSAY_TRY(reply.usage.cache_write, count_in(field_of(usage, "input_tokens_cache_write")));
  ASSAY_TRY(reply.usage.reasoning, count_in(field_of(usage, "reasoning_tokens")));
  // Inspect counts what caches held apart from the input; here they are parts of it.
  if (reply.usage.input)
    *reply.usage.input +=
        reply.usage.cached_input.value_or(0) + reply.usage.cache_write.value_or(0);
  return {};
}

Result<void> take_answer(const Json& sample, ImportedOutput& output) {
  const Json& said = field_of(sample, "output");
  const Json& choices = field_of(said, "choices");
  const Json& error = field_of(sample, "error");
  const Json& completion = field_of(said, "completion");
  if (!error.is_null()) {
    output.result = failure_elsewhere(text_of(field_of(error, "message")));
    return {};
  }
  Reply reply;
  const bool has_choice = choices.is_array() && !choices.empty();
  if (!has_choice && !completion.is_string()) {
    const Json& why = field_of(said, "error");
    output.result = failure_elsewhere(why.is_null() ? "the sample has no output" : text_of(why));
    return {};
  }
  if (has_choice) {
    const Json& message = field_of(choices.front(), "message");
    take_content(field_of(message, "content"), reply);
    for (const Json& call : field_of(message, "tool_calls"))
      reply.tool_calls.push_back({text_of(field_of(call, "id")),
                                  text_of(field_of(call, "function")),
                                  text_of(field_of(call, "arguments"))});
    take_finish_reason(text_of(field_of(choices.front(), "stop_reason")), reply);
  }
  // What a solver wrote in place of the model's words is what Inspect scored.
  if (completion.is_string()) reply.answer = completion.get<std::string>();
  reply.model = text_of(field_of(said, "model"));
  ASSAY_CHECK(take_usage(field_of(said, "usage"), reply));
  if (const Json& seconds = field_of(said, "time"); seconds.is_number()) {
    ASSAY_TRY(output.timings.done, milliseconds_in(Json(seconds.get<double>() * 1000)));
    output.timings.sent = Nanoseconds{0};
  }
  output.result = std::move(reply);
  return {};
}

// Inspect's own letters, as its value_to_float() has them.
void take_mark(const std::string& name, const Json& value, ImportedOutput& output) {
  if (value.is_number()) output.scores.emplace_back(name, value.get<double>());
  if (value.is_boolean()) output.scores.emplace_back(name, value.get<bool>() ? 1 : 0);
  if (value == "C") output.scores.emplace_back(name, 1);
  if (value == "P") output.scores.emplace_back(name, 0.5);
  if (value == "I" || value == "N") output.scores.emplace_back(name, 0);
  if (!value.is_object()) return;
  for (const auto& [part, each] : value.items())
    if (each.is_number()) output.scores.emplace_back(name + "." + part, each.get<double>());
}

Result<ImportedOutput> sample_of_log(const Json& sample) {
  ImportedOutput output;
  output.case_id = text_of(field_of(sample, "id"));
  if (output.case_id.empty()) return usage_error("has no id");
  ASSAY_TRY(output.repeat, count_in(field_of(sample, "epoch")));
  ASSAY_TRY(output.question, question_in(field_of(sample, "input")));
  for (const std::string_view name : {"target", "choices", "metadata"}) {
    const Json& value = field_of(sample, name);
    const bool is_there = !value.is_null() && !(value.is_structured() && value.empty());
    if (is_there) output.vars[name == "target" ? "expected" : std::string(name)] = value;
  }
  ASSAY_CHECK(take_answer(sample, output));
  const Json& scores = field_of(sample, "scores");
  if (scores.is_object())
    for (const auto& [name, score] : scores.items())
      take_mark(name, field_of(score, "value"), output);
  return output;
}

constexpr std::string_view kSamples = "samples/";
constexpr std::string_view kHeader = "header.json";
constexpr std::string_view kStart = "_journal/start.json";  // of a run that did not end

std::string model_of_log(const Json& log) {
  return text_of(field_of(field_of(log, "eval"), "model"));
}

// Hands on samples with the log's model.
class SampleSink {
 public:
  SampleSink(const OutputSource& source, const OutputSink& sink) : source_(source), sink_(sink) {}
  void set_model(std::string model) { model_ = std::move(model); }

  Result<void> take(const Json& sample) {
    const std::string where = "sample " + std::to_string(++number_);
    Result<ImportedOutput> output = sample_of_log(sample);
    if (!output) return record_error(source_.file, where, output.error().message);
    output->where = where;
    output->model = model_;
    return sink_(std::move(*output));
  }

 private:
  const OutputSource& source_;
  const OutputSink& sink_;
  std::string model_;
  std::size_t number_ = 0;
};

bool is_archive(const std::filesystem::path& file) {
  std::ifstream bytes(file, std::ios::binary);
  char begin[4] = {};
  bytes.read(begin, sizeof begin);
  const std::string_view magic(begin, static_cast<std::size_t>(bytes.gcount()));
  return magic == "PK\x03\x04" || magic == "PK\x05\x06";
}

bool is_sample(std::string_view name) {
  return name.starts_with(kSamples) && name.ends_with(".json");
}

// What an archive says before its samples are read.
struct ArchivedLog {
  std::string model;
  bool has_header = false;
  std::unordered_map<std::string, std::size_t> samples;  // how often each name is there
};

Result<ArchivedLog> read_head(const std::filesystem::path& file, ZipEntries& entries) {
  ArchivedLog log;
  const auto visit = [&](std::string_view name) -> Result<bool> {
    if (is_sample(name)) ++log.samples[std::string(name)];
    return name == kHeader || (name == kStart && !log.has_header);
  };
  const auto take = [&](std::string_view name, std::string_view bytes) -> Result<void> {
    const Result<Json> head = parse_json_record(bytes);
    if (!head) return record_error(file, name, head.error().message);
    log.has_header = name == kHeader;
    log.model = model_of_log(*head);
    return {};
  };
  ASSAY_CHECK(entries.each(visit, take));
  if (log.samples.empty())
    return usage_error(file.string() + ": is no log of Inspect, or of a run without any samples");
  return log;
}

// A sample that was written again, when a run went on, is there twice: the last one counts.
Result<void> read_archive(const OutputSource& source, SampleSink& samples) {
  ASSAY_TRY(ZipEntries entries, ZipEntries::open(source.file));
  ASSAY_TRY(ArchivedLog log, read_head(source.file, entries));
  samples.set_model(std::move(log.model));
  const auto visit = [&](std::string_view name) -> Result<bool> {
    const auto found = log.samples.find(std::string(name));
    return found != log.samples.end() && --found->second == 0;
  };
  return entries.each(visit, [&](std::string_view name, std::string_view bytes) -> Result<void> {
    const Result<Json> sample = parse_json_record(bytes);
    if (!sample) return record_error(source.file, name, sample.error().message);
    return samples.take(*sample);
  });
}

}  // namespace

Result<void> read_inspect_log(OutputSource& source, const OutputSink& sink) {
  SampleSink all(source, sink);
  if (is_archive(source.file)) return read_archive(source, all);
  ASSAY_TRY(const Json log, read_json_document(source.file));
  const Json& samples = field_of(log, "samples");
  if (!samples.is_array())
    return usage_error(source.file.string() +
                       ": has no 'samples': is it a whole log of Inspect, and not its header?");
  all.set_model(model_of_log(log));
  for (const Json& sample : samples) ASSAY_CHECK(all.take(sample));
  return {};
}

}  // namespace assay
