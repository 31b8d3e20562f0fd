// Jobs in, Outcomes out: one event loop that dispatches, retries, stores and
// scores. It knows nothing of suites or grids: jobs are pulled from a source.
// The loop, its promises and its timers are told in docs/runner.md.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/clock.h"
#include "harness/provider/dialect.h"
#include "harness/provider/held_conversation.h"
#include "harness/provider/price.h"
#include "harness/run/progress.h"
#include "harness/run/retry.h"
#include "harness/run/transport.h"
#include "harness/store/store_writer.h"

namespace assay {

// What all cells of a variant share, by reference for the whole run.
struct Lane {
  std::string name;  // provider account: limits and pauses are per lane
  ProviderLimits limits;
  Timeouts timeouts;
  Money expected;  // cost of its cells: a cost cap is shared by it (budget.h)
};

// How a variant can be asked otherwise where its model refuses a parameter (refusals.h).
struct Adaptable {
  std::size_t model = 0;  // the same for all that ask one model at one endpoint
  std::string name;       // of the model, for messages
  Params params;          // as somebody set them
  bool drop = false;      // what is refused is left out
  std::function<Result<PreparedRequest>(const Params&)> prepare;
};

struct JobVariant {
  PreparedRequest request;
  std::size_t lane = 0;  // index into RunnerSetup::lanes
  std::optional<Price> price;
  std::uint32_t prompt = 0;
  std::optional<Timeouts> timeouts = {};  // instead of its lane's
  // The first variant that is given up together with this one: who is asked is the same, and
  // refused alike. Nothing: itself.
  std::optional<std::size_t> given_up_with = {};
  // Null: a parameter that is refused is a failure like others.
  std::shared_ptr<const Adaptable> adaptable = {};
};

// An attempt of an earlier session that a parameter was refused to.
struct KnownRefusal {
  std::size_t variant = 0;
  Failure failure;
};

// A call that goes with another in one request.
struct JobPart {
  CellId cell;
  Key key;
};

// One cell to ask, or one call about the answer of another, or several of these.
struct Job {
  CellId cell;                // as it is recorded
  std::uint32_t variant = 0;  // who is asked: index into RunnerSetup::variants
  Key key;
  Messages messages;
  std::string messages_json;
  // What a program or an application is told of the case (CellWords::about); "": nothing.
  std::string about = {};
  // That its question is a turn of, shared by the turns; null: it is the only one, or whoever is
  // asked holds no conversation.
  std::shared_ptr<HeldConversation> conversation = {};
  // The answer, where it is stored already: it is recorded as the cell's and taken as one that
  // came, and nobody is asked. Null: there is none.
  std::shared_ptr<const StoredReply> stored = {};
  // Calls that its further messages ask for, one each: the reply is divided among all
  // (Dialect::split), and each has its part under its own Key. Attempts and what they cost are
  // the first's.
  std::vector<JobPart> more;
};

// Pulled one at a time, so a plan is never all in memory, and for each lane on its
// own, so that none waits for another. Nothing: no more for that lane, unless
// RunnerSetup::may_follow says otherwise.
using JobSource = std::function<Result<std::optional<Job>>(std::size_t lane)>;

// Takes a finished job on the event loop: its outcome is on disk. `cost` is of the attempt
// that brought the reply. Gives the scores that are settled by it: of the job's own cell, or
// of those that it was a call about; none while calls are still to come.
using CellScorer = std::function<std::vector<ScoreRecord>(const Job& job, const Outcome& outcome,
                                                          std::optional<Money> cost)>;

struct RunnerSetup {
  std::vector<Lane> lanes;
  std::vector<JobVariant> variants;
  RetryPolicy retry;
  std::uint64_t planned = 0;          // for progress: all cells of the run
  ProgressState before;               // of these, what was done before: done, cached, verdicts
  std::vector<KnownRefusal> refused;  // of earlier sessions: not found out again
  Ledger ledger;                      // what earlier sessions of a resumed run have spent
  std::string run_id;                 // a part of the names of conversations
  std::int64_t first_attempt_id = 1;  // a resumed run goes on where it stopped
  std::uint64_t seed = 0;             // of jitter
  std::optional<Money> max_cost;
  std::optional<Nanoseconds> max_duration;
  // Set from a signal handler: 1 drains what is in flight and returns, 2 returns
  // at once.
  const std::atomic<int>* interrupt = nullptr;
  // Asked once a turn of the loop, after what came was scored: whether what there
  // is decides, so that nothing more is to be asked. Empty: never.
  std::function<bool()> is_decided;
  // Scores that are settled without a job, by what answers were handed to elsewhere (scripts,
  // say). Asked once a turn of the loop. Empty: there are none.
  std::function<Result<std::vector<ScoreRecord>>()> take_settled;
  // Whether more of them will come: the run ends after them, unless a signal or a broken Store
  // ends it. Whoever settles one wakes the transport.
  std::function<bool()> awaits_settled;
  // Whether a lane that has no job now may have one once others are done. Empty: never.
  std::function<bool(std::size_t lane)> may_follow;
};

struct RunnerResult {
  // All but `complete` and `circuit_open` leave cells without an outcome, to be
  // resumed. decided: RunnerSetup::is_decided() said so. circuit_open: every cell has one, but a
  // variant was given up, after repeated auth, not_found or quota failures or since its model
  // refuses a parameter, and its rest never asked.
  enum class End { complete, decided, interrupted, cost_cap, time_cap, store_failed, circuit_open };
  End end = End::complete;
  std::string detail;    // one line for the user where `end` is not complete
  bool is_told = false;  // `detail` was a note of the progress already
  ProgressState state;
  // How late the loop came to events (docs/statistics.md, "A machine that was
  // late"), and how long it alone kept requests back: 99th percentiles.
  Nanoseconds loop_lag_p99{};
  Nanoseconds client_delay_p99{};
  Json lanes = Json::array();  // LaneLog::to_json(), one a lane that was asked
};

// Returns when every job has an outcome or one of the caps, a signal or the
// Store ended it. `writer` must have been started with a wake that calls
// transport.wake(). Errors: the source's own (after draining what is in flight),
// or a usage error when there is a cost cap and a variant without a price.
Result<RunnerResult> run_jobs(const RunnerSetup& setup, const JobSource& next,
                              const CellScorer& score, Transport& transport, StoreWriter& writer,
                              const Clock& clock, Progress& progress);

}  // namespace assay
