#include "harness/cli/judge_estimate.h"

#include <cmath>
#include <map>

#include "harness/judge/judge_template.h"
#include "harness/score/judged.h"

namespace assay {
namespace {

// Of all calls of a judge about one answer to each selected case.
struct Asked {
  std::uint64_t calls = 0;
  double tokens = 0;  // of criteria, references and contexts
};

std::vector<Asked> asked_by_case(const Suite& suite, const Case& asked) {
  std::vector<Asked> sums(suite.judges.size());
  for (const Expectations* list : expectations_of(asked)) {
    for (const JudgeUse& use : judge_uses(*list)) {
      const std::size_t judge = judge_index(suite, use.judge);
      const auto samples = static_cast<std::uint64_t>(suite.judges[judge].samples);
      sums[judge].calls += samples;
      sums[judge].tokens += static_cast<double>(samples) * static_cast<double>(use.tokens);
    }
  }
  return sums;
}

// Lists are mostly the suite's own: each is looked at once.
std::vector<Asked> asked_by_plan(const Selection& selection) {
  const Suite& suite = *selection.suite;
  std::vector<Asked> sums(suite.judges.size());
  std::map<std::vector<const Expectations*>, std::vector<Asked>> known;
  for (const std::size_t index : selection.plan.cases) {
    const Case& each = suite.cases[index];
    const auto [found, is_new] = known.try_emplace(expectations_of(each));
    if (is_new) found->second = asked_by_case(suite, each);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      sums[i].calls += found->second[i].calls;
      sums[i].tokens += found->second[i].tokens;
    }
  }
  return sums;
}

// Of a question and its answer, on average over the plan.
double tokens_of_cell(const Estimate& whole) {
  double tokens = 0;
  double cells = 0;
  for (const VariantEstimate& variant : whole.variants) {
    const auto of_variant = static_cast<double>(variant.cells);
    tokens += static_cast<double>(variant.input_tokens) +
              of_variant * static_cast<double>(variant.bound.output());
    cells += of_variant;
  }
  return cells == 0 ? 0 : tokens / cells;
}

}  // namespace

Result<std::vector<JudgeEstimate>> estimate_judges(const Selection& selection,
                                                   const Estimate& whole) {
  const Suite& suite = *selection.suite;
  std::vector<JudgeEstimate> estimates(suite.judges.size());
  if (selection.judges.none()) return estimates;
  const std::vector<Asked> asked = asked_by_plan(selection);
  const std::string words = JudgeTemplate::built_in().render("", "", "");
  const double fixed = static_cast<double>(estimate_tokens(words)) + tokens_of_cell(whole);
  for (std::size_t i = 0; i < estimates.size(); ++i) {
    if (asked[i].calls == 0) continue;
    JudgeEstimate& made = estimates[i];
    made.calls = asked[i].calls * selection.plan.variants.size() *
                 static_cast<std::uint64_t>(selection.plan.repeats);
    const double written = asked[i].tokens / static_cast<double>(asked[i].calls);
    made.input_tokens = static_cast<std::int64_t>(std::ceil(fixed + written));
  }
  for (const JudgeCall& call : selection.judges.all()) {
    if (call.is_wide) continue;
    ASSAY_TRY(estimates[call.judge].bound, reply_bound(suite, call));
  }
  return estimates;
}

}  // namespace assay
