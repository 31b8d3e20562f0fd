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

// `inside` without white space at its ends.
NunjucksExpression read_nunjucks_expression(std::string_view inside);

}  // namespace assay
