// Tests in a CSV file: a row a test, columns that begin with __ say what is expected.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"
#include "harness/import/promptfoo/template.h"
#include "harness/suite/csv_cells.h"

namespace assay {
namespace {

constexpr std::string_view kExpected = "__expected";
constexpr std::string_view kMetadata = "__metadata:";

class CsvTests {
 public:
  CsvTests(Importer& importer, std::string_view name, const SourceFile& file, const Position& at)
      : importer_(importer), name_(name), file_(file), at_(at) {}

  void read() {
    const auto dialect =
        find_csv_dialect(file_.text, CsvFormat{std::nullopt, extension_of(name_) == ".tsv"});
    if (!dialect) return refuse(dialect.error());
    CsvCells cells(file_.text, *dialect);
    std::vector<CsvCell> row;
    auto more = cells.next(row);
    if (!more) return refuse(more.error());
    if (!*more)
      return importer_.account.add(at_, fmt::format("tests {}", name_), ImportOutcome::refused,
                                   "the file is empty");
    read_header(row);
    for (more = cells.next(row); more && *more; more = cells.next(row)) {
      const bool is_empty = std::all_of(row.begin(), row.end(), [](const CsvCell& cell) {
        return cell.text.empty() && !cell.quoted;
      });
      if (!is_empty) read_row(row);
    }
    if (!more) return refuse(more.error());
    // Rows that are turns, or of which programs write prompts, are looked at one by one.
    const bool are_looked_at =
        std::any_of(importer_.prompts.begin(), importer_.prompts.end(),
                    [](const MadePrompt& prompt) { return prompt.turn || prompt.program; });
    if (is_plain_ && !are_looked_at && !drafts_.empty()) return add_data_set();
    for (TestDraft& draft : drafts_) importer_.drafts.push_back(std::move(draft));
  }

 private:
  void refuse(const TextError& error) {
    importer_.account.add({&file_, error.line, error.column}, fmt::format("tests {}", name_),
                          ImportOutcome::refused, error.message);
  }

  void read_header(const std::vector<CsvCell>& row) {
    for (const CsvCell& cell : row) {
      const std::string name(trim(cell.text));
      columns_.push_back(name);
      if (name.starts_with("__") || name.empty()) is_plain_ = false;
      const bool is_known = name == "__prefix" || name == "__suffix" || name == "__description" ||
                            name == "__metric" || name == "__threshold" ||
                            name == "__providerOutput" || name.starts_with(kExpected) ||
                            name.starts_with(kMetadata) || name.starts_with("__config:");
      if (name.starts_with("__") && !is_known)
        importer_.account.add({&file_, cell.line, cell.column},
                              fmt::format("column {}", excerpt(name, 60)), ImportOutcome::ignored,
                              "promptfoo knows no such column; it is a variable of this name, and "
                              "nothing is expected by it");
    }
  }

  // The rows stay where they are: nothing in them is more than a text.
  void add_data_set() {
    TestDraft draft = importer_.defaults;
    draft.assertions.clear();
    draft.at = {&file_, 1, 1};
    draft.from = std::string(name_);
    draft.columns.insert(columns_.begin(), columns_.end());
    std::set<std::string> there = draft.columns;
    for (const VarDraft& var : draft.vars) {
      there.insert(var.name);
      if (!draft.columns.contains(var.name) && !var.value.is_string() && !var.value.is_number())
        is_plain_ = false;
      if (var.value.is_string() &&
          (var.value.get_ref<const std::string&>().find("{{") != std::string::npos ||
           !file_name_in(var.value.get_ref<const std::string&>()).empty()))
        is_plain_ = false;
    }
    for (const MadePrompt& prompt : importer_.prompts)
      for (const std::string& used : prompt.variables)
        if (!there.contains(used)) is_plain_ = false;
    for (const std::string& used : importer_.request_variables)
      if (!there.contains(used)) is_plain_ = false;
    if (is_plain_) return importer_.drafts.push_back(std::move(draft));
    for (TestDraft& each : drafts_) importer_.drafts.push_back(std::move(each));
  }

  void read_row(const std::vector<CsvCell>& row) {
    TestDraft draft = importer_.defaults;
    draft.assertions.clear();
    draft.expands = false;
    draft.at = {&file_, row.empty() ? 0 : row.front().line, 1};
    std::string metric;
    if (row.size() != columns_.size()) is_plain_ = false;
    for (std::size_t i = 0; i < std::min(row.size(), columns_.size()); ++i)
      read_cell(columns_[i], row[i], draft, metric);
    if (!metric.empty())
      for (AssertionDraft& each : draft.assertions) each.value["metric"] = metric;
    for (const auto& [index, threshold] : thresholds_)
      for (AssertionDraft& each : draft.assertions)
        if (each.place == fmt::format("__expected{}", index)) each.value["threshold"] = threshold;
    thresholds_.clear();
    drafts_.push_back(std::move(draft));
  }

  void read_cell(const std::string& column, const CsvCell& cell, TestDraft& draft,
                 std::string& metric) {
    const std::string& text = cell.text;
    if (column.empty()) return;
    if (column.starts_with(kExpected)) return read_expected(column, cell, draft);
    if (column == "__description")
      draft.description = text;
    else if (column == "__metric")
      metric = text;
    else if (column == "__threshold") {
      if (const auto number = parse_number(trim(text))) draft.threshold = *number;
    } else if (column == "__prefix")
      draft.prefix = text;
    else if (column == "__suffix")
      draft.suffix = text;
    else if (column == "__providerOutput") {
      if (!text.empty())
        draft.refused = "an answer that exists already is scored by `assay import outputs`";
    } else if (column.starts_with(kMetadata))
      read_tag(column.substr(kMetadata.size()), text, draft);
    else if (column.starts_with("__config:"))
      read_config(column, text);
    else {
      if (has_nunjucks(text) || text.starts_with("file://") || text.ends_with('\n'))
        is_plain_ = false;
      const auto same = std::find_if(draft.vars.begin(), draft.vars.end(),
                                     [&](const VarDraft& each) { return each.name == column; });
      if (same != draft.vars.end())
        *same = {column, text, draft.at};
      else
        draft.vars.push_back({column, text, draft.at});
    }
  }

  void read_expected(const std::string& column, const CsvCell& cell, TestDraft& draft) {
    if (trim(cell.text).empty()) return;
    std::vector<std::string> notes;
    AssertionDraft made;
    made.at = {&file_, cell.line, cell.column};
    made.place = column == kExpected ? "__expected1" : column;
    made.value = assertion_of_cell(cell.text, notes);
    for (const std::string& note : notes)
      importer_.account.add(made.at, fmt::format("cell {}", column), ImportOutcome::approximated,
                            note);
    draft.assertions.push_back(std::move(made));
  }

  static void read_tag(std::string name, const std::string& text, TestDraft& draft) {
    if (name == "conversationId") {
      draft.conversation = text;
      return;
    }
    const bool is_list = name.ends_with("[]");
    if (is_list) name.resize(name.size() - 2);
    for (const std::string_view part :
         is_list ? split(text, ',') : std::vector<std::string_view>{text}) {
      if (trim(part).empty()) continue;
      const std::string tag = label_of(name + "=" + std::string(trim(part)));
      if (std::find(draft.tags.begin(), draft.tags.end(), tag) == draft.tags.end())
        draft.tags.push_back(tag);
    }
  }

  // __config:__expected2:threshold
  void read_config(const std::string& column, const std::string& text) {
    const std::vector<std::string_view> parts = split(column, ':');
    const std::optional<double> number = parse_number(trim(text));
    if (parts.size() != 3 || parts[2] != "threshold" || !number) return;
    const std::string_view index = parts[1].substr(std::min(parts[1].size(), kExpected.size()));
    thresholds_.emplace_back(index.empty() ? "1" : std::string(index), *number);
  }

  Importer& importer_;
  std::string_view name_;
  const SourceFile& file_;
  Position at_;
  bool is_plain_ = true;
  std::vector<std::string> columns_;
  std::vector<TestDraft> drafts_;
  std::vector<std::pair<std::string, double>> thresholds_;  // of the row that is read
};

}  // namespace

void import_csv_tests(Importer& importer, std::string_view name, const Position& at) {
  const Result<const SourceFile*> file = importer.files.read_text(name);
  if (!file)
    return importer.account.add(at, fmt::format("tests {}", name), ImportOutcome::refused,
                                file.error().message);
  CsvTests(importer, name, **file, at).read();
}

}  // namespace assay
