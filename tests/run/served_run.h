// A whole runner over a real network: the built-in model server, libcurl, a Store
// on disk. The server's journal is the witness of what was really asked.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/run/curl_transport.h"
#include "harness/simulate/server.h"
#include "tests/run/runner_fixture.h"

namespace assay::testing {

enum class Streaming { no, yes };

// What became of a cell.
struct EndedCell {
  std::optional<Reply> reply;      // as it was scored
  std::optional<Failure> failure;  // likewise
  CellRecord stored;
};

class ServedRun {
 public:
  static constexpr std::string_view kAnswer = "Paris, the capital of France – 光の都.";

  // `faults` as in a models file, a line each; empty: none.
  ServedRun(std::string_view faults, Streaming streaming) {
    ServerOptions options;
    options.root = folder_.path();
    options.speed = 0;
    const std::string models =
        "seed: 7\njournal: seen.jsonl\nmodels: [{id: m}]\ndefault_answer: \"" +
        std::string(kAnswer) + "\"\n";
    server_ = value_of(ModelServer::start_text(
        models + (faults.empty() ? "" : "faults:\n" + std::string(faults)), options));
    prepare(server_->base_url(), streaming);
  }

  // Of a server that the caller has.
  explicit ServedRun(const std::string& base_url) { prepare(base_url, Streaming::no); }

  // Asks `count` cells, one at a time, and returns them in that order.
  std::vector<EndedCell> ask(std::uint32_t count) {
    Store store = value_of(Store::open(folder_ / "assay.db", Store::Access::read_write));
    RunRecord run;
    run.id = RunnerFixture::kRun;
    run.suite = "s";
    run.started_at = "2026-11-23T14:53:08Z";
    check(store.begin_run(run, {}));
    const auto transport = value_of(make_curl_transport(clock_, {}));
    const auto writer =
        value_of(StoreWriter::start(folder_ / "assay.db", run.id, [&] { transport->wake(); }));
    std::vector<EndedCell> cells(count);
    const CellScorer score = [&](const Job& job, const Outcome& outcome, std::optional<Money>) {
      EndedCell& cell = cells[job.cell.case_index];
      if (outcome.reply() != nullptr) cell.reply = *outcome.reply();
      if (outcome.failure() != nullptr) cell.failure = *outcome.failure();
      return std::vector{
          ScoreRecord{job.cell, {cell.reply ? Verdict::pass : Verdict::error, {}, {}}}};
    };
    setup.planned = count;
    const JobSource next =
        [&, asked = std::uint32_t{0}](std::size_t) mutable -> Result<std::optional<Job>> {
      if (asked == count) return std::nullopt;
      return RunnerFixture::job(0, asked++);
    };
    ListeningProgress progress;
    end = value_of(run_jobs(setup, next, score, *transport, *writer, clock_, progress)).end;
    check(writer->flush());
    check(store.each_cell(
        run.id, [&](const CellView& view) { cells[view.cell.id.case_index].stored = view.cell; }));
    ledger = value_of(store.ledger(run.id));
    return cells;
  }

  // Lines of the journal, once the server has stopped: what it has read whole.
  int requests_seen() {
    server_.reset();
    const std::string journal = read_text(folder_ / "seen.jsonl");
    return static_cast<int>(std::count(journal.begin(), journal.end(), '\n'));
  }

  RunnerSetup setup;
  RunnerResult::End end = RunnerResult::End::complete;
  Ledger ledger;  // of all attempts, as the Store has it

 private:
  // Long enough for a busy machine where a test does not wait for them.
  static Timeouts patient() {
    return {milliseconds{30'000}, milliseconds{30'000}, milliseconds{30'000}, milliseconds{60'000}};
  }

  void prepare(const std::string& base_url, Streaming streaming) {
    setup.lanes.push_back({"lab", {1, std::nullopt, std::nullopt}, patient(), {}});
    setup.retry.max_attempts = 3;
    setup.retry.first_delay = milliseconds{1};
    setup.retry.max_delay = milliseconds{5};
    Provider provider;
    provider.dialect = find_dialect("openai_chat");
    provider.base_url = base_url + "/v1";
    provider.key_placement = KeyPlacement::none;
    JobVariant variant;
    variant.request = value_of(provider.dialect->prepare(
        provider, "m", Params{{"stream", streaming == Streaming::yes}, {"max_tokens", 100}}));
    setup.variants.push_back(std::move(variant));
  }

  TemporaryFolder folder_;
  SystemClock clock_;
  std::unique_ptr<ModelServer> server_;
};

}  // namespace assay::testing
