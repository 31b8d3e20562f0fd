#include "reporters/markdown_text.h"

#include "harness/base/mark.h"
#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::string_view kZeroWidthSpace = "\xE2\x80\x8B";
// Nothing here ever stands at the start of a line, where more characters count.
constexpr std::string_view kMarkup = "\\`*_[]|~$";

bool is_word_or_quote(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '"';
}

// GitLab: "!1" is a merge request, "$2" a snippet, "%3" a milestone, "&4" an
// epic, "~5" a label, "^6" an alert.
bool is_gitlab_reference(std::string_view rest) {
  constexpr std::string_view kSigils = "!$%&~^";
  return rest.size() > 1 && kSigils.find(rest[0]) != std::string_view::npos &&
         is_word_or_quote(rest[1]);
}

// What sites turn into mentions, references, links and CI commands after Markdown
// is done; a backslash does not stop them. Broken after their first character:
// "@name", "#12", "GH-12", "!12", "http://", "::", "www.".
bool is_autolinked(std::string_view rest) {
  if (rest[0] == '@' || rest[0] == '#') return true;
  if (rest.starts_with("::") || rest.starts_with(":/")) return true;
  if (is_gitlab_reference(rest)) return true;
  const auto begins = [&](std::string_view word) {
    return equals_ignoring_ascii_case(rest.substr(0, word.size()), word);
  };
  return begins("www.") || begins("gh-") || begins("mailto:") || begins("xmpp:");
}

void append_character(std::string& out, char c) {
  if (c == '&')
    out += "&amp;";
  else if (c == '<')
    out += "&lt;";
  else if (c == '>')
    out += "&gt;";
  else if (kMarkup.find(c) != std::string_view::npos)
    out += {'\\', c};
  else
    out += c;
}

}  // namespace

std::string markdown_text(std::string_view text, std::size_t max_code_points) {
  const std::string safe = terminal_safe(excerpt(text, max_code_points));
  std::string out;
  out.reserve(safe.size());
  for (std::size_t i = 0; i < safe.size(); ++i) {
    append_character(out, safe[i]);
    if (is_autolinked(std::string_view(safe).substr(i))) out += kZeroWidthSpace;
  }
  return out;
}

bool BudgetedText::add(std::string_view lines, std::size_t reserve) {
  if (text_.size() + lines.size() + reserve > budget_) {
    ASSAY_MARK("markdown.cut");
    return false;
  }
  text_ += lines;
  return true;
}

}  // namespace assay
