#include "harness/yaml/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"

namespace assay {
namespace {

// A minified line may be megabytes long; this much of it is shown.
constexpr std::size_t kMaxLineBytes = 160;
constexpr std::size_t kBytesBeforeCaret = 100;

std::string printable(std::string_view line) {
  std::string shown(line);
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return shown;
}

// The part of a line that is shown, and the bytes of it before the caret.
struct Window {
  std::string_view text;
  std::size_t before = 0;
};

Window window_around(std::string_view line, std::size_t offset) {
  offset = std::min(offset, line.size());
  std::size_t begin = offset > kBytesBeforeCaret ? offset - kBytesBeforeCaret : 0;
  while (begin > 0 && continues_utf8(line[begin])) --begin;
  std::size_t end = std::min(line.size(), begin + kMaxLineBytes);
  while (end < line.size() && continues_utf8(line[end])) ++end;
  return {line.substr(begin, end - begin), offset - begin};
}

std::size_t byte_offset(const Position& at) {
  return at.column > 0 ? static_cast<std::size_t>(at.column - 1) : 0;
}

std::string source_excerpt(int number, std::string_view line, std::size_t offset) {
  const Window window = window_around(line, offset);
  const std::size_t caret = display_width(printable(window.text.substr(0, window.before)));
  return fmt::format("\n{:5} | {}\n      | {}^", number, printable(window.text),
                     std::string(caret, ' '));
}

// "path:line:col: message", and the line.
std::string full_text(const Position& at, std::string_view message) {
  std::string text = to_string(at);
  if (!text.empty()) text += ": ";
  text += message;
  const std::string_view line = line_at(at);
  if (!line.empty()) text += source_excerpt(at.line, line, byte_offset(at));
  return text;
}

// The same text is kept once.
void add_new(std::string text, std::vector<std::string>& texts) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
}

}  // namespace

void Diagnostics::error(const Position& at, std::string_view message) {
  if (count_ >= kMaxShown) {
    ++count_;
    return;
  }
  // An alias says the same thing a million times: it is found out without looking for
  // its line.
  if (!told_.emplace(at.file, at.line, at.column, message).second) return;
  add_new(full_text(at, message), shown_);
  count_ = shown_.size();
}

void Diagnostics::warning(const Position& at, std::string_view message) {
  if (warnings_.size() >= kMaxShown) return;
  add_new(full_text(at, fmt::format("warning: {}", message)), warnings_);
}

tl::unexpected<Error> Diagnostics::failure() const {
  std::string message = join(shown_, "\n");
  if (count_ > shown_.size()) {
    message += fmt::format("\n{} more errors are not shown", count_ - shown_.size());
  }
  return usage_error(std::move(message));
}

}  // namespace assay
