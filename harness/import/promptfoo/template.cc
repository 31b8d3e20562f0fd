#include "harness/import/promptfoo/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/promptfoo/nunjucks_name.h"

namespace assay {
namespace {

// How assay's templates spell braces that are text.
constexpr std::string_view kLiteralOpen = "{{\"{{\"}}";

enum class TagKind { variable, block, comment };

struct NunjucksTag {
  TagKind kind = TagKind::variable;
  std::string_view inside;  // without white space and the dashes that trim
  std::size_t begin = 0;
  std::size_t end = 0;
  bool trims_before = false;
  bool trims_after = false;
};

struct Brackets {
  TagKind kind;
  std::string_view open;
  std::string_view close;
};
constexpr Brackets kBrackets[] = {
    {TagKind::variable, "{{", "}}"},
    {TagKind::block, "{%", "%}"},
    {TagKind::comment, "{#", "#}"},
};

// Where the tag that begins before `from` ends: quoted text may hold its end.
std::size_t find_close(std::string_view text, std::size_t from, const Brackets& brackets) {
  char quote = '\0';
  for (std::size_t i = from; i < text.size(); ++i) {
    if (quote == '\0' && text.substr(i).starts_with(brackets.close)) return i;
    if (brackets.kind == TagKind::comment) continue;
    if (quote != '\0') {
      if (text[i] == '\\') ++i;
      if (i < text.size() && text[i] == quote) quote = '\0';
    } else if (text[i] == '"' || text[i] == '\'') {
      quote = text[i];
    }
  }
  return text.npos;
}

// Translates one text; the first thing that cannot be translated ends it.
class Translator {
 public:
  explicit Translator(std::string_view source) : source_(source) {}

  ImportedTemplate run() {
    while (position_ < source_.size() && result_.refused.empty()) step();
    flush_text();
    if (result_.refused.empty() && !open_.empty()) {
      refuse("'{% if %}' is not closed by '{% endif %}'");
    }
    if (!result_.refused.empty()) result_.text.clear();
    return std::move(result_);
  }

 private:
  struct If {
    std::string name;
    bool is_inverted = false;
  };

  void refuse(std::string why) {
    if (result_.refused.empty()) result_.refused = std::move(why);
  }

  void note(std::string sentence) {
    if (std::find(result_.notes.begin(), result_.notes.end(), sentence) == result_.notes.end()) {
      result_.notes.push_back(std::move(sentence));
    }
  }

  // Two braces may come together from two places, so they are looked for when all is there.
  void write_text(std::string_view text) { literal_ += text; }

  void flush_text() {
    for (std::size_t at = 0; at < literal_.size();) {
      const std::size_t open = literal_.find("{{", at);
      result_.text += literal_.substr(at, open - at);
      if (open == literal_.npos) break;
      result_.text += kLiteralOpen;
      at = open + 2;
    }
    literal_.clear();
  }

  // A literal brace before a tag would make its braces three.
  void write_tag(std::string_view tag) {
    flush_text();
    if (result_.text.ends_with('{')) return refuse("a '{' stands right before a variable");
    result_.text += tag;
  }

  std::optional<NunjucksTag> tag_at(std::size_t begin) {
    for (const Brackets& brackets : kBrackets) {
      if (!source_.substr(begin).starts_with(brackets.open)) continue;
      const std::size_t close = find_close(source_, begin + 2, brackets);
      if (close == source_.npos) {
        refuse(fmt::format("'{}' is not closed by '{}'", excerpt(source_.substr(begin), 30),
                           brackets.close));
        return std::nullopt;
      }
      NunjucksTag tag{brackets.kind, source_.substr(begin + 2, close - begin - 2), begin,
                      close + 2};
      tag.trims_before = tag.inside.starts_with('-');
      if (tag.trims_before) tag.inside.remove_prefix(1);
      tag.trims_after = tag.inside.ends_with('-');
      if (tag.trims_after) tag.inside.remove_suffix(1);
      tag.inside = trim(tag.inside);
      return tag;
    }
    return std::nullopt;
  }

  // The text up to the next tag, and that tag.
  void step() {
    std::size_t begin = source_.find('{', position_);
    while (begin != source_.npos && begin + 1 < source_.size() &&
           std::string_view("{%#").find(source_[begin + 1]) == std::string_view::npos) {
      begin = source_.find('{', begin + 1);
    }
    if (begin == source_.npos || begin + 1 >= source_.size()) {
      write_text(source_.substr(position_));
      position_ = source_.size();
      return;
    }
    const std::optional<NunjucksTag> tag = tag_at(begin);
    if (!tag) return;
    std::string_view before = source_.substr(position_, begin - position_);
    if (tag->trims_before) before = before.substr(0, before.find_last_not_of(" \t\r\n\f\v") + 1);
    write_text(before);
    position_ = tag->end;
    if (tag->kind == TagKind::variable) take_variable(*tag);
    if (tag->kind == TagKind::block) take_block(*tag);
    if (tag->trims_after) skip_white_space();
  }

  void skip_white_space() {
    position_ = std::min(source_.find_first_not_of(" \t\r\n\f\v", position_), source_.size());
  }

  void take_variable(const NunjucksTag& tag) {
    const NunjucksExpression read = read_nunjucks_expression(tag.inside);
    if (!read.refused.empty()) return refuse(read.refused);
    for (const std::string& sentence : read.notes) note(sentence);
    if (read.literal) return write_text(*read.literal);
    write_tag("{{" + read.name + "}}");
  }

  void take_block(const NunjucksTag& tag) {
    const std::size_t end = tag.inside.find_first_of(" \t\r\n");
    const std::string_view word = tag.inside.substr(0, end);
    const std::string_view rest = end == tag.inside.npos ? "" : trim(tag.inside.substr(end));
    if (word == "raw" || word == "verbatim") return take_raw(word);
    if (word == "if") return take_if(rest);
    if (word == "else" && rest.empty() && !open_.empty()) return take_else();
    if (word == "endif" && !open_.empty()) return take_endif();
    refuse(fmt::format("'{{% {} %}}' has no counterpart", excerpt(word, 20)));
  }

  void take_raw(std::string_view word) {
    const std::string closing = fmt::format("end{}", word);
    for (std::size_t at = source_.find("{%", position_); at != source_.npos;
         at = source_.find("{%", at + 2)) {
      const std::size_t close = source_.find("%}", at + 2);
      if (close == source_.npos) break;
      std::string_view inside = trim(source_.substr(at + 2, close - at - 2));
      if (inside != closing) continue;
      write_text(source_.substr(position_, at - position_));
      position_ = close + 2;
      return;
    }
    refuse(fmt::format("'{{% {} %}}' is not closed", word));
  }

  void take_if(std::string_view condition) {
    const bool is_inverted = condition.starts_with("not ");
    if (is_inverted) condition = trim(condition.substr(4));
    const NunjucksExpression read = read_nunjucks_expression(condition);
    if (!read.refused.empty() || read.literal || !read.notes.empty()) {
      return refuse(
          fmt::format("'{{% if {} %}}': only a name can be asked for", excerpt(condition, 40)));
    }
    if (!open_.empty()) return refuse("'{% if %}' inside another one has no counterpart");
    note(
        fmt::format("'{}' counts as false here where it is 0, an empty list or \"false\"; and "
                    "inside of the condition its fields come before variables",
                    read.name));
    open_.push_back({read.name, is_inverted});
    write_tag(fmt::format("{{{{{}{}}}}}", is_inverted ? '^' : '#', read.name));
  }

  void take_else() {
    If& at = open_.back();
    write_tag("{{/" + at.name + "}}");
    at.is_inverted = !at.is_inverted;
    write_tag(fmt::format("{{{{{}{}}}}}", at.is_inverted ? '^' : '#', at.name));
  }

  void take_endif() {
    write_tag("{{/" + open_.back().name + "}}");
    open_.pop_back();
  }

  std::string_view source_;
  std::size_t position_ = 0;
  std::vector<If> open_;
  std::string literal_;  // behind the last tag that was written
  ImportedTemplate result_;
};

}  // namespace

ImportedTemplate import_template(std::string_view nunjucks) {
  if (!has_nunjucks(nunjucks)) return {std::string(nunjucks), {}, {}};
  return Translator(nunjucks).run();
}

bool has_nunjucks(std::string_view text) {
  return std::any_of(std::begin(kBrackets), std::end(kBrackets),
                     [text](const Brackets& each) { return text.find(each.open) != text.npos; });
}

}  // namespace assay
