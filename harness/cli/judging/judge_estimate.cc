#include "harness/cli/judging/judge_estimate.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <utility>

#include "harness/cli/judging/user_estimate.h"
#include "harness/cli/selection/rival_check.h"
#include "harness/judge/judge_template.h"
#include "harness/provider/price.h"
#include "harness/score/embedded.h"
#include "harness/score/judged.h"

namespace assay {
namespace {

// Of all calls of a judge about one answer of each variant to each selected case.
struct Asked {
  std::uint64_t calls = 0;                        // about a variant that nothing is over
  std::map<std::size_t, std::uint64_t> not_over;  // those of them that a variant is spared
  double tokens = 0;                              // of criteria, references and contexts
  double pairs = 0;                               // calls that show two answers

  void add(const Asked& more) {
    calls += more.calls;
    for (const auto& [variant, spared] : more.not_over) not_over[variant] += spared;
    tokens += more.tokens;
    pairs += more.pairs;
  }
};

using AskedByJudge = std::vector<Asked>;

AskedByJudge asked_by_case(const Suite& suite, const std::vector<ManifestVariant>& variants,
                           const Case& asked) {
  AskedByJudge sums(suite.judges.size());
  for (const Expectations* list : expectations_of(asked)) {
    for (const JudgeUse& use : judge_uses(*list)) {
      const std::size_t judge = judge_index(suite, use.judge);
      const auto calls = static_cast<std::uint64_t>(use.calls() * suite.judges[judge].samples);
      sums[judge].calls += calls;
      sums[judge].tokens += static_cast<double>(calls) * static_cast<double>(use.tokens);
      if (!use.over) continue;
      sums[judge].pairs += static_cast<double>(calls);
      if (const Result<std::size_t> over = variant_over(*use.over, variants))
        sums[judge].not_over[*over] += calls;
    }
  }
  return sums;
}

// Lists are mostly the suite's own: each is looked at once.
AskedByJudge asked_by_plan(const Selection& selection) {
  const Suite& suite = *selection.suite;
  const std::vector<ManifestVariant> variants = variants_of(selection.plan);
  AskedByJudge sums(suite.judges.size());
  std::map<std::vector<const Expectations*>, AskedByJudge> known;
  for (const std::size_t index : selection.plan.cases) {
    const Case& each = suite.cases[index];
    const auto [found, is_new] = known.try_emplace(expectations_of(each));
    if (is_new) found->second = asked_by_case(suite, variants, each);
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i].add(found->second[i]);
  }
  return sums;
}

// Of a question and of its answer, on average over the plan.
struct CellTokens {
  double question = 0;
  double answer = 0;
};
CellTokens tokens_of_cell(const Estimate& whole) {
  CellTokens tokens;
  double cells = 0;
  for (const VariantEstimate& variant : whole.variants) {
    const auto of_variant = static_cast<double>(variant.cells);
    tokens.question += static_cast<double>(variant.input_tokens);
    tokens.answer += of_variant * static_cast<double>(variant.bound.output());
    cells += of_variant;
  }
  return cells == 0 ? CellTokens() : CellTokens{tokens.question / cells, tokens.answer / cells};
}

std::vector<std::uint64_t> calls_by_variant(const Asked& asked, const Plan& plan) {
  const auto repeats = static_cast<std::uint64_t>(plan.repeats);
  std::vector<std::uint64_t> calls(plan.variants.size(), asked.calls * repeats);
  for (const auto& [variant, spared] : asked.not_over) calls[variant] -= spared * repeats;
  return calls;
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
  const AskedByJudge asked = asked_by_plan(selection);
  const std::string words = JudgeTemplate::built_in().render("", "", "");
  const CellTokens cell = tokens_of_cell(whole);
  const double fixed = static_cast<double>(estimate_tokens(words)) + cell.question + cell.answer;
  for (std::size_t i = 0; i < estimates.size(); ++i) {
    if (suite.judges[i].embeds)
      estimate_embedder(selection, suite.judges[i], tokens_of_answer(whole), estimates[i]);
    if (suite.judges[i].plays_user)
      estimate_user(selection, i, tokens_of_answer(whole), estimates[i]);
    if (asked[i].calls == 0) continue;
    JudgeEstimate& made = estimates[i];
    made.by_variant = calls_by_variant(asked[i], selection.plan);
    made.calls = std::accumulate(made.by_variant.begin(), made.by_variant.end(), std::uint64_t{0});
    const double written = asked[i].tokens + asked[i].pairs * cell.answer;
    made.input_tokens =
        static_cast<std::int64_t>(std::ceil(fixed + written / static_cast<double>(asked[i].calls)));
  }
  for (const JudgeCall& call : selection.judges.all()) {
    if (call.is_wide) continue;
    ASSAY_TRY(estimates[call.judge].bound, reply_bound(suite, call));
  }
  return estimates;
}

double expected_calls(const JudgeEstimate& judge, const std::vector<std::uint64_t>& missing,
                      std::uint64_t each) {
  if (judge.by_variant.empty()) {  // of an embedder: alike for all
    const auto all = std::accumulate(missing.begin(), missing.end(), std::uint64_t{0});
    return static_cast<double>(judge.calls) * static_cast<double>(all) /
           static_cast<double>(each * std::max<std::size_t>(1, missing.size()));
  }
  double calls = 0;
  for (std::size_t i = 0; i < judge.by_variant.size(); ++i)
    calls += static_cast<double>(judge.by_variant[i]) * static_cast<double>(missing[i]) /
             static_cast<double>(each);
  return calls;
}

}  // namespace assay
