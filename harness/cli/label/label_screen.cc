#include "harness/cli/label/label_screen.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/redact.h"
#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::string_view kMark = "  | ";
// More than anybody reads before a key is pressed.
constexpr std::size_t kMostShown = std::size_t{256} << 10;

// The bytes of `line` that fit into so many columns, at least one code point.
std::size_t fitting(std::string_view line, std::size_t columns) {
  std::size_t width = 0;
  std::size_t at = 0;
  while (at < line.size()) {
    const std::size_t length = code_point_at(line, at).length;
    width += display_width(line.substr(at, length));
    if (width > columns && at > 0) break;
    at += length;
  }
  return at;
}

std::string without_tabs(std::string_view text) {
  std::string spaced;
  for (const char c : text) spaced.append(c == '\t' ? 4 : 1, c == '\t' ? ' ' : c);
  return spaced;
}

}  // namespace

std::string behind_mark(std::string_view text, std::size_t columns) {
  std::size_t shown = std::min(text.size(), kMostShown);
  while (shown < text.size() && shown > 0 && continues_utf8(text[shown])) --shown;
  // A secret, or a command to a terminal, that a line's end cuts would be neither found.
  std::string safe = terminal_safe(redact(text.substr(0, shown)));
  if (columns > 0) safe = without_tabs(safe);
  std::string lines;
  for (std::string_view line : split(safe, '\n')) {
    do {
      const std::size_t taken =
          columns > 0 ? fitting(line, std::max(columns, kMark.size() + 10) - kMark.size())
                      : line.size();
      lines.append(kMark).append(line.substr(0, taken)).append(1, '\n');
      line.remove_prefix(taken);
    } while (!line.empty());
  }
  if (shown < text.size()) {
    lines += fmt::format("  ({} more bytes are not shown)\n", text.size() - shown);
  }
  return lines;
}

std::string shown_answer(const AnswerText& text, std::size_t columns) {
  const LabelRequest& request = text.request;
  std::string shown;
  const auto add = [&](std::string_view heading, std::string_view what) {
    shown.append(heading).append(what.empty() ? "\n  (no text)\n" : "\n");
    if (!what.empty()) shown += behind_mark(what, columns);
  };
  add("question", text.question);
  if (request.context) add("context", *request.context);
  if (request.reference) add("reference", *request.reference);
  if (request.shows_answer) add("answer", text.answer);
  if (request.shows_answer && request.part) add("of which this is looked at", *request.part);
  if (request.criterion) add("criterion", *request.criterion);
  return shown;
}

}  // namespace assay
