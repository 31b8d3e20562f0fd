// Mustache templates: {{name}}, {{#name}}...{{/name}}, {{^name}}...{{/name}},
// {{! comment}}, no HTML escaping ({{{name}}} and {{&name}} mean {{name}}).
// Values are never parsed again, so a value with {{braces}} stays literal; {{"{{"}} is
// two braces.
//
// {{a.b}} is the variable of that very name, or else field b of variable a. A
// section is skipped for null, false, an empty list or object, and the texts ""
// and "false" (all that a CSV column can say); a list repeats it, and {{.}} is
// the item. Partials and other delimiters are refused.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/suite/vars.h"

namespace assay {

// Of one template, rendered: more than any model reads.
inline constexpr std::uint64_t kMaxRenderedBytes = std::uint64_t{16} << 20;

class Template {
 public:
  Template();  // renders to ""
  // A usage error says what is wrong with the template and where in it.
  static Result<Template> parse(std::string_view source);

  const std::string& source() const { return source_; }
  // Names it needs, each once, in order. Names inside {{#sections}} are not
  // among them: whether they come from the item or from the case is only known
  // when it is rendered.
  const std::vector<std::string>& variables() const;
  bool has_sections() const;

  // A name that `vars` lacks, or whose value is null, is an error (Mustache
  // itself would render nothing), and so is a text beyond kMaxRenderedBytes.
  // Thread-safe.
  Result<std::string> render(const Vars& vars) const;

 private:
  struct Parsed;
  Result<std::string> render_sections(const Vars& vars) const;

  std::string source_;
  std::shared_ptr<const Parsed> parsed_;
};

// How many tags it has, or more: each "{{".
std::uint64_t count_tags(const Template& parsed);

// The value of a template's name: the variable called so, or a field inside one
// ("a.b.c"). nullptr when there is none.
const Json* find_variable(const Vars& vars, std::string_view name);

// Text of a value as templates write it: text as it is, numbers in their
// shortest form, lists and objects as JSON.
std::string variable_text(const Json& value);

}  // namespace assay
