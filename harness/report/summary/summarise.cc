#include "harness/report/summary/summarise.h"
#include "harness/report/summary/canaries.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "harness/base/mark.h"
#include "harness/base/redact.h"
#include "harness/judge/verdict.h"
#include "harness/provider/embedding.h"
#include "harness/report/compare/comparisons.h"
#include "harness/report/compare/response.h"
#include "harness/report/gate/gate.h"
#include "harness/report/manifest/manifest.h"
#include "harness/report/manifest/manifest_cases.h"
#include "harness/report/summary/attempts.h"
#include "harness/report/summary/dropped.h"
#include "harness/report/summary/labels.h"
#include "harness/report/summary/marks.h"
#include "harness/report/summary/pairs.h"
#include "harness/report/summary/pictures.h"
#include "harness/report/summary/schema.h"
#include "harness/report/summary/tally.h"
#include "harness/report/summary/turns.h"
#include "harness/report/summary/users.h"
#include "harness/report/summary/warnings.h"

namespace assay {
namespace {

// Those that say which cells of the suite were asked.
std::vector<std::string> choosing_flags(const RunSelection& selection) {
  std::vector<std::string> flags;
  for (const char* flag :
       {"--shard", "--model", "--prompt", "--case", "--tag", "--set", "--repeats"}) {
    const auto found = selection.find(flag);
    if (found == selection.end()) continue;
    for (const std::string& word : found->second) flags.push_back(std::string(flag) + " " + word);
  }
  return flags;
}

RunSummary run_summary(const RunRecord& run, const Manifest& manifest) {
  RunSummary summary;
  summary.id = run.id;
  summary.suite = run.suite;
  summary.description = manifest.description;
  summary.suite_path = run.suite_path;
  summary.suite_hash = run.suite_hash;
  summary.started_at = run.started_at;
  summary.finished_at = run.finished_at;
  summary.assay_version = run.assay_version;
  summary.seed = run.seed;
  summary.complete = run.complete;
  summary.simulated = run.simulated || manifest.simulated;
  if (const auto file = manifest.imported.find("file"); file != manifest.imported.end())
    summary.imported = manifest.imported.at("format") + " " + file->second;
  summary.planned_cells = run.planned_cells;
  summary.suite_cells = manifest.suite_cells;
  if (manifest.selection) summary.selection = choosing_flags(*manifest.selection);
  // A file that has answers to some of the suite makes a part of it.
  const bool has_less = manifest.suite_cells && run.planned_cells < *manifest.suite_cells;
  if (!summary.imported.empty() && has_less) summary.selection.emplace_back("imported");
  summary.repeats = manifest.repeats;
  summary.prices = manifest.prices;
  summary.max_error_rate = manifest.limits.max_error_rate;
  summary.client = client_of(manifest.sessions);
  return summary;
}

// What the cells that were not asked would have cost, as far as the others tell.
StoppedEarly saved_of(const Report& report) {
  StoppedEarly saved;
  saved.usd_saved = 0;
  const auto planned = static_cast<std::int64_t>(report.cases.size()) * report.run.repeats;
  for (const VariantSummary& variant : report.variants) {
    const std::int64_t cells = planned - variant.cells;
    saved.cells_saved += cells;
    if (cells == 0) continue;
    if (!variant.cost_usd_per_case) saved.usd_saved.reset();
    if (saved.usd_saved)
      *saved.usd_saved += static_cast<double>(cells) * *variant.cost_usd_per_case;
  }
  return saved;
}

// Reports are a sink like any other: whatever secret reached the Store by an echo
// stays out of them.
void hide_secrets(std::string& text) {
  if (contains_secret(text)) text = redact(text);
}

void hide_secrets(Reply& reply) {
  for (std::string* text : {&reply.answer, &reply.reasoning, &reply.refusal, &reply.model}) {
    hide_secrets(*text);
  }
  for (ToolCall& call : reply.tool_calls) hide_secrets(call.arguments);
  for (std::string& quirk : reply.quirks) hide_secrets(quirk);
}

void take_times(const Timings& timings, ReportCell& cell) {
  if (timings.sent && timings.done)
    cell.latency_ms = to_milliseconds(*timings.done - *timings.sent);
  cell.ttft_ms = to_milliseconds(timings.first_answer);
  cell.token_gap_ms = to_milliseconds(mean_gap(timings));
  cell.longest_gap_ms = to_milliseconds(timings.longest_gap);
}

void take_reply(StoredReply stored, ReportCell& cell) {
  cell.usage = stored.reply.usage;
  cell.cost = stored.cost;
  cell.finish_reason = std::string(to_string(stored.reply.finish_reason));
  hide_secrets(stored.reply);
  cell.reply = std::make_shared<const Reply>(std::move(stored.reply));
}

// The first of it, for every report.
void take_damage(const Damage& damage, RunSummary& run) {
  run.damage = damage.named;
  if (damage.found > damage.named.size()) {
    run.damage.push_back("and " + std::to_string(damage.found - damage.named.size()) + " more");
  }
}

std::string failure_text(const std::optional<Failure>& failure) {
  if (!failure) return "no outcome was recorded";
  return std::string(to_string(failure->kind)) + ": " + failure->message;
}

// A score outside [0, 1] (NaN among them) is a defect of whoever scored: an
// error, never a number in a mean.
bool is_sound(const CellScore& score) {
  const bool judged = score.verdict == Verdict::pass || score.verdict == Verdict::fail;
  if (!judged) return true;
  return score.value && std::isfinite(*score.value) && *score.value >= 0 && *score.value <= 1;
}

// Why a reply could not be judged, where that was a judge's or a script's doing: its kind and
// message.
std::string judging_error(const std::vector<ScorePart>& parts) {
  for (const ScorePart& part : parts) {
    if (part.verdict != Verdict::error) continue;
    for (const FailureKind kind : {FailureKind::judge, FailureKind::script})
      if (part.reason.starts_with(std::string(to_string(kind)) + ": ")) return part.reason;
  }
  return "";
}

void take_score(const std::optional<ScoreRecord>& record, ReportCell& cell) {
  if (cell.reply == nullptr) {
    cell.verdict = Verdict::error;
    return;
  }
  if (!record) {  // stored and not scored yet: unscored
    cell.is_unjudged = true;
    return;
  }
  cell.parts = record->score.parts;
  for (ScorePart& part : cell.parts) {
    hide_secrets(part.reason);
    hide_secrets(part.extracted);
  }
  const bool is_number = is_sound(record->score);
  ASSAY_MARK_IF(!is_number, "score.unsound");
  cell.verdict = is_number ? record->score.verdict : Verdict::error;
  if (cell.verdict == Verdict::error) cell.error = judging_error(cell.parts);
  if (cell.verdict == Verdict::pass || cell.verdict == Verdict::fail) {
    cell.score = record->score.value;
  }
}

ReportCell report_cell(const CellView& view) {
  ReportCell cell;
  cell.id = view.cell.id;
  cell.attempts = view.cell.attempts;
  cell.cached = view.cell.cached;
  if (view.reply) {
    take_times(view.reply->timings, cell);
    take_reply(*view.reply, cell);
  } else {
    cell.error = view.damage.empty() ? failure_text(view.cell.failure)
                                     : "damaged in the Store: " + view.damage;
    hide_secrets(cell.error);
  }
  take_score(view.score, cell);
  return cell;
}

// The messages of a (prompt, case) are the same for every variant: kept once.
class MessagesTaker {
 public:
  explicit MessagesTaker(Report& report) : report_(report) {}

  void take(const CellId& cell, std::string_view messages) {
    const std::string& prompt = report_.variants[cell.variant].prompt;
    if (messages.empty() || !taken_.emplace(cell.case_index, prompt).second) return;
    report_.messages[cell.case_index].emplace_back(prompt, redact(messages));
  }

 private:
  Report& report_;
  std::set<std::pair<std::uint32_t, std::string_view>> taken_;
};

CaseSummary case_summary(CaseRecord record, Manifest& manifest) {
  CaseSummary summary{std::move(record.id), std::move(record.tags), {}};
  KnownCase known = take_case(manifest, summary.id);
  summary.content = std::move(known.content);
  summary.parts = std::move(known.parts);
  summary.clusters = std::move(known.clusters);
  return summary;
}

// Calls of judges, each with those that its judge has made.
class CallsTaker {
 public:
  CallsTaker(const Manifest& manifest, Report& report)
      : manifest_(manifest),
        rows_(call_rows(manifest)),
        report_(report),
        models_(rows_.judges),
        users_(rows_) {}

  bool is_call(const CellId& cell) const { return rows_.judges > 0 && rows_.is_call(cell); }

  void take(const CellView& view) {
    const std::uint32_t index = rows_.judge(view.cell.id);
    JudgeSummary& judge = report_.judges[index];
    ++judge.calls;
    if (view.cell.cached) ++judge.cached;
    if (!is_of_use(view, manifest_.judges[index])) ++judge.errors;
    if (!view.reply) return;
    const std::optional<Money>& cost = view.reply->cost;
    judge.reply_costs = judge.reply_costs + (cost ? Ledger{*cost, {}, 0} : Ledger{{}, {}, 1});
    add_dropped(view.reply->reply, judge.dropped);
    if (judge.schema) add_form(view.reply->reply, manifest_.judges[index].shapes, *judge.schema);
    if (!view.reply->reply.model.empty()) models_[index].insert(redact(view.reply->reply.model));
  }

  void finish() {
    for (std::size_t i = 0; i < models_.size(); ++i) {
      JudgeSummary& judge = report_.judges[i];
      judge.model_returned.assign(models_[i].begin(), models_[i].end());
      if (judge.calls > 0 && judge.reply_costs.unknown == 0) judge.cost = judge.reply_costs.spent;
    }
    users_.give(report_);
  }

 private:
  // A verdict, or a vector of one that embeds, or what a user says.
  bool is_of_use(const CellView& view, const ManifestJudge& judge) {
    if (judge.plays_user) return users_.take(view);
    if (!view.reply) return false;
    const Reply& reply = view.reply->reply;
    if (judge.embeds) return embedding_of(reply).has_value();
    return std::any_of(judge.shapes.begin(), judge.shapes.end(), [&](const VerdictShape& shape) {
      return read_verdict(reply, shape).has_value();
    });
  }

  const Manifest& manifest_;
  CallRows rows_;
  Report& report_;
  std::vector<std::set<std::string>> models_;
  UsersTaker users_;
};

Result<void> read_cells(Store& store, const Manifest& manifest, Report& report, Damage& damage) {
  bool in_range = true;
  MessagesTaker messages(report);
  CallsTaker calls(manifest, report);
  TurnsTaker turns(manifest);
  const auto take = [&](const CellView& view) {
    if (calls.is_call(view.cell.id)) return calls.take(view);
    if (turns.is_turn(view.cell.id)) return turns.take(report_cell(view));
    if (view.cell.id.variant >= report.variants.size() ||
        view.cell.id.case_index >= report.cases.size()) {
      in_range = false;
      return;
    }
    if (turns.none())
      messages.take(view.cell.id, view.messages);
    else
      turns.take_messages(view.cell.id, redact(view.messages));
    report.cells.push_back(report_cell(view));
  };
  ASSAY_CHECK(store.each_cell(report.run.id, take, &damage));
  if (!in_range) {
    return infrastructure_error(
        "run " + report.run.id +
        " is damaged: a cell belongs to no variant or case of its manifest");
  }
  calls.finish();
  ASSAY_TRY(const auto canaries, read_canaries(store, manifest, report.run.id));
  for (std::size_t i = 0; i < canaries.size(); ++i) report.judges[i].canaries = canaries[i];
  std::sort(report.cells.begin(), report.cells.end(),
            [](const ReportCell& a, const ReportCell& b) { return a.id < b.id; });
  return turns.give(report, damage, [&](const CellId& cell, std::string_view question) {
    messages.take(cell, question);
  });
}

Result<void> read_spending(Store& store, const CallRows& rows, Report& report, Damage& damage) {
  ASSAY_TRY(const std::vector<Ledger> ledgers, store.ledgers(report.run.id, &damage));
  if (ledgers.size() > report.variants.size() * (1 + rows.turns) && rows.judges == 0) {
    return infrastructure_error("run " + report.run.id +
                                " is damaged: an attempt belongs to no variant of its manifest");
  }
  for (std::size_t i = 0; i < ledgers.size(); ++i) {
    const CellId place{static_cast<std::uint32_t>(i), 0, 0};
    Ledger& spent = rows.is_call(place) ? report.judges[rows.judge(place)].spent
                                        : report.variants[rows.answer(place).variant].spent;
    spent = spent + ledgers[i];
  }
  ASSAY_TRY(const std::vector<std::optional<Money>> worst, store.worst_costs(report.run.id));
  // What a dialogue that failed would still have asked is not known, nor how much of it.
  if (rows.turns > 1) return {};
  for (std::size_t i = 0; i < worst.size(); ++i) {
    const CellId place{static_cast<std::uint32_t>(i), 0, 0};
    if (!worst[i] || rows.is_call(place)) continue;
    std::optional<double>& most = report.variants[rows.answer(place).variant].most_cost_usd;
    most = std::max(most.value_or(0), to_usd_double(*worst[i]));
  }
  return {};
}

// A complete run has an outcome for every cell of its plan, and a score for every reply.
void check_completeness(const RunRecord& run, const Manifest& manifest, const Report& report,
                        Damage& damage) {
  if (!run.complete || run.finished_at.empty() || manifest.stopped_early) return;
  const std::uint64_t cells = report.cells.size();
  if (cells < run.planned_cells) {
    damage.add(std::to_string(run.planned_cells - cells) + " of " +
               std::to_string(run.planned_cells) + " planned cells have no outcome");
  }
}

// Takes what the manifest has of each case out of it.
Result<Report> measure(Store& store, const RunRecord& run, Manifest& manifest) {
  Report report;
  report.run = run_summary(run, manifest);
  report.axes = manifest.axes;
  report.own_metrics = manifest.own_metrics;
  report.derived_metrics = manifest.derived_metrics;
  report.variants = summaries_of(manifest);
  for (VariantSummary& variant : report.variants)
    if (variant.most_output_tokens && manifest.turns > 1)
      *variant.most_output_tokens *= static_cast<double>(manifest.turns);
  for (const ManifestJudge& judge : manifest.judges)
    report.judges.push_back(
        {.name = judge.name,
         .model_id = judge.model_id,
         .provider = judge.provider,
         .schema = judge.asks_schema ? std::optional(JudgeSummary::Schema()) : std::nullopt,
         .embeds = judge.embeds,
         .plays_user = judge.plays_user});
  report.lanes = lanes_of(manifest.sessions);
  ASSAY_TRY(std::vector<CaseRecord> cases, store.cases(run.id));
  report.prompt_hashes = manifest.prompt_hashes;
  report.prompt_variables = manifest.prompt_variables;
  report.expectation_variables = manifest.expectation_variables;
  for (CaseRecord& record : cases)
    report.cases.push_back(case_summary(std::move(record), manifest));
  report.messages.resize(report.cases.size());
  Damage damage;
  ASSAY_CHECK(read_cells(store, manifest, report, damage));
  ASSAY_CHECK(read_attempts(store, call_rows(manifest), report));
  for (auto& of_case : report.messages) std::sort(of_case.begin(), of_case.end());

  read_pictures(store, report, damage);
  take_dropped(report);
  take_labels(manifest.pass, report);
  take_marks(report);
  take_pairs(report);
  tally(report);
  ASSAY_CHECK(read_spending(store, call_rows(manifest), report, damage));
  check_completeness(run, manifest, report, damage);
  take_damage(damage, report.run);
  if (run.complete && manifest.stopped_early) report.run.stopped_early = saved_of(report);
  return report;
}

Result<Report> summarised(Store& store, const RunRecord& run, Manifest& manifest) {
  ASSAY_TRY(Report report, measure(store, run, manifest));
  ASSAY_TRY(const std::vector<Baseline> baselines, kept_baselines(manifest));
  report.gates = decide_gates(report, manifest.gates, baselines);
  if (report.run.damage.empty()) {
    report.comparisons = comparisons_of(report, manifest.gates, baselines, manifest.compare_with);
    report.responses = responses_of(report);
    report.recommended = recommendation_of(report);
  }
  report.warnings = warnings_of(report);
  return report;
}

}  // namespace

Result<Report> measured(Store& store, const RunRecord& run) {
  ASSAY_TRY(Manifest manifest, read_manifest(run.manifest));
  ASSAY_TRY(Report report, measure(store, run, manifest));
  if (report.run.damage.empty()) return report;
  return infrastructure_error(store.file().string() + ": run " + run.id + ": " +
                              damage_text(report.run));
}

Result<Report> summarise(Store& store, RunRecord&& run) {
  ASSAY_TRY(Manifest manifest, read_manifest(run.manifest));
  run.manifest = {};
  return summarised(store, run, manifest);
}

Result<Report> summarise(Store& store, const RunRecord& run) {
  ASSAY_TRY(Manifest manifest, read_manifest(run.manifest));
  return summarised(store, run, manifest);
}

}  // namespace assay
