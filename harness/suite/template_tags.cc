#include "harness/suite/template_tags.h"

#include <fmt/format.h>

#include "harness/base/text.h"

namespace assay {
namespace {

using Kind = TemplatePiece::Kind;

std::size_t character_at(std::string_view source, std::size_t offset) {
  return count_code_points(source.substr(0, offset)) + 1;
}

tl::unexpected<Error> refuse(std::string_view source, std::size_t offset, std::string_view what) {
  return usage_error(fmt::format("template, character {}: {}", character_at(source, offset), what));
}

// The inside of a tag and where the text after it begins.
struct Tag {
  std::string_view inside;
  std::size_t end = 0;
};

// Two braces that are text: a text of Nunjucks and Jinja, too.
constexpr std::string_view kBraces = "{{\"{{\"}}";

Result<Tag> tag_at(std::string_view source, std::size_t open) {
  const bool triple = source.substr(open).starts_with("{{{");
  const std::string_view closing = triple ? "}}}" : "}}";
  const std::size_t begin = open + closing.size();
  const std::size_t close = source.find(closing, begin);
  if (close == std::string_view::npos) {
    return refuse(
        source, open,
        fmt::format("'{}' is not closed by '{}'", excerpt(source.substr(open), 20), closing));
  }
  std::string_view inside = trim(source.substr(begin, close - begin));
  if (inside.find("{{") != std::string_view::npos) {
    return refuse(
        source, open,
        fmt::format("'{}' is not closed by '{}'", excerpt(source.substr(open), 20), closing));
  }
  return Tag{inside, close + closing.size()};
}

Result<TemplatePiece> classify(std::string_view source, std::size_t open, std::string_view inside) {
  if (inside.empty()) return refuse(source, open, "an empty tag '{{}}'");
  Kind kind = Kind::variable;
  bool has_sigil = true;
  switch (inside.front()) {
    case '#':
      kind = Kind::section;
      break;
    case '^':
      kind = Kind::inverted_section;
      break;
    case '/':
      kind = Kind::section_end;
      break;
    case '!':
      kind = Kind::comment;
      break;
    case '&':
      break;
    case '>':
      return refuse(source, open, "partials ('{{>') are refused");
    case '=':
      return refuse(source, open, "other delimiters ('{{=') are refused");
    default:
      has_sigil = false;
  }
  const std::string_view name = has_sigil ? trim(inside.substr(1)) : inside;
  if (kind == Kind::comment) return TemplatePiece{kind, {}};
  if (name.empty()) return refuse(source, open, "a tag without a name");
  return TemplatePiece{kind, std::string(name)};
}

// The sections that are open, innermost last.
class Nesting {
 public:
  Result<void> take(std::string_view source, std::size_t open, const TemplatePiece& piece) {
    if (piece.kind == Kind::section || piece.kind == Kind::inverted_section) {
      names_.push_back(piece.text);
      if (names_.size() > kMaxSectionDepth) {
        return refuse(source, open,
                      fmt::format("sections nested deeper than {} levels", kMaxSectionDepth));
      }
    } else if (piece.kind == Kind::section_end) {
      if (names_.empty() || names_.back() != piece.text) {
        return refuse(source, open,
                      fmt::format("'{{{{/{}}}}}' closes no open section", piece.text));
      }
      names_.pop_back();
    }
    return {};
  }

  Result<void> finish() const {
    if (names_.empty()) return {};
    return usage_error(fmt::format(
        "template: section '{{{{#{0}}}}}' is never closed by '{{{{/{0}}}}}'", names_.back()));
  }

 private:
  std::vector<std::string> names_;
};

}  // namespace

Result<std::vector<TemplatePiece>> split_template(std::string_view source) {
  std::vector<TemplatePiece> pieces;
  Nesting nesting;
  std::size_t position = 0;
  while (position < source.size()) {
    const std::size_t open = source.find("{{", position);
    const std::string_view text = source.substr(position, open - position);
    if (!text.empty()) pieces.push_back({Kind::text, std::string(text)});
    if (open == std::string_view::npos) break;
    if (source.substr(open).starts_with(kBraces)) {
      pieces.push_back({Kind::text, "{{"});
      position = open + kBraces.size();
      continue;
    }
    ASSAY_TRY(const Tag tag, tag_at(source, open));
    ASSAY_TRY(TemplatePiece piece, classify(source, open, tag.inside));
    ASSAY_CHECK(nesting.take(source, open, piece));
    pieces.push_back(std::move(piece));
    position = tag.end;
  }
  ASSAY_CHECK(nesting.finish());
  return pieces;
}

}  // namespace assay
