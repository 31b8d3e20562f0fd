// A whole runner but for the network: a real Store on disk, a scripted
// transport, a clock that is moved by hand.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "harness/provider/dialect.h"
#include "harness/run/runner.h"
#include "harness/store/store.h"
#include "tests/support/fake_transport.h"
#include "tests/support/results.h"
#include "tests/support/test_files.h"

namespace assay::testing {

// Keeps what it is told.
class ListeningProgress final : public Progress {
 public:
  void update(const ProgressState&) override { ++updates; }
  void finish(const ProgressState& state) override { last = state; }
  void note(const std::string& line) override { notes.push_back(line); }

  int updates = 0;
  std::optional<ProgressState> last;
  std::vector<std::string> notes;
};

inline FakeAnswer reply_of(std::string_view text, Nanoseconds delay = milliseconds{10}) {
  FakeAnswer answer;
  answer.delay = delay;
  answer.headers = {{"content-type", "application/json"}};
  answer.body = R"({"id":"x","object":"chat.completion","model":"m","choices":[{"index":0,)"
                R"("finish_reason":"stop","message":{"role":"assistant","content":")" +
                std::string(text) +
                R"("}}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}})";
  return answer;
}

inline FakeAnswer status_of(int status, Headers headers = {}, std::string_view code = "") {
  FakeAnswer answer;
  answer.status = status;
  answer.headers = std::move(headers);
  answer.headers.push_back({"content-type", "application/json"});
  answer.body = R"({"error":{"message":"no","type":"t","code":")" + std::string(code) + R"("}})";
  return answer;
}

inline FakeAnswer lost_connection() {
  FakeAnswer answer;
  answer.status = 0;
  answer.failure.emplace();
  answer.failure->kind = FailureKind::connect;
  answer.failure->retryable = true;
  answer.failure->message = "connection reset";
  return answer;
}

class RunnerFixture {
 public:
  explicit RunnerFixture(FakeTransport::Script script)
      : transport(clock, std::move(script)),
        store(value_of(Store::open(folder / "assay.db", Store::Access::read_write))) {
    RunRecord run;
    run.id = kRun;
    run.suite = "s";
    run.started_at = "2026-11-23T14:53:08Z";
    check(store.begin_run(run, {}));
    writer = value_of(StoreWriter::start(folder / "assay.db", kRun, [this] { transport.wake(); }));
    transport.before_waiting = [this] { finish_writing(); };
    setup.lanes.push_back({"lab", {4, std::nullopt, std::nullopt}, {}, {}});
    add_variant();
    score = [](const Job& job, const Outcome& outcome, std::optional<Money>) {
      return std::vector{
          ScoreRecord{job.cell, {outcome.reply() ? Verdict::pass : Verdict::error, {}, {}}}};
    };
  }

  JobVariant& add_variant(std::size_t lane = 0) {
    Provider provider;
    provider.dialect = find_dialect("openai_chat");
    provider.base_url = "http://127.0.0.1:1/v" + std::to_string(setup.variants.size());
    provider.key_placement = KeyPlacement::none;
    JobVariant variant;
    variant.request = value_of(
        provider.dialect->prepare(provider, "m", Params{{"stream", false}, {"max_tokens", 100}}));
    variant.lane = lane;
    setup.variants.push_back(std::move(variant));
    return setup.variants.back();
  }

  // Cells in the order of a plan: repeat outermost, variants side by side; each
  // lane gets its own.
  JobSource cells(int per_variant) {
    setup.planned = static_cast<std::uint64_t>(per_variant) * setup.variants.size();
    return [this, per_variant, next = std::vector<int>(setup.lanes.size(), 0)](
               std::size_t lane) mutable -> Result<std::optional<Job>> {
      const int variants = static_cast<int>(setup.variants.size());
      while (next[lane] < per_variant * variants) {
        const int cell = next[lane]++;
        const int variant = cell % variants;
        if (setup.variants[static_cast<std::size_t>(variant)].lane != lane) continue;
        return job(static_cast<std::uint32_t>(variant),
                   static_cast<std::uint32_t>(cell / variants));
      }
      return std::nullopt;
    };
  }

  static Job job(std::uint32_t variant, std::uint32_t case_index) {
    Job job;
    job.cell = {variant, case_index, 0};
    job.variant = variant;
    job.key = key_of(variant, case_index);
    job.messages = {{Role::user, "case " + std::to_string(case_index), {}, {}}};
    job.messages_json = messages_to_json(job.messages);
    return job;
  }

  static Key key_of(std::uint32_t variant, std::uint32_t case_index) {
    return KeyBuilder().add(std::int64_t{variant}).add(std::int64_t{case_index}).finish();
  }

  RunnerResult run(const JobSource& source) {
    return value_of(run_jobs(setup, source, score, transport, *writer, clock, progress));
  }

  // What the Store says of a run after everything was written.
  std::vector<CellRecord> stored_cells() {
    check(writer->flush());
    std::vector<CellRecord> cells;
    check(store.each_cell(kRun, [&](const CellView& view) { cells.push_back(view.cell); }));
    return cells;
  }
  std::vector<Attempt> stored_attempts(std::uint32_t variant, std::uint32_t case_index) {
    check(writer->flush());
    return value_of(store.attempts(kRun, {variant, case_index, 0}));
  }
  std::uint64_t open_attempts() {
    check(writer->flush());
    return value_of(store.open_attempts(kRun));
  }

  // The writer refuses a settlement without an intent, and all that follows it.
  void break_store() { writer->settle(-1, Attempt{}); }

  static constexpr const char* kRun = "s-20261123T145308Z-0001";

  TemporaryFolder folder;
  ManualClock clock;
  FakeTransport transport;
  Store store;
  std::unique_ptr<StoreWriter> writer;
  RunnerSetup setup;
  CellScorer score;
  ListeningProgress progress;
  std::atomic<int> interrupt = 0;

 private:
  // After this, every wake() for what was queued before has come: the writer
  // calls it before it takes the next record.
  void finish_writing() {
    if (writer->flush()) writer->score({{9999, 9999, 9999}, {}});
    static_cast<void>(writer->flush());
  }
};

}  // namespace assay::testing
