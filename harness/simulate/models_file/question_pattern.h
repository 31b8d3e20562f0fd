// When an answer rule applies: a test of the last user message.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

namespace assay {

class QuestionPattern {
 public:
  static QuestionPattern contains(std::string text);
  static QuestionPattern equals(std::string text);  // white space around either is ignored
  // RE2 syntax, matched anywhere. The error is RE2's own words.
  static Result<QuestionPattern> regex(std::string_view pattern);
  static QuestionPattern anything();

  // The match and its groups (group 0 first; views into `question`), or nothing.
  std::optional<std::vector<std::string_view>> match(std::string_view question) const;

 private:
  enum class Kind { anything, contains, equals, regex };
  struct Compiled;  // keeps RE2 out of this header
  Kind kind_ = Kind::anything;
  std::string text_;
  std::shared_ptr<const Compiled> compiled_;
};

// `text` with {{question}} and the groups \0 to \9 filled in, in one pass: what
// is inserted is never read again. Unknown groups are left as they are written.
std::string fill_answer(std::string_view text, std::string_view question,
                        const std::vector<std::string_view>& groups);

}  // namespace assay
