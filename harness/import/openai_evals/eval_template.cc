#include "harness/import/openai_evals/eval_template.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"

namespace assay {
namespace {

// How assay's templates spell braces that are text.
constexpr std::string_view kEvalBraces = "{{\"{{\"}}";

// Names with dots between them: what both sides read alike.
bool is_item_path(std::string_view path) {
  bool begins = true;
  for (const char c : path) {
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) ||
                         c == '_' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
    if (!is_word && (c != '.' || begins)) return false;
    begins = c == '.';
  }
  return !begins;
}

void take_tag(std::string_view inside, std::string_view answer, EvalTemplate& made) {
  constexpr std::string_view kItem = "item.";
  if (inside == "sample.output_text" && !answer.empty()) {
    made.text += answer;
    made.names_answer = true;
    return;
  }
  if (inside.starts_with(kItem) && is_item_path(inside.substr(kItem.size()))) {
    const std::string_view path = inside.substr(kItem.size());
    if (made.text.ends_with('{')) {
      made.refused = fmt::format("a '{{' stands right before '{{{{{}}}}}'", excerpt(inside, 60));
      return;
    }
    made.text += fmt::format("{{{{{}}}}}", path);
    made.variables.emplace(path.substr(0, path.find('.')));
    return;
  }
  made.refused = fmt::format("'{{{{{}}}}}' has no counterpart{}", excerpt(inside, 60),
                             inside.starts_with("sample.") ? " here" : "");
}

}  // namespace

EvalTemplate import_eval_template(std::string_view text, std::string_view answer) {
  EvalTemplate made;
  while (made.refused.empty()) {
    const std::size_t open = text.find("{{");
    made.text += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find("}}", open + 2);
    if (close == std::string_view::npos) {
      made.text += kEvalBraces;
      text.remove_prefix(open + 2);
      continue;
    }
    take_tag(trim(text.substr(open + 2, close - open - 2)), answer, made);
    text.remove_prefix(close + 2);
  }
  if (!made.refused.empty()) made.text.clear();
  return made;
}

std::string_view only_tag_of(std::string_view text) {
  text = trim(text);
  if (text.size() < 4 || !text.starts_with("{{") || !text.ends_with("}}")) return {};
  const std::string_view inside = text.substr(2, text.size() - 4);
  if (inside.find("{{") != inside.npos || inside.find("}}") != inside.npos) return {};
  return trim(inside);
}

}  // namespace assay
