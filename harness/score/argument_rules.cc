#include "harness/score/argument_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/pattern.h"
#include "harness/score/words.h"
#include "harness/suite/template.h"

namespace assay {
namespace {

enum class Empty { refused, exact, allowed };

// Where an empty text says something.
struct Exception {
  std::string_view expectation;
  std::string_view argument;
  Empty empty;
};
constexpr Exception kExceptions[] = {
    {"equals", "text", Empty::exact},  // an empty answer, and meant
    {"iequals", "text", Empty::exact},
    {"one_of", "texts", Empty::exact},
    {"json", "path", Empty::allowed},  // the whole document
};

Empty empty_of(const ExpectationShape& shape, const ArgumentShape& argument) {
  for (const Exception& each : kExceptions) {
    if (each.expectation == shape.name && each.argument == argument.name) return each.empty;
  }
  return Empty::refused;
}

bool takes_exact(const ExpectationShape& shape) {
  return std::any_of(shape.arguments.begin(), shape.arguments.end(),
                     [](const ArgumentShape& each) { return each.name == "exact"; });
}

bool is_exact(const Json& arguments) {
  const Result<bool> exact = flag_argument(arguments, "exact", false);
  return exact && *exact;
}

// What is wrong with a value, and what to do about it.
struct Problem {
  std::string what;
  std::string advice;
};

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : dump_json(value);
}

// As expectations see it: what ends are trimmed of is nothing, zero-width spaces
// and byte order marks too.
bool is_blank(std::string_view text) {
  return count_words(trim_white_space(text)) == 0;
}

std::string advice_for(const ExpectationShape& shape, Empty empty, bool is_empty) {
  if (is_empty && empty == Empty::exact) {
    return "; 'exact: true' or 'max_chars: 0' expect an empty answer";
  }
  if (is_empty) return {};
  return takes_exact(shape) ? "; 'exact: true' keeps white space"
                            : "; 'regex' can look for white space";
}

// Of one text; `which` is "'text'" or "item 2 of 'texts'".
std::optional<Problem> check_text(const ExpectationShape& shape, Empty empty, bool exact,
                                  const std::string& which, const std::string& text) {
  const bool is_fine = empty == Empty::allowed || !is_blank(text) ||
                       (exact && (!text.empty() || empty == Empty::exact));
  if (is_fine) return std::nullopt;
  return Problem{which + (text.empty() ? " is empty" : " is white space only"),
                 advice_for(shape, empty, text.empty())};
}

std::optional<Problem> check_list(const ExpectationShape& shape, Empty empty, bool exact,
                                  const std::string& name, const Json& value) {
  if (!value.is_array()) return check_text(shape, empty, exact, name, text_of(value));
  if (value.empty()) return Problem{name + " is an empty list", {}};
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::string which = fmt::format("item {} of {}", i + 1, name);
    if (auto problem = check_text(shape, empty, exact, which, text_of(value[i]))) return problem;
  }
  return std::nullopt;
}

std::optional<Problem> check_pattern(const std::string& name, const std::string& source) {
  if (source.empty()) return Problem{name + " is empty", {}};
  if (is_blank(source)) return Problem{name + " is white space only", "; '\\s' looks for it"};
  const Result<Pattern> pattern = Pattern::compile(source);
  if (!pattern || !pattern->matches_everything())
    return std::nullopt;  // the row refuses a wrong one
  return Problem{fmt::format("the pattern {} matches every text, also an empty one", quote(source)),
                 "; a pattern is searched for, unless ^ and $ anchor it"};
}

std::optional<Problem> check_argument(const ExpectationShape& shape, const ArgumentShape& argument,
                                      bool exact, const Json& written, const Json& value) {
  const std::string name = fmt::format("'{}'", argument.name);
  const Empty empty = empty_of(shape, argument);
  switch (argument.type) {
    case ValueType::text:
      return check_text(shape, empty, exact, name, text_of(value));
    case ValueType::text_list:
      return check_list(shape, empty, exact, name, value);
    case ValueType::pattern:
      return check_pattern(name, text_of(value));
    default:
      break;
  }
  // A literal "" is a value here; what a variable was to fill in is missing.
  const bool is_missing = value.is_string() && value != written && is_blank(text_of(value));
  return is_missing ? std::optional(Problem{name + " is empty", {}}) : std::nullopt;
}

// "; variable 'answer' is empty"
std::string empty_variables(const Json& written, const Vars& vars) {
  std::vector<std::string> names;
  for (const Json& text : written.is_array() ? written : Json::array({written})) {
    if (!text.is_string()) continue;
    const Result<Template> parsed = Template::parse(text.get_ref<const std::string&>());
    if (!parsed) continue;
    for (const std::string& name : parsed->variables()) {
      const Json* value = find_variable(vars, name);
      if (value == nullptr || !(value->empty() || is_blank(variable_text(*value)))) continue;
      names.push_back(quote(name));
    }
  }
  if (names.empty()) return {};
  const bool is_one = names.size() == 1;
  return fmt::format("; variable{} {} {} empty", is_one ? "" : "s", join(names, ", "),
                     is_one ? "is" : "are");
}

}  // namespace

Result<void> refuse_empty(const ExpectationShape& shape, const Json& written, const Json& rendered,
                          const Vars& vars) {
  const bool exact = is_exact(rendered);
  for (const ArgumentShape& argument : shape.arguments) {
    const Json* value = find_argument(rendered, argument.name);
    if (value == nullptr) continue;
    const Json& source = written.at(std::string(argument.name));
    const std::optional<Problem> problem = check_argument(shape, argument, exact, source, *value);
    if (!problem) continue;
    return usage_error(problem->what + empty_variables(source, vars) + problem->advice);
  }
  return {};
}

std::vector<std::string> argument_warnings(const ExpectationShape& shape, const Json& rendered) {
  std::vector<std::string> warnings;
  for (const ArgumentShape& argument : shape.arguments) {
    const Json* value = find_argument(rendered, argument.name);
    if (argument.type != ValueType::pattern || value == nullptr) continue;
    const std::optional<std::string> pitfall = ascii_pitfall(text_of(*value));
    if (pitfall) warnings.push_back(fmt::format("{}: {}", shape.name, *pitfall));
  }
  return warnings;
}

}  // namespace assay
