// find_csv_dialect(): what separates the cells of a file.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/suite/csv_cells.h"

namespace assay {
namespace {

constexpr std::array kCandidates = {',', ';', '\t', '|'};

bool is_candidate(char c) {
  return std::find(kCandidates.begin(), kCandidates.end(), c) != kCandidates.end();
}

// The delimiters of one line outside its quotes, each once, and how it ends.
struct HeaderLine {
  std::string delimiters;
  char newline = '\n';
};

HeaderLine look_at_header(std::string_view text) {
  HeaderLine line;
  bool in_quotes = false;
  bool at_cell = true;  // a quote opens only where a cell begins
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_quotes) {
      in_quotes = c != '"';  // a doubled one closes and opens again
      at_cell = !in_quotes;
    } else if (c == '"' && at_cell) {
      in_quotes = true;
    } else if (c == '\n' || c == '\r') {
      const std::size_t behind = std::min(text.find_first_not_of('\r', i), text.size());
      if (behind < text.size() && text[behind] != '\n') line.newline = '\r';
      return line;
    } else {
      at_cell = is_candidate(c);
      if (at_cell && line.delimiters.find(c) == std::string::npos) line.delimiters += c;
    }
  }
  // A quote that is never closed took the whole text for the header line.
  if (in_quotes) line.delimiters.clear();
  return line;
}

// Excel's own line above the header: sep=; with or without quotes.
struct SepLine {
  char delimiter;
  std::size_t size;  // with the end of the line
};

std::optional<SepLine> sep_line(std::string_view text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  std::string_view line = text.substr(0, end);
  if (line.size() == 7 && line.front() == '"' && line.back() == '"') line = line.substr(1, 5);
  if (line.size() != 5 || !equals_ignoring_ascii_case(line.substr(0, 4), "sep=") ||
      !is_csv_delimiter(line[4])) {
    return std::nullopt;
  }
  const std::size_t behind = text.substr(end).starts_with("\r\n") ? end + 2 : end + 1;
  return SepLine{line[4], std::min(behind, text.size())};
}

std::string names_of(std::string_view delimiters) {
  std::vector<std::string> names;
  for (const char delimiter : delimiters) names.push_back(delimiter_name(delimiter));
  return join(names, " or by ");
}

tl::unexpected<TextError> refuse(int line, std::string message) {
  return tl::unexpected(TextError{line, 1, std::move(message)});
}

}  // namespace

bool is_csv_delimiter(char delimiter) {
  constexpr std::string_view kSome = "\t !#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
  return kSome.find(delimiter) != std::string_view::npos;
}

tl::expected<CsvDialect, TextError> find_csv_dialect(std::string_view text,
                                                     const CsvFormat& format) {
  CsvDialect dialect;
  const std::optional<SepLine> sep = sep_line(text);
  if (sep) {
    dialect.begin = sep->size;
    dialect.line = 2;
    if (format.delimiter && *format.delimiter != sep->delimiter) {
      return refuse(1,
                    fmt::format("the first line says that cells are separated by {}, and "
                                "'delimiter' says {}: change one of them",
                                delimiter_name(sep->delimiter), delimiter_name(*format.delimiter)));
    }
  }
  for (; dialect.begin < text.size(); ++dialect.begin) {  // blank lines
    if (text[dialect.begin] == '\n')
      ++dialect.line;
    else if (text[dialect.begin] != '\r')
      break;
  }
  const HeaderLine header = look_at_header(text.substr(dialect.begin));
  dialect.newline = header.newline;
  const bool has_tab = header.delimiters.find('\t') != std::string::npos;
  if (format.delimiter || sep) {
    dialect.delimiter = format.delimiter ? *format.delimiter : sep->delimiter;
  } else if (format.is_tsv) {
    if (!has_tab && !header.delimiters.empty()) {
      return refuse(dialect.line,
                    fmt::format("a .tsv file whose header line has no tab, but may be separated by "
                                "{}: say which with 'delimiter' (tab, for one column)",
                                names_of(header.delimiters)));
    }
    dialect.delimiter = '\t';
  } else if (header.delimiters.size() > 1) {
    return refuse(dialect.line,
                  fmt::format("the header line may be separated by {}: say which with 'delimiter'",
                              names_of(header.delimiters)));
  } else if (!header.delimiters.empty()) {
    dialect.delimiter = header.delimiters.front();
  }
  return dialect;
}

}  // namespace assay
