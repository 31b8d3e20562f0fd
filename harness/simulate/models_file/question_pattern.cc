#include "harness/simulate/models_file/question_pattern.h"

#include <re2/re2.h>

#include <algorithm>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr int kMaxGroups = 10;  // \0 to \9
constexpr std::int64_t kMaxPatternMemory = std::int64_t{8} << 20;
constexpr std::string_view kQuestion = "{{question}}";

}  // namespace

struct QuestionPattern::Compiled {
  explicit Compiled(std::string_view pattern, const RE2::Options& options)
      : regex(re2::StringPiece(pattern.data(), pattern.size()), options) {}
  RE2 regex;
};

QuestionPattern QuestionPattern::contains(std::string text) {
  QuestionPattern pattern;
  pattern.kind_ = Kind::contains;
  pattern.text_ = std::move(text);
  return pattern;
}

QuestionPattern QuestionPattern::equals(std::string text) {
  QuestionPattern pattern;
  pattern.kind_ = Kind::equals;
  pattern.text_ = trim(text);
  return pattern;
}

QuestionPattern QuestionPattern::anything() {
  return {};
}

Result<QuestionPattern> QuestionPattern::regex(std::string_view text) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxPatternMemory);
  const auto compiled = std::make_shared<Compiled>(text, options);
  if (!compiled->regex.ok()) return usage_error(compiled->regex.error());
  QuestionPattern pattern;
  pattern.kind_ = Kind::regex;
  pattern.compiled_ = compiled;
  return pattern;
}

std::optional<std::vector<std::string_view>> QuestionPattern::match(
    std::string_view question) const {
  const std::vector<std::string_view> whole = {question};
  switch (kind_) {
    case Kind::anything:
      return whole;
    case Kind::contains:
      if (question.find(text_) == std::string_view::npos) return std::nullopt;
      return whole;
    case Kind::equals:
      if (trim(question) != text_) return std::nullopt;
      return whole;
    case Kind::regex:
      break;
  }
  const int count = std::min(kMaxGroups, compiled_->regex.NumberOfCapturingGroups() + 1);
  re2::StringPiece found[kMaxGroups];
  const re2::StringPiece subject(question.data(), question.size());
  if (!compiled_->regex.Match(subject, 0, subject.size(), RE2::UNANCHORED, found, count)) {
    return std::nullopt;
  }
  std::vector<std::string_view> groups;
  for (int i = 0; i < count; ++i) groups.emplace_back(found[i].data(), found[i].size());
  return groups;
}

std::string fill_answer(std::string_view text, std::string_view question,
                        const std::vector<std::string_view>& groups) {
  std::string filled;
  filled.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text.substr(at, kQuestion.size()) == kQuestion) {
      filled += question;
      at += kQuestion.size();
      continue;
    }
    if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '9') {
      const auto group = static_cast<std::size_t>(text[at + 1] - '0');
      if (group < groups.size()) {
        filled += groups[group];
        at += 2;
        continue;
      }
    }
    filled += text[at++];
  }
  return filled;
}

}  // namespace assay
