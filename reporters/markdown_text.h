// Text from anybody inside Markdown, and a document that stays below a size.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace assay {

// One line of plain text for GitHub- and GitLab-flavoured Markdown, also inside a
// table: no markup, HTML, link, mention (@), reference (#), or CI log command can
// come of it. At most `max_code_points` of `text`.
std::string markdown_text(std::string_view text, std::size_t max_code_points);

// Lines until a budget of bytes is spent.
class BudgetedText {
 public:
  explicit BudgetedText(std::size_t bytes) : budget_(bytes) {}

  // False, and nothing is added, when `lines` does not fit in what is left
  // beyond `reserve`.
  bool add(std::string_view lines, std::size_t reserve = 0);
  const std::string& text() const { return text_; }

 private:
  std::size_t budget_;
  std::string text_;
};

}  // namespace assay
