#include "harness/import/openai_evals/eval_sources.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/file.h"
#include "harness/base/text.h"
#include "harness/import/outputs/openai_eval_items.h"
#include "harness/import/outputs/read_values.h"
#include "harness/import/outputs/records.h"

namespace assay {
namespace {

constexpr std::size_t kCriterionDepth = 4;  // /data/0/testing_criteria/3

bool is_file_of_lines(const std::filesystem::path& file) {
  const std::string extension = to_lower_ascii(file.extension().string());
  return extension == ".jsonl" || extension == ".ndjson";
}

}  // namespace

Result<void> EvalSources::add(const std::filesystem::path& path) {
  ReadFile& file = files_.emplace_back();
  file.path = path;
  file.source.name = path.string();
  if (is_file_of_lines(path)) {
    return each_json_line(path, [&](const Json& record, const std::string& where) {
      const int line = static_cast<int>(
          parse_integer(std::string_view(where).substr(where.rfind(' ') + 1)).value_or(0));
      if (field_of(record, "item").is_object() && !record.contains("object"))
        ++file.rows;
      else
        file.has_others = true;
      return take(record, "", line, file);
    });
  }
  ASSAY_TRY(const std::string text, read_file(path, kMaxDocumentBytes));
  ASSAY_TRY(const Json document, read_json_document(path));
  file.lines = lines_of_elements(text, kCriterionDepth);
  file.has_others = true;
  return take(document, "", 1, file);
}

Result<void> EvalSources::take_list(const Json& list, const std::string& pointer, int line,
                                    ReadFile& file) {
  std::size_t number = 0;
  for (const Json& element : list) {
    const std::string at = pointer + "/" + std::to_string(number++);
    const auto known = file.lines.find(at);
    ASSAY_CHECK(take(element, at, known == file.lines.end() ? line : known->second, file));
  }
  return {};
}

Result<void> EvalSources::take(const Json& value, const std::string& pointer, int line,
                               ReadFile& file) {
  if (value.is_array()) return take_list(value, pointer, line, file);
  const std::string object = text_of(field_of(value, "object"));
  const Position at{&file.source, line, 1};
  if (object == "list" && field_of(value, "data").is_array()) {
    cut_lists_.clear();  // pages follow each other
    if (field_of(value, "has_more") == Json(true)) cut_lists_.push_back(at);
    return take_list(value["data"], pointer + "/data", line, file);
  }
  if (object == "eval" || field_of(value, "testing_criteria").is_array()) {
    evals_.push_back({value, at});
    pointers_.push_back(pointer);
  } else if (object == "eval.run" || field_of(value, "data_source").is_object()) {
    take_run(value, at);
  } else if (object == "eval.run.output_item" || field_of(value, "datasource_item").is_object()) {
    take_output_item(value);
  } else if (field_of(value, "item").is_object()) {
    add_row(file.source.name, "", value["item"]);
  } else {
    return record_error(file.path, "line " + std::to_string(line),
                        "is no eval, run, output item, or row with an 'item'");
  }
  return {};
}

void EvalSources::take_run(const Json& run, const Position& at) {
  const Json& content = field_of(field_of(field_of(run, "data_source"), "source"), "content");
  if (content.is_array()) {
    for (const Json& row : content)
      if (field_of(row, "item").is_object()) {
        add_row("run " + text_of(field_of(run, "id")), "", row["item"]);
        rows_of_elsewhere_ = true;
      }
  }
  runs_.push_back({run, at});
}

void EvalSources::take_output_item(const Json& item) {
  const Json& asked = field_of(item, "datasource_item");
  if (asked.is_object()) {
    add_row("items " + text_of(field_of(item, "run_id")), eval_case_id(item), asked);
    rows_of_elsewhere_ = true;
  }
  const std::string model = text_of(field_of(field_of(item, "sample"), "model"));
  const bool is_new =
      std::find(sampled_models_.begin(), sampled_models_.end(), model) == sampled_models_.end();
  if (!model.empty() && is_new) sampled_models_.push_back(model);
}

void EvalSources::add_row(const std::string& source, std::string id, const Json& item) {
  const std::string said = dump_json(item);
  KeyBuilder by_source;
  const std::size_t times = times_said_[by_source.add(source).add(said).finish()]++;
  KeyBuilder by_row;
  const Key key = by_row.add(std::to_string(times)).add(said).finish();
  const auto [known, is_new] = row_of_.emplace(key, rows_.size());
  if (is_new)
    rows_.push_back({std::move(id), item});
  else if (rows_[known->second].id.empty())
    rows_[known->second].id = std::move(id);
}

std::string EvalSources::file_of_rows() const {
  if (rows_of_elsewhere_) return "";
  std::string found;
  for (const ReadFile& file : files_) {
    if (file.rows == 0) continue;
    if (!found.empty() || file.has_others || file.rows != rows_.size()) return "";
    found = file.path.string();
  }
  return found;
}

Position EvalSources::criterion_at(const PlacedObject& eval, std::size_t n) const {
  const std::size_t index = static_cast<std::size_t>(&eval - evals_.data());
  const std::string pointer = pointers_[index] + "/testing_criteria/" + std::to_string(n);
  for (const ReadFile& file : files_) {
    if (&file.source != eval.at.file) continue;
    const auto found = file.lines.find(pointer);
    if (found != file.lines.end()) return {&file.source, found->second, 1};
  }
  return eval.at;
}

}  // namespace assay
