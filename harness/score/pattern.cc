#include "harness/score/pattern.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <string>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/score/words.h"

namespace assay {
namespace {

constexpr std::int64_t kMaxPatternMemory = std::int64_t{8} << 20;

re2::RE2::Options options() {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxPatternMemory);
  return options;
}

// "(?<name>", which is not the "(?<=" of a lookbehind.
bool names_a_group(std::string_view source) {
  const std::size_t at = source.find("(?<");
  return at != std::string_view::npos && at + 3 < source.size() && source[at + 3] != '=' &&
         source[at + 3] != '!';
}

// What people bring from other engines, and what to do instead.
std::string_view advice(const re2::RE2& pattern) {
  const std::string& fragment = pattern.error_arg();
  if (fragment.starts_with("(?<") && names_a_group(pattern.pattern())) {
    return "; write a named group as (?P<name>...)";
  }
  if (fragment.starts_with("(?=") || fragment.starts_with("(?!") || fragment.starts_with("(?<")) {
    return "; RE2 has no lookahead and no lookbehind: write two expectations, "
           "one of them under 'not'";
  }
  if (pattern.error_code() == re2::RE2::ErrorBadEscape && fragment.size() == 2 &&
      fragment[1] >= '1' && fragment[1] <= '9') {
    return "; RE2 has no backreferences";
  }
  if (pattern.error_code() == re2::RE2::ErrorPatternTooLarge) {
    return "; a counted repeat such as {1000} is written out in full and does not fit in 8 MB";
  }
  return "";
}

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

// All of Unicode but surrogates, as one text.
const std::string& every_character() {
  static const std::string text = [] {
    std::string all;
    const auto append = [&all](char32_t lead, int shift, char32_t c) {
      all += static_cast<char>(lead | (c >> shift));
      for (int rest = shift - 6; rest >= 0; rest -= 6) {
        all += static_cast<char>(0x80 | ((c >> rest) & 0x3F));
      }
    };
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
      if (c < 0x80) {
        all += static_cast<char>(c);
      } else if (c < 0x800) {
        append(0xC0, 6, c);
      } else if (c < 0x10000) {
        if (c < 0xD800 || c > 0xDFFF) append(0xE0, 12, c);
      } else {
        append(0xF0, 18, c);
      }
    }
    return all;
  }();
  return text;
}

}  // namespace

struct Pattern::Compiled {
  explicit Compiled(std::string_view source) : re2(piece(source), options()) {}
  re2::RE2 re2;
};

Result<Pattern> Pattern::compile(std::string_view source) {
  auto compiled = std::make_shared<const Compiled>(source);
  if (!compiled->re2.ok()) {
    ASSAY_MARK("pattern.refused");
    return usage_error(fmt::format("the pattern '{}' is not valid: {}{}", excerpt(source, 80),
                                   excerpt(compiled->re2.error(), 120), advice(compiled->re2)));
  }
  return Pattern(std::move(compiled));
}

bool Pattern::matches(std::string_view text) const {
  return compiled_->re2.Match(piece(text), 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

bool Pattern::matches_everything() const {
  const re2::RE2& re2 = compiled_->re2;
  const auto matches_empty = [&re2](std::string_view around, std::size_t at) {
    return re2.Match(piece(around), at, at, re2::RE2::ANCHOR_BOTH, nullptr, 0);
  };
  // Nothing, before or after whatever an empty-width assertion tells apart.
  const auto at_start = [&](std::string_view text) { return matches_empty(text, 0); };
  const auto at_end = [&](std::string_view text) { return matches_empty(text, text.size()); };
  constexpr std::string_view kContexts[] = {"", "x", " ", "\n"};
  if (std::all_of(std::begin(kContexts), std::end(kContexts), at_start)) return true;
  if (std::all_of(std::begin(kContexts), std::end(kContexts), at_end)) return true;
  // "(?s)^.*$"
  constexpr std::string_view kTexts[] = {"", "x", "7", " ", "\n"};
  const auto is_matched = [&](std::string_view text) {
    return re2.Match(piece(text), 0, text.size(), re2::RE2::ANCHOR_BOTH, nullptr, 0);
  };
  return std::all_of(std::begin(kTexts), std::end(kTexts), is_matched) &&
         is_matched(every_character());
}

std::optional<std::string_view> Pattern::find(std::string_view text) const {
  re2::StringPiece groups[2];
  const int wanted = compiled_->re2.NumberOfCapturingGroups() > 0 ? 2 : 1;
  if (!compiled_->re2.Match(piece(text), 0, text.size(), re2::RE2::UNANCHORED, groups, wanted)) {
    return std::nullopt;
  }
  const re2::StringPiece& found = groups[1].data() != nullptr ? groups[1] : groups[0];
  return std::string_view(found.data(), found.size());
}

Pattern::Groups Pattern::match(std::string_view text, std::size_t from) const {
  std::vector<re2::StringPiece> found(static_cast<std::size_t>(group_count()) + 1);
  if (!compiled_->re2.Match(piece(text), from, text.size(), re2::RE2::UNANCHORED, found.data(),
                            static_cast<int>(found.size()))) {
    return {};
  }
  Groups groups;
  for (const re2::StringPiece& group : found) {
    groups.push_back(group.data() == nullptr ? std::string_view()
                                             : std::string_view(group.data(), group.size()));
  }
  return groups;
}

bool Pattern::each_match(std::string_view text, const std::function<void(Groups)>& visit) const {
  constexpr std::size_t kMostWork = 250'000'000;
  std::size_t work = 0;
  for (std::size_t from = 0; from <= text.size();) {
    work += text.size() - from;
    if (work > kMostWork) return false;
    Groups groups = match(text, from);
    if (groups.empty()) break;
    from = static_cast<std::size_t>(groups[0].data() - text.data()) + groups[0].size();
    // An empty match must not be found again.
    if (groups[0].empty()) from += from < text.size() ? code_point_at(text, from).length : 1;
    visit(std::move(groups));
  }
  return true;
}

int Pattern::group_count() const {
  return compiled_->re2.NumberOfCapturingGroups();
}

std::optional<int> Pattern::group_called(std::string_view name) const {
  const auto& names = compiled_->re2.NamedCapturingGroups();
  const auto found = names.find(std::string(name));
  if (found == names.end()) return std::nullopt;
  return found->second;
}

std::string_view Pattern::source() const {
  return compiled_->re2.pattern();
}

std::optional<std::string> ascii_pitfall(std::string_view source) {
  static const Pattern pattern = [] {
    const std::string escape = R"(\\[bBwWdD])";
    const std::string letter = R"([^\x00-\x7F\pS\pP\pZ\pC\pN])";  // or a mark on one
    // Between the two: groups, repeats, classes.
    const std::string syntax = R"((?:[()?*+^$\[\]]|\{[0-9,]*\}|\?[a-zA-Z]*:|\(\?[a-zA-Z]+\))*)";
    return Pattern::compile(R"((?:^|[^\\])(?:\\\\)*)" + escape + syntax +
                            R"((?:\((?:\?[a-zA-Z]*:)?[^()]*\|)?)" + letter + "|" + letter +
                            R"((?:\|[^()]*\))?)" + syntax + escape)
        .value();
  }();
  if (is_ascii(source) || !pattern.matches(source)) return std::nullopt;
  return fmt::format(
      "in '{}', \\b, \\w and \\d know ASCII only and miss the letters beside them; "
      "\\pL is any letter, \\pN any digit, (?:^|\\PL) the edge of a word",
      excerpt(source, 60));
}

}  // namespace assay
