#include "reporters/markdown_text.h"

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::string_view kZeroWidthSpace = "\xE2\x80\x8B";
// Nothing here ever stands at the start of a line, where more characters count.
constexpr std::string_view kMarkup = "\\`*_[]|~$";

// What sites turn into mentions, references, links and CI commands after Markdown
// is done; a backslash does not stop them: "@name", "#12", "://", "::", "www.".
bool is_autolinked(std::string_view rest) {
  if (rest[0] == '@' || rest[0] == '#') return true;
  if (rest.starts_with("::") || rest.starts_with(":/")) return true;
  return rest.size() >= 4 && equals_ignoring_ascii_case(rest.substr(0, 4), "www.");
}

}  // namespace

std::string markdown_text(std::string_view text, std::size_t max_code_points) {
  const std::string safe = terminal_safe(excerpt(text, max_code_points));
  std::string out;
  out.reserve(safe.size());
  for (std::size_t i = 0; i < safe.size(); ++i) {
    const char c = safe[i];
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (is_autolinked(std::string_view(safe).substr(i))) {
      out += c;
      out += kZeroWidthSpace;
    } else if (kMarkup.find(c) != std::string_view::npos) {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
  }
  return out;
}

bool BudgetedText::add(std::string_view lines, std::size_t reserve) {
  if (text_.size() + lines.size() + reserve > budget_) return false;
  text_ += lines;
  return true;
}

}  // namespace assay
