// The cells of a CSV file with the place of each. RFC 4180, and what Excel and
// its peers make of it: other delimiters, other line ends, a `sep=` line.
// libcsv, which writes the reports, does not say where it is.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "harness/yaml/diagnostic.h"

namespace assay {

inline constexpr std::size_t kMaxColumns = 4096;

struct CsvCell {
  std::string text;  // without quotes, white space kept
  bool quoted = false;
  int line = 1;
  int column = 1;  // in bytes, from 1
};

// Whether `delimiter` may separate cells: a tab, a blank or ASCII punctuation.
bool is_csv_delimiter(char delimiter);

// What is known about a file before it is read.
struct CsvFormat {
  std::optional<char> delimiter = std::nullopt;  // the author's word
  bool is_tsv = false;                           // what its name promises
};

// How the cells and rows of a file end, and where its header line begins.
struct CsvDialect {
  char delimiter = ',';
  char newline = '\n';  // '\r': an old Mac's, where a lone one ends a line
  std::size_t begin = 0;
  int line = 1;
};

// From the author, a `sep=;` line, or the one delimiter (, ; tab |) that the
// header line has outside quotes. With several of them, an error.
tl::expected<CsvDialect, TextError> find_csv_dialect(std::string_view text,
                                                     const CsvFormat& format);

// "','", "a tab": for messages.
std::string delimiter_name(char delimiter);

// Rows of `text`, which outlives the reader.
class CsvCells {
 public:
  CsvCells(std::string_view text, const CsvDialect& dialect);

  // Fills `row` with the next row that is not a blank line; false at the end of
  // the text. After an error there is nothing more to read.
  tl::expected<bool, TextError> next(std::vector<CsvCell>& row);

 private:
  enum class Behind { cell, row };  // what a cell's end is followed by

  tl::expected<Behind, TextError> read_cell(CsvCell& cell);
  tl::expected<void, TextError> read_quoted(CsvCell& cell);
  tl::expected<void, TextError> read_plain(CsvCell& cell);
  // Takes the end of a row if it is here; an error for a stray carriage return.
  tl::expected<bool, TextError> take_row_end();
  void go_to(std::size_t at);  // counts the lines on the way
  bool is_at_end() const { return at_ == text_.size(); }
  int column() const { return static_cast<int>(at_ - line_begin_) + 1; }
  tl::unexpected<TextError> error_here(std::string message) const {
    return tl::unexpected(TextError{line_, column(), std::move(message)});
  }

  std::string_view text_;
  CsvDialect dialect_;
  std::size_t at_;
  int line_;
  std::size_t line_begin_;
};

}  // namespace assay
