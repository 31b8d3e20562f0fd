// The JSON document of an answer, and places in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace assay {

// The part of an answer that should be JSON: all of it when it begins and ends
// like JSON; else the first fenced block labelled json; else the first block
// without a label; else all of it.
std::string_view json_part(std::string_view answer);

// Parses that part, depth-bounded; the error is a reason for a score.
tl::expected<Json, std::string> json_document(std::string_view answer);

// A place in a document: a JSON Pointer (RFC 6901) when it begins with '/',
// else names with dots and indices in brackets: items[0].name, rows[-1]["a.b"];
// a leading $ is allowed; "" is the whole document.
class JsonPath {
 public:
  static Result<JsonPath> parse(std::string_view text);
  // nullptr when there is no such place.
  const Json* find(const Json& document) const;

 private:
  // A name, an index from either end, or a pointer token that may be both.
  struct Step {
    enum class Kind { name, index, either } kind;
    std::string name;
    long long index = 0;
  };
  static Result<JsonPath> parse_pointer(std::string_view text);
  static Result<JsonPath> parse_dotted(std::string_view text);
  std::vector<Step> steps_;
};

// `value` as a reason shows it: JSON, shortened, quoted.
std::string quote_json(const Json& value);

}  // namespace assay
