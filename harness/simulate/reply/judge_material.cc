#include "harness/simulate/reply/judge_material.h"

#include <string>

namespace assay {
namespace {

// Lines that look like a beginning and have no end: each costs a look at the whole rest.
constexpr int kMostWithoutEnd = 64;

// "answer 3f2a" of the line "<<answer 3f2a>>"; "" of any other line.
std::string_view part_name(std::string_view line) {
  if (!line.starts_with("<<") || !line.ends_with(">>")) return {};
  const std::string_view inside = line.substr(2, line.size() - 4);
  const std::size_t space = inside.find(' ');
  if (space == std::string_view::npos || inside.find(' ', space + 1) != std::string_view::npos) {
    return {};
  }
  return inside;
}

void keep(std::string_view name, std::string_view text, JudgeMaterial& material) {
  const std::string_view what = name.substr(0, name.find(' '));
  const auto first = [&](std::optional<std::string_view>& part) {
    if (!part) part = text;
  };
  if (what == "question") first(material.question);
  if (what == "answer") first(material.answer);
  if (what == "context") first(material.context);
}

}  // namespace

JudgeMaterial read_judge_material(std::string_view message) {
  JudgeMaterial material;
  int without_end = 0;
  for (std::size_t at = 0; at < message.size();) {
    const std::size_t newline = message.find('\n', at);
    if (newline == std::string_view::npos) break;
    const std::string_view name = part_name(message.substr(at, newline - at));
    at = newline + 1;
    if (name.empty() || without_end == kMostWithoutEnd) continue;
    const std::string end_line = "\n<<end " + std::string(name) + ">>";
    const std::size_t end = message.find(end_line, newline);
    if (end == std::string_view::npos) {
      ++without_end;
      continue;
    }
    // Between the two lines there may be nothing, not even a newline.
    keep(name, end > newline ? message.substr(at, end - at) : std::string_view{}, material);
    at = end + end_line.size();
  }
  return material;
}

}  // namespace assay
