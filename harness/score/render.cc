#include "harness/score/render.h"

#include <string>
#include <string_view>

#include "harness/base/text.h"
#include "harness/suite/template.h"

namespace assay {
namespace {

// The variable that `text` is exactly one tag of; nullptr when it is more.
const Json* whole_variable(std::string_view text, const Vars& vars) {
  text = trim(text);
  if (!text.starts_with("{{") || !text.ends_with("}}") || text.size() < 5) return nullptr;
  return vars.find(trim(text.substr(2, text.size() - 4)));
}

bool keeps_structure(ValueType type, const Json& variable) {
  switch (type) {
    case ValueType::json:
    case ValueType::file_or_json:
      return true;
    case ValueType::text_list:
      return variable.is_array();
    default:
      return false;
  }
}

Result<Json> render_value(const Json& value, ValueType type, const Vars& vars) {
  if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    if (text.find("{{") == std::string::npos) return value;
    const Json* variable = whole_variable(text, vars);
    if (variable != nullptr && keeps_structure(type, *variable)) return *variable;
    ASSAY_TRY(const Template parsed, Template::parse(text));
    ASSAY_TRY(std::string rendered, parsed.render(vars));
    return Json(std::move(rendered));
  }
  if (!value.is_structured()) return value;
  Json rendered = value;
  for (Json& item : rendered) {
    ASSAY_TRY(item, render_value(item, type, vars));
  }
  return rendered;
}

ValueType type_of(const ExpectationShape& shape, std::string_view argument) {
  for (const ArgumentShape& known : shape.arguments) {
    if (known.name == argument) return known.type;
  }
  return ValueType::text;
}

}  // namespace

Result<Json> render_arguments(const Json& arguments, const ExpectationShape& shape,
                              const Vars& vars) {
  Json rendered = arguments;
  for (const auto& [name, value] : arguments.items()) {
    ASSAY_TRY(rendered[name], render_value(value, type_of(shape, name), vars));
  }
  return rendered;
}

Result<Json> render_json_argument(const Json& argument, const Vars& vars) {
  return render_value(argument, ValueType::json, vars);
}

}  // namespace assay
