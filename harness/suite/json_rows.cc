// Data sets of JSON objects: one a line, or a list of them. The only file of
// suite/ that includes simdjson; its On-Demand front end, since the other one
// refuses a line for a number that no double holds.
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json_number.h"
#include "harness/base/text.h"
#include "harness/suite/dataset.h"

namespace assay {
namespace {

namespace ondemand = simdjson::ondemand;

// Deeper nesting is refused before the reading below recurses into it.
constexpr std::size_t kMaxDepth = kMaxYamlDepth;

template <class T>
using Read = tl::expected<T, std::string>;  // or what is wrong

tl::unexpected<std::string> failure(simdjson::error_code code) {
  return tl::unexpected<std::string>(std::string("JSON: ") + simdjson::error_message(code));
}

Read<Json> read_value(ondemand::value value, std::size_t depth);

// true, false, null or a number.
Read<Json> read_atom(ondemand::value value) {
  const std::string_view text = trim(value.raw_json_token());
  if (text == "null") return Json(nullptr);
  if (text == "true") return Json(true);
  if (text == "false") return Json(false);
  if (std::optional<Json> number = json_number(text)) return std::move(*number);
  return tl::unexpected(
      fmt::format("JSON: '{}' is no value; a text has quotes, and a value that "
                  "is not there is null",
                  excerpt(text, 40)));
}

Read<Json> read_list(ondemand::array items, std::size_t depth) {
  Json list = Json::array();
  for (simdjson::simdjson_result<ondemand::value> item : items) {
    ondemand::value value;
    if (const auto code = std::move(item).get(value)) return failure(code);
    Read<Json> read = read_value(value, depth + 1);
    if (!read) return read;
    list.push_back(std::move(*read));
  }
  return list;
}

Read<Json> read_object(ondemand::object fields, std::size_t depth) {
  Json object = Json::object();
  for (simdjson::simdjson_result<ondemand::field> each : fields) {
    ondemand::field field;
    if (const auto code = std::move(each).get(field)) return failure(code);
    std::string_view unescaped;
    if (const auto code = field.unescaped_key().get(unescaped)) return failure(code);
    std::string key(unescaped);
    Read<Json> read = read_value(field.value(), depth + 1);
    if (!read) return read;
    if (object.contains(key)) {
      return tl::unexpected(
          fmt::format("the field '{}' occurs twice in an object", excerpt(key, 60)));
    }
    object.emplace(std::move(key), std::move(*read));
  }
  return object;
}

Read<Json> read_value(ondemand::value value, std::size_t depth) {
  if (depth > kMaxDepth) {
    return tl::unexpected(fmt::format("nested deeper than {} levels", kMaxDepth));
  }
  ondemand::json_type type;
  if (value.type().get(type) != simdjson::SUCCESS) return read_atom(value);  // NaN, say
  switch (type) {
    case ondemand::json_type::array: {
      ondemand::array items;
      if (const auto code = value.get_array().get(items)) return failure(code);
      return read_list(items, depth);
    }
    case ondemand::json_type::object: {
      ondemand::object fields;
      if (const auto code = value.get_object().get(fields)) return failure(code);
      return read_object(fields, depth);
    }
    case ondemand::json_type::string: {
      std::string_view text;
      if (const auto code = value.get_string().get(text)) return failure(code);
      return Json(std::string(text));
    }
    default:
      return read_atom(value);
  }
}

// Hands rows on. The names of a row live in the parser until it reads on.
class RowReader {
 public:
  RowReader(RowNames& names, const RowSink& sink) : names_(names), sink_(sink) {}

  // Whether more rows are wanted.
  Read<bool> take(ondemand::object fields, int line) {
    columns_.clear();
    std::vector<Json> values;
    for (simdjson::simdjson_result<ondemand::field> each : fields) {
      ondemand::field field;
      if (const auto code = std::move(each).get(field)) return failure(code);
      std::string_view name;
      if (const auto code = field.unescaped_key().get(name)) return failure(code);
      if (columns_.size() == kMaxColumns) {
        return tl::unexpected(fmt::format("more than {} fields in a row", kMaxColumns));
      }
      Read<Json> value = read_value(field.value(), 2);
      if (!value) {
        return tl::unexpected(fmt::format("field '{}': {}", excerpt(name, 60), value.error()));
      }
      columns_.push_back(name);
      values.push_back(std::move(*value));
    }
    Result<RowNames::Shared> shared = names_.intern(columns_);
    if (!shared) return tl::unexpected(std::move(shared.error().message));
    return sink_(names_.row(*shared, std::move(values)), line);
  }

 private:
  RowNames& names_;
  const RowSink& sink_;
  std::vector<std::string_view> columns_;
};

// simdjson reads a little past the end: bytes that must be readable, not just
// owned. Appended, and cut off at the end of the scope.
class Padded {
 public:
  explicit Padded(std::string& text) : text_(text), size_(text.size()) {
    text_.resize(size_ + simdjson::SIMDJSON_PADDING, ' ');
  }
  ~Padded() { text_.resize(size_); }
  Padded(const Padded&) = delete;
  Padded& operator=(const Padded&) = delete;
  std::string_view view() const { return std::string_view(text_).substr(0, size_); }

 private:
  std::string& text_;
  std::size_t size_;
};

simdjson::padded_string_view with_padding(std::string_view text) {
  return simdjson::padded_string_view(text.data(), text.size(),
                                      text.size() + simdjson::SIMDJSON_PADDING);
}

// Where the reading of `text`, whose first line is `line`, stands.
TextError error_at(std::string_view text, ondemand::document& document, int line,
                   std::string message) {
  const char* at = nullptr;
  std::size_t offset = 0;
  if (document.current_location().get(at) == simdjson::SUCCESS && at >= text.data() &&
      at <= text.data() + text.size()) {
    offset = static_cast<std::size_t>(at - text.data());
  }
  const std::string_view before = text.substr(0, offset);
  const std::size_t newline = before.rfind('\n');
  line += static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t column = newline == std::string_view::npos ? offset : offset - newline - 1;
  return {line, static_cast<int>(column) + 1, std::move(message)};
}

// A second value behind the end of the document would be lost.
bool is_at_end(ondemand::document& document) {
  const char* at = nullptr;
  return document.current_location().get(at) != simdjson::SUCCESS;
}
constexpr std::string_view kMoreBehind = "JSON: something follows the end of the value";

std::string_view take_line(std::string_view& rest) {
  const std::size_t newline = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, newline);
  rest.remove_prefix(std::min(newline + 1, rest.size()));
  return line;
}

// One line's object. Whether more rows are wanted.
tl::expected<bool, TextError> read_line(ondemand::parser& parser, std::string_view line, int number,
                                        RowReader& rows) {
  const auto refuse = [&](std::string message) {
    return tl::unexpected(TextError{number, 1, std::move(message)});
  };
  if (line.size() > kMaxJsonLineBytes) {
    return refuse(fmt::format("a line of more than {} MB", kMaxJsonLineBytes >> 20));
  }
  if (!trim(line).starts_with('{')) {
    return refuse(trim(line).starts_with('[')
                      ? "a row must be a JSON object; a list of objects is a .json file"
                      : "a row must be a JSON object");
  }
  ondemand::document document;
  if (const auto code = parser.iterate(with_padding(line)).get(document)) {
    return refuse(failure(code).value());
  }
  const auto refuse_here = [&](std::string message) {
    return tl::unexpected(error_at(line, document, number, std::move(message)));
  };
  ondemand::object fields;
  if (const auto code = document.get_object().get(fields)) {
    return refuse_here(failure(code).value());
  }
  const Read<bool> more = rows.take(fields, number);
  if (!more) return refuse_here(more.error());
  if (!is_at_end(document)) return refuse_here(std::string(kMoreBehind));
  return *more;
}

tl::expected<void, TextError> read_lines(std::string_view rest, RowReader& rows) {
  ondemand::parser parser;
  for (int number = 1; !rest.empty(); ++number) {
    const std::string_view line = take_line(rest);
    if (trim(line).empty()) continue;
    tl::expected<bool, TextError> more = read_line(parser, line, number, rows);
    if (!more) return tl::unexpected(std::move(more.error()));
    if (!*more) break;
  }
  return {};
}

tl::expected<void, TextError> read_list_of_rows(std::string_view text, RowReader& rows) {
  const auto refuse = [](std::string message) {
    return tl::unexpected(TextError{1, 1, std::move(message)});
  };
  if (text.size() > kMaxJsonListBytes) {
    return refuse(
        fmt::format("a JSON list of more than {} MB; one object a line, as a .jsonl file, "
                    "may be longer",
                    kMaxJsonListBytes >> 20));
  }
  if (!trim(text).starts_with('[')) {
    return refuse("a .json data set is a list of objects; one object a line is a .jsonl file");
  }
  ondemand::parser parser;
  ondemand::document document;
  if (const auto code = parser.iterate(with_padding(text)).get(document)) {
    return refuse(failure(code).value());
  }
  const auto refuse_here = [&](std::string message) {
    return tl::unexpected(error_at(text, document, 1, std::move(message)));
  };
  ondemand::array items;
  if (const auto code = document.get_array().get(items)) return refuse_here(failure(code).value());
  int line = 1;
  const char* counted = text.data();  // up to here `line` has the newlines
  for (simdjson::simdjson_result<ondemand::value> item : items) {
    ondemand::value value;
    if (const auto code = std::move(item).get(value)) return refuse_here(failure(code).value());
    const char* begin = nullptr;
    if (const auto code = value.current_location().get(begin)) {
      return refuse_here(failure(code).value());
    }
    line += static_cast<int>(std::count(counted, begin, '\n'));
    counted = begin;
    if (*begin != '{') return refuse_here("a row must be a JSON object");
    ondemand::object fields;
    if (const auto code = value.get_object().get(fields)) return refuse_here(failure(code).value());
    const Read<bool> more = rows.take(fields, line);
    if (!more) return refuse_here(more.error());
    if (!*more) return {};
  }
  if (!is_at_end(document)) return refuse_here(std::string(kMoreBehind));
  return {};
}

template <class Reader>
void read_padded(Reader reader, SourceFile& file, RowNames& names, Diagnostics& diagnostics,
                 const RowSink& sink) {
  RowReader rows(names, sink);
  tl::expected<void, TextError> read;
  {
    const Padded padded(file.text);
    read = reader(padded.view(), rows);
  }
  if (read) return;
  diagnostics.error({&file, read.error().line, read.error().column}, read.error().message);
}

}  // namespace

void read_jsonl(SourceFile& file, RowNames& names, Diagnostics& diagnostics, const RowSink& sink) {
  read_padded(read_lines, file, names, diagnostics, sink);
}

void read_json_list(SourceFile& file, RowNames& names, Diagnostics& diagnostics,
                    const RowSink& sink) {
  read_padded(read_list_of_rows, file, names, diagnostics, sink);
}

}  // namespace assay
