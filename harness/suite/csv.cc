// A CSV data set: the header line names the variables of every row.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "harness/base/text.h"
#include "harness/suite/csv_cells.h"
#include "harness/suite/dataset.h"

namespace assay {
namespace {

// Spreadsheets pad a table to a rectangle. Whoever means an empty text quotes it.
bool is_padding(const std::vector<CsvCell>& row) {
  return std::all_of(row.begin(), row.end(),
                     [](const CsvCell& cell) { return cell.text.empty() && !cell.quoted; });
}

class Rows {
 public:
  Rows(char delimiter, RowNames& names) : delimiter_(delimiter), names_(names) {}

  bool has_header() const { return shared_ != nullptr; }

  // A column without a name is none as long as its cells are empty.
  tl::expected<void, TextError> take_header(const std::vector<CsvCell>& row) {
    std::vector<std::string_view> columns;
    for (const CsvCell& cell : row) {
      const std::string_view name = trim(cell.text);
      header_.emplace_back(name);
      if (name.empty()) continue;
      if (std::find(columns.begin(), columns.end(), name) != columns.end()) {
        return error_at(cell,
                        fmt::format("two columns are called '{}': rename one", excerpt(name, 60)));
      }
      columns.push_back(name);
      named_end_ = header_.size();
    }
    Result<RowNames::Shared> shared = names_.intern(columns);
    if (!shared) return error_at(row.front(), shared.error().message);
    shared_ = std::move(*shared);
    column_count_ = columns.size();
    return {};
  }

  // Moves the texts out of `row`.
  tl::expected<Vars, TextError> take(std::vector<CsvCell>& row) {
    if (row.size() > header_.size()) return too_long(row);
    if (row.size() < named_end_) return too_short(row);
    std::vector<Json> values;
    values.reserve(column_count_ + names_.extra());
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (!header_[i].empty()) {
        values.emplace_back(std::move(row[i].text));
      } else if (!row[i].text.empty()) {
        return error_at(row[i], fmt::format("cell {}, '{}', stands in a column without a name: "
                                            "name it in the header line, or remove it",
                                            i + 1, excerpt(row[i].text, 40)));
      }
    }
    return names_.row(shared_, std::move(values));
  }

 private:
  static tl::unexpected<TextError> error_at(const CsvCell& cell, std::string message) {
    return tl::unexpected(TextError{cell.line, cell.column, std::move(message)});
  }

  tl::unexpected<TextError> too_long(const std::vector<CsvCell>& row) const {
    const CsvCell& extra = row[header_.size()];
    return error_at(extra, fmt::format("this row has {} cells, the header line {}: cell {}, '{}', "
                                       "has no column; quote a text that has {} in it",
                                       row.size(), header_.size(), header_.size() + 1,
                                       excerpt(extra.text, 40), delimiter_name(delimiter_)));
  }

  tl::unexpected<TextError> too_short(const std::vector<CsvCell>& row) const {
    std::size_t missing = row.size();
    while (header_[missing].empty()) ++missing;  // the last that has a name is behind the row
    return error_at(row.back(),
                    fmt::format("this row has {} {}, the header line {}: none for '{}'; cells are "
                                "separated by {}",
                                row.size(), row.size() == 1 ? "cell" : "cells", named_end_,
                                excerpt(header_[missing], 40), delimiter_name(delimiter_)));
  }

  char delimiter_;
  RowNames& names_;
  RowNames::Shared shared_;
  std::vector<std::string> header_;  // its cells, "" without a name
  std::size_t named_end_ = 0;        // one behind the last that has one
  std::size_t column_count_ = 0;
};

tl::expected<void, TextError> read_rows(std::string_view text, const CsvFormat& format,
                                        RowNames& names, const RowSink& sink) {
  tl::expected<CsvDialect, TextError> dialect = find_csv_dialect(text, format);
  if (!dialect) return tl::unexpected(std::move(dialect.error()));
  CsvCells cells(text, *dialect);
  Rows rows(dialect->delimiter, names);
  std::vector<CsvCell> row;
  while (true) {
    tl::expected<bool, TextError> is_row = cells.next(row);
    if (!is_row) return tl::unexpected(std::move(is_row.error()));
    if (!*is_row) break;
    if (is_padding(row)) continue;
    if (!rows.has_header()) {
      if (auto taken = rows.take_header(row); !taken) return taken;
      continue;
    }
    const int line = row.front().line;
    tl::expected<Vars, TextError> vars = rows.take(row);
    if (!vars) return tl::unexpected(std::move(vars.error()));
    if (!sink(std::move(*vars), line)) return {};
  }
  if (rows.has_header()) return {};
  return tl::unexpected(TextError{1, 1, "no header line: the first line names the columns"});
}

}  // namespace

void read_csv(const SourceFile& file, const CsvFormat& format, RowNames& names,
              Diagnostics& diagnostics, const RowSink& sink) {
  const tl::expected<void, TextError> read = read_rows(file.text, format, names, sink);
  if (read) return;
  const TextError& error = read.error();
  diagnostics.error({&file, error.line, error.column}, "CSV: " + error.message);
}

}  // namespace assay
