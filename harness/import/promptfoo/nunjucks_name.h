// What stands between {{ and }} of Nunjucks: a name with fields, or a literal.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct NunjucksExpression {
  std::string name;                    // dotted, as assay's templates have it
  std::optional<std::string> literal;  // or the text that it always is
  std::vector<std::string> notes;      // where it may render otherwise
  std::string refused;                 // what of it has no counterpart
};

// Of a name, in templates as in code: an ASCII letter or digit, or "_".
bool is_name_char(char c);
// Whether `text` has `name` with no such character before or behind it.
bool has_name(std::string_view text, std::string_view name);

// `inside` without white space at its ends.
NunjucksExpression read_nunjucks_expression(std::string_view inside);

}  // namespace assay
