#include "harness/run/curl_transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <deque>
#include <mutex>
#include <queue>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/base/file.h"
#include "harness/run/curl_exchange.h"
#include "harness/run/exchange_timer.h"
#include "harness/run/http_text.h"
#include "harness/run/pacer.h"
#include "harness/run/socket_set.h"

namespace assay {
namespace {

// curl's own work grows with the transfers in one multi handle: several small
// ones are cheaper than a large one (docs/runner.md, "Network"), but each keeps
// connections and certificates of its own, so few requests at a time get one.
std::size_t multi_count(int max_in_flight) {
  const int spread = std::min(8, (max_in_flight + 7) / 8);
  return static_cast<std::size_t>(std::max({1, spread, max_in_flight / 128}));
}

// How often the loop's lag is sampled: two hundred wake-ups a second cost a
// thousandth of a core.
constexpr Nanoseconds kTimerPeriod = milliseconds{5};

constexpr std::size_t kMaxCaBytes = std::size_t{16} << 20;

struct Multi {
  CURLM* handle = nullptr;
  std::uint32_t index = 0;
  SocketSet* sockets = nullptr;
  const Clock* clock = nullptr;
  Instant timer_at = kNever;  // curl's own timer
  int in_flight = 0;
};

int on_socket(CURL*, curl_socket_t fd, int what, void* multi_pointer, void*) {
  const auto& multi = *static_cast<Multi*>(multi_pointer);
  if (what == CURL_POLL_REMOVE)
    multi.sockets->want_nothing(fd);
  else
    multi.sockets->want(fd, (what & CURL_POLL_IN) != 0, (what & CURL_POLL_OUT) != 0, multi.index);
  return 0;
}

int on_timer(CURLM*, long timeout_ms, void* multi_pointer) {
  auto& multi = *static_cast<Multi*>(multi_pointer);
  multi.timer_at = timeout_ms < 0 ? kNever : multi.clock->now() + milliseconds{timeout_ms};
  return 0;
}

class CurlTransport final : public Transport {
 public:
  CurlTransport(const Clock& clock, const CurlOptions& options, SocketSet sockets)
      : clock_(clock),
        shared_(clock, options),
        sockets_(std::move(sockets)),
        multis_(multi_count(options.max_in_flight)) {
    const long share = options.max_in_flight / static_cast<long>(multis_.size()) + 1;
    for (std::size_t i = 0; i < multis_.size(); ++i) open_multi(i, 2 * share);
  }

  ~CurlTransport() override {
    for (auto& [id, exchange] : under_way_) detach(*exchange);
    exchanges_.clear();  // before their multi handles, which own the connections
    for (Multi& multi : multis_) curl_multi_cleanup(multi.handle);
  }

  void start(std::uint64_t id, const HttpRequest& request, const Timeouts& timeouts,
             ExchangeSink& sink) override {
    CurlExchange& exchange = take_exchange();
    if (auto failure = exchange.prepare(id, request, timeouts, sink)) {
      refused_.push_back({&sink, std::move(*failure)});
      idle_.push_back(&exchange);
      return;
    }
    under_way_.emplace(id, &exchange);
    attach(exchange);
    look_again(exchange, clock_.now());
  }

  void cancel(std::uint64_t id) override {
    const auto found = under_way_.find(id);
    if (found == under_way_.end()) return;
    CurlExchange& exchange = *found->second;
    under_way_.erase(found);
    detach(exchange);
    idle_.push_back(&exchange);
  }

  // Wait for sockets, the nearest timer or wake(); let curl move what is ready;
  // end what is done; end what has waited too long.
  void drive(Instant until) override {
    // From the first wait on: whatever came before it was no event's delay. Without
    // a timer the lag is not known, and the rest works all the same.
    if (!std::exchange(ticking_, true)) static_cast<void>(sockets_.tick_every(kTimerPeriod));
    const Instant before = clock_.now();
    const Instant wait_until = refused_.empty() ? std::min(until, nearest_timer()) : before;
    const auto events = sockets_.wait(std::max(wait_until - before, Nanoseconds{0}));
    woke_at_ = clock_.now();
    for (const SocketEvent& event : events) move(event);
    fire_curl_timers();
    end_finished();
    hurry_whole();
    end_overdue();
    end_refused();
  }

  std::span<const Nanoseconds> lateness() const override { return sockets_.lateness(); }
  void wake() override { sockets_.wake(); }

 private:
  // An entry of the timer heap. An exchange has at most one that counts: the
  // one that equals its look_at.
  struct Look {
    Instant at;
    CurlExchange* exchange;
    bool operator>(const Look& other) const { return at > other.at; }
  };
  struct Refused {
    ExchangeSink* sink;
    Failure failure;
  };

  void open_multi(std::size_t index, long connections) {
    Multi& multi = multis_[index];
    multi.handle = curl_multi_init();
    if (multi.handle == nullptr) throw std::bad_alloc();
    multi.index = static_cast<std::uint32_t>(index);
    multi.sockets = &sockets_;
    multi.clock = &clock_;
    curl_multi_setopt(multi.handle, CURLMOPT_SOCKETFUNCTION, &on_socket);
    curl_multi_setopt(multi.handle, CURLMOPT_SOCKETDATA, &multi);
    curl_multi_setopt(multi.handle, CURLMOPT_TIMERFUNCTION, &on_timer);
    curl_multi_setopt(multi.handle, CURLMOPT_TIMERDATA, &multi);
    // A cache smaller than what is in flight costs a connection a request.
    curl_multi_setopt(multi.handle, CURLMOPT_MAXCONNECTS, connections);
    curl_multi_setopt(multi.handle, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
  }

  CurlExchange& take_exchange() {
    if (idle_.empty()) {
      exchanges_.push_back(std::make_unique<CurlExchange>(shared_, sockets_));
      return *exchanges_.back();
    }
    CurlExchange& exchange = *idle_.back();  // the last used: its memory is warm
    idle_.pop_back();
    return exchange;
  }

  // The least loaded handle, so that each stays within its connection cache.
  void attach(CurlExchange& exchange) {
    const auto least =
        std::min_element(multis_.begin(), multis_.end(),
                         [](const Multi& a, const Multi& b) { return a.in_flight < b.in_flight; });
    exchange.multi = least->index;
    ++least->in_flight;
    curl_multi_add_handle(least->handle, exchange.easy());
  }

  void detach(CurlExchange& exchange) {
    Multi& multi = multis_[exchange.multi];
    curl_multi_remove_handle(multi.handle, exchange.easy());
    --multi.in_flight;
  }

  void look_again(CurlExchange& exchange, Instant now) {
    const Instant at = next_look(exchange.state(), exchange.timeouts(), now);
    // An earlier entry, maybe of the exchange's last request, will do: when it
    // comes up, what is due is worked out anew.
    if (exchange.look_at && *exchange.look_at <= at) return;
    exchange.look_at = at;
    looks_.push({at, &exchange});
  }

  Instant nearest_timer() const {
    Instant nearest = looks_.empty() ? kNever : looks_.top().at;
    for (const Multi& multi : multis_) nearest = std::min(nearest, multi.timer_at);
    return nearest;
  }

  void move(const SocketEvent& event) {
    const int bits = (event.readable ? CURL_CSELECT_IN : 0) |
                     (event.writable ? CURL_CSELECT_OUT : 0) |
                     (event.broken ? CURL_CSELECT_ERR : 0);
    int running = 0;
    curl_multi_socket_action(multis_[event.owner].handle, event.fd, bits, &running);
  }

  void fire_curl_timers() {
    for (Multi& multi : multis_) {
      if (multi.timer_at > woke_at_) continue;
      multi.timer_at = kNever;
      int running = 0;
      curl_multi_socket_action(multi.handle, CURL_SOCKET_TIMEOUT, 0, &running);
    }
  }

  void end_finished() {
    for (Multi& multi : multis_) {
      int left = 0;
      while (const CURLMsg* message = curl_multi_info_read(multi.handle, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        const CURLcode code = message->data.result;  // the message dies with detach()
        char* self = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &self);
        CurlExchange& exchange = *reinterpret_cast<CurlExchange*>(self);
        end(exchange, exchange.failure_of(code));
      }
    }
  }

  // Those that have not ended with their answers.
  void hurry_whole() {
    for (CurlExchange* exchange : std::exchange(shared_.whole, {}))
      if (is_under_way(*exchange)) look_again(*exchange, woke_at_);
  }

  void end(CurlExchange& exchange, std::optional<Failure> failure) {
    ExchangeSink& sink = exchange.sink();
    under_way_.erase(exchange.id());
    exchange.keep_cookies();
    detach(exchange);
    idle_.push_back(&exchange);
    sink.on_end(std::move(failure));
  }

  void end_overdue() {
    while (!looks_.empty() && looks_.top().at <= woke_at_) {
      const Look look = looks_.top();
      looks_.pop();
      CurlExchange& exchange = *look.exchange;
      if (exchange.look_at != look.at) continue;  // a nearer one took its place
      exchange.look_at.reset();
      if (!is_under_way(exchange)) continue;
      auto failure = expired(exchange.state(), exchange.timeouts(), woke_at_);
      if (failure) {
        failure->message = exchange.host() + ": " + failure->message;
        end(exchange, std::move(failure));
      } else {
        look_again(exchange, woke_at_);
      }
    }
  }

  bool is_under_way(const CurlExchange& exchange) const {
    const auto found = under_way_.find(exchange.id());
    return found != under_way_.end() && found->second == &exchange;
  }

  void end_refused() {
    for (Refused& refused : std::exchange(refused_, {}))
      refused.sink->on_end(std::move(refused.failure));
  }

  const Clock& clock_;
  CurlShared shared_;
  SocketSet sockets_;
  std::vector<Multi> multis_;
  std::vector<std::unique_ptr<CurlExchange>> exchanges_;
  std::vector<CurlExchange*> idle_;
  std::unordered_map<std::uint64_t, CurlExchange*> under_way_;
  std::priority_queue<Look, std::vector<Look>, std::greater<>> looks_;
  std::vector<Refused> refused_;
  Instant woke_at_{};
  bool ticking_ = false;
};

// Not thread-safe in curl, and needed once.
bool initialise_curl() {
  static std::once_flag once;
  static bool good = false;
  std::call_once(once, [] { good = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK; });
  return good;
}

// Otherwise curl says so of every single exchange.
Result<void> check_ca_file(const std::string& path) {
  if (path.empty()) return {};
  ASSAY_TRY(const std::string pem, read_file(path, kMaxCaBytes));
  if (pem.find("-----BEGIN") == std::string::npos)
    return usage_error(path + ": holds no certificate in PEM form");
  return {};
}

}  // namespace

Result<std::unique_ptr<Transport>> make_curl_transport(const Clock& clock,
                                                       const CurlOptions& options) {
  ASSAY_CHECK(check_ca_file(options.ca_file));
  ASSAY_CHECK(register_proxy_passwords());  // curl's messages may quote a proxy's address
  if (!initialise_curl()) return infrastructure_error("libcurl cannot be initialised");
  ASSAY_TRY(SocketSet sockets, SocketSet::open());
  return std::make_unique<CurlTransport>(clock, options, std::move(sockets));
}

}  // namespace assay
