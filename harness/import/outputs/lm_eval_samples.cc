// samples_<task>_<time>.jsonl of lm-evaluation-harness (--log_samples): a line a document and
// filter. The model's answer is in `resps`, the same in the lines of all filters.
// Source: lm_eval/evaluator.py, the samples that it logs.
#include <fmt/format.h>

#include <array>
#include <map>
#include <set>
#include <unordered_map>

#include "harness/base/text.h"
#include "harness/import/outputs/output_formats.h"
#include "harness/import/outputs/read_values.h"
#include "harness/import/outputs/records.h"

namespace assay {
namespace {

using Marks = std::vector<std::pair<std::string, double>>;

// What all filters made of each document.
struct SampleMarks {
  std::unordered_map<std::string, Marks> by_document;
  bool has_filters = false;  // more than one
};

std::string document_of(const Json& line) {
  return text_of(field_of(line, "doc_id"));
}

Result<SampleMarks> read_marks(const std::filesystem::path& file) {
  SampleMarks marks;
  std::set<std::string> filters;
  ASSAY_CHECK(each_json_line(file, [&](const Json& line, const std::string& where) -> Result<void> {
    if (document_of(line).empty()) return record_error(file, where, "has no doc_id");
    const std::string filter = text_of(field_of(line, "filter"));
    filters.insert(filter);
    for (const auto& [name, value] : line.items()) {
      if (name == "doc_id" || !value.is_number()) continue;
      marks.by_document[document_of(line)].emplace_back(filter.empty() ? name : name + "," + filter,
                                                        value.get<double>());
    }
    return {};
  }));
  marks.has_filters = filters.size() > 1;
  return marks;
}

// "exact_match,strict-match" is exact_match where there is one filter.
Marks marks_of(const SampleMarks& all, const std::string& document) {
  const auto found = all.by_document.find(document);
  if (found == all.by_document.end()) return {};
  Marks marks = found->second;
  if (all.has_filters) return marks;
  for (auto& [name, value] : marks) name = name.substr(0, name.rfind(','));
  return marks;
}

// {"gen_args_0": {"arg_0": PROMPT}}, or [[PROMPT, {}]] of older versions.
const Json& prompt_of(const Json& arguments) {
  const Json& first = arguments.is_array() && !arguments.empty()
                          ? arguments.front()
                          : field_of(arguments, "gen_args_0");
  if (first.is_array() && !first.empty()) return first.front();
  return field_of(first, "arg_0");
}

// The answers of one document, in the order of its repeats.
Result<std::vector<std::string>> answers_of(const Json& resps) {
  std::vector<std::string> answers;
  const bool is_one = resps.is_array() && resps.size() == 1;
  if (!is_one) {
    return usage_error(
        "has no single generated answer in 'resps': assay takes tasks that generate text, and no "
        "choice by likelihoods");
  }
  const Json& generated = resps.front();
  if (generated.is_string()) return std::vector{generated.get<std::string>()};
  for (const Json& each : generated) {
    if (!each.is_string())
      return usage_error("its 'resps' are likelihoods, and no answer in words");
    answers.push_back(each.get<std::string>());
  }
  return answers;
}

Result<ImportedOutput> sample_of(const Json& line, const SampleMarks& marks) {
  ImportedOutput output;
  output.case_id = "doc-" + document_of(line);
  output.vars["doc"] = field_of(line, "doc");
  if (const Json& target = field_of(line, "target"); !target.is_null())
    output.vars["expected"] = target;
  const Json& prompt = prompt_of(field_of(line, "arguments"));
  if (prompt.is_string()) {
    ASSAY_TRY(output.question, prompt_text_in(prompt.get_ref<const std::string&>()));
  }
  output.scores = marks_of(marks, document_of(line));
  return output;
}

}  // namespace

Result<void> read_lm_eval_samples(OutputSource& source, const OutputSink& sink) {
  ASSAY_TRY(const SampleMarks marks, read_marks(source.file));
  std::map<std::string, std::string> seen;  // documents, each with its first filter
  return each_json_line(
      source.file, [&](const Json& line, const std::string& where) -> Result<void> {
        const std::string filter = text_of(field_of(line, "filter"));
        const auto [first, is_new] = seen.emplace(document_of(line), filter);
        if (!is_new && first->second != filter) return {};
        if (!is_new)
          return record_error(source.file, where,
                              "doc_id " + excerpt(document_of(line), 40) + " is there twice");
        Result<ImportedOutput> output = sample_of(line, marks);
        if (!output) return record_error(source.file, where, output.error().message);
        const Result<std::vector<std::string>> answers = answers_of(field_of(line, "resps"));
        if (!answers) return record_error(source.file, where, answers.error().message);
        output->where = where;
        for (std::size_t repeat = 0; repeat < answers->size(); ++repeat) {
          ImportedOutput each = *output;
          Reply reply;
          reply.answer = (*answers)[repeat];
          each.result = std::move(reply);
          if (answers->size() > 1) each.repeat = static_cast<std::int64_t>(repeat);
          ASSAY_CHECK(sink(std::move(each)));
        }
        return {};
      });
}

}  // namespace assay
