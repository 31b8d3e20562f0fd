#include "harness/report/manifest/sessions.h"

#include <algorithm>
#include <string>
#include <utility>

#include "harness/base/json_fields.h"
#include "harness/base/redact.h"

namespace assay {
namespace {

// For people's eyes, whatever an echo brought into the Store.
std::string safe_text_at(const Json& json, const char* key) {
  return redact(text_at(json, key));
}

void take_greater(std::optional<double>& most, const std::optional<double>& value) {
  if (value && (!most || *value > *most)) most = value;
}

LaneSummary& lane_named(std::vector<LaneSummary>& lanes, const std::string& name) {
  const auto known = std::find_if(lanes.begin(), lanes.end(),
                                  [&](const LaneSummary& lane) { return lane.name == name; });
  if (known != lanes.end()) return *known;
  lanes.push_back({});
  lanes.back().name = name;
  return lanes.back();
}

std::vector<LearnedLimit> learned_at(const Json& json, const char* key) {
  std::vector<LearnedLimit> learned;
  const auto found = json.find(key);
  if (found == json.end() || !found->is_object()) return learned;
  for (const auto& [resource, limit] : found->items())
    learned.push_back(
        {resource, integer_at(limit, "limit").value_or(0), number_at(limit, "per_minute")});
  return learned;
}

// A later session's settings replace an earlier one's; what happened adds up.
void add_lane(const Json& json, std::vector<LaneSummary>& lanes) {
  LaneSummary& lane = lane_named(lanes, safe_text_at(json, "name"));
  const std::int64_t lowest = integer_at(json, "lowest_concurrency").value_or(0);
  lane.lowest_concurrency =
      lane.concurrency == 0 ? lowest : std::min(lane.lowest_concurrency, lowest);
  lane.concurrency = integer_at(json, "concurrency").value_or(0);
  lane.rpm = integer_at(json, "rpm");
  lane.tpm = integer_at(json, "tpm");
  lane.rate_limited += integer_at(json, "rate_limited").value_or(0);
  lane.pauses += integer_at(json, "pauses").value_or(0);
  lane.paused_ms += number_at(json, "paused_ms").value_or(0);
  std::vector<LearnedLimit> learned = learned_at(json, "learned");
  if (!learned.empty()) lane.learned = std::move(learned);
  lane.events_left_out += integer_at(json, "events_left_out").value_or(0);
  const auto events = json.find("events");
  if (events == json.end() || !events->is_array()) return;
  for (const Json& event : *events)
    lane.events.push_back({safe_text_at(event, "at"), safe_text_at(event, "what")});
}

}  // namespace

ClientSummary client_of(const std::vector<Session>& sessions) {
  ClientSummary client;
  for (const Session& session : sessions) {
    take_greater(client.loop_lag_p99_ms, session.loop_lag_p99_ms);
    take_greater(client.delay_p99_ms, session.client_delay_p99_ms);
  }
  client.saturated = client.loop_lag_p99_ms.value_or(0) > kSaturatedLagMs;
  return client;
}

std::vector<LaneSummary> lanes_of(const std::vector<Session>& sessions) {
  std::vector<LaneSummary> lanes;
  for (const Session& session : sessions) {
    if (!session.lanes.is_array()) continue;
    for (const Json& lane : session.lanes) add_lane(lane, lanes);
  }
  return lanes;
}

}  // namespace assay
