// Reads an expectation's arguments. Literals arrive typed by the loader; an
// argument that held a template arrives as text and is typed here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace assay {

// The argument, or nullptr when it was not given (or is null).
const Json* find_argument(const Json& arguments, std::string_view name);

// A scalar as text; nothing when it was not given.
std::optional<std::string> text_argument(const Json& arguments, std::string_view name);

// One text or a list of them; a usage error when there is none.
Result<std::vector<std::string>> texts_argument(const Json& arguments, std::string_view name);

// A number, also written as people write it ("$1,234.50"); nothing when it was
// not given, a usage error when the text is not one number from end to end.
Result<std::optional<double>> number_argument(const Json& arguments, std::string_view name);

// true, false, or their names; `otherwise` when it was not given.
Result<bool> flag_argument(const Json& arguments, std::string_view name, bool otherwise);

// 'text', shortened and made safe for one line: how reasons quote.
std::string quote(std::string_view text);

}  // namespace assay
