#include "harness/simulate/reply/respond.h"

#include <algorithm>

#include "harness/base/json.h"
#include "harness/base/text.h"
#include "harness/provider/price.h"

namespace assay {
namespace {

constexpr std::size_t kDeltaBytes = 14;  // three or four tokens of English

}  // namespace

std::string simulated_model_name(std::string_view id) {
  return "simulated:" + std::string(id);
}

std::vector<std::string_view> split_deltas(std::string_view text) {
  std::vector<std::string_view> deltas;
  deltas.reserve(text.size() / kDeltaBytes + 1);
  while (!text.empty()) {
    std::size_t end = std::min(kDeltaBytes, text.size());
    while (end < text.size() && continues_utf8(text[end])) ++end;
    deltas.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return deltas;
}

void DeltaClock::spend(std::string_view delta) {
  tokens_ += estimate_tokens(delta);
}

ServedResponse respond_json(std::string body) {
  ServedResponse response;
  response.body.push_back({Nanoseconds{0}, std::move(body)});
  return response;
}

ServedResponse respond_error(WireShape shape, const ServedError& error) {
  ServedResponse response = respond_json(encode_error(envelope_of(shape), error));
  response.status = error.status;
  if (error.retry_after_seconds) {
    response.headers.push_back({"retry-after", std::to_string(*error.retry_after_seconds)});
  }
  return response;
}

ServedResponse respond_native(const SimulatedReply& reply, const SimulatedModel& model,
                              const ServedRequest& request) {
  return respond_openai(reply, model, request);
}

ServedResponse respond(const SimulatedReply& reply, const SimulatedModel& model,
                       const ServedRequest& request) {
  switch (request.shape) {
    case WireShape::openai:
      return respond_openai(reply, model, request);
    case WireShape::responses:
      return respond_responses(reply, model, request);
    case WireShape::anthropic:
      return respond_anthropic(reply, model, request);
    case WireShape::native:
      return respond_native(reply, model, request);
    case WireShape::gemini:
      return respond_gemini(reply, model, request);
  }
  return {};
}

std::string openai_model_list(const std::vector<std::string>& ids) {
  Json data = Json::array();
  for (const std::string& id : ids) {
    data.push_back({{"id", id}, {"object", "model"}, {"created", 0}, {"owned_by", "simulated"}});
  }
  return dump_json({{"object", "list"}, {"data", data}});
}

std::string anthropic_model_list(const std::vector<std::string>& ids) {
  Json data = Json::array();
  for (const std::string& id : ids) {
    data.push_back({{"type", "model"},
                    {"id", id},
                    {"display_name", simulated_model_name(id)},
                    {"created_at", "1970-01-01T00:00:00Z"}});
  }
  const Json first = ids.empty() ? Json() : Json(ids.front());
  const Json last = ids.empty() ? Json() : Json(ids.back());
  return dump_json({{"data", data}, {"has_more", false}, {"first_id", first}, {"last_id", last}});
}

}  // namespace assay
