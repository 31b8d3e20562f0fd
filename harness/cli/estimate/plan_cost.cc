#include "harness/cli/estimate/plan_cost.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <string_view>
#include <unordered_set>

#include "harness/cli/asking/canaries.h"
#include "harness/cli/asking/same_run.h"
#include "harness/cli/judging/judge_estimate.h"
#include "harness/cli/judging/judging.h"
#include "harness/cli/record/open_run.h"
#include "harness/cli/selection/questions.h"
#include "harness/provider/price.h"
#include "harness/report/manifest/manifest.h"
#include "harness/run/runner.h"
#include "harness/store/store.h"

namespace assay {
namespace {

// The mean length of a variant's replies, where an earlier run knows it.
struct Length {
  double tokens = 0;
  OutputBasis basis = OutputBasis::assumed;
};

std::int64_t rounded_up(double tokens) {
  return static_cast<std::int64_t>(std::ceil(std::min(tokens, 9e18)));
}

bool same_model(const ManifestVariant& a, const ManifestVariant& b) {
  return a.provider == b.provider && a.model_id == b.model_id;
}

// "" of a run that kept none.
std::string prompt_hash(const Manifest& manifest, const ManifestVariant& variant) {
  const auto found = manifest.prompt_hashes.find(variant.prompt);
  return found == manifest.prompt_hashes.end() ? "" : found->second;
}

// One run's means of what is like `wanted`: by their replies, so that a variant of few
// counts for little.
std::optional<double> mean_of(const std::vector<ReplyTokens>& tokens,
                              const std::vector<ManifestVariant>& variants,
                              const std::function<bool(const ManifestVariant&)>& is_like) {
  double sum = 0;
  double replies = 0;
  for (const ReplyTokens& row : tokens) {
    if (row.variant >= variants.size() || !is_like(variants[row.variant])) continue;
    sum += row.mean_output * static_cast<double>(row.replies);
    replies += static_cast<double>(row.replies);
  }
  return replies > 0 ? std::optional(sum / replies) : std::nullopt;
}

// What a run tells of the length of such a variant's replies.
std::optional<Length> length_in(const Manifest& run, const std::vector<ReplyTokens>& tokens,
                                const Manifest& planned, const ManifestVariant& wanted) {
  const auto same = mean_of(tokens, run.variants, [&](const ManifestVariant& variant) {
    return same_model(variant, wanted) && variant.params == wanted.params &&
           prompt_hash(run, variant) == prompt_hash(planned, wanted);
  });
  if (same) return Length{*same, OutputBasis::measured};
  const auto like = mean_of(tokens, run.variants, [&](const ManifestVariant& variant) {
    return same_model(variant, wanted);
  });
  return like ? std::optional(Length{*like, OutputBasis::model}) : std::nullopt;
}

// Of each variant of the plan, from the newest run that has the like.
Result<std::vector<std::optional<Length>>> earlier_lengths(const Plan& plan, Store& store) {
  constexpr std::size_t kMostRuns = 20;
  const Manifest planned = manifest_of(plan);
  std::vector<std::optional<Length>> lengths(plan.variants.size());
  ASSAY_TRY(std::vector<RunRecord> runs, store.runs());
  runs.resize(std::min(runs.size(), kMostRuns));
  for (const RunRecord& run : runs) {
    const Result<Manifest> manifest = read_manifest(run.manifest);
    if (!manifest) continue;
    ASSAY_TRY(const std::vector<ReplyTokens> tokens, store.reply_tokens(run.id));
    for (std::size_t i = 0; i < lengths.size(); ++i) {
      if (lengths[i] && lengths[i]->basis == OutputBasis::measured) continue;
      const auto found = length_in(*manifest, tokens, planned, planned.variants[i]);
      if (found && (!lengths[i] || found->basis == OutputBasis::measured)) lengths[i] = found;
    }
  }
  return lengths;
}

// What the Store has already.
struct Stored {
  std::vector<std::uint64_t> replies;  // by variant: requests that need not be made
  std::vector<std::uint64_t> answers;  // by variant: cells that need not be asked further
  std::uint64_t cells = 0;
  std::vector<std::uint64_t> missing_calls;  // by judge, about the replies that are there
  std::vector<std::uint64_t> canaries;       // by judge: stored verdicts to be asked for again
};

// One that left its script asks nothing further.
Result<void> count_dialogue(const CellId& cell, Judging& judging, Stored& stored) {
  ASSAY_TRY(const Walk walk, judging.dialogues().walk(cell, /*look_up=*/true));
  stored.replies[cell.variant] += walk.steps.size();
  if (walk.next) return {};
  ++stored.answers[cell.variant];
  ++stored.cells;
  const Dialogue& dialogue = walk.dialogue;
  const DialogueAnswer& last = dialogue.answers.back();
  stored.replies[cell.variant] += judging.dialogues().left_out(cell, walk);
  ASSAY_CHECK(judging.score(cell, last.reply, last.timings, last.cost, &dialogue));
  return {};
}

Result<Stored> stored_cells(const Selection& selection, Store& store) {
  const Plan& plan = selection.plan;
  Stored stored;
  stored.replies.resize(plan.variants.size());
  stored.answers.resize(plan.variants.size());
  Questions questions(selection);
  Scorer scorer(*selection.suite);
  Judging judging(selection, selection.judges, scorer, store, "", /*look_up=*/true);
  for (std::uint64_t i = 0; i < plan.cell_count(); ++i) {
    const CellId cell = plan.dispatch(i);
    if (judging.dialogues().is_dialogue(cell)) {
      ASSAY_CHECK(count_dialogue(cell, judging, stored));
      continue;
    }
    ASSAY_TRY(const Job job, questions.job(cell));
    ASSAY_TRY(const std::optional<std::int64_t> id, store.find_reply_id(job.key));
    if (!id) continue;
    ++stored.replies[cell.variant];
    ++stored.answers[cell.variant];
    ++stored.cells;
    if (selection.judges.none()) continue;
    ASSAY_TRY(const std::optional<StoredReply> reply, store.reply(*id));
    if (reply) ASSAY_CHECK(judging.score(cell, reply->reply, reply->timings, reply->cost));
  }
  stored.missing_calls = judging.queued();
  return stored;
}

// Those that a run begun now would ask for: one that has all of it is only reported again.
Result<std::vector<std::uint64_t>> canaries_of(const Selection& selection, Store& store,
                                               const Options& options) {
  const Suite& suite = *selection.suite;
  std::vector<std::uint64_t> counts(suite.judges.size());
  ASSAY_TRY(const std::vector<ManifestCanary> canaries, choose_canaries(selection, store));
  if (canaries.empty()) return counts;
  ASSAY_TRY(const PlannedRun planned, planned_run(selection, options));
  ASSAY_TRY(const std::optional<RunRecord> same, same_run(planned, selection, store, options));
  if (same) return counts;
  for (const ManifestCanary& each : canaries) ++counts[judge_index(suite, each.judge)];
  return counts;
}

struct Known {
  std::vector<std::optional<Length>> lengths;  // by variant
  Stored stored;
  std::string note;
};

Result<Known> read_store(const Selection& selection, const Options& options) {
  const std::size_t variants = selection.plan.variants.size();
  Known known;
  known.lengths.resize(variants);
  known.stored.replies.resize(variants);
  known.stored.answers.resize(variants);
  known.stored.missing_calls.resize(selection.suite->judges.size());
  known.stored.canaries.resize(selection.suite->judges.size());
  std::error_code ignored;
  if (!std::filesystem::exists(options.store, ignored)) return known;
  Result<Store> store = Store::open(options.store, Store::Access::read_only);
  if (!store) {
    known.note = "planned without the Store: " + store.error().message;
    return known;
  }
  ASSAY_TRY(known.lengths, earlier_lengths(selection.plan, *store));
  if (options.no_cache) return known;
  ASSAY_TRY(known.stored, stored_cells(selection, *store));
  ASSAY_TRY(known.stored.canaries, canaries_of(selection, *store, options));
  return known;
}

Length length_of(const std::optional<Length>& earlier, const ReplyBound& bound) {
  const std::optional<std::int64_t> cap =
      bound.max_tokens ? std::optional(bound.output()) : std::nullopt;
  if (earlier) {
    const double tokens =
        cap ? std::min(earlier->tokens, static_cast<double>(*cap)) : earlier->tokens;
    return {tokens, earlier->basis};
  }
  if (cap) return {static_cast<double>(*cap), OutputBasis::max_tokens};
  return {static_cast<double>(bound.output()), OutputBasis::assumed};
}

template <class T, class Add>
void add_known(std::optional<T>& sum, const std::optional<T>& more, Add add) {
  if (sum && more)
    sum = add(*sum, *more);
  else
    sum.reset();
}

void add_to_total(const VariantCost& row, PlanCost& made) {
  const auto add_tokens = [](std::int64_t a, std::int64_t b) {
    return rounded_up(static_cast<double>(a) + static_cast<double>(b));
  };
  VariantCost& total = made.total;
  total.requests += row.requests;
  total.input_tokens = add_tokens(total.input_tokens, row.input_tokens);
  total.output_tokens = add_tokens(total.output_tokens, row.output_tokens);
  total.basis = std::max(total.basis, row.basis);
  add_known(total.cost, row.cost, add_saturating);
  add_known(total.output_at_most, row.output_at_most, add_tokens);
  add_known(total.cost_at_most, row.cost_at_most, add_saturating);
  if (row.cost) made.known_cost = add_saturating(made.known_cost, *row.cost);
}

// Of a judge: about the answers that are still to come, and those that are there.
std::uint64_t calls_left(const JudgeEstimate& judge, const Stored& stored, std::size_t index,
                         const Plan& plan) {
  const std::uint64_t each = plan.cell_count() / plan.variants.size();
  std::vector<std::uint64_t> missing;
  for (const std::uint64_t answers : stored.answers) missing.push_back(each - answers);
  return static_cast<std::uint64_t>(std::ceil(expected_calls(judge, missing, each))) +
         stored.missing_calls[index];
}

// What a variant costs beyond the `stored` replies: `input` tokens are of all its requests, with
// answers that are sent back as long as they may be.
VariantCost variant_cost(const Model& model, const VariantEstimate& whole, const Length& length,
                         std::int64_t input, std::uint64_t stored) {
  const bool is_bounded = whole.bound.max_tokens.has_value();
  VariantCost row;
  row.basis = length.basis;
  row.requests = whole.requests - std::min(whole.requests, stored);
  const auto requests = static_cast<double>(row.requests);
  const double share = whole.requests == 0 ? 0 : requests / static_cast<double>(whole.requests);
  // Answers that are sent back are shorter than they may be.
  const double spared = static_cast<double>(whole.bound.output()) - length.tokens;
  row.input_tokens = rounded_up(
      std::max(0.0, static_cast<double>(input) - whole.answers_sent_back * spared) * share);
  row.output_tokens = rounded_up(length.tokens * requests);
  if (is_bounded)
    row.output_at_most = rounded_up(static_cast<double>(whole.bound.output()) * requests);
  if (row.requests == 0) {
    row.output_at_most = 0;
    row.cost = row.cost_at_most = Money{};
  } else if (model.price) {
    const std::string tier = whole.bound.tier.value_or("");
    row.cost =
        cost_of_requests(*model.price, tier, row.requests, row.input_tokens, row.output_tokens);
    const std::int64_t most_said = rounded_up(static_cast<double>(input) * share);
    const std::int64_t most_input =
        rounded_up(static_cast<double>(most_said) * static_cast<double>(whole.bound.replies));
    if (is_bounded)
      row.cost_at_most =
          cost_of_requests(*model.price, tier, row.requests, most_input, *row.output_at_most);
  }
  return row;
}

// As if every verdict were as long as it may be.
VariantCost judge_cost(const Model& model, const JudgeEstimate& judge, std::uint64_t requests) {
  VariantCost row;
  row.requests = requests;
  const auto calls = static_cast<double>(requests);
  row.basis = judge.bound.max_tokens ? OutputBasis::max_tokens : OutputBasis::assumed;
  row.input_tokens = rounded_up(static_cast<double>(judge.input_tokens) * calls);
  row.output_tokens = rounded_up(static_cast<double>(judge.bound.output()) * calls);
  if (judge.bound.max_tokens || requests == 0) row.output_at_most = row.output_tokens;
  if (requests == 0) row.cost = Money{};
  if (requests > 0 && model.price)
    row.cost = cost_of_requests(*model.price, judge.bound.tier.value_or(""), requests,
                                row.input_tokens, row.output_tokens);
  if (row.output_at_most) row.cost_at_most = row.cost;
  return row;
}

}  // namespace

std::string_view to_string(OutputBasis basis) {
  switch (basis) {
    case OutputBasis::measured:
      return "measured";
    case OutputBasis::model:
      return "model";
    case OutputBasis::max_tokens:
      return "max_tokens";
    case OutputBasis::assumed:
      return "assumed";
  }
  return "";
}

Result<PlanCost> plan_cost(const Selection& selection, const Estimate& estimate,
                           const std::vector<std::int64_t>& counted, const Options& options) {
  const Plan& plan = selection.plan;
  ASSAY_TRY(const Known known, read_store(selection, options));
  PlanCost made;
  made.store_note = known.note;
  made.stored = known.stored.cells;
  made.is_input_counted = !counted.empty();
  made.total.basis = OutputBasis::measured;
  made.total.cost = made.total.cost_at_most = Money{};
  made.total.output_at_most = 0;
  std::unordered_set<std::string_view> unpriced;
  for (std::size_t i = 0; i < plan.variants.size(); ++i) {
    const VariantEstimate& whole = estimate.variants[i];
    const Model& model = plan.suite->models[plan.variants[i].model];
    const VariantCost row =
        variant_cost(model, whole, length_of(known.lengths[i], whole.bound),
                     counted.empty() ? whole.input_tokens : counted[i], known.stored.replies[i]);
    if (row.requests > 0 && !model.price && unpriced.insert(model.name).second)
      made.unpriced.push_back(model.name);
    add_to_total(row, made);
    made.variants.push_back(row);
  }
  ASSAY_TRY(const std::vector<JudgeEstimate> judges, estimate_judges(selection, estimate));
  made.canaries = known.stored.canaries;
  for (std::size_t i = 0; i < judges.size(); ++i) {
    const std::uint64_t calls = calls_left(judges[i], known.stored, i, plan) + made.canaries[i];
    const VariantCost row = judge_cost(plan.suite->judges[i].model, judges[i], calls);
    if (row.requests > 0 && !row.cost) made.unpriced.push_back(plan.suite->judges[i].name);
    add_to_total(row, made);
    made.judges.push_back(row);
  }
  return made;
}

}  // namespace assay
