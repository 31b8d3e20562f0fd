// Texts of OpenAI's evals with `{{item.x}}` in them, as templates of assay (suite/template.h).
//
// Source: OpenAI's guide "Graders", section "Templating": the namespaces item and sample, and
// fields of them by dots.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace assay {

struct EvalTemplate {
  std::string text;                 // renders to the same; "" where it is refused
  std::set<std::string> variables;  // of an item, the first name of each path
  bool names_answer = false;        // it had {{sample.output_text}}
  std::string refused;              // why there is no such template here; "" where there is
};

// `answer` stands where the text has {{sample.output_text}}; with "" that is refused. An item's
// fields are variables: {{item.a.b}} is {{a.b}}. Reads each byte once.
EvalTemplate import_eval_template(std::string_view text, std::string_view answer = {});

// What stands between the braces of a text that is one tag and nothing else; "" for any other.
std::string_view only_tag_of(std::string_view text);

}  // namespace assay
