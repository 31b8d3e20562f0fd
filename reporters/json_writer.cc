#include "reporters/json_writer.h"

#include <fmt/format.h>

#include <cmath>
#include <ostream>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "reporters/log_text.h"
#include "reporters/spill.h"

namespace assay {
namespace {

void append_escape(std::string& out, std::int32_t code_point) {
  out += fmt::format("\\u{:04x}", code_point);
}

std::string quoted(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

}  // namespace

JsonWriter::~JsonWriter() {
  buffer_ += '\n';
  out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
}

void JsonWriter::new_line() {
  buffer_ += '\n';
  buffer_.append(2 * levels_.size(), ' ');
}

void JsonWriter::next_place() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  Level& level = levels_.back();
  if (!level.empty) buffer_ += ',';
  if (level.layout == Layout::lines)
    new_line();
  else if (!level.empty)
    buffer_ += ' ';
  level.empty = false;
}

void JsonWriter::begin(char bracket, Layout layout) {
  next_place();
  buffer_ += bracket;
  levels_.push_back({layout});
}

void JsonWriter::end(char bracket) {
  const Level level = levels_.back();
  levels_.pop_back();
  if (level.layout == Layout::lines && !level.empty) new_line();
  buffer_ += bracket;
  spill(buffer_, out_);
}

void JsonWriter::key(std::string_view name) {
  next_place();
  append(quoted(name));
  buffer_ += ": ";
  after_key_ = true;
}

// What has to be spelt occurs in JSON only inside strings.
void JsonWriter::append(std::string_view json) {
  buffer_ += spelt_for_logs(json, append_escape);
}

void JsonWriter::raw(std::string_view value) {
  next_place();
  buffer_ += value;
}

void JsonWriter::text(std::string_view value) {
  next_place();
  append(quoted(value));
}

void JsonWriter::number(std::optional<double> value) {
  ASSAY_MARK_IF(value && !std::isfinite(*value), "json.not_a_number");
  if (!value || !std::isfinite(*value)) return null();
  raw(format_number(*value));
}

void JsonWriter::integer(std::optional<std::int64_t> value) {
  if (!value) return null();
  raw(std::to_string(*value));
}

void JsonWriter::money(const std::optional<Money>& value) {
  if (!value) return null();
  raw(to_usd(*value));
}

void JsonWriter::json(const Json& value) {
  next_place();
  append(dump_json(value));
}

}  // namespace assay
