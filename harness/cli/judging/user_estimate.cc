#include "harness/cli/judging/user_estimate.h"

#include <cmath>
#include <cstdint>
#include <string>

#include "harness/judge/user.h"
#include "harness/provider/price.h"
#include "harness/suite/turns.h"

namespace assay {
namespace {

struct UserCalls {
  double calls = 0;
  double tokens = 0;
};

// Of one dialogue: each call holds all that was said before it.
UserCalls calls_in(const Case& asked, double fixed, double answer_tokens) {
  const SimulatedUser& user = *asked.simulate;
  const Result<std::string> goal = user.goal.render(asked.vars);
  fixed += goal ? static_cast<double>(estimate_tokens(*goal)) : 0;
  const double of_turn = answer_tokens + static_cast<double>(kMostUserLineBytes) / 4;
  UserCalls sum;
  // Nothing is said to the last answer.
  for (int said = user.first ? 1 : 0; said < user.max_turns; ++said) {
    sum.calls += 1;
    sum.tokens += fixed + said * of_turn;
  }
  return sum;
}

}  // namespace

void estimate_user(const Selection& selection, std::size_t player, double answer_tokens,
                   JudgeEstimate& made) {
  const Plan& plan = selection.plan;
  const std::string words = selection.judges.user_words(player).render("", "");
  const auto fixed = static_cast<double>(estimate_tokens(words));
  UserCalls sum;
  for (const std::size_t index : plan.cases) {
    const Case& asked = plan.suite->cases[index];
    if (asked.simulate == nullptr || asked.simulate->player != player) continue;
    const UserCalls of_case = calls_in(asked, fixed, answer_tokens);
    sum.calls += of_case.calls;
    sum.tokens += of_case.tokens;
  }
  if (sum.calls == 0) return;
  const auto each =
      static_cast<std::uint64_t>(sum.calls) * static_cast<std::uint64_t>(plan.repeats);
  made.by_variant.assign(plan.variants.size(), each);
  made.calls = each * plan.variants.size();
  made.input_tokens = static_cast<std::int64_t>(std::ceil(sum.tokens / sum.calls));
}

}  // namespace assay
