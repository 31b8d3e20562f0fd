#include "harness/import/promptfoo/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"

namespace assay {
namespace {

constexpr std::string_view kHistory = "_conversation";

struct Tag {
  std::size_t begin = 0;
  std::size_t end = 0;  // behind its "%}"
  std::string_view inside;
};

std::optional<Tag> block_tag(std::string_view text, std::size_t from) {
  const std::size_t begin = text.find("{%", from);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::size_t close = text.find("%}", begin);
  if (close == std::string_view::npos) return std::nullopt;
  std::string_view inside = text.substr(begin + 2, close - begin - 2);
  if (inside.starts_with('-')) inside.remove_prefix(1);
  if (inside.ends_with('-')) inside.remove_suffix(1);
  return Tag{begin, close + 2, trim(inside)};
}

// "for turn in _conversation" -> "turn"; "" for anything else.
std::string_view item_of(std::string_view inside) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split(inside, ' '))
    if (!word.empty()) words.push_back(word);
  const bool is_loop =
      words.size() == 4 && words[0] == "for" && words[2] == "in" && words[3] == kHistory;
  return is_loop ? words[1] : std::string_view{};
}

// What a variable of the loop stands for, whether it is written as text or by `| dump`.
std::string with_marks(std::string_view body, std::string_view item) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t open = body.find("{{"); open != body.npos; open = body.find("{{", at)) {
    const std::size_t close = body.find("}}", open);
    if (close == body.npos) break;
    out += body.substr(at, open - at);
    const std::string_view inside = trim(body.substr(open + 2, close - open - 2));
    const std::string_view name = trim(inside.substr(0, inside.find('|')));
    const std::string_view filter = inside.find('|') == inside.npos
                                        ? std::string_view{}
                                        : trim(inside.substr(inside.find('|') + 1));
    const bool is_quoted = !out.empty() && (out.back() == '"' || out.back() == '\'');
    const bool is_known = filter.empty() || filter == "safe" || filter == "string" ||
                          filter.starts_with("dump") || filter == "trim";
    const std::string mark = is_known && name == fmt::format("{}.input", item)    ? "asked"
                             : is_known && name == fmt::format("{}.output", item) ? "answered"
                                                                                  : "other";
    out += is_quoted ? mark : '"' + mark + '"';
    at = close + 2;
  }
  return out + std::string(body.substr(at));
}

// The messages of a loop's body, of which there are two.
std::optional<Json> messages_of(const std::string& body) {
  std::string_view items = trim(body);
  if (items.ends_with(',')) items = trim(items.substr(0, items.size() - 1));
  if (items.starts_with(',')) items = trim(items.substr(1));
  if (Result<Json> json = parse_json(fmt::format("[{}]", items), kMaxYamlDepth)) return *json;
  const SourceFile file{"prompt", body};
  Diagnostics ignored;
  TextBudget budget;
  const std::optional<YamlTree> tree = YamlTree::parse(file, ignored, budget);
  if (!tree) return std::nullopt;
  return value_of(tree->root());
}

bool is_plain_history(const std::string& body) {
  static const Json kPlain = Json::array(
      {{{"role", "user"}, {"content", "asked"}}, {{"role", "assistant"}, {"content", "answered"}}});
  const std::optional<Json> messages = messages_of(body);
  return messages && *messages == kPlain;
}

}  // namespace

bool has_history(std::string_view text) {
  return text.find(kHistory) != std::string_view::npos;
}

HistoryLoop take_history(std::string_view text) {
  for (std::optional<Tag> tag = block_tag(text, 0); tag; tag = block_tag(text, tag->end)) {
    const std::string_view item = item_of(tag->inside);
    if (item.empty()) continue;
    const std::optional<Tag> end = block_tag(text, tag->end);
    if (!end || end->inside != "endfor") break;
    const std::string body = with_marks(text.substr(tag->end, end->begin - tag->end), item);
    if (!is_plain_history(body)) break;
    HistoryLoop loop{std::string(text.substr(0, tag->begin)) + std::string(text.substr(end->end)),
                     {}};
    if (!has_history(loop.rest)) return loop;
    break;
  }
  return {{},
          "'_conversation' in other words than a message of the user and one of the assistant for "
          "each answer: `turns` of a case have no others"};
}

}  // namespace assay
