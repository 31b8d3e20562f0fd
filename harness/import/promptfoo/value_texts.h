// Values of a test whose texts name other variables, filled in as promptfoo 0.123 does it.
//
// Two steps (renderPrompt() there). Names alone in braces are replaced first, in five rounds of one
// each, as long as the first of a text is set. What is still a template is then one of Nunjucks,
// with two exceptions: a text that names what nobody sets, and one with a tag that its line does
// not close, stay what they are. Where all prompts are JSON there is no second step.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace assay {

// Whether it has "{{", "{%" or "{#" that is not closed before its line ends: then promptfoo takes
// all of the text for no template, unless it has a raw block.
bool is_kept_by_promptfoo(std::string_view text);

// A text without any template, as a template of assay.
std::string as_literal_template(std::string_view text);

class ValueTexts {
 public:
  using Values = std::vector<std::pair<std::string, Json>>;

  // `faithful`: what is not set is nothing, where promptfoo still fills it in.
  ValueTexts(Values values, bool are_prompts_json, bool faithful);

  // The value of a variable that is there. An error says what of it cannot be filled in, or that
  // names in names make more than kMaxRenderedBytes of one test.
  Result<Json> value_of(std::string_view name);
  // The same after the first step alone, which is all that a prompt in JSON has of it.
  const Json& with_names(std::string_view name) const { return *find(name); }
  // A prompt that a program wrote, which is a template there, too. `is_json`: it is one.
  Result<std::string> text_of(std::string_view text, bool is_json) const;

  // What nobody sets in a text that therefore stayed what it is, with the variable whose text it
  // is: {variable, name}.
  const std::vector<std::pair<std::string, std::string>>& kept() const { return kept_; }

 private:
  void replace_names();
  const Json* find(std::string_view name) const;
  std::string first_unset(std::string_view text) const;
  Result<std::string> rendered(std::string_view text) const;

  Values values_;
  bool are_prompts_json_;
  bool faithful_;
  bool is_too_long_ = false;
  std::vector<std::pair<std::string, std::string>> kept_;
};

}  // namespace assay
