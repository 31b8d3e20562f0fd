#include "harness/simulate/model_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <unordered_map>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/simulate/faults/faults.h"
#include "harness/simulate/rate_limiter.h"
#include "harness/simulate/reply/kept_responses.h"
#include "harness/simulate/reply/recorded_replies.h"
#include "harness/simulate/reply/refuse_field.h"
#include "harness/simulate/reply/reply_seed.h"
#include "harness/simulate/reply/wire_fixtures.h"
#include "harness/simulate/wire/embedding_request.h"
#include "harness/simulate/wire/gemini_request.h"
#include "harness/simulate/wire/route.h"

namespace assay {
namespace {

// Beyond this many different requests, a new one counts as asked for the first
// time: memory stays bounded at some hundred megabytes.
constexpr std::size_t kMostContents = 4'000'000;

// How often something was seen. Thread-safe.
class Counter {
 public:
  std::uint64_t next(std::uint64_t what) {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(what);
    if (found != counts_.end()) return found->second++;
    if (counts_.size() < kMostContents) counts_.emplace(what, 1);
    return 0;
  }
  std::uint64_t peek(std::uint64_t what) {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(what);
    return found == counts_.end() ? 0 : found->second;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::uint64_t> counts_;
};

// Per-model request numbers, for faults. Thread-safe.
class RequestNumbers {
 public:
  std::int64_t next(const std::string& model) {
    const std::lock_guard lock(mutex_);
    return ++numbers_[model];
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::int64_t> numbers_;
};

bool key_is_right(const std::string& required, const ReceivedRequest& request,
                  std::string_view body_key) {
  if (required.empty()) return true;
  constexpr std::string_view kBearer = "Bearer ";
  std::string_view bearer = request.authorization;
  if (bearer.starts_with(kBearer)) bearer.remove_prefix(kBearer.size());
  return bearer == required || request.api_key == required || body_key == required;
}

Nanoseconds scaled(Nanoseconds delay, double speed) {
  if (speed <= 0) return Nanoseconds{0};
  return Nanoseconds(static_cast<std::int64_t>(static_cast<double>(delay.count()) / speed));
}

Transmission refuse_key(WireShape shape, const HttpManners& manners) {
  return frame(respond_error(shape, {401, usual_message(401), {}, {}}), manners);
}

// For the journal.
Transmission recorded_as(const ServedRequest& request, Transmission transmission) {
  transmission.record.model = request.model;
  transmission.record.content_hash = request.content_hash;
  transmission.record.stream = request.stream;
  return transmission;
}

// Counting needs no max_tokens: it is read as a chat request of the OpenAI shape.
tl::expected<ServedRequest, ServedError> read_chat(const ServedRoute& route,
                                                   const ReceivedRequest& request,
                                                   std::string& body) {
  if (route.shape == WireShape::gemini) return read_gemini_request(route, request.target, body);
  const bool counting = route.endpoint == Endpoint::count_tokens;
  return read_request(counting ? WireShape::openai : route.shape, body, request.anthropic_version);
}

std::string token_count(WireShape shape, std::int64_t tokens) {
  const char* const field = shape == WireShape::gemini ? "totalTokens" : "input_tokens";
  return fmt::format("{{\"{}\":{}}}", field, tokens);
}

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

}  // namespace

struct ModelService::State {
  ModelsFile file;
  double speed = 1;
  const Clock& clock;
  RecordedReplies recorded;
  WireFixtures wire;
  std::unique_ptr<RequestJournal> journal;
  std::map<std::string, std::unique_ptr<RateLimiter>, std::less<>> limiters;
  Counter repeats;
  RequestNumbers numbers;
  KeptResponses kept;
  std::atomic<std::int64_t> connections{0};
  std::atomic<std::int64_t> heads{0};

  explicit State(const Clock& server_clock) : clock(server_clock) {}

  Result<void> load(const std::filesystem::path& root);
  std::vector<std::string> model_ids() const;
  bool knows(const ServedRequest& request) const {
    return wire.find(request.model, request.shape) != nullptr ||
           file.find_model(request.model) != nullptr;
  }
  ServedResponse list_models(const ServedRoute& route, const ReceivedRequest& request) const;
  // How often the very same request was answered before.
  std::uint64_t repeat_of(const ServedRequest& request, bool counts) {
    return counts ? repeats.next(request.content_hash) : repeats.peek(request.content_hash);
  }
  // `request.model` is known.
  // Why a parameter in `body` is refused, if one is.
  std::optional<ServedError> refused_by(const ServedRequest& request, std::string& body) const;
  tl::expected<ServedResponse, ServedError> reply_to(const ServedRequest& request,
                                                     bool counts_as_repeat);
  tl::expected<ServedResponse, ServedError> embeddings_of(const EmbeddingRequest& embedding,
                                                          bool counts_as_repeat);
  // What `reply` (one of the two above) says of `request`, unless its model is none, is
  // over its limit, or has a fault.
  template <class Reply>
  Transmission serve(const ServedRequest& request, const HttpManners& manners, const Reply& reply);
  Transmission chat(const ServedRoute& route, const ReceivedRequest& request, std::string& body);
  Transmission embed(const ServedRoute& route, const ReceivedRequest& request, std::string& body);
  Transmission route(const ReceivedRequest& request, std::string& body);
};

Result<void> ModelService::State::load(const std::filesystem::path& root) {
  ASSAY_TRY(recorded, RecordedReplies::load(root, file.recorded));
  if (!file.wire.empty()) {
    ASSAY_TRY(wire, WireFixtures::load(root, file.wire));
  }
  if (!file.journal.empty()) {
    ASSAY_TRY(const std::filesystem::path path, path_below(root, "journal", file.journal));
    ASSAY_TRY(journal, RequestJournal::open(path));
  }
  for (const SimulatedModel& model : file.models) {
    if (!model.rate_limit) continue;
    limiters[model.id] = std::make_unique<RateLimiter>(*model.rate_limit, clock.now());
  }
  return {};
}

std::vector<std::string> ModelService::State::model_ids() const {
  std::vector<std::string> ids;
  for (const SimulatedModel& model : file.models) ids.push_back(model.id);
  for (std::string& name : wire.names()) ids.push_back(std::move(name));
  return ids;
}

ServedResponse ModelService::State::list_models(const ServedRoute& route,
                                                const ReceivedRequest& request) const {
  if (route.shape == WireShape::gemini) return respond_json(gemini_model_list(model_ids()));
  if (!request.anthropic_version.empty()) return respond_json(anthropic_model_list(model_ids()));
  return respond_json(openai_model_list(model_ids()));
}

tl::expected<ServedResponse, ServedError> ModelService::State::reply_to(
    const ServedRequest& request, bool counts_as_repeat) {
  if (const ServedResponse* fixture = wire.find(request.model, request.shape)) return *fixture;
  const SimulatedModel* model = file.find_model(request.model);
  const std::uint64_t repeat = repeat_of(request, counts_as_repeat);
  std::optional<std::string_view> found;
  if (recorded.has_model(model->id)) {
    found = recorded.find(model->id, request.question, repeat);
    if (!found) {
      const std::string message = fmt::format("no recorded reply of '{}' to \"{}\"", model->id,
                                              excerpt(request.question, 80));
      return tl::unexpected(ServedError{400, message, "no_recorded_reply", {}});
    }
  }
  SimulatedReply reply = simulate_reply(file, *model, request, repeat, found);
  if (!reply.problem.empty()) {
    return tl::unexpected(ServedError{400, std::move(reply.problem), "no_simulated_reply", {}});
  }
  reply.service_tier = model->service_tier.empty() ? request.service_tier : model->service_tier;
  if (reply.service_tier == "none") reply.service_tier.clear();
  if (reply.service_tier == "auto" || reply.service_tier == "standard_only")
    reply.service_tier = request.shape == WireShape::anthropic ? "standard" : "default";
  reply.first_token = scaled(reply.first_token, speed);
  reply.per_token = scaled(reply.per_token, speed);
  if (const auto limiter = limiters.find(model->id); limiter != limiters.end()) {
    limiter->second->charge_output(reply.output_tokens());
  }
  if (!request.kept.empty()) kept.keep("resp_" + reply.id, kept_items(reply, *model, request));
  return respond(reply, *model, request);
}

std::optional<ServedError> ModelService::State::refused_by(const ServedRequest& request,
                                                           std::string& body) const {
  const SimulatedModel* const model = file.find_model(request.model);
  return model == nullptr ? std::nullopt : refuse_field(*model, request, body);
}

tl::expected<ServedResponse, ServedError> ModelService::State::embeddings_of(
    const EmbeddingRequest& embedding, bool counts_as_repeat) {
  const ServedRequest& request = embedding.request;
  if (const ServedResponse* fixture = wire.find(request.model, request.shape)) return *fixture;
  const SimulatedModel* model = file.find_model(request.model);
  const std::uint64_t repeat = repeat_of(request, counts_as_repeat);
  const Nanoseconds latency =
      draw_latency(model->latency, reply_seed(file, *model, request, repeat));
  return respond_embeddings(*model, embedding, hash_text(model->id, file.seed),
                            scaled(latency, speed));
}

template <class Reply>
Transmission ModelService::State::serve(const ServedRequest& request, const HttpManners& manners,
                                        const Reply& reply_to_it) {
  if (!knows(request)) {
    const std::string message =
        fmt::format("The model '{}' does not exist{}", excerpt(request.model, 80),
                    did_you_mean(request.model, model_ids()));
    return frame(respond_error(request.shape, {404, message, {}, {}}), manners);
  }
  const std::int64_t number = numbers.next(request.model);
  Headers limit_headers;
  if (const auto limiter = limiters.find(request.model); limiter != limiters.end()) {
    const RateLimiter::Verdict verdict =
        limiter->second->admit(request.shape, request.input_tokens, clock.now(), clock.wall());
    if (!verdict.allowed) {
      ServedResponse refusal =
          respond_error(request.shape, {429, usual_message(429), {}, verdict.retry_after_seconds});
      refusal.headers.insert(refusal.headers.end(), verdict.headers.begin(), verdict.headers.end());
      Transmission transmission = frame(refusal, manners);
      transmission.record.fault = "rate_limit";
      return transmission;
    }
    limit_headers = verdict.headers;
  }
  const ServerFault* fault =
      file.faults.empty() ? nullptr : find_fault(file, FaultStage::reply, request.model, number);
  const bool counts = fault == nullptr || leaves_reply_whole(fault->effect);
  tl::expected<ServedResponse, ServedError> reply = reply_to_it(counts);
  if (!reply) return frame(respond_error(request.shape, reply.error()), manners);
  reply->headers.insert(reply->headers.end(), limit_headers.begin(), limit_headers.end());
  if (fault == nullptr) return frame(*reply, manners);
  return transmit_with_fault(*fault, request.shape, std::move(*reply), manners, clock.wall());
}

Transmission ModelService::State::chat(const ServedRoute& route, const ReceivedRequest& request,
                                       std::string& body) {
  const bool counting = route.endpoint == Endpoint::count_tokens;
  if (route.shape == WireShape::responses) {
    const tl::expected<void, ServedError> whole = kept.unfold(body);
    if (!whole) return frame(respond_error(route.shape, whole.error()), request.manners);
  }
  const tl::expected<ServedRequest, ServedError> served = read_chat(route, request, body);
  if (!served) return frame(respond_error(route.shape, served.error()), request.manners);
  const WireShape shape = counting ? route.shape : served->shape;
  if (!key_is_right(file.require_key, request, served->key)) {
    return refuse_key(shape, request.manners);
  }
  if (counting) {
    const std::string count = token_count(shape, served->input_tokens);
    return recorded_as(*served, frame(respond_json(count), request.manners));
  }
  return recorded_as(*served, serve(*served, request.manners,
                                    [&](bool counts) -> tl::expected<ServedResponse, ServedError> {
                                      if (auto refused = refused_by(*served, body))
                                        return tl::unexpected(std::move(*refused));
                                      return reply_to(*served, counts);
                                    }));
}

Transmission ModelService::State::embed(const ServedRoute& route, const ReceivedRequest& request,
                                        std::string& body) {
  const tl::expected<EmbeddingRequest, ServedError> embedding =
      read_embedding_request(route.shape, body);
  if (!embedding) return frame(respond_error(route.shape, embedding.error()), request.manners);
  const ServedRequest& served = embedding->request;
  if (!key_is_right(file.require_key, request, served.key)) {
    return refuse_key(served.shape, request.manners);
  }
  return recorded_as(served, serve(served, request.manners,
                                   [&](bool counts) { return embeddings_of(*embedding, counts); }));
}

Transmission ModelService::State::route(const ReceivedRequest& request, std::string& body) {
  const std::optional<ServedRoute> route = find_route(path_of(request.target));
  const auto refuse = [&](WireShape shape, const ServedError& error) {
    return frame(respond_error(shape, error), request.manners);
  };
  if (!route) return refuse(WireShape::openai, {404, "no such endpoint", "not_found", {}});
  if (request.method != route->method) {
    return refuse(route->shape, {405, fmt::format("use {}", route->method), "method", {}});
  }
  if (route->endpoint == Endpoint::list_models) {
    if (!key_is_right(file.require_key, request, {})) {
      return refuse_key(route->shape, request.manners);
    }
    return frame(list_models(*route, request), request.manners);
  }
  return route->endpoint == Endpoint::embed ? embed(*route, request, body)
                                            : chat(*route, request, body);
}

ModelService::ModelService(std::unique_ptr<State> state) : state_(std::move(state)) {}
ModelService::~ModelService() = default;

Result<std::unique_ptr<ModelService>> ModelService::create(ModelsFile file,
                                                           const std::filesystem::path& root,
                                                           double speed, const Clock& clock) {
  auto state = std::make_unique<State>(clock);
  state->file = std::move(file);
  state->speed = speed;
  ASSAY_CHECK(state->load(root));
  return std::unique_ptr<ModelService>(new ModelService(std::move(state)));
}

OnAccept ModelService::accept() {
  const ServerFault* fault =
      find_fault(state_->file, FaultStage::accept, {}, ++state_->connections);
  return fault == nullptr ? OnAccept::serve : fault->on_accept;
}

std::optional<Transmission> ModelService::answer_early(const ReceivedRequest& request) {
  const ServerFault* fault = find_fault(state_->file, FaultStage::head, {}, ++state_->heads);
  if (fault == nullptr) return std::nullopt;
  const std::optional<ServedRoute> route = find_route(path_of(request.target));
  Transmission transmission =
      transmit_with_fault(*fault, route ? route->shape : WireShape::openai, {},
                          {false, request.manners.chunked}, state_->clock.wall());
  // The client may be sending still: closing would lose it the answer.
  transmission.after = Afterwards::half_close;
  transmission.record.method = request.method;
  transmission.record.path = path_of(request.target);
  return transmission;
}

Transmission ModelService::answer(const ReceivedRequest& request, std::string& body) {
  Transmission transmission = state_->route(request, body);
  transmission.record.method = request.method;
  transmission.record.path = path_of(request.target);
  return transmission;
}

RequestJournal* ModelService::journal() {
  return state_->journal.get();
}

}  // namespace assay
