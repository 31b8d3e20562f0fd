#include "harness/provider/slot_text.h"

#include <algorithm>

#include "harness/base/json.h"
#include "harness/base/text.h"

namespace assay {
namespace {

bool is_slot_name(std::string_view name) {
  if (name.starts_with(kVariablePrefix))
    return name.size() > kVariablePrefix.size() &&
           name.find_first_of("{}") == std::string_view::npos;
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || is_ascii_digit(c) || c == '_';
  });
}

}  // namespace

Result<SlotText> parse_slots(std::string_view written) {
  SlotText text = {""};
  while (true) {
    const std::size_t open = written.find("{{");
    append_text(text, written.substr(0, open));
    if (open == std::string_view::npos) return text;
    written.remove_prefix(open);
    const std::size_t close = written.find("}}");
    if (close == std::string_view::npos)
      return usage_error("'" + excerpt(written, 40) + "' has no closing '}}'");
    const std::string_view name = trim(written.substr(2, close - 2));
    if (!is_slot_name(name))
      return usage_error("'" + excerpt(written.substr(0, close + 2), 40) +
                         "' is no {{name}}: a request has names only, no sections");
    append_slot(text, name);
    written.remove_prefix(close + 2);
  }
}

std::string_view only_slot(const SlotText& text) {
  if (text.size() != 3 || !text[0].empty() || !text[2].empty()) return {};
  return text[1];
}

void append_text(SlotText& to, std::string_view text) {
  to.back() += text;
}

void append_slot(SlotText& to, std::string_view name) {
  to.emplace_back(name);
  to.emplace_back();
}

void append(SlotText& to, const SlotText& from) {
  to.back() += from.front();
  to.insert(to.end(), from.begin() + 1, from.end());
}

void append_plain(std::string& out, std::string_view text) {
  out += text;
}

void append_percent_encoded(std::string& out, std::string_view text) {
  out += percent_encoded(text);
}

void append_json_content(std::string& out, std::string_view text) {
  std::string quoted;
  append_json_string(quoted, text);
  out += std::string_view(quoted).substr(1, quoted.size() - 2);
}

void append_filled(std::string& out, const SlotText& text,
                   const std::function<void(std::string_view name, std::string& out)>& value_of) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 2 == 0)
      out += text[i];
    else
      value_of(text[i], out);
  }
}

}  // namespace assay
