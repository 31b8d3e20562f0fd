#include "harness/base/field_path.h"

#include <optional>
#include <string>

#include "harness/base/text.h"

namespace assay {
namespace {

const Json* step_into(const Json& json, std::string_view name) {
  if (json.is_object()) {
    const auto found = json.find(name);
    return found == json.end() ? nullptr : &*found;
  }
  if (!json.is_array()) return nullptr;
  const std::optional<long long> index = parse_integer(name);
  if (!index) return nullptr;
  const auto size = static_cast<long long>(json.size());
  const long long place = *index < 0 ? *index + size : *index;
  return place >= 0 && place < size ? &json[static_cast<std::size_t>(place)] : nullptr;
}

std::string unescaped_pointer(std::string_view token) {
  std::string text;
  for (std::size_t at = 0; at < token.size(); ++at) {
    const bool is_escape =
        token[at] == '~' && at + 1 < token.size() && (token[at + 1] == '0' || token[at + 1] == '1');
    text += !is_escape ? token[at] : token[++at] == '1' ? '/' : '~';
  }
  return text;
}

const Json* at_pointer(const Json& json, std::string_view pointer) {
  const Json* here = &json;
  for (const std::string_view token : split(pointer.substr(1), '/')) {
    here = step_into(*here, unescaped_pointer(token));
    if (here == nullptr) return nullptr;
  }
  return here;
}

// Takes `a`, `[0]` or `.b` off the front of `path`; nothing for what is neither.
std::optional<std::string_view> take_step(std::string_view& path) {
  if (path.starts_with('.')) path.remove_prefix(1);
  if (path.starts_with('[')) {
    const std::size_t end = path.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view index = path.substr(1, end - 1);
    path.remove_prefix(end + 1);
    return index;
  }
  const std::string_view name = path.substr(0, path.find_first_of(".["));
  path.remove_prefix(name.size());
  return name.empty() ? std::nullopt : std::optional(name);
}

}  // namespace

const Json* at_field_path(const Json& json, std::string_view path) {
  if (path.starts_with('/')) return at_pointer(json, path);
  if (json.is_object()) {
    if (const auto whole = json.find(path); whole != json.end()) return &*whole;
  }
  const Json* here = &json;
  if (path.empty()) return nullptr;
  while (!path.empty()) {
    const std::optional<std::string_view> step = take_step(path);
    here = step ? step_into(*here, *step) : nullptr;
    if (here == nullptr) return nullptr;
  }
  return here;
}

}  // namespace assay
