// The only file of suite/ that includes simdjson.
#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "harness/base/text.h"
#include "harness/suite/dataset.h"

namespace assay {
namespace {

namespace dom = simdjson::dom;

// The parser refuses deeper nesting before the tree below recurses into it.
constexpr std::size_t kMaxDepth = kMaxYamlDepth;

// Nothing when an object inside has a key twice.
std::optional<Json> convert(dom::element element) {
  switch (element.type()) {
    case dom::element_type::NULL_VALUE: return Json(nullptr);
    case dom::element_type::BOOL: return Json(element.get_bool().value_unsafe());
    case dom::element_type::INT64: return Json(element.get_int64().value_unsafe());
    case dom::element_type::UINT64: return Json(element.get_uint64().value_unsafe());
    case dom::element_type::DOUBLE: return Json(element.get_double().value_unsafe());
    case dom::element_type::STRING: return Json(std::string(element.get_string().value_unsafe()));
    case dom::element_type::ARRAY: {
      // Named: a range-for does not keep simdjson's temporary result alive.
      const dom::array items = element.get_array().value_unsafe();
      Json list = Json::array();
      for (const dom::element item : items) {
        std::optional<Json> converted = convert(item);
        if (!converted) return std::nullopt;
        list.push_back(std::move(*converted));
      }
      return list;
    }
    case dom::element_type::OBJECT: break;
  }
  const dom::object fields = element.get_object().value_unsafe();
  Json object = Json::object();
  for (const dom::key_value_pair field : fields) {
    std::optional<Json> converted = convert(field.value);
    if (!converted || !object.emplace(std::string(field.key), std::move(*converted)).second) {
      return std::nullopt;
    }
  }
  return object;
}

class Reader {
 public:
  Reader(RowNames& names, const RowSink& sink) : names_(names), sink_(sink) {}

  Result<void> allocate(std::size_t longest_line) {
    if (parser_.allocate(longest_line, kMaxDepth) != simdjson::SUCCESS) {
      return usage_error("JSON: out of memory");
    }
    return {};
  }

  // Whether more rows are wanted. `line` is followed by SIMDJSON_PADDING
  // readable bytes.
  Result<bool> take(std::string_view line, int number) {
    dom::element row;
    const simdjson::error_code failed =
        parser_.parse(line.data(), line.size(), false).get(row);
    if (failed != simdjson::SUCCESS) {
      return usage_error(std::string("JSON: ") + simdjson::error_message(failed));
    }
    dom::object object;
    if (row.get_object().get(object) != simdjson::SUCCESS) {
      return usage_error("a row must be a JSON object");
    }
    columns_.clear();
    std::vector<Json> values;
    values.reserve(object.size() + names_.extra());
    for (const dom::key_value_pair field : object) {
      columns_.push_back(field.key);
      std::optional<Json> value = convert(field.value);
      if (!value) return usage_error(fmt::format("an object in '{}' has a field twice", field.key));
      values.push_back(std::move(*value));
    }
    ASSAY_TRY(const RowNames::Shared shared, names_.intern(columns_));
    return sink_(names_.row(shared, std::move(values)), number);
  }

 private:
  dom::parser parser_;
  RowNames& names_;
  const RowSink& sink_;
  std::vector<std::string_view> columns_;
};

std::string_view take_line(std::string_view& rest) {
  const std::size_t newline = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, newline);
  rest.remove_prefix(std::min(newline + 1, rest.size()));
  return line;
}

std::size_t longest_line(std::string_view rest) {
  std::size_t longest = 0;
  while (!rest.empty()) longest = std::max(longest, take_line(rest).size());
  return longest;
}

}  // namespace

void read_jsonl(SourceFile& file, RowNames& names, Diagnostics& diagnostics, const RowSink& sink) {
  // Bytes past the end must be readable, not just owned: append and cut off.
  const std::size_t size = file.text.size();
  file.text.resize(size + simdjson::SIMDJSON_PADDING, ' ');
  std::string_view rest = std::string_view(file.text).substr(0, size);
  Reader reader(names, sink);
  Result<void> ready = reader.allocate(std::min(longest_line(rest), kMaxJsonLineBytes));
  Result<bool> wants_more = true;
  if (!ready) wants_more = tl::unexpected(ready.error());
  int number = 0;
  while (wants_more && *wants_more && !rest.empty()) {
    ++number;
    const std::string_view line = take_line(rest);
    if (trim(line).empty()) continue;
    if (line.size() > kMaxJsonLineBytes) {
      wants_more = usage_error(fmt::format("a line of more than {} MB", kMaxJsonLineBytes >> 20));
      break;
    }
    wants_more = reader.take(line, number);
  }
  file.text.resize(size);
  if (!wants_more) {
    diagnostics.error({&file, std::max(number, 1), 1}, wants_more.error().message);
  }
}

}  // namespace assay
