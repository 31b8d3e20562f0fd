#include "harness/run/program_transport.h"

#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/base/redact.h"
#include "harness/base/text.h"
#include "harness/provider/program.h"
#include "harness/script/program_desk.h"

namespace assay {
namespace {

// For ReplyReader, which takes nothing else for an answer.
constexpr int kAnswered = 200;

struct FaultRow {
  ProgramFault::Kind fault;
  FailureKind kind;
  bool retryable;
};
constexpr FaultRow kFaults[] = {
    {ProgramFault::Kind::no_process, FailureKind::connect, true},
    // As a model that is not there: nobody starts it once more for each cell.
    {ProgramFault::Kind::not_started, FailureKind::not_found, false},
    {ProgramFault::Kind::timed_out, FailureKind::timeout, true},
    {ProgramFault::Kind::died, FailureKind::connect, true},
    {ProgramFault::Kind::misspoke, FailureKind::bad_reply, true},
    {ProgramFault::Kind::wrote_too_much, FailureKind::too_large, false},
};

Failure failure_of(const ProgramFault& fault, const std::string& program) {
  Failure failure;
  for (const FaultRow& row : kFaults) {
    if (row.fault != fault.kind) continue;
    failure.kind = row.kind;
    failure.retryable = row.retryable;
  }
  failure.message = terminal_safe(redact(program + ": " + fault.why));
  const bool was_asked =
      fault.kind != ProgramFault::Kind::no_process && fault.kind != ProgramFault::Kind::not_started;
  if (!was_asked) failure.code = kNotSent;
  return failure;
}

class ProgramTransport final : public Transport {
 public:
  explicit ProgramTransport(std::unique_ptr<Transport> network) : network_(std::move(network)) {}

  Result<void> start_desk(const std::map<std::string, AnsweringProgram>& programs) {
    std::vector<AnsweringProgram> list;
    for (const auto& [name, program] : programs) {
      indices_.emplace(std::string(kProgramScheme) + name, list.size());
      shown_.push_back(program.program.shown);
      list.push_back(program);
    }
    ASSAY_TRY(desk_, ProgramDesk::start(std::move(list), [this] { network_->wake(); }));
    return {};
  }

  void start(std::uint64_t id, const HttpRequest& request, const Timeouts& timeouts,
             ExchangeSink& sink) override {
    const auto program = indices_.find(request.url);
    if (program == indices_.end()) return network_->start(id, request, timeouts, sink);
    under_way_.emplace(id, Exchange{&sink, program->second});
    desk_->ask(program->second, id, request.body, timeouts.total);
  }

  void cancel(std::uint64_t id) override {
    if (under_way_.erase(id) == 0) return network_->cancel(id);
    desk_->cancel(id);
  }

  void drive(Instant until) override {
    network_->drive(until);
    for (ToldAnswer& told : desk_->take()) deliver(std::move(told));
  }

  std::span<const Nanoseconds> lateness() const override { return network_->lateness(); }
  void wake() override { network_->wake(); }

 private:
  struct Exchange {
    ExchangeSink* sink;
    std::size_t program;
  };

  void deliver(ToldAnswer told) {
    const auto found = under_way_.find(told.ticket);
    if (found == under_way_.end()) return;  // cancelled
    const Exchange exchange = found->second;
    under_way_.erase(found);
    const std::optional<ProgramFault>& fault = told.answer.fault;
    if (fault) return exchange.sink->on_end(failure_of(*fault, shown_[exchange.program]));
    exchange.sink->on_head(kAnswered, {});
    exchange.sink->on_bytes(told.answer.bytes, told.answer.at);
    exchange.sink->on_end(std::nullopt);
  }

  std::unique_ptr<Transport> network_;
  std::map<std::string, std::size_t> indices_;  // by URL
  std::vector<std::string> shown_;
  std::unordered_map<std::uint64_t, Exchange> under_way_;
  std::unique_ptr<ProgramDesk> desk_;  // last: it wakes the network
};

}  // namespace

Result<std::unique_ptr<Transport>> make_program_transport(
    std::unique_ptr<Transport> network, const std::map<std::string, AnsweringProgram>& programs) {
  auto transport = std::make_unique<ProgramTransport>(std::move(network));
  ASSAY_CHECK(transport->start_desk(programs));
  return transport;
}

}  // namespace assay
