// The words around what a judge is asked: its role and its rules.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace assay {

// The system message of every judge call, with three slots:
//   {{code}}       the code that the delimiters of this call carry
//   {{criterion}}  the criterion, between delimiters
//   {{verdict}}    the form of the verdict, in words
// Each must be there, the last two once; what fills them is never read again.
class JudgeTemplate {
 public:
  // A usage error says which slot is missing, doubled or unknown.
  static Result<JudgeTemplate> parse(std::string_view text);
  // Of harness/judge/system.md.
  static const JudgeTemplate& built_in();
  // Of harness/judge/pair.md: for two answers that are compared.
  static const JudgeTemplate& built_in_pair();

  std::string render(std::string_view code, std::string_view criterion,
                     std::string_view verdict) const;

 private:
  explicit JudgeTemplate(std::string_view text) : text_(text) {}

  std::string text_;
};

}  // namespace assay
