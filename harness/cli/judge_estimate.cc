#include "harness/cli/judge_estimate.h"

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "harness/judge/judge_template.h"
#include "harness/provider/price.h"
#include "harness/score/embedded.h"
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

// Of an answer alone, on average over the plan.
double tokens_of_answer(const Estimate& whole) {
  double tokens = 0;
  double cells = 0;
  for (const VariantEstimate& variant : whole.variants) {
    const auto of_variant = static_cast<double>(variant.cells);
    tokens += of_variant * static_cast<double>(variant.bound.output());
    cells += of_variant;
  }
  return cells == 0 ? 0 : tokens / cells;
}

// What a model of the plan embeds.
struct Texts {
  std::uint64_t of_answers = 0;  // of one answer to each selected case
  std::set<std::string> fixed;   // references that are the same for every case
  std::uint64_t of_cases = 0;    // references that are a case's own
  std::int64_t reference_tokens = 0;

  void add(const std::vector<EmbeddingUse>& uses, std::string_view embedder) {
    std::set<std::string_view> looked_at;
    for (const EmbeddingUse& use : uses) {
      if (use.embedder != embedder) continue;
      looked_at.insert(use.looks_at);
      for (const std::string& reference : use.references) {
        if (use.is_template)
          ++of_cases;
        else if (!fixed.insert(reference).second)
          continue;
        reference_tokens += estimate_tokens(reference);
      }
    }
    of_answers += looked_at.size();
  }
};

// Each text once: references are not asked for again with every answer.
void estimate_embedder(const Selection& selection, const JudgeModel& judge, double answer_tokens,
                       JudgeEstimate& made) {
  Texts texts;
  std::map<const Expectations*, std::vector<EmbeddingUse>> known;
  for (const std::size_t index : selection.plan.cases) {
    for (const Expectations* list : expectations_of(selection.suite->cases[index])) {
      const auto [uses, is_new] = known.try_emplace(list);
      if (is_new) uses->second = embedding_uses(*list);
      texts.add(uses->second, judge.name);
    }
  }
  const std::uint64_t answers = texts.of_answers * selection.plan.variants.size() *
                                static_cast<std::uint64_t>(selection.plan.repeats);
  made.calls = answers + texts.fixed.size() + texts.of_cases;
  if (made.calls == 0) return;
  made.input_tokens = static_cast<std::int64_t>(std::ceil(
      (static_cast<double>(answers) * answer_tokens + static_cast<double>(texts.reference_tokens)) /
      static_cast<double>(made.calls)));
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
    if (suite.judges[i].embeds)
      estimate_embedder(selection, suite.judges[i], tokens_of_answer(whole), estimates[i]);
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
