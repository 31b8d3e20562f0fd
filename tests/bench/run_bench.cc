// What a cell costs the runner and the transport. The time of the loop's thread
// is the "CPU" column, of all threads the counter cpu_us_per_cell (the loopback
// server's own is taken off); the goal for a whole cell is 30 us.
#include <arpa/inet.h>
#include <benchmark/benchmark.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "harness/provider/dialect.h"
#include "harness/run/curl_transport.h"
#include "harness/run/runner.h"
#include "harness/store/store.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBody =
    R"({"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[)"
    R"({"index":0,"finish_reason":"stop","message":{"role":"assistant",)"
    R"("content":"The capital of France is Paris."}}],)"
    R"("usage":{"prompt_tokens":9,"completion_tokens":12,"total_tokens":21}})";

double cpu_seconds(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

// Answers every request with kBody; one thread, no parsing beyond the blank line
// and a body that fits one segment.
class FixedServer {
 public:
  FixedServer() : listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool listening =
        bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
        listen(listener_, 4096) == 0 &&
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    if (!listening) std::abort();
    port_ = ntohs(address.sin_port);
    reply_ = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
             std::to_string(kBody.size()) + "\r\n\r\n" + std::string(kBody);
    thread_ = std::thread([this] { serve(); });
  }
  ~FixedServer() {
    const std::uint64_t one = 1;
    if (write(stop_, &one, sizeof one) < 0) std::abort();
    thread_.join();
    close(listener_);
    close(stop_);
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/v1"; }
  double cpu_used() {
    clockid_t clock{};
    pthread_getcpuclockid(thread_.native_handle(), &clock);
    return cpu_seconds(clock);
  }

 private:
  void serve() {
    const int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    watch(epoll_fd, listener_);
    watch(epoll_fd, stop_);
    std::vector<int> open;
    for (bool going = true; going;) {
      epoll_event events[256];
      const int count = epoll_wait(epoll_fd, events, 256, -1);
      for (int i = 0; i < count; ++i) {
        const int fd = events[i].data.fd;
        if (fd == stop_) {
          going = false;
        } else if (fd == listener_) {
          open.push_back(accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC));
          watch(epoll_fd, open.back());
        } else if (!answer(fd)) {
          epoll_ctl(epoll_fd, EPOLL_CTL_DEL, fd, nullptr);
        }
      }
    }
    for (const int fd : open) close(fd);
    close(epoll_fd);
  }
  static void watch(int epoll_fd, int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
  }
  bool answer(int fd) const {
    char request[16384];
    return recv(fd, request, sizeof request, 0) > 0 &&
           send(fd, reply_.data(), reply_.size(), MSG_NOSIGNAL) > 0;
  }

  int listener_;
  int stop_ = eventfd(0, EFD_CLOEXEC);
  std::uint16_t port_ = 0;
  std::string reply_;
  std::thread thread_;
};

// Answers at once, in memory: what is left is the runner and the Store.
class InstantTransport final : public Transport {
 public:
  explicit InstantTransport(const Clock& clock) : clock_(clock), event_(eventfd(0, EFD_CLOEXEC)) {}
  ~InstantTransport() override { close(event_); }

  void start(std::uint64_t, const HttpRequest&, const Timeouts&, ExchangeSink& sink) override {
    started_.push_back(&sink);
  }
  void cancel(std::uint64_t) override {}
  void drive(Instant) override {
    if (started_.empty()) {
      std::uint64_t count = 0;
      if (read(event_, &count, sizeof count) < 0) std::abort();
    }
    woke_at_ = clock_.now();
    for (ExchangeSink* sink : std::exchange(started_, {})) {
      sink->on_head(200, {{"Content-Type", "application/json"}});
      sink->on_bytes(kBody, woke_at_);
      sink->on_end(std::nullopt);
    }
  }
  std::span<const Nanoseconds> lateness() const override { return {}; }
  void wake() override {
    const std::uint64_t one = 1;
    if (write(event_, &one, sizeof one) < 0) std::abort();
  }

 private:
  const Clock& clock_;
  int event_;
  std::vector<ExchangeSink*> started_;
  Instant woke_at_{};
};

class SilentProgress final : public Progress {
 public:
  void update(const ProgressState&) override {}
  void finish(const ProgressState&) override {}
  void note(const std::string&) override {}
};

RunnerSetup setup_for(const std::string& base_url, int concurrency) {
  Provider provider;
  provider.dialect = find_dialect("openai_chat");
  provider.base_url = base_url;
  provider.key_placement = KeyPlacement::bearer;
  provider.key = "sk-of-the-benchmark";
  RunnerSetup setup;
  setup.lanes.push_back({"bench", {concurrency, std::nullopt, std::nullopt}, {}, {}});
  JobVariant variant;
  variant.request = *provider.dialect->prepare(provider, "m", Params{{"stream", false}});
  variant.price = Price{{Money{150'000}, Money{600'000}, std::nullopt, std::nullopt}};
  setup.variants.push_back(std::move(variant));
  return setup;
}

JobSource cells(std::uint32_t count) {
  return [count, next = 0u](std::size_t) mutable -> Result<std::optional<Job>> {
    if (next == count) return std::nullopt;
    Job job;
    job.cell.case_index = next++;
    job.key = sha256(std::to_string(job.cell.case_index));
    const std::string question = "What is the capital of France?" + std::string(900, ' ');
    job.messages = {{Role::user, question, {}, {}}};
    job.messages_json = messages_to_json(job.messages);
    return job;
  };
}

// Runs `count` cells into a new Store on disk.
RunnerResult run_into_store(const RunnerSetup& setup, std::uint32_t count, Transport& transport,
                            const Clock& clock) {
  const fs::path folder = fs::temp_directory_path() / ("assay-bench-" + std::to_string(getpid()));
  fs::remove_all(folder);
  fs::create_directories(folder);
  RunnerResult result;
  {
    Store store = *Store::open(folder / "assay.db", Store::Access::read_write);
    RunRecord run;
    run.id = "bench";
    run.suite = "bench";
    if (!store.begin_run(run, {})) std::abort();
    auto writer = *StoreWriter::start(folder / "assay.db", "bench", [&] { transport.wake(); });
    SilentProgress progress;
    const CellScorer score = [](const Job& job, const Outcome& outcome, std::optional<Money>) {
      return std::vector{
          ScoreRecord{job.cell, {outcome.reply() ? Verdict::pass : Verdict::error, {}, {}}}};
    };
    result = *run_jobs(setup, cells(count), score, transport, *writer, clock, progress);
  }
  fs::remove_all(folder);
  return result;
}

void report(benchmark::State& state, std::uint64_t done, double cpu, const RunnerResult& result) {
  state.SetItemsProcessed(static_cast<std::int64_t>(done));
  state.counters["cpu_us_per_cell"] = cpu * 1e6 / static_cast<double>(done);
  state.counters["loop_lag_p99_us"] = to_milliseconds(result.loop_lag_p99) * 1000;
}

void BM_RunnerAndStore(benchmark::State& state) {
  const auto count = static_cast<std::uint32_t>(state.range(0));
  const SystemClock clock;
  const RunnerSetup setup = setup_for("http://127.0.0.1:1/v1", 64);
  RunnerResult result;
  std::uint64_t done = 0;
  const double before = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID);
  for ([[maybe_unused]] auto _ : state) {
    InstantTransport transport(clock);
    result = run_into_store(setup, count, transport, clock);
    done += result.state.done;
  }
  report(state, done, cpu_seconds(CLOCK_PROCESS_CPUTIME_ID) - before, result);
}
BENCHMARK(BM_RunnerAndStore)->Arg(20'000)->UseRealTime()->Unit(benchmark::kMillisecond);

void BM_WholeCellOverLoopback(benchmark::State& state) {
  const auto count = static_cast<std::uint32_t>(state.range(0));
  const int in_flight = static_cast<int>(state.range(1));
  const SystemClock clock;
  FixedServer server;
  const RunnerSetup setup = setup_for(server.url(), in_flight);
  RunnerResult result;
  std::uint64_t done = 0;
  const double before = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID) - server.cpu_used();
  for ([[maybe_unused]] auto _ : state) {
    CurlOptions options;
    options.max_in_flight = in_flight;
    const auto transport = *make_curl_transport(clock, options);
    result = run_into_store(setup, count, *transport, clock);
    done += result.state.done;
  }
  report(state, done, cpu_seconds(CLOCK_PROCESS_CPUTIME_ID) - server.cpu_used() - before, result);
}
BENCHMARK(BM_WholeCellOverLoopback)
    ->Args({20'000, 64})
    ->Args({20'000, 256})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

class CountingSink final : public ExchangeSink {
 public:
  void on_head(int, Headers) override {}
  bool on_bytes(std::string_view, Instant) override { return true; }
  void on_end(std::optional<Failure>) override { ended = true; }
  std::optional<Instant> payload_seen_at() const override { return std::nullopt; }
  bool ended = true;
};

// The floor: the transport with nobody behind it.
void BM_TransportAlone(benchmark::State& state) {
  const auto in_flight = static_cast<std::size_t>(state.range(0));
  const SystemClock clock;
  FixedServer server;
  CurlOptions options;
  options.max_in_flight = static_cast<int>(in_flight);
  const auto transport = *make_curl_transport(clock, options);
  const HttpRequest request{"POST",
                            server.url() + "/chat/completions",
                            {{"Content-Type", "application/json"}, {"Authorization", "Bearer x"}},
                            std::string(1'000, 'x')};
  std::vector<CountingSink> sinks(in_flight);
  std::int64_t started = 0;
  for ([[maybe_unused]] auto _ : state) {
    for (int i = 0; i < 1'000;) {
      for (std::size_t slot = 0; slot < in_flight; ++slot) {
        if (!std::exchange(sinks[slot].ended, false)) continue;
        transport->start(static_cast<std::uint64_t>(++started), request, {}, sinks[slot]);
        ++i;
      }
      transport->drive(clock.now() + std::chrono::seconds{1});
    }
  }
  state.SetItemsProcessed(started);
}
BENCHMARK(BM_TransportAlone)->Arg(64)->Arg(256)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay
