// What people wrote beside the keys of a configuration, for the suite that is made of it.
#include <algorithm>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"

namespace assay {
namespace {

constexpr std::size_t kMostLines = 20;   // above one thing
constexpr std::size_t kMostBytes = 300;  // of one

const std::vector<std::string_view>& lines_of(Importer& importer, const SourceFile& file) {
  const auto known = importer.lines.find(&file);
  if (known != importer.lines.end()) return known->second;
  return importer.lines.emplace(&file, split(file.text, '\n')).first->second;
}

// A key that was commented out is still a key.
bool may_be_secret(std::string_view comment) {
  const std::size_t end = comment.find_first_of(":=");
  if (end != comment.npos && looks_secret(trim(comment.substr(0, end)))) return true;
  std::size_t run = 0;
  bool has_digit = false;
  for (const char c : comment) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    has_digit = run > 0 ? has_digit || is_ascii_digit(c) : is_ascii_digit(c);
    run = is_letter || is_ascii_digit(c) || c == '-' || c == '_' ? run + 1 : 0;
    if (run >= 20 && has_digit) return true;
  }
  return false;
}

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

}  // namespace

std::string_view line_of(Importer& importer, const Position& at) {
  if (at.file == nullptr || at.line < 1) return {};
  const std::vector<std::string_view>& lines = lines_of(importer, *at.file);
  const std::size_t own = static_cast<std::size_t>(at.line) - 1;
  return own < lines.size() ? lines[own] : std::string_view{};
}

std::vector<std::string> comments_above(Importer& importer, const Position& at) {
  std::vector<std::string> comments;
  if (at.file == nullptr || at.line < 2) return comments;
  const std::vector<std::string_view>& lines = lines_of(importer, *at.file);
  const std::size_t own = static_cast<std::size_t>(at.line) - 1;
  if (own >= lines.size()) return comments;
  // Only what begins its line has the lines above it.
  const std::size_t column = static_cast<std::size_t>(std::max(at.column, 1)) - 1;
  if (lines[own].substr(0, column).find_first_not_of(" -") != std::string_view::npos)
    return comments;
  const std::size_t indent = indent_of(lines[own]);
  for (std::size_t i = own; i-- > 0 && comments.size() < kMostLines;) {
    std::string_view line = trim(lines[i]);
    // A comment that is further in ends what stands above.
    if (!line.starts_with('#') || indent_of(lines[i]) > indent) break;
    line = trim(line.substr(std::min(line.find_first_not_of('#'), line.size())));
    if (line.empty() || line.starts_with("yaml-language-server") || may_be_secret(line)) continue;
    comments.push_back(excerpt(line, kMostBytes));
  }
  std::reverse(comments.begin(), comments.end());
  return comments;
}

}  // namespace assay
