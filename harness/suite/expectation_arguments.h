// An expectation's arguments: YAML typed by its shape. Internal to the loader.
#pragma once

#include <initializer_list>
#include <optional>

#include "harness/suite/loader.h"

namespace assay {

// What `name: value` says, by argument name. `value` is nullptr when the item
// was the bare name. Nothing, and errors, when a type or name is wrong.
std::optional<Json> read_arguments(Loader& loader, const ExpectationShape& shape,
                                   const YamlNode& item, const YamlNode* value);

// Whether some text inside `arguments` has a {{tag}}.
bool has_template(const Json& arguments);

// Whether what stands in all of these arguments is the same for every case; an error for the
// first that has a {{tag}}.
bool are_fixed(Loader& loader, const YamlNode& item, const Json& arguments,
               std::initializer_list<const char*> names);

// The variables that templates inside `arguments` need. A usage error for a
// malformed template.
Result<std::vector<std::string>> argument_variables(const Json& arguments);

}  // namespace assay
