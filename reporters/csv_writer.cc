#include "reporters/csv_writer.h"

#include <csv.h>

#include <cmath>
#include <ostream>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::size_t kFlushBytes = std::size_t{1} << 16;

// A spreadsheet's formula starts with one of these.
bool looks_like_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

// Quoting also guards white space at the ends, which some readers trim.
bool needs_quotes(std::string_view text) {
  if (text.empty()) return false;
  return text.find_first_of(",\"\r\n;\t") != std::string_view::npos || text.front() == ' ' ||
         text.back() == ' ';
}

std::string without_nul(std::string text) {
  static constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  for (std::size_t at = 0; (at = text.find('\0', at)) != std::string::npos;) {
    text.replace(at, 1, kReplacement);
    at += kReplacement.size();
  }
  return text;
}

void append_quoted(std::string& out, std::string_view text) {
  const std::size_t before = out.size();
  out.resize(before + 2 * text.size() + 2);  // csv_write's worst case
  out.resize(before +
             csv_write(out.data() + before, out.size() - before, text.data(), text.size()));
}

}  // namespace

CsvWriter::~CsvWriter() {
  out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
}

void CsvWriter::separate() {
  if (row_started_) buffer_ += ',';
  row_started_ = true;
}

void CsvWriter::text(std::string_view value) {
  separate();
  std::string clean = without_nul(to_valid_utf8(value));
  if (looks_like_formula(clean)) clean.insert(0, 1, '\'');
  if (needs_quotes(clean))
    append_quoted(buffer_, clean);
  else
    buffer_ += clean;
}

void CsvWriter::number(std::optional<double> value) {
  separate();
  if (value && std::isfinite(*value)) buffer_ += format_number(*value);
}

void CsvWriter::integer(std::optional<std::int64_t> value) {
  separate();
  if (value) buffer_ += std::to_string(*value);
}

void CsvWriter::money(const std::optional<Money>& value) {
  separate();
  if (value) buffer_ += to_usd(*value);
}

void CsvWriter::word(std::string_view constant) {
  separate();
  buffer_ += constant;
}

void CsvWriter::end_row() {
  buffer_ += '\n';
  row_started_ = false;
  if (buffer_.size() < kFlushBytes) return;
  out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  buffer_.clear();
}

}  // namespace assay
