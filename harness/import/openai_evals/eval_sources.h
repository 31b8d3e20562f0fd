// What was fetched of one of OpenAI's hosted evals: the eval, its runs, their output items, and
// rows of data, in whatever files and pages they came.
//
// Source: OpenAI's API reference, "Evals": the objects eval, eval.run, eval.run.output_item, and
// their lists.
#pragma once

#include <deque>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/key.h"
#include "harness/base/result.h"
#include "harness/yaml/source.h"

namespace assay {

struct PlacedObject {
  Json value;
  Position at;
};

struct EvalRow {
  std::string id;  // "item-5" of an output item; "" where only the row is known
  Json item;
};

class EvalSources {
 public:
  // Reads a file: a JSON document or, called .jsonl, an object a line. A usage error for what is
  // none of those objects, with its place.
  Result<void> add(const std::filesystem::path& file);

  const std::vector<PlacedObject>& evals() const { return evals_; }
  const std::vector<PlacedObject>& runs() const { return runs_; }
  // In the order of the files. Runs bring their rows (file_content).
  const std::vector<EvalRow>& rows() const { return rows_; }
  // Models that output items name, in their order.
  const std::vector<std::string>& sampled_models() const { return sampled_models_; }
  // The one file of lines that has every row as its `item`, in its order; "": there is none.
  std::string file_of_rows() const;
  // Lists whose last page said that more follows.
  const std::vector<Position>& cut_lists() const { return cut_lists_; }
  // Of the n-th of an eval's `testing_criteria`.
  Position criterion_at(const PlacedObject& eval, std::size_t n) const;

 private:
  struct ReadFile {
    SourceFile source;  // without its text
    std::filesystem::path path;
    std::unordered_map<std::string, int> lines;  // of elements of lists, by JSON Pointer
    std::size_t rows = 0;                        // lines that are rows
    bool has_others = false;                     // and something else
  };
  Result<void> take(const Json& value, const std::string& pointer, int line, ReadFile& file);
  Result<void> take_list(const Json& list, const std::string& pointer, int line, ReadFile& file);
  // Runs and output items are of the same rows: the n-th that says the same in each `source` is
  // one row.
  void add_row(const std::string& source, std::string id, const Json& item);
  void take_output_item(const Json& item);
  void take_run(const Json& run, const Position& at);

  std::deque<ReadFile> files_;
  std::vector<PlacedObject> evals_;
  std::vector<std::string> pointers_;  // of evals_, in their files
  std::vector<PlacedObject> runs_;
  std::vector<EvalRow> rows_;
  std::unordered_map<Key, std::size_t> times_said_;  // by source
  std::unordered_map<Key, std::size_t> row_of_;
  std::vector<std::string> sampled_models_;
  std::vector<Position> cut_lists_;
  bool rows_of_elsewhere_ = false;  // not from lines of a file
};

// The lines, from 1, on which the elements of the lists of a JSON document begin, by JSON
// Pointer (without escapes), down to `depth` steps. The document is known to be well-formed.
std::unordered_map<std::string, int> lines_of_elements(std::string_view json, std::size_t depth);

}  // namespace assay
