// CSV by RFC 4180, safe to open in a spreadsheet. Lines end in LF: every reader
// takes it, and line tools (cut, awk, diff) do not take the RFC's CRLF.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/money.h"

namespace assay {

// Fields are written left to right. Buffers; the destructor writes the rest.
// `out` outlives the writer.
class CsvWriter {
 public:
  explicit CsvWriter(std::ostream& out) : out_(out) {}
  ~CsvWriter();
  CsvWriter(const CsvWriter&) = delete;
  CsvWriter& operator=(const CsvWriter&) = delete;

  // Text from anybody. What a spreadsheet would run as a formula gets a ' in front:
  // = + - @ (also full-width) at the start and after a ; TAB or line end inside,
  // where a cell starts if the locale's separator is not the comma; and a TAB or
  // line end at the start. Invalid UTF-8 and NUL become U+FFFD.
  void text(std::string_view value);
  // Numbers stay typed: never quoted, never prefixed, "." whatever the locale.
  // Absent or not finite is an empty field.
  void number(std::optional<double> value);
  void integer(std::optional<std::int64_t> value);
  void money(const std::optional<Money>& value);  // exact decimal USD
  void word(std::string_view constant);           // of assay's own: needs no quoting
  void end_row();

 private:
  void separate();

  std::ostream& out_;
  std::string buffer_;
  bool row_started_ = false;
};

}  // namespace assay
