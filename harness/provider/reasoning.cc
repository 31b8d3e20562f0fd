#include "harness/provider/reasoning.h"

#include <algorithm>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::string_view kOpen = "<think>";
constexpr std::string_view kClose = "</think>";

std::string_view without_leading_space(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
}

// The texts between the tags, trimmed, a line break between them.
std::string without_tags(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find(kOpen);
    const std::size_t close = text.find(kClose);
    const std::size_t cut = std::min(open, close);
    const std::string_view part = trim(text.substr(0, cut));
    if (!out.empty() && !part.empty()) out += '\n';
    out += part;
    if (cut == std::string_view::npos) break;
    text.remove_prefix(cut + (cut == open ? kOpen.size() : kClose.size()));
  }
  return out;
}

}  // namespace

SplitAnswer split_reasoning(std::string_view content) {
  const std::size_t close = content.rfind(kClose);
  if (close == std::string_view::npos) {
    // Only at the start does an opening tag mean thinking: elsewhere the answer
    // speaks about the tag.
    if (without_leading_space(content).starts_with(kOpen)) return {without_tags(content), ""};
    return {"", std::string(content)};
  }
  const std::string_view rest = without_leading_space(content.substr(close + kClose.size()));
  if (rest.starts_with(kOpen)) return {without_tags(content), ""};
  return {without_tags(content.substr(0, close)), std::string(rest)};
}

void InlineReasoning::add(std::string_view piece) {
  const std::size_t scanned = text_.size();
  text_ += piece;
  heard_ = Heard::nothing;
  retracted_ = false;
  // A tag may have begun in an earlier piece. Only the new end of the text is
  // searched: a long stream must not cost the square of its length.
  const std::size_t from = std::max(answer_begins_, scanned - std::min(scanned, kClose.size() - 1));
  for (std::size_t close = text_.find(kClose, from); close != std::string::npos;
       close = text_.find(kClose, answer_begins_)) {
    answer_begins_ = close + kClose.size();
    retracted_ = retracted_ || spoke_;
    heard_ = Heard::reasoning;
    spoke_ = false;
  }
  const std::size_t visible = text_.find_first_not_of(" \t\r\n", answer_begins_);
  answer_begins_ = std::min(visible, text_.size());
  const std::string_view answer = std::string_view(text_).substr(answer_begins_);
  if (answer.empty()) return;
  if (answer.starts_with(kOpen)) {
    heard_ = Heard::reasoning;
  } else if (!kOpen.starts_with(answer)) {  // may still become an opening tag
    heard_ = Heard::answer;
    spoke_ = true;
  }
}

void InlineReasoning::reset() {
  *this = InlineReasoning();
}

}  // namespace assay
