// JSON written as it comes, so that a report of 100,000 cells never becomes a
// tree. Strict always: text is valid UTF-8, a number that is not finite is null.
// Inert when it is printed: terminal controls and CI commands are JSON escapes.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/money.h"

namespace assay {

// Members on lines of their own, or all on one.
enum class Layout { lines, line };

// Values go where the writer stands: after key() in an object, next in an array.
// Buffers; the destructor writes the rest. `out` outlives the writer.
class JsonWriter {
 public:
  explicit JsonWriter(std::ostream& out) : out_(out) {}
  ~JsonWriter();
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void begin_object(Layout layout) { begin('{', layout); }
  void end_object() { end('}'); }
  void begin_array(Layout layout) { begin('[', layout); }
  void end_array() { end(']'); }
  void key(std::string_view name);

  void text(std::string_view value);
  void number(std::optional<double> value);
  void integer(std::optional<std::int64_t> value);
  void money(const std::optional<Money>& value);  // exact decimal USD
  void boolean(bool value) { raw(value ? "true" : "false"); }
  void null() { raw("null"); }
  void json(const Json& value);  // on one line

 private:
  struct Level {
    Layout layout;
    bool empty = true;
  };
  void begin(char bracket, Layout layout);
  void end(char bracket);
  void raw(std::string_view value);
  void append(std::string_view json);
  void next_place();  // comma and line break before a member
  void new_line();

  std::ostream& out_;
  std::string buffer_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

}  // namespace assay
