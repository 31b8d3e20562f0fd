#include "harness/simulate/reply/judge_reply.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/json.h"
#include "harness/base/text.h"
#include "harness/simulate/reply/judge_truth.h"
#include "harness/simulate/reply/reply_seed.h"

namespace assay {
namespace {

std::string json_text(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

// A verdict's two sides as JSON, the good one first.
struct Sides {
  std::string_view key;
  std::string pass;
  std::string fail;
  std::string beyond;         // would be better still, and was not asked for
  std::string mistyped_pass;  // the same of another type
  std::string mistyped_fail;
};

Sides of_scale(std::int64_t low, std::int64_t high) {
  return {"score",
          std::to_string(high),
          std::to_string(low),
          std::to_string(high + 1),
          json_text(std::to_string(high)),
          json_text(std::to_string(low))};
}

Sides of_labels(std::string_view pass, std::string_view fail) {
  return {"verdict", json_text(pass), json_text(fail), json_text("maybe"), "true", "false"};
}

// The first of the judge's labels that is asked for.
const std::string* choose_label(const std::vector<std::string>& own,
                                const std::vector<std::string>& asked) {
  const auto found = std::find_if(own.begin(), own.end(), [&](const std::string& label) {
    return std::find(asked.begin(), asked.end(), label) != asked.end();
  });
  return found == own.end() ? nullptr : &*found;
}

// Nothing: the labels that are asked for are none of the judge's.
std::optional<Sides> sides_of(const SimulatedJudge& judge, const VerdictForm& form) {
  if (form.scale) return of_scale(form.scale->first, form.scale->second);
  if (form.labels.empty()) {
    if (judge.scale) return of_scale(judge.scale->first, judge.scale->second);
    return of_labels(judge.pass_labels.front(), judge.fail_labels.front());
  }
  const std::string* pass = choose_label(judge.pass_labels, form.labels);
  const std::string* fail = choose_label(judge.fail_labels, form.labels);
  if (pass == nullptr || fail == nullptr) return std::nullopt;
  return of_labels(*pass, *fail);
}

const JudgeManner& choose_manner(const SimulatedJudge& judge, Random random) {
  double left = random.uniform();
  for (const auto& [manner, share] : judge.says) {
    if (left < share) return *manner;
    left -= share;
  }
  return judge_manners().front();
}

std::string say(const JudgeManner& manner, const SimulatedJudge& judge, const Sides& sides,
                bool passes) {
  const auto either = [&](const std::string& pass, const std::string& fail, bool is_pass) {
    return is_pass ? pass : fail;
  };
  return fmt::format(
      fmt::runtime(manner.form), fmt::arg("key", sides.key),
      fmt::arg("value", either(sides.pass, sides.fail, passes)),
      fmt::arg("other_value", either(sides.pass, sides.fail, !passes)),
      fmt::arg("reason", json_text(either(judge.pass_reason, judge.fail_reason, passes))),
      fmt::arg("other_reason", json_text(either(judge.pass_reason, judge.fail_reason, !passes))),
      fmt::arg("beyond", sides.beyond),
      fmt::arg("mistyped", either(sides.mistyped_pass, sides.mistyped_fail, passes)));
}

}  // namespace

void judge_answer(const ModelsFile& file, const SimulatedModel& model, const ServedRequest& request,
                  std::uint64_t seed, SimulatedReply& reply) {
  const SimulatedJudge& judge = *model.judge;
  const std::optional<bool> is_good = is_good_answer(file, judge, request.question);
  if (!is_good) {
    reply.problem = fmt::format(
        "judge '{}' cannot tell whether the answer is good: no answer rule with 'right' or 'json' "
        "knows the question, and its 'truth' says nothing",
        model.id);
    return;
  }
  const std::optional<Sides> sides = sides_of(judge, request.verdict);
  if (!sides) {
    reply.problem = fmt::format(
        "judge '{}' has no labels among those asked for: {}; give it "
        "'labels: {{pass: ..., fail: ...}}'",
        model.id, excerpt(join(request.verdict.labels, ", "), 200));
    return;
  }
  const double accuracy = *is_good ? judge.sensitivity : judge.specificity;
  const bool errs = draw_for(seed, ReplyDraw::verdict).uniform() >= accuracy;
  const JudgeManner& manner = choose_manner(judge, draw_for(seed, ReplyDraw::judge_manner));
  std::string words = say(manner, judge, *sides, *is_good != errs);
  if (manner.ending == JudgeEnding::refusal) {
    reply.refusal = std::move(words);
    return;
  }
  reply.answer = std::move(words);
  if (manner.ending == JudgeEnding::length) reply.finish = SimulatedFinish::length;
}

}  // namespace assay
