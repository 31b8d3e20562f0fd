#include "harness/import/promptfoo/comma_list.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "harness/import/promptfoo/javascript_space.h"

namespace assay {
namespace {

void skip_blanks(std::string_view text, std::size_t& at) {
  at = text.size() - without_javascript_space_before(text.substr(at)).size();
}

// `at` stands on the opening quote, then behind the closing one.
std::optional<std::string> quoted_field(std::string_view text, std::size_t& at) {
  std::string field;
  for (++at; at < text.size(); ++at) {
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    const bool is_escape =
        (text[at] == '\\' && (next == '"' || next == '\\')) || (text[at] == '"' && next == '"');
    if (is_escape) {
      field += next;
      ++at;
    } else if (text[at] == '"') {
      ++at;
      return field;
    } else {
      field += text[at];
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<std::string>> read_comma_list(std::string_view text) {
  std::vector<std::string> fields;
  for (std::size_t at = 0; at < text.size();) {
    skip_blanks(text, at);
    if (at >= text.size()) break;
    if (text[at] == ',') {
      ++at;
    } else if (text[at] == '"') {
      std::optional<std::string> field = quoted_field(text, at);
      if (!field) return std::nullopt;
      fields.push_back(std::move(*field));
      skip_blanks(text, at);
      if (at < text.size() && text[at] != ',') return std::nullopt;
    } else {
      const std::size_t end = std::min(text.find(',', at), text.size());
      fields.emplace_back(trim_javascript(text.substr(at, end - at)));
      at = end;
    }
  }
  return fields;
}

}  // namespace assay
