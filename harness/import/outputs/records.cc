#include "harness/import/outputs/records.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "harness/base/encoding.h"
#include "harness/base/file.h"
#include "harness/base/json_number.h"
#include "harness/base/text.h"
#include "harness/provider/wire_json.h"
#include "harness/suite/csv_cells.h"

namespace assay {
namespace {

// A regular file, line by line, each of at most kMaxRecordBytes.
class LineReader {
 public:
  static Result<LineReader> open(const std::filesystem::path& file) {
    std::error_code failed;
    if (!std::filesystem::is_regular_file(file, failed)) {
      const bool is_there = std::filesystem::exists(file, failed);
      return usage_error(file.string() +
                         (is_there ? ": is no regular file" : ": there is no such file"));
    }
    LineReader reader(file);
    if (reader.file_ == nullptr)
      return usage_error(fmt::format("{}: {}", file.string(), std::strerror(errno)));
    return reader;
  }

  // Nothing: the end.
  Result<std::optional<std::string_view>> next() {
    line_.clear();
    ++number_;
    bool any = false;
    while (fill()) {
      any = true;
      const char* const begin = buffer_.data() + at_;
      const auto* const end =
          static_cast<const char*>(std::memchr(begin, '\n', static_cast<std::size_t>(size_ - at_)));
      const auto length =
          static_cast<std::size_t>((end != nullptr ? end : buffer_.data() + size_) - begin);
      if (line_.size() + length > kMaxRecordBytes) {
        return record_error(path_, where(),
                            fmt::format("is longer than {} MB", kMaxRecordBytes >> 20));
      }
      line_.append(begin, length);
      at_ += length + (end != nullptr ? 1 : 0);
      if (end != nullptr) break;
    }
    if (std::ferror(file_.get()) != 0)
      return infrastructure_error(path_.string() + ": cannot be read");
    if (!any) return std::optional<std::string_view>();
    return std::optional(std::string_view(line_));
  }
  std::string where() const { return "line " + std::to_string(number_); }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  explicit LineReader(const std::filesystem::path& file)
      : path_(file), file_(std::fopen(file.c_str(), "rb")), buffer_(std::size_t{1} << 20) {}

  // Whether there is something to take.
  bool fill() {
    if (at_ < size_) return true;
    at_ = 0;
    size_ = std::fread(buffer_.data(), 1, buffer_.size(), file_.get());
    return size_ > 0;
  }

  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::vector<char> buffer_;
  std::size_t at_ = 0;
  std::size_t size_ = 0;
  std::string line_;
  std::size_t number_ = 0;
};

// Trailing commas make columns without a name, which nobody can ask for.
std::string name_that_is_twice(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  const auto found = std::adjacent_find(
      names.begin(), names.end(),
      [](const std::string& a, const std::string& b) { return a == b && !a.empty(); });
  return found == names.end() ? "" : excerpt(*found, 60);
}

// Spreadsheets leave rows of nothing but commas at the end.
bool is_blank(const std::vector<CsvCell>& row) {
  return std::all_of(row.begin(), row.end(),
                     [](const CsvCell& cell) { return trim(cell.text).empty(); });
}

bool is_utf16(std::string_view begin) {
  return begin.starts_with("\xFF\xFE") || begin.starts_with("\xFE\xFF");
}

Result<void> take_line(const std::filesystem::path& file, std::string_view line,
                       const std::string& where, const RecordSink& sink) {
  if (trim(line).empty()) return {};
  if (is_utf16(line) && where == "line 1")
    return record_error(file, where, "is UTF-16; save the file as UTF-8");
  if (line.starts_with(kByteOrderMark) && where == "line 1")
    line.remove_prefix(kByteOrderMark.size());
  const Result<Json> record = parse_json_record(line);
  if (!record) return record_error(file, where, record.error().message);
  if (!record->is_object()) return record_error(file, where, "is no JSON object");
  return sink(*record, where);
}

}  // namespace

Result<Json> parse_json_record(std::string_view text) {
  const std::optional<std::string> spelled = long_numbers_as_texts(text);
  if (spelled) text = *spelled;
  Result<Json> exact = parse_json(text);
  if (exact) return exact;
  const WireValue repaired = parse_wire(text);
  if (repaired.is_absent()) return exact;
  return parse_json(repaired.as_json());
}

tl::unexpected<Error> record_error(const std::filesystem::path& file, std::string_view where,
                                   std::string_view why) {
  return usage_error(fmt::format("{}: {}: {}", file.string(), where, why));
}

Result<void> each_json_line(const std::filesystem::path& file, const RecordSink& sink) {
  ASSAY_TRY(LineReader lines, LineReader::open(file));
  while (true) {
    ASSAY_TRY(const std::optional<std::string_view> line, lines.next());
    if (!line) return {};
    ASSAY_CHECK(take_line(file, *line, lines.where(), sink));
  }
}

Result<Json> read_json_document(const std::filesystem::path& file) {
  ASSAY_TRY(std::string bytes, read_file(file, kMaxDocumentBytes));
  if (is_utf16(bytes)) {
    tl::expected<std::string, EncodingError> text = decode_text(std::move(bytes));
    if (!text) return usage_error(file.string() + ": " + text.error().message);
    bytes = std::move(*text);
  }
  std::string_view text = bytes;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Result<Json> document = parse_json_record(text);
  if (!document) return usage_error(file.string() + ": " + document.error().message);
  return document;
}

Result<void> each_csv_row(const std::filesystem::path& file, const RecordSink& sink) {
  ASSAY_TRY(std::string bytes, read_file(file, kMaxDataBytes));
  const auto refuse = [&](int line, std::string_view why) {
    return record_error(file, "line " + std::to_string(line), why);
  };
  const tl::expected<std::string, EncodingError> text = decode_text(std::move(bytes));
  if (!text) return refuse(text.error().line, text.error().message);
  const bool is_tsv = to_lower_ascii(file.extension().string()) == ".tsv";
  const auto dialect = find_csv_dialect(*text, {std::nullopt, is_tsv});
  if (!dialect) return refuse(dialect.error().line, dialect.error().message);
  CsvCells cells(*text, *dialect);
  std::vector<std::string> names;
  std::vector<CsvCell> row;
  while (true) {
    const tl::expected<bool, TextError> more = cells.next(row);
    if (!more) return refuse(more.error().line, more.error().message);
    if (!*more) break;
    const int line = row.front().line;
    if (names.empty()) {
      for (const CsvCell& cell : row) names.emplace_back(trim(cell.text));
      if (const std::string twice = name_that_is_twice(names); !twice.empty())
        return refuse(line, fmt::format("two columns are called '{}': rename one", twice));
      continue;
    }
    if (is_blank(row)) continue;
    if (row.size() != names.size()) {
      return refuse(line,
                    fmt::format("has {} cells, and the header line {}", row.size(), names.size()));
    }
    Json record = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) record[names[i]] = std::move(row[i].text);
    ASSAY_CHECK(sink(record, "line " + std::to_string(line)));
  }
  if (names.empty()) return usage_error(file.string() + ": has no header line");
  return {};
}

}  // namespace assay
