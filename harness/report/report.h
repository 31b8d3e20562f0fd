// One immutable summary of a run; the only thing reporters see. Field names are
// those of report.json (docs/report-fields.md): public, versioned.
//
// Unmeasured is absent (nullopt), never 0, NaN or "".
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/cell_id.h"
#include "harness/base/json.h"
#include "harness/base/money.h"
#include "harness/base/verdict.h"
#include "harness/provider/outcome.h"
#include "harness/provider/parameter.h"
#include "harness/provider/request_template.h"
#include "harness/report/case_parts.h"
#include "harness/report/comparison.h"
#include "harness/stats/judged_rate.h"
#include "harness/suite/suite.h"

namespace assay {

inline constexpr int kReportSchemaVersion = 1;

// A number with its interval and the n it rests on. Bounds are absent where n
// does not support them.
struct Estimated {
  std::optional<double> value;
  std::optional<double> low;
  std::optional<double> high;
  std::int64_t n = 0;
};

// An estimate that a table has by name, not by a column of its own.
struct NamedEstimate {
  std::string name;
  Estimated of;
  // Of the cells that it is about: those without a value, for an error or for a label that
  // is not there yet. They are in no number of it.
  std::int64_t missing = 0;
  std::int64_t waiting = 0;
};

struct Percentiles {
  Estimated p50;
  Estimated p95;
};

// What the machine that asked did to the times.
struct ClientSummary {
  // How late its event loop came to what was ready, and how long it alone kept
  // requests back: 99th percentiles. Absent where this run asked nothing.
  std::optional<double> loop_lag_p99_ms;
  std::optional<double> delay_p99_ms;
  // The lag is above kSaturatedLagMs: percentiles of which it may be more than
  // kMostLagShare are not reported, and the others are with a warning.
  bool saturated = false;
};

// docs/statistics.md, "A machine that was late".
inline constexpr double kSaturatedLagMs = 5;
inline constexpr double kMostLagShare = 0.1;

// What a run did not spend, since its gates were decided before its plan's end.
struct StoppedEarly {
  std::int64_t cells_saved = 0;
  // At the mean cost of each variant's cells; absent where that is unknown.
  std::optional<double> usd_saved;
};

// Models whose prices are from a table, and not from the suite.
struct PricesUsed : PriceOrigin {
  std::vector<std::string> models;  // labels, and names of judges

  friend bool operator==(const PricesUsed&, const PricesUsed&) = default;
};
// "assay's own table, 2026-11-28"
std::string table_text(const PricesUsed& prices);

struct RunSummary {
  std::string id;
  std::string suite;
  std::string description;
  std::string suite_path;
  std::string suite_hash;
  std::string started_at;
  std::string finished_at;  // "" when cut short
  std::string assay_version;
  std::uint64_t seed = 0;
  bool complete = false;  // nothing is left to ask
  bool simulated = false;
  std::string imported;  // what answers were brought from, made elsewhere; "": made here
  std::optional<StoppedEarly> stopped_early;
  std::uint64_t planned_cells = 0;
  // What it is a part of (part.h): the suite's cells, and the flags that chose among
  // them ("--tag x").
  std::optional<std::uint64_t> suite_cells;
  std::vector<std::string> selection;
  std::int64_t repeats = 1;
  std::uint64_t possibly_billed = 0;  // attempts without an answer that may have cost
  // What is wrong with the run's rows in the Store, the first of it in words: the numbers
  // are of what is left, and nothing is decided by them. Empty: all is as it was written.
  std::vector<std::string> damage;
  ClientSummary client;
  std::vector<PricesUsed> prices;
  std::optional<double> max_error_rate;  // the suite's limit, for the exit code
};

struct Tokens {
  std::optional<std::int64_t> input;
  std::optional<std::int64_t> cached_input;
  std::optional<std::int64_t> output;
  std::optional<std::int64_t> reasoning;
  bool estimated = false;  // some reply named no usage
};

// What a variant was: the same in a report, a manifest and a baseline.
struct VariantIdentity {
  std::string id;
  std::string model;     // label
  std::string model_id;  // asked for
  std::string provider;
  std::string prompt;  // label
  Params axes;         // the grid's values
  Params params;       // all that was sent, less what was dropped
  // Of `params`, by name, what answers were asked for without: its model refuses it
  // (drop_unsupported). Sorted; of `extra` a field is "extra.thinking".
  std::vector<std::string> dropped = {};

  friend bool operator==(const VariantIdentity&, const VariantIdentity&) = default;
};

// What people said of a variant's answers, each answer to a question once, by the verdict
// that it had (stats/judged_rate.h).
struct VariantLabels {
  StratumLabels of_passed;
  StratumLabels of_failed;
  std::int64_t count = 0;

  bool correct() const { return count >= kFewestLabels; }
};

// What people say of a variant's scores, and what that does to their mean.
struct ScoreLabels {
  enum class By {
    nothing,   // as judged
    verdicts,  // every score is its verdict: corrected as the pass rate is
    marks,     // by stats/marked_mean.h
  };
  By by = By::nothing;
  bool is_judged = false;    // judges gave some of the scores
  std::int64_t count = 0;    // answers that people labelled, with marks where the judge gives them
  std::string why_not = {};  // why labels correct nothing, a clause; "" where there are none
};

struct VariantSummary : VariantIdentity, VerdictCounts {
  std::vector<std::string> model_returned;  // every one that answered, sorted
  std::int64_t cells = 0;
  std::int64_t cached = 0;
  std::int64_t attempts = 0;
  // Over cells with a verdict; errors are apart. The unit of analysis is the
  // case: repeats are averaged within it before the interval is taken.
  Estimated pass_rate;         // as people would give it, where `labels` tell enough
  Estimated pass_rate_judged;  // as verdicts have it
  VariantLabels labels;
  Estimated score;         // as people would give it, where `score_labels` say so
  Estimated score_judged;  // as expectations have it
  ScoreLabels score_labels;
  std::vector<NamedEstimate> reduced;  // of a run with repeats: pass_all, pass_any, pass_majority
  std::int64_t flaky_cases = 0;        // some of their repeats passed, and others failed
  std::vector<NamedEstimate> own;      // of each of Report::own_metrics
  std::vector<NamedEstimate> derived;  // of each of Report::derived_metrics
  Estimated error_rate;                // of all cells; n is the number of cases
  Percentiles latency_ms;    // final attempt, send to done; replies of earlier runs excluded
  Percentiles ttft_ms;       // intended start to first answer token
  Percentiles token_gap_ms;  // of each reply the mean time between streamed pieces
  std::optional<double> longest_gap_ms;  // between two pieces of any reply
  Tokens tokens;
  std::optional<Money> cost;  // of all replies, cached ones at what they cost
  Ledger reply_costs;         // the same as far as it is known: `unknown` counts replies
  Ledger spent;               // by this run, on all its attempts
  // What a cell that ended in an error could have cost, and had of output, at most;
  // absent where nobody knows.
  std::optional<double> most_cost_usd;
  std::optional<double> most_output_tokens;
  std::optional<double> cost_usd_per_case;  // mean over cells with a known cost
  Estimated cost_per_case;           // the same mean with its interval; n is the number of cases
  Estimated output_tokens_per_case;  // mean over the replies that named them; n as above
  // What it was asked with; null in a run of an assay that did not keep it.
  std::shared_ptr<const RequestTemplate> request;
};

// Its parameters as they were sent: without what was dropped.
Params sent_params(const VariantIdentity& variant);

// Whether the model that says it answered is the one asked for; the built-in
// model server's mark ("simulated:") does not count as another name.
bool is_model_asked_for(const VariantSummary& variant, std::string_view returned);

// A judge of the suite, and what its calls came to.
struct JudgeSummary {
  // Held against the labels of people, of which there are `count`; absent where that says
  // nothing.
  struct Gold {
    std::int64_t count = 0;
    Estimated sensitivity = {};
    Estimated specificity = {};
    Estimated kappa = {};
  };

  // Stored verdicts asked for again, to see whether it still says the same.
  struct Canaries {
    std::int64_t asked = 0;  // that had an answer
    std::int64_t flips = 0;  // that came out otherwise
    std::int64_t alarm_at =
        0;  // flips that chance does not explain; above `asked`: too few to tell

    bool is_alarm() const { return flips >= alarm_at; }
  };

  // Pairs of answers that it compared in both orders.
  struct Pairs {
    std::int64_t count = 0;
    std::int64_t disagreed = 0;    // the two orders; such a pair is a tie
    std::int64_t first = 0;        // of these, what stood first was preferred both times
    std::int64_t last = 0;         // and what stood second
    std::optional<double> p = {};  // two-sided, of "neither place is favoured"; of none: nothing
  };

  // Replies that were asked for by a JSON schema, and tell whether their server held to it.
  struct Schema {
    std::int64_t replies = 0;
    std::int64_t otherwise = 0;  // in another form, which a server that does cannot write
  };

  std::string name = {};
  std::string model_id = {};  // asked for
  std::string provider = {};
  std::vector<std::string> model_returned = {};  // every one that answered, sorted
  std::int64_t calls = 0;
  std::int64_t cached = 0;
  std::int64_t errors = 0;                // calls that brought no verdict, or no vector
  std::optional<Money> cost = {};         // of all replies, cached ones at what they cost
  Ledger reply_costs = {};                // the same as far as it is known
  Ledger spent = {};                      // by this run, on all attempts
  std::optional<Gold> gold = {};          // none where nobody has labelled an answer
  std::optional<Canaries> canaries = {};  // none where none was chosen
  std::optional<Pairs> pairs = {};        // none where it compared no answers
  std::optional<Schema> schema = {};      // none where no schema was sent
  std::vector<std::string> dropped = {};  // as of a variant
  bool embeds = false;                    // its calls bring vectors of texts, a call for each text
  bool plays_user = false;                // its calls bring what the users of dialogues say
};

// A cell in full.
// A request of a dialogue, and what was answered.
struct ReportTurn {
  int turn = 0;                    // of the case, from 1: the last that was sent with it
  std::vector<Message> said = {};  // since the answer before; the first has the system's, too
  std::shared_ptr<const Reply> reply = {};  // null: none
  std::string error = {};                   // why there is none: kind and message
  std::optional<double> latency_ms = {};
  std::optional<double> ttft_ms = {};
  Usage usage = {};
  std::optional<Money> cost = {};
  std::int64_t attempts = 0;
  bool cached = false;
  // Tools have answered its calls by themselves: what is expected of the turn is of a later one.
  bool goes_on = false;
};

// Of a dialogue the reply is the last one; time, tokens and cost are sums of its requests, and
// the time to the first token is that of the first.
struct ReportCell {
  CellId id;  // indices into Report::variants and Report::cases
  Verdict verdict = Verdict::unscored;
  std::optional<double> score;
  std::optional<double> latency_ms;
  std::optional<double> ttft_ms;
  std::optional<double> token_gap_ms;
  std::optional<double> longest_gap_ms;
  Usage usage;
  std::optional<Money> cost;  // of the reply, whenever it was paid
  std::string finish_reason;  // "" without a reply
  std::int64_t attempts = 0;
  bool cached = false;
  std::string error;                   // kind and message; "" with a reply that could be judged
  std::shared_ptr<const Reply> reply;  // null: none
  std::vector<ScorePart> parts;
  bool is_unjudged = false;   // the run ended between its reply and its verdict
  bool is_by_judges = false;  // another word of judges could give it another verdict
  std::optional<bool> label;  // whether people, in place of judges, would have it pass
  double label_weight = 1;
  std::optional<double> mark = {};  // the score that people would give it, in [0, 1]
  std::shared_ptr<const std::vector<ReportTurn>> turns = {};  // null: a single question
  std::string user = {};      // who played the user (JudgeSummary::name); "": nobody
  std::string user_end = {};  // how that ended: reached, gave_up, max_turns, left; "": not yet
};

// One request for a cell that ended. Times are milliseconds from the instant at
// which it was wanted, so `sent` is how long it waited here; float, for there is
// at least one a cell. All are absent where the client measured only itself.
struct AttemptSummary {
  std::uint32_t cell = 0;  // index into Report::cells
  std::int32_t number = 1;
  std::int32_t http_status = 0;  // 0: no response head came
  WallTime started_at{};
  std::optional<float> sent_ms;
  std::optional<float> first_byte_ms;
  std::optional<float> first_reasoning_ms;
  std::optional<float> first_answer_ms;
  std::optional<float> last_token_ms;
  std::optional<float> done_ms;
  std::shared_ptr<const Failure> failure;  // null: it brought the reply
};

// A quota as the provider's headers told it.
struct LearnedLimit {
  std::string resource;  // requests, tokens, input_tokens, output_tokens
  std::int64_t limit = 0;
  std::optional<double> per_minute;  // of its refill
};

// What a provider account's limits did to the run.
struct LaneSummary {
  std::string name;
  std::int64_t concurrency = 0;         // allowed at most
  std::int64_t lowest_concurrency = 0;  // after 429s
  std::optional<std::int64_t> rpm;      // as the suite says
  std::optional<std::int64_t> tpm;
  std::int64_t rate_limited = 0;  // answers that said to wait
  std::int64_t pauses = 0;
  double paused_ms = 0;
  std::vector<LearnedLimit> learned;
  struct Event {
    std::string at;
    std::string what;
  };
  std::vector<Event> events;  // what was decided, in order
  std::int64_t events_left_out = 0;
};

struct CaseVariant : VerdictCounts {
  std::optional<double> score;  // mean over scored repeats
  // Of these the repeats of which a part could not be judged, and those of which one waits for
  // a label; and by how much such parts could move `score`, up and down.
  std::int64_t open_errors = 0;
  std::int64_t open_waiting = 0;
  double open_up = 0;
  double open_down = 0;

  // Of one more repeat; `value` where the verdict has one.
  void add(Verdict verdict, std::optional<double> value, const OpenScore& open = {});
};

struct CaseSummary {
  std::string id;
  std::vector<std::string> tags;
  std::vector<CaseVariant> variants;                 // parallel to Report::variants
  std::string content = {};                          // hash of what it asks and expects; "" unknown
  std::shared_ptr<const CaseParts> parts = {};       // the same, told apart; null: unknown
  std::map<std::string, std::string> clusters = {};  // values of variables to cluster by
  // By own metric, then variant: the cells that have it count as passed, and `score` is their
  // mean. Empty where nothing of the case has the metric.
  std::vector<std::vector<CaseVariant>> own = {};
};

enum class GateOutcome { pass, fail, inconclusive, error };
std::string_view to_string(GateOutcome outcome);

struct GateResult {
  std::string name;
  std::string metric;
  std::string variant;  // id; "" where it is about the whole run
  GateOutcome outcome = GateOutcome::error;
  // Of a comparing gate: the change, candidate minus baseline or over it.
  Estimated observed;
  std::optional<double> at_least;
  std::optional<double> at_most;
  std::string baseline = {};  // comparing gates: what `variant` is compared with
  std::optional<double> no_worse_than = {};
  std::optional<double> at_most_ratio = {};
  std::optional<double> p_worse = {};  // one-sided, of "within the limit", as corrected
  std::string reason;                  // one sentence a person can act on
  // Fails even if every missing sample were a pass (exit code precedence).
  bool fails_regardless = false;
};

// One setting of a response (response.h).
struct ResponsePoint {
  std::size_t variant = 0;                 // index into Report::variants
  Estimated pass_rate;                     // bounds are the band's
  bool is_best = false;                    // the highest pass rate
  std::optional<double> p;                 // two-sided against the best, corrected
  Standing standing = Standing::no_worse;  // against the best; says nothing of it
};

// A model and prompt over the settings of the grid.
struct Response {
  std::string model;
  std::string prompt;
  double confidence = 0;  // of each interval, so that all hold at 95 %
  std::vector<ResponsePoint> points;
  std::string recommended;  // a variant's id; "" where nothing was scored
  std::string reason;
  std::string method = {};  // what people have to do with it (response.h); "" where no judge has
};

// The variant that a suite with settings should use, of all models and prompts.
struct Recommendation {
  std::string variant;  // id; "" where nothing was scored or there are no settings
  std::string reason;
};

// What `observed` must lie between to pass: the absolute limits, or those on the
// change that a comparing gate is about.
struct GateLimits {
  std::optional<double> at_least;
  std::optional<double> at_most;
};
GateLimits limits_of(const GateResult& gate);
// The variant that a gate is about, and against what: "small against large"; ""
// where it is about the run.
std::string subject_of(const GateResult& gate);

struct Report {
  RunSummary run;
  std::vector<std::string> axes;  // grid parameters, in the suite's order
  std::vector<VariantSummary> variants;
  std::vector<JudgeSummary> judges;  // in the suite's order
  std::vector<CaseSummary> cases;
  std::vector<std::string> own_metrics;  // by name, as the suite has them, then as cells do
  // Names that have no mean: some value of theirs, which only a script can give, is outside
  // [0, 1], or there are more than kMaxOwnMetrics.
  std::vector<std::string> unbounded_metrics;
  std::int64_t metrics_beyond = 0;
  std::vector<DerivedMetric> derived_metrics;
  std::vector<LaneSummary> lanes;  // that were asked, in the suite's order
  std::vector<GateResult> gates;
  std::vector<Comparison> comparisons;  // of gates and --baseline, in their order
  std::vector<Response> responses;      // of models and prompts with several settings
  Recommendation recommended;           // one for all of them
  std::vector<std::string> warnings;
  std::vector<ReportCell> cells;         // ordered by id
  std::vector<AttemptSummary> attempts;  // this run's, by cell, as they were begun
  // The messages a (prompt, case) was asked with, as JSON; by prompt label.
  std::vector<std::vector<std::pair<std::string, std::string>>> messages;  // per case
  // Images of these messages that the Store has, as data URLs, by the SHA-256 of their bytes.
  std::map<std::string, std::string> pictures;
  std::map<std::string, std::string> prompt_hashes;       // by label, of the templates
  std::map<std::string, UsedVariables> prompt_variables;  // by label, of the templates
  UsedVariables expectation_variables;
};

// Counts of all variants together.
struct Totals : VerdictCounts {
  std::int64_t cells = 0;
};
Totals totals_of(const Report& report);
// "23 of 24 cells: 9 passed, 4 failed, 8 errors, 2 unscored"; kinds that are not
// there are left out.
std::string counts_text(const Report& report);
// "1 cell waits", "3 cells wait"; and "2 errors", "2 errors and 3 cells that wait for a label".
std::string waiting_text(std::int64_t cells);
std::string unknown_text(std::int64_t errors, std::int64_t waiting);
// What is said of a damaged run, in one sentence; "" where all is sound.
std::string damage_text(const RunSummary& run);
// What the run has spent, all variants and judges together.
Ledger spent_of(const Report& report);

}  // namespace assay
