#include "reporters/csv_writer.h"

#include <csv.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <ostream>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "reporters/spill.h"

namespace assay {
namespace {

constexpr std::string_view kEndsCell = ";\t\r\n";

// Whether a cell of this content is run: the triggers of OWASP's "CSV injection",
// also behind the blanks and quotes that readers take off.
bool looks_like_formula(std::string_view cell) {
  constexpr std::string_view kTriggers[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
  cell.remove_prefix(std::min(cell.find_first_not_of(" \""), cell.size()));
  return std::any_of(std::begin(kTriggers), std::end(kTriggers),
                     [&](std::string_view trigger) { return cell.starts_with(trigger); });
}

std::string without_formulas(std::string_view text) {
  std::string out;
  // Some readers take white space off the start and see what is behind it.
  if (!text.empty() && kEndsCell.substr(1).find(text.front()) != std::string_view::npos)
    out += '\'';
  for (std::size_t at = 0; at <= text.size();) {
    if (looks_like_formula(text.substr(at))) {
      ASSAY_MARK("csv.formula_quoted");
      out += '\'';
    }
    const std::size_t end = std::min(text.find_first_of(kEndsCell, at), text.size());
    out += text.substr(at, end - at + 1);
    at = end + 1;
  }
  return out;
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
  const std::string clean = without_formulas(without_nul(to_valid_utf8(value)));
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
  spill(buffer_, out_);
}

}  // namespace assay
