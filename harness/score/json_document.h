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

// The part of an answer that should be JSON, the first of these that there is:
//   1. the first fenced block labelled json, jsonc or json5;
//   2. the first fenced block without a label;
//   3. all of the answer, when it begins and ends like JSON;
//   4. the same blocks where their fence stands behind words of its line;
//   5. all of the answer.
// A fence that begins a line comes before brackets around it: no JSON has one.
struct JsonPart {
  std::string_view text;
  bool has_comments = false;  // as the label says: comments and trailing commas are read
};
JsonPart json_part(std::string_view answer);

// Parses that part, depth-bounded; the error is a reason for a score.
tl::expected<Json, std::string> json_document(std::string_view answer);
// The same of all of the answer as it is, with JSON's own white space around it: no fence, no
// byte order mark.
tl::expected<Json, std::string> whole_document(std::string_view answer);

// Where JSON may stand, in the order in which it is looked for: the labelled blocks; all
// of the text; the blocks without a label; the maps and lists in prose (json_values.h).
enum class Which { first, last };
std::vector<JsonPart> json_parts(std::string_view text, Which which);
Result<Json> parse_part(const JsonPart& part);

// JSON wherever it stands: the first or last labelled block that parses; all of
// the text; a block without a label; a map or list in prose (json_values.h).
struct FoundJson {
  std::string text;  // as it was written, but for comments
  Json document;
};
tl::expected<FoundJson, std::string> find_json(std::string_view text, Which which);

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
