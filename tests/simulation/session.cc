#include "tests/simulation/session.h"

#include <utility>

#include "harness/cli/asking/asking.h"
#include "harness/cli/asking/job_flow.h"
#include "harness/cli/asking/recover.h"
#include "harness/cli/judging/judging.h"
#include "harness/report/manifest/manifest.h"
#include "harness/store/store_path.h"
#include "tests/support/results.h"

namespace assay::testing {
namespace {

// A history that goes on for longer does not end.
constexpr std::uint64_t kMostSteps = 50'000;

class Silence final : public Progress {
 public:
  void update(const ProgressState&) override {}
  void finish(const ProgressState&) override {}
  void note(const std::string&) override {}
};

Result<RunRecord> find_or_begin(Store& store, const Selection& selection, const Clock& clock) {
  Result<RunRecord> known = store.find_run(kSimulatedRun);
  if (known) {
    ASSAY_CHECK(store.reopen_run(kSimulatedRun));
    return known;
  }
  if (known.error().kind != ErrorKind::usage) return known;
  RunRecord run;
  run.id = kSimulatedRun;
  run.suite = "simulated";
  run.started_at = to_rfc3339(clock.wall());
  run.planned_cells = selection.plan.cell_count();
  run.manifest = to_json(manifest_of(selection.plan));
  std::vector<CaseRecord> cases;
  for (const std::size_t i : selection.plan.cases)
    cases.push_back({selection.suite->cases[i].id, {}});
  ASSAY_CHECK(store.begin_run(run, cases));
  return run;
}

const char* name_of(RunnerResult::End end) {
  using End = RunnerResult::End;
  switch (end) {
    case End::complete:
      return "complete";
    case End::decided:
      return "decided";
    case End::interrupted:
      return "interrupted";
    case End::cost_cap:
      return "cost cap";
    case End::time_cap:
      return "time cap";
    case End::store_failed:
      return "the Store failed";
    case End::circuit_open:
      return "a variant was given up";
  }
  return "";
}

}  // namespace

Session::Session(World& world, Network& network, Promises& promises, const Selection& selection,
                 const std::filesystem::path& store, std::optional<Money> cap,
                 const Misfortune& misfortune)
    : world_(world),
      network_(network),
      promises_(promises),
      selection_(selection),
      store_(store),
      cap_(cap),
      misfortune_(misfortune) {
  network_.begin_session();
  network_.on_leaving = [this](const Served& request) { promises_.leaves(request); };
  network_.on_step = [this] { step(); };
  world_.disk.fate = [this](std::string_view, std::string_view) { return fate_of_change(); };
}

Session::~Session() {
  world_.disk.fate = nullptr;
}

Fate Session::fate_of_change() {
  ++changes;
  if (changes == misfortune_.killed_at_change) {
    world_.tell("killed at change {} of the disk", changes);
    return world_.chance(50) ? Fate::dies_before : Fate::dies_after;
  }
  const bool fails =
      changes == misfortune_.disk_fails_at || (disk_failed_ && misfortune_.disk_stays_broken);
  if (!fails) return Fate::done;
  if (!disk_failed_) world_.tell("the disk fails at change {}", changes);
  disk_failed_ = true;
  promises_.disk_failed();
  return misfortune_.disk_failure;
}

void Session::step() {
  if (++steps_ == kMostSteps) throw BrokenPromise("the session does not end");
  if (steps_ == misfortune_.killed_at_step) {
    world_.tell("killed at step {}", steps_);
    world_.disk.die();
  }
  if (world_.disk.is_dead()) throw Killed{};
  if (steps_ == misfortune_.signal_at || steps_ == misfortune_.second_signal_at) {
    signals_ = steps_ == misfortune_.second_signal_at ? 2 : 1;
    world_.tell("signal {}", signals_.load());
    promises_.signalled(signals_);
  }
  if (steps_ == misfortune_.decided_at) {
    is_decided_ = true;
    promises_.decided();
  }
  if (world_.chance(1) && !world_.is_calm)  // anywhere from 1970 to 2106
    world_.clock.set_wall(WallTime(std::chrono::seconds{world_.random.below(1ULL << 32)}));
  for (std::uint64_t i = world_.between(0, 2); i > 0; --i) writer_->pump();
  if (world_.disk.is_dead()) throw Killed{};
  promises_.steps();
}

RunnerSetup Session::setup() const {
  RunnerSetup setup;
  const Suite& suite = *selection_.suite;
  for (const Provider& provider : suite.providers)
    setup.lanes.push_back({provider.name, provider.limits, provider.timeouts, Money{1}});
  for (const Variant& variant : selection_.plan.variants) {
    const Model& model = suite.models[variant.model];
    const Provider& provider = suite.providers[model.provider];
    JobVariant asked;
    asked.request = value_of(provider.dialect->prepare(provider, model.id, variant.params));
    asked.lane = model.provider;
    asked.price = model.price;
    asked.prompt = static_cast<std::uint32_t>(variant.prompt);
    setup.variants.push_back(std::move(asked));
  }
  for (std::size_t i = 0; i < selection_.judges.all().size(); ++i) {
    const JudgeCall& call = selection_.judges.all()[i];
    const Model& model = suite.judges[call.judge].model;
    const Provider& provider = suite.providers[model.provider];
    JobVariant asked;
    asked.request = value_of(provider.dialect->prepare(provider, model.id, call.params));
    asked.lane = model.provider;
    asked.given_up_with = selection_.plan.variants.size() + selection_.judges.first_of_judge(i);
    asked.price = model.price;
    setup.variants.push_back(std::move(asked));
  }
  setup.retry.max_attempts = kSimulatedAttempts;
  setup.retry.max_rate_limited = kSimulatedAttempts;
  setup.max_cost = cap_;
  setup.max_duration = misfortune_.max_duration;
  setup.planned = selection_.plan.cell_count();
  setup.seed = world_.random.next();
  return setup;
}

Result<RunnerResult> Session::ask(Store& store, const RunRecord& run) {
  RunnerSetup setup = this->setup();
  Scorer scorer(*selection_.suite);
  Judging judging(selection_, selection_.judges, scorer, store, run.id, /*look_up=*/true);
  const CellSeen seen = [](const CellId&, const CellScore&) {};
  setup.run_id = run.id;
  ASSAY_TRY(setup.first_attempt_id, store.next_attempt_id(run.id));
  ASSAY_TRY([[maybe_unused]] const Recovery recovery, recover_replies(store, run, selection_.plan));
  ASSAY_TRY(setup.ledger, store.ledger(run.id));
  ASSAY_TRY(const Recorded recorded,
            recorded_cells(selection_, store, *writer_, judging, run.id, seen));
  ASSAY_TRY(Missing missing,
            reuse_stored(selection_, store, *writer_, judging, recorded, /*look_up=*/true, seen));
  world_.tell("{} cells are missing", missing.count);
  setup.interrupt = &signals_;
  setup.is_decided = [this] { return is_decided_; };
  if (judging.is_waiting()) ASSAY_CHECK(writer_->flush());
  ASSAY_CHECK(score_arrived(*writer_, judging, missing, seen));
  setup.before = missing.scored;
  JobFlow flow(selection_, missing, scorer, judging, *writer_, setup.lanes);
  const CellScorer take = [&](const Job& job, const Outcome& outcome, std::optional<Money> cost) {
    promises_.is_scored(job, outcome, cost, store);
    return flow.take(job, outcome, cost);
  };
  setup.may_follow = [&](std::size_t lane) { return flow.may_follow(lane); };
  const JobSource next = [&](std::size_t lane) { return flow.next(lane); };
  Silence silence;
  return run_jobs(setup, next, take, network_, *writer_, world_.clock, silence);
}

Result<void> Session::live() {
  ASSAY_TRY(Store store, Store::open(store_, Store::Access::read_write));
  ASSAY_TRY(const RunRecord run, find_or_begin(store, selection_, world_.clock));
  ASSAY_TRY(Store written, Store::open(store_, Store::Access::update));
  const auto force = [this](const std::filesystem::path& log) -> Result<void> {
    if (world_.disk.force(log.string())) return {};
    return infrastructure_error("the log cannot be forced");
  };
  writer_ = StoreWriter::start_by_hand(
      std::move(written), run.id, [this] { network_.wake(); }, world_.clock, force);
  promises_.open(store.real_file());
  promises_.begins(misfortune_.max_duration);
  ASSAY_TRY(const RunnerResult result, ask(store, run));
  end = result.end;
  world_.tell("the run ends: {}", name_of(result.end));
  ASSAY_CHECK(writer_->flush());
  const bool complete = result.state.done >= run.planned_cells;
  ASSAY_CHECK(store.finish_run(run.id, to_rfc3339(world_.clock.wall()), complete));
  ASSAY_CHECK(force(log_of_store(store.real_file())));
  if (!world_.disk.is_dead()) promises_.ended(result, store, run.id);
  return {};
}

Session::Ending Session::run() {
  Result<void> lived;
  try {
    lived = live();
  } catch (const Killed&) {
  }
  promises_.close();
  writer_.reset();
  world_.disk.fate = nullptr;  // whoever looks at the Store next is spared
  if (world_.disk.is_dead()) return Ending::killed;
  if (disk_failed_) return Ending::disk_failed;
  if (!lived) throw BrokenPromise("the session failed: " + lived.error().message);
  return Ending::ended;
}

}  // namespace assay::testing
