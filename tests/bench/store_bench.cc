// The Store: a cell appended (intent, settlement, reply of about 700 bytes, cell
// and score row), a run scanned, Keys looked up.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "harness/store/store_writer.h"

namespace assay {
namespace {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "assay-bench-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}
void check(const Result<void>& result) {
  if (!result) throw std::runtime_error(result.error().message);
}

Key key_of(std::int64_t cell) {
  return sha256(std::to_string(cell));
}

Reply typical_reply() {
  Reply reply;
  reply.answer = std::string(500, 'a');
  reply.finish_reason = FinishReason::stop;
  reply.native_finish_reason = "stop";
  reply.model = "simulated:small";
  reply.id = "chatcmpl-0123456789abcdef";
  reply.usage = {100, 0, std::nullopt, 120, std::nullopt, false};
  return reply;
}

ScoreRecord typical_score(const CellRecord& cell) {
  CellScore score{Verdict::pass, 1, {}};
  for (const char* name : {"contains", "not contains", "max_words"}) {
    score.parts.push_back({name, "", Verdict::pass, 1, 1, "as expected"});
  }
  return {cell.id, score};
}

void begin(Store& store) {
  RunRecord run;
  run.id = "r";
  run.started_at = "2026-11-23T14:53:08Z";
  run.manifest = Json::object();
  check(store.begin_run(run, {}));
}

// `cells` cells of ten variants, as a run queues them.
void append(StoreWriter& writer, std::int64_t cells, bool with_callbacks) {
  const Reply reply = typical_reply();
  Timings timings;
  timings.sent = timings.first_byte = timings.first_answer = timings.done =
      Nanoseconds(123'456'789);
  for (std::int64_t i = 0; i < cells; ++i) {
    CellRecord cell;
    cell.id = {static_cast<std::uint32_t>(i % 10), static_cast<std::uint32_t>(i / 10), 0};
    cell.key = key_of(i);
    cell.attempts = 1;
    writer.intent({i, cell.key, cell.id, 1, WallTime{}, Money{2000}},
                  with_callbacks ? [] {} : StoreWriter::Durable());
    Attempt attempt;
    attempt.http_status = 200;
    attempt.timings = timings;
    writer.settle(i, attempt);
    writer.outcome(
        {.cell = cell,
         .reply = reply,
         .timings = timings,
         .cost = Money{1000},
         .messages_json = R"([{"role":"user","content":"What is the capital of France?"}])"},
        with_callbacks ? [] {} : StoreWriter::Durable());
    writer.score(typical_score(cell));
    if (with_callbacks && i % 64 == 0) writer.take_durable();
  }
  check(writer.flush());
  writer.take_durable();
}

void append_cells(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    const TemporaryFolder folder;
    Store store = value_of(Store::open(folder / "assay.db", Store::Access::read_write));
    begin(store);
    const std::unique_ptr<StoreWriter> writer = StoreWriter::start(std::move(store), "r", {});
    state.ResumeTiming();
    append(*writer, state.range(0), state.range(1) != 0);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(append_cells)
    ->ArgNames({"cells", "awaited"})
    ->Args({20'000, 0})
    ->Args({20'000, 1})
    ->Args({200'000, 0})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

// A Store of 100,000 cells, made once.
constexpr std::int64_t kStored = 100'000;
const std::filesystem::path& stored_file() {
  static const TemporaryFolder folder;
  static const std::filesystem::path file = [] {
    const std::filesystem::path path = folder / "assay.db";
    Store store = value_of(Store::open(path, Store::Access::read_write));
    begin(store);
    append(*StoreWriter::start(std::move(store), "r", {}), kStored, false);
    return path;
  }();
  return file;
}

void scan_cells(benchmark::State& state) {
  stored_file();
  for (auto _ : state) {
    Store store = value_of(Store::open(stored_file(), Store::Access::read_only));
    std::size_t bytes = 0;
    check(store.each_cell("r", [&](const CellView& view) {
      bytes += view.reply->reply.answer.size() + view.messages.size();
    }));
    benchmark::DoNotOptimize(bytes);
  }
  state.SetItemsProcessed(state.iterations() * kStored);
}
BENCHMARK(scan_cells)->Unit(benchmark::kMillisecond);

void list_recorded_cells(benchmark::State& state) {
  Store store = value_of(Store::open(stored_file(), Store::Access::read_only));
  for (auto _ : state) benchmark::DoNotOptimize(value_of(store.recorded_cells("r")).size());
  state.SetItemsProcessed(state.iterations() * kStored);
}
BENCHMARK(list_recorded_cells)->Unit(benchmark::kMillisecond);

void look_up_stored_keys(benchmark::State& state) {
  stored_file();
  for (auto _ : state) {
    Store store = value_of(Store::open(stored_file(), Store::Access::read_only));
    for (std::int64_t i = 0; i < kStored; ++i) {
      if (!value_of(store.find_reply_id(key_of(i)))) std::abort();
    }
  }
  state.SetItemsProcessed(state.iterations() * kStored);
}
BENCHMARK(look_up_stored_keys)->Unit(benchmark::kMillisecond);

void look_up_missing_keys(benchmark::State& state) {
  stored_file();
  for (auto _ : state) {
    Store store = value_of(Store::open(stored_file(), Store::Access::read_only));
    for (std::int64_t i = 0; i < kStored; ++i) {
      if (value_of(store.find_reply_id(key_of(-1 - i)))) std::abort();
    }
  }
  state.SetItemsProcessed(state.iterations() * kStored);
}
BENCHMARK(look_up_missing_keys)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay
