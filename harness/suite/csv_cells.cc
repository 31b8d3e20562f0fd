#include "harness/suite/csv_cells.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"

namespace assay {

std::string delimiter_name(char delimiter) {
  return delimiter == '\t' ? "a tab" : fmt::format("'{}'", delimiter);
}

CsvCells::CsvCells(std::string_view text, const CsvDialect& dialect)
    : text_(text),
      dialect_(dialect),
      at_(dialect.begin),
      line_(dialect.line),
      line_begin_(dialect.begin) {}

void CsvCells::go_to(std::size_t at) {
  for (std::size_t i = at_; i < at; ++i) {
    if (text_[i] != dialect_.newline) continue;
    ++line_;
    line_begin_ = i + 1;
  }
  at_ = at;
}

tl::expected<bool, TextError> CsvCells::take_row_end() {
  if (text_[at_] == '\n') {
    go_to(at_ + 1);
    return true;
  }
  if (text_[at_] != '\r') return false;
  if (dialect_.newline == '\r') {
    go_to(text_.substr(at_).starts_with("\r\n") ? at_ + 2 : at_ + 1);
    return true;
  }
  // A run of them and a newline is text that was written as Windows text twice.
  const std::size_t behind = std::min(text_.find_first_not_of('\r', at_), text_.size());
  if (behind < text_.size() && text_[behind] != '\n') {
    return error_here("a carriage return inside a line: quote the cell that has it");
  }
  go_to(std::min(behind + 1, text_.size()));
  return true;
}

tl::expected<void, TextError> CsvCells::read_quoted(CsvCell& cell) {
  cell.quoted = true;
  std::size_t begin = at_ + 1;
  while (true) {
    const std::size_t quote = text_.find('"', begin);
    if (quote == std::string_view::npos) {
      return error_here("the quote that opens here is never closed");
    }
    cell.text.append(text_, begin, quote - begin);
    begin = quote + 1;
    if (begin == text_.size() || text_[begin] != '"') break;
    cell.text += '"';
    ++begin;
  }
  go_to(begin);
  return {};
}

tl::expected<void, TextError> CsvCells::read_plain(CsvCell& cell) {
  const auto ends_plain = [&](char c) {
    return c == dialect_.delimiter || c == '\n' || c == '\r' || c == '"';
  };
  std::size_t end = at_;
  while (true) {
    while (end < text_.size() && !ends_plain(text_[end])) ++end;
    if (end == text_.size() || text_[end] != '"') break;
    // Text with tabs knows no quotes, unless a cell begins with one.
    if (dialect_.delimiter != '\t') {
      const bool is_blank = trim(text_.substr(at_, end - at_)).empty();
      go_to(end);
      return error_here(is_blank
                            ? "a blank before the quote that opens a cell: remove the blank"
                            : "a quote inside a cell without quotes: quote the cell, and write "
                              "the quotes inside twice");
    }
    ++end;
  }
  cell.text.assign(text_, at_, end - at_);
  at_ = end;
  return {};
}

tl::expected<CsvCells::Behind, TextError> CsvCells::read_cell(CsvCell& cell) {
  cell.text.clear();
  cell.quoted = false;
  cell.line = line_;
  cell.column = column();
  if (is_at_end()) return Behind::row;
  if (auto read = text_[at_] == '"' ? read_quoted(cell) : read_plain(cell); !read) {
    return tl::unexpected(std::move(read.error()));
  }
  if (is_at_end()) return Behind::row;
  if (text_[at_] == dialect_.delimiter) {
    ++at_;
    return Behind::cell;
  }
  tl::expected<bool, TextError> ended = take_row_end();
  if (!ended) return tl::unexpected(std::move(ended.error()));
  if (*ended) return Behind::row;
  return error_here(
      "text after the quote that closes a cell: a quote inside quotes is written "
      "twice");
}

tl::expected<bool, TextError> CsvCells::next(std::vector<CsvCell>& row) {
  while (!is_at_end()) {  // blank lines
    tl::expected<bool, TextError> ended = take_row_end();
    if (!ended) return tl::unexpected(std::move(ended.error()));
    if (!*ended) break;
  }
  if (is_at_end()) return false;
  std::size_t count = 0;
  while (true) {
    if (count == kMaxColumns) {
      return error_here(fmt::format("more than {} cells in a row", kMaxColumns));
    }
    if (count == row.size()) row.emplace_back();
    tl::expected<Behind, TextError> behind = read_cell(row[count]);
    if (!behind) return tl::unexpected(std::move(behind.error()));
    ++count;
    if (*behind == Behind::row) break;
  }
  row.resize(count);
  return true;
}

}  // namespace assay
