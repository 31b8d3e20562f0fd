#include "harness/import/promptfoo/value_texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "harness/base/text.h"
#include "harness/import/promptfoo/assertion.h"
#include "harness/import/promptfoo/template.h"
#include "harness/suite/template.h"

namespace assay {
namespace {

constexpr int kRounds = 5;                  // of names in names
constexpr std::size_t kLongestTag = 4'096;  // bytes: whatever stands there is read a few times

bool is_blank(char c) {
  return std::string_view(" \t\r\n\f\v").find(c) != std::string_view::npos;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_';
}

// Walks one tag from where it begins, as promptfoo's patterns do.
class TagWalk {
 public:
  TagWalk(std::string_view text, std::size_t at)
      : text_(text.substr(0, std::min(text.size(), at + kLongestTag))), at_(at) {}

  std::size_t at() const { return at_; }
  bool take(std::string_view wanted) {
    if (!text_.substr(at_).starts_with(wanted)) return false;
    at_ += wanted.size();
    return true;
  }
  bool take_blanks() {
    return !take_while([](char c) { return is_blank(c); }).empty();
  }
  // A run of characters, which may be none.
  template <class Is>
  std::string_view take_while(Is is) {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  // `close`, wherever on this line.
  bool take_through(std::string_view close) {
    const std::size_t found = text_.find(close, at_);
    if (found == text_.npos || text_.substr(at_, found - at_).find('\n') != text_.npos)
      return false;
    at_ = found + close.size();
    return true;
  }

 private:
  std::string_view text_;
  std::size_t at_;
};

struct FoundName {
  std::string name;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// `{{ name }}`, the first of a text.
std::optional<FoundName> first_name(std::string_view text) {
  for (std::size_t open = text.find("{{"); open != text.npos; open = text.find("{{", open + 1)) {
    TagWalk walk(text, open + 2);
    walk.take_blanks();
    const std::string_view name = walk.take_while(is_word);
    walk.take_blanks();
    if (!name.empty() && walk.take("}}")) return FoundName{std::string(name), open, walk.at()};
  }
  return std::nullopt;
}

// `{{ name }}` and `{{ name | filter }}`, whatever the name is made of.
std::optional<FoundName> name_at(std::string_view text, std::size_t open) {
  TagWalk walk(text, open + 2);
  walk.take_blanks();
  const std::string_view name = walk.take_while([](char c) {
    return !is_blank(c) && std::string_view("{}|").find(c) == std::string_view::npos;
  });
  walk.take_blanks();
  if (walk.take("|") && walk.take_while([](char c) { return c != '}'; }).empty())
    return std::nullopt;
  if (name.empty() || !walk.take("}}")) return std::nullopt;
  return FoundName{std::string(name), open, walk.at()};
}

// `{% if name ... %}` and `{% for name ... %}`.
std::optional<FoundName> asked_at(std::string_view text, std::size_t open) {
  TagWalk walk(text, open + 2);
  walk.take_blanks();
  if ((!walk.take("if") && !walk.take("for")) || !walk.take_blanks()) return std::nullopt;
  std::string_view name =
      walk.take_while([](char c) { return !is_blank(c) && c != '{' && c != '}'; });
  const bool closes = name.ends_with('%') && walk.take("}");
  if (closes) name.remove_suffix(1);
  walk.take_blanks();
  if (name.empty() || (!closes && !walk.take_through("%}"))) return std::nullopt;
  return FoundName{std::string(name), open, walk.at()};
}

// `{% for item in list %}`: {item, list}.
std::optional<std::pair<std::string, std::string>> loop_at(std::string_view text,
                                                           std::size_t open) {
  TagWalk walk(text, open + 2);
  walk.take_blanks();
  if (!walk.take("for") || !walk.take_blanks()) return std::nullopt;
  const std::string_view item = walk.take_while(is_word);
  if (!walk.take_blanks() || !walk.take("in") || !walk.take_blanks()) return std::nullopt;
  const std::string_view list = walk.take_while(is_word);
  walk.take_blanks();
  if (item.empty() || list.empty() || !walk.take("%}")) return std::nullopt;
  return std::make_pair(std::string(item), std::string(list));
}

std::string without_comments(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find("{#", at);
    const std::size_t close = open == text.npos ? open : text.find("#}", open + 2);
    if (close == text.npos) return out + std::string(text.substr(at));
    out += text.substr(at, open - at);
    at = close + 2;
  }
  return out;
}

// Names that promptfoo finds in a template by its own patterns, which look into quotes, too.
std::set<std::string> names_in(std::string_view template_text) {
  const std::string text = without_comments(template_text);
  std::set<std::string> names;
  for (std::size_t at = text.find('{'); at != text.npos;) {
    const bool is_block = std::string_view(text).substr(at).starts_with("{%");
    const std::optional<FoundName> found = std::string_view(text).substr(at).starts_with("{{")
                                               ? name_at(text, at)
                                           : is_block ? asked_at(text, at)
                                                      : std::nullopt;
    if (found) names.insert(found->name);
    at = text.find('{', found ? found->end : at + 1);
  }
  for (std::size_t at = text.find("{%"); at != text.npos; at = text.find("{%", at + 2))
    if (const auto loop = loop_at(text, at)) {
      names.erase(loop->first);
      names.insert(loop->second);
    }
  return names;
}

bool has_block(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find("{%"); at != text.npos; at = text.find("{%", at + 2)) {
    TagWalk walk(text, at + 2);
    walk.take_blanks();
    if (!walk.take(word)) continue;
    walk.take_blanks();
    if (walk.take("%}")) return true;
  }
  return false;
}

}  // namespace

bool is_kept_by_promptfoo(std::string_view text) {
  constexpr std::pair<std::string_view, std::string_view> kTags[] = {
      {"{%", "%\n\r"}, {"{{", "}\n\r"}, {"{#", "#\n\r"}};
  const auto is_open = [&](const auto& tag) {
    for (std::size_t at = text.find(tag.first); at != text.npos;) {
      const std::size_t end = text.find_first_of(tag.second, at + 2);
      if (end == text.npos || text[end] == '\n' || text[end] == '\r') return true;
      at = text.find(tag.first, end);  // what begins before it ends where this one does
    }
    return false;
  };
  if (std::none_of(std::begin(kTags), std::end(kTags), is_open)) return false;
  return !(has_block(text, "raw") && has_block(text, "endraw"));
}

std::string as_literal_template(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find("{{", at);
    out += text.substr(at, open - at);
    if (open == text.npos) break;
    out += R"({{"{{"}})";
    at = open + 2;
  }
  return out;
}

ValueTexts::ValueTexts(Values values, bool are_prompts_json, bool faithful)
    : values_(std::move(values)), are_prompts_json_(are_prompts_json), faithful_(faithful) {
  replace_names();
}

const Json* ValueTexts::find(std::string_view name) const {
  const auto found = std::find_if(values_.begin(), values_.end(),
                                  [&](const auto& each) { return each.first == name; });
  return found == values_.end() ? nullptr : &found->second;
}

void ValueTexts::replace_names() {
  std::size_t grown = 0;
  bool is_done = false;
  for (int round = 0; round < kRounds && !is_done; ++round) {
    is_done = true;
    for (auto& [own, value] : values_) {
      if (!value.is_string()) continue;
      std::string& text = value.get_ref<std::string&>();
      const std::optional<FoundName> first = first_name(text);
      const Json* const held = first ? find(first->name) : nullptr;
      if (held == nullptr) continue;
      const std::string inserted = javascript_text(*held);
      grown += inserted.size();
      is_too_long_ = grown > kMaxRenderedBytes;
      if (is_too_long_) return;
      text.replace(first->begin, first->end - first->begin, inserted);
      is_done = false;
    }
  }
}

std::string ValueTexts::first_unset(std::string_view text) const {
  for (const std::string& name : names_in(text)) {
    if (name.empty() || !is_word(name.front()) || is_ascii_digit(name.front())) continue;
    const auto end = std::find_if_not(name.begin(), name.end(), is_word);
    const std::string root(name.begin(), end);
    if (root != "env" && find(root) == nullptr) return name;
  }
  return {};
}

Result<std::string> ValueTexts::rendered(std::string_view text) const {
  const ImportedTemplate made = import_template(text);
  if (!made.refused.empty()) return usage_error(made.refused);
  ASSAY_TRY(const Template parsed, Template::parse(made.text));
  std::vector<std::string> names;
  std::vector<Json> held;
  for (const std::string& used : parsed.variables()) {
    const std::string root = used.substr(0, used.find('.'));
    if (root == "env")
      return usage_error(fmt::format(
          "{{{{{}}}}}, a variable of the environment, which cases do not have: write what it is",
          used));
    const std::string& name = find(used) != nullptr || find(root) == nullptr ? used : root;
    const Json* const value = find(name);
    if (value == nullptr && !faithful_)
      return usage_error(fmt::format(
          "{{{{{}}}}}, which the test does not set; promptfoo writes nothing in its place", used));
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    names.push_back(name);
    held.push_back(value == nullptr ? Json("") : *value);
  }
  const Vars vars(std::make_shared<const VarNames>(names), std::move(held));
  return parsed.render(vars);
}

Result<Json> ValueTexts::value_of(std::string_view name) {
  if (is_too_long_)
    return usage_error(fmt::format("the variables in its variables make more than {} MB",
                                   kMaxRenderedBytes >> 20));
  const Json& value = *find(name);
  if (!value.is_string()) return value;
  const std::string& text = value.get_ref<const std::string&>();
  if (!has_nunjucks(text) || are_prompts_json_ || is_kept_by_promptfoo(text)) return value;
  if (std::string unset = first_unset(text); !unset.empty()) {
    kept_.emplace_back(name, std::move(unset));
    return value;
  }
  Result<std::string> made = rendered(text);
  if (!made) return usage_error("its value has " + made.error().message);
  return Json(std::move(*made));
}

Result<std::string> ValueTexts::text_of(std::string_view text, bool is_json) const {
  if (!has_nunjucks(text) || (!is_json && is_kept_by_promptfoo(text))) return std::string(text);
  return rendered(text);
}

}  // namespace assay
