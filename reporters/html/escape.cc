#include "reporters/html/escape.h"

#include <utility>

#include "harness/base/mark.h"
#include "harness/base/redact.h"
#include "harness/base/text.h"

namespace assay::html {
namespace {

constexpr std::string_view kLineSeparator = "\u2028";
constexpr std::string_view kParagraphSeparator = "\u2029";

// UTF-8 of U+2400 + `control`; DEL has its own picture, U+2421.
void append_control_picture(std::string& out, unsigned char control) {
  const unsigned code = control == 0x7f ? 0x21u : control;
  out += "\xe2\x90";
  out += static_cast<char>(0x80u + code);
}

bool is_carried(unsigned char byte) {
  return byte == '\t' || byte == '\n' || (byte >= 0x20 && byte != 0x7f);
}

// The spelling of the embedding, override or isolate that `text` starts with;
// "" when it starts otherwise. All of them are three bytes long.
std::string_view bidi_control_name(std::string_view text) {
  constexpr std::pair<std::string_view, std::string_view> kControls[] = {
      {"\u202a", "[U+202A]"}, {"\u202b", "[U+202B]"}, {"\u202c", "[U+202C]"},
      {"\u202d", "[U+202D]"}, {"\u202e", "[U+202E]"}, {"\u2066", "[U+2066]"},
      {"\u2067", "[U+2067]"}, {"\u2068", "[U+2068]"}, {"\u2069", "[U+2069]"}};
  for (const auto& [control, name] : kControls) {
    if (text.starts_with(control)) return name;
  }
  return {};
}

void append_escaped(std::string& out, char character) {
  switch (character) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      ASSAY_MARK("html.escaped");
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    case '"':
      out += "&quot;";
      return;
    case '\'':
      out += "&#39;";
      return;
    default:
      out += character;
  }
}

}  // namespace

std::string visible_text(std::string_view text) {
  const std::string valid = to_valid_utf8(contains_secret(text) ? redact(text) : std::string(text));
  std::string out;
  out.reserve(valid.size());
  constexpr std::size_t kBidiControlBytes = 3;
  for (std::size_t at = 0; at < valid.size(); ++at) {
    const std::string_view name =
        valid[at] == '\xe2' ? bidi_control_name(std::string_view(valid).substr(at)) : "";
    if (!name.empty()) {
      out += name;
      at += kBidiControlBytes - 1;
    } else if (const auto byte = static_cast<unsigned char>(valid[at]); is_carried(byte)) {
      out += valid[at];
    } else {
      append_control_picture(out, byte);
    }
  }
  return out;
}

std::string escape_text(std::string_view text) {
  const std::string visible = visible_text(text);
  std::string out;
  out.reserve(visible.size() + visible.size() / 8);
  for (const char character : visible) append_escaped(out, character);
  return out;
}

std::string escape_island(std::string_view json) {
  std::string out;
  out.reserve(json.size() + json.size() / 16);
  for (std::size_t at = 0; at < json.size(); ++at) {
    const std::string_view rest = json.substr(at);
    if (rest[0] == '<') {
      ASSAY_MARK("html.island_escaped");
      out += "\\u003c";
    } else if (rest[0] == '>') {
      out += "\\u003e";
    } else if (rest[0] == '&') {
      out += "\\u0026";
    } else if (rest.starts_with(kLineSeparator) || rest.starts_with(kParagraphSeparator)) {
      out += rest.starts_with(kLineSeparator) ? "\\u2028" : "\\u2029";
      at += kLineSeparator.size() - 1;
    } else {
      out += rest[0];
    }
  }
  return out;
}

}  // namespace assay::html
