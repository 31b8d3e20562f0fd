#include "reporters/log_text.h"

#include "harness/base/mark.h"
#include "harness/base/text.h"

namespace assay {
namespace {

bool is_graphic(char c) {
  return c > ' ' && c < 0x7F;
}

// The second "#" of "##", and the first ":" of a "::" that may start a line.
bool is_of_command(std::string_view text, std::size_t at) {
  if (text[at] == '#') return at > 0 && text[at - 1] == '#';
  const bool is_double = at + 1 < text.size() && text[at] == ':' && text[at + 1] == ':';
  return is_double && (at == 0 || !is_graphic(text[at - 1]));
}

}  // namespace

std::string spelt_for_logs(std::string_view utf8, Spelling spell) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    if (is_graphic(utf8[at])) {
      if (is_of_command(utf8, at)) {
        ASSAY_MARK("log_text.ci_command_broken");
        spell(out, utf8[at]);
      } else {
        out += utf8[at];
      }
      ++at;
      continue;
    }
    const CodePoint c = code_point_at(utf8, at);
    if (is_terminal_control(c.value))
      spell(out, c.value);
    else
      out.append(utf8, at, c.length);
    at += c.length;
  }
  return out;
}

}  // namespace assay
