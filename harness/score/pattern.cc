#include "harness/score/pattern.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::int64_t kMaxPatternMemory = std::int64_t{8} << 20;

re2::RE2::Options options() {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxPatternMemory);
  return options;
}

// What people bring from other engines, and what to do instead.
std::string_view advice(const re2::RE2& pattern) {
  const std::string& fragment = pattern.error_arg();
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

}  // namespace

struct Pattern::Compiled {
  explicit Compiled(std::string_view source) : re2(piece(source), options()) {}
  re2::RE2 re2;
};

Result<Pattern> Pattern::compile(std::string_view source) {
  auto compiled = std::make_shared<const Compiled>(source);
  if (!compiled->re2.ok()) {
    return usage_error(fmt::format("the pattern '{}' is not valid: {}{}", excerpt(source, 80),
                                   excerpt(compiled->re2.error(), 120), advice(compiled->re2)));
  }
  return Pattern(std::move(compiled));
}

bool Pattern::matches(std::string_view text) const {
  return compiled_->re2.Match(piece(text), 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
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

int Pattern::group_count() const { return compiled_->re2.NumberOfCapturingGroups(); }

std::optional<int> Pattern::group_called(std::string_view name) const {
  const auto& names = compiled_->re2.NamedCapturingGroups();
  const auto found = names.find(std::string(name));
  if (found == names.end()) return std::nullopt;
  return found->second;
}

std::string_view Pattern::source() const {
  return compiled_->re2.pattern();
}

}  // namespace assay
