#include "tests/support/fake_transport.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace assay::testing {

void FakeTransport::start(std::uint64_t id, const HttpRequest& request, const Timeouts&,
                          ExchangeSink& sink) {
  sent.push_back({id, request.url, request.body, clock_.now()});
  FakeAnswer answer = script_(request, static_cast<int>(sent.size()));
  const Instant due = clock_.now() + answer.delay;
  pending_.emplace(due, Pending{id, &sink, std::move(answer)});
  most_in_flight = std::max(most_in_flight, pending_.size());
}

void FakeTransport::cancel(std::uint64_t id) {
  std::erase_if(pending_, [id](const auto& entry) { return entry.second.id == id; });
  cancelled.push_back(id);
}

void FakeTransport::drive(Instant until) {
  if (before_waiting) before_waiting();
  if (!woken_.exchange(false)) {
    const bool answer_comes = !pending_.empty() && pending_.begin()->first <= until;
    if (!answer_comes && until == Instant::max())
      throw std::logic_error("drive() would wait for ever");
    const Instant next = answer_comes ? pending_.begin()->first : until;
    if (next > clock_.now()) clock_.advance(next - clock_.now());
  }
  while (!pending_.empty() && pending_.begin()->first <= clock_.now()) {
    const Pending pending = std::move(pending_.begin()->second);
    pending_.erase(pending_.begin());
    deliver(pending);
  }
}

void FakeTransport::deliver(const Pending& pending) {
  const FakeAnswer& answer = pending.answer;
  bool goes_on = true;
  if (answer.status != 0) pending.sink->on_head(answer.status, answer.headers);
  if (!answer.body.empty()) goes_on = pending.sink->on_bytes(answer.body, clock_.now());
  pending.sink->on_end(goes_on ? answer.failure : std::nullopt);
}

void FakeTransport::wake() {
  woken_ = true;
}

}  // namespace assay::testing
