// Who the judges of a plan are, as the runner asks them: a judge for each form of verdict
// that the suite wants of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "harness/base/key.h"
#include "harness/base/result.h"
#include "harness/judge/judge_template.h"
#include "harness/judge/shape.h"
#include "harness/judge/user.h"
#include "harness/plan/plan.h"
#include "harness/provider/parameter.h"
#include "harness/provider/reply_bound.h"

namespace assay {

// A call of a judge, or of a model that embeds or plays a user: of these there is one each,
// without a form of verdict.
struct JudgeCall {
  std::size_t judge = 0;  // index into Suite::judges
  VerdictShape shape;
  // Asked once more where the verdict was cut off: with twice the tokens.
  bool is_wide = false;
  Params params;   // what it is asked with
  KeyBuilder key;  // of the call, without its messages

  // Whether its server is asked to hold the reply to a schema.
  bool asks_schema() const;
};

class JudgeCalls {
 public:
  // Those that the selected cases ask. A usage error where a parameter of a judge is
  // refused, or there are too many calls about an answer to be numbered.
  static Result<JudgeCalls> of(const Plan& plan);

  bool none() const { return calls_.empty(); }
  // Whether some of them are about one answer, and people can be asked the same.
  bool take_labels() const { return take_labels_; }
  const std::vector<JudgeCall>& all() const { return calls_; }
  // The words around what a judge is asked, by index into Suite::judges.
  const JudgeTemplate& words(std::size_t judge) const { return words_[judge]; }
  // How many calls of a judge any answer has at most.
  std::uint64_t most() const { return most_; }
  // The same where it compares two answers.
  const JudgeTemplate& pair_words(std::size_t judge) const { return pair_words_[judge]; }
  // The same where it plays a user.
  const UserTemplate& user_words(std::size_t judge) const { return user_words_[judge]; }
  // Place in all() of the first call of the same judge as the `call`-th.
  std::size_t first_of_judge(std::size_t call) const;
  // Place in all(). It must be there.
  std::size_t find(std::size_t judge, const VerdictShape& shape, bool is_wide) const;

 private:
  Result<void> take_words(const JudgeModel& judge);
  Result<void> add(const Suite& suite, std::size_t judge, const VerdictShape& shape);

  std::vector<JudgeCall> calls_;
  std::vector<JudgeTemplate> words_;
  std::uint64_t most_ = 0;
  bool take_labels_ = false;
  std::vector<JudgeTemplate> pair_words_;
  std::vector<UserTemplate> user_words_;
};

// The lists that an answer to `asked` is held to.
std::vector<const Expectations*> expectations_of(const Case& asked);

// What a judge is asked in.
const Dialect& dialect_of(const Suite& suite, const JudgeModel& judge);

// Of what a call's reply may cost.
Result<ReplyBound> reply_bound(const Suite& suite, const JudgeCall& call);

// How many calls are made about an answer of `asked`, when none is cut off. Of vectors, how
// many there may be.
std::uint64_t calls_about(const Suite& suite, const Case& asked);

// Index into Suite::judges; the loader has seen to it that it is there.
std::size_t judge_index(const Suite& suite, std::string_view name);

}  // namespace assay
