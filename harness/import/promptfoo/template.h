// Nunjucks, as promptfoo's suites write it, as a template of assay (suite/template.h).
//
// Names, fields, literals, comments, raw blocks and `if` are translated; a filter, an
// operator, a loop or any other block is refused by its name. Reads each byte once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct ImportedTemplate {
  std::string text;                // renders to the same; "" where it is refused
  std::vector<std::string> notes;  // a sentence each: where it may render otherwise
  std::string refused;             // why there is no such template here; "" where there is
};

// `nunjucks` is any text: what holds no tag comes back as it is.
ImportedTemplate import_template(std::string_view nunjucks);

// Whether promptfoo would read tags in it.
bool has_nunjucks(std::string_view text);

}  // namespace assay
