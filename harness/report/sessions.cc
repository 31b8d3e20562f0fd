#include "harness/report/sessions.h"

#include <algorithm>
#include <string>
#include <utility>

#include "harness/base/redact.h"

namespace assay {
namespace {

const Json& member(const Json& json, const char* key) {
  static const Json kAbsent;
  if (!json.is_object()) return kAbsent;
  const auto found = json.find(key);
  return found == json.end() ? kAbsent : *found;
}

std::optional<double> number_at(const Json& json, const char* key) {
  const Json& value = member(json, key);
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

std::optional<std::int64_t> integer_at(const Json& json, const char* key) {
  const Json& value = member(json, key);
  return value.is_number_integer() ? std::optional(value.get<std::int64_t>()) : std::nullopt;
}

std::string text_at(const Json& json, const char* key) {
  const Json& value = member(json, key);
  return value.is_string() ? redact(value.get_ref<const std::string&>()) : std::string();
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

std::vector<LearnedLimit> read_learned(const Json& json) {
  std::vector<LearnedLimit> learned;
  if (!json.is_object()) return learned;
  for (const auto& [resource, limit] : json.items())
    learned.push_back(
        {resource, integer_at(limit, "limit").value_or(0), number_at(limit, "per_minute")});
  return learned;
}

// A later session's settings replace an earlier one's; what happened adds up.
void add_lane(const Json& json, std::vector<LaneSummary>& lanes) {
  LaneSummary& lane = lane_named(lanes, text_at(json, "name"));
  const std::int64_t lowest = integer_at(json, "lowest_concurrency").value_or(0);
  lane.lowest_concurrency =
      lane.concurrency == 0 ? lowest : std::min(lane.lowest_concurrency, lowest);
  lane.concurrency = integer_at(json, "concurrency").value_or(0);
  lane.rpm = integer_at(json, "rpm");
  lane.tpm = integer_at(json, "tpm");
  lane.rate_limited += integer_at(json, "rate_limited").value_or(0);
  lane.pauses += integer_at(json, "pauses").value_or(0);
  lane.paused_ms += number_at(json, "paused_ms").value_or(0);
  std::vector<LearnedLimit> learned = read_learned(member(json, "learned"));
  if (!learned.empty()) lane.learned = std::move(learned);
  lane.events_left_out += integer_at(json, "events_left_out").value_or(0);
  const Json& events = member(json, "events");
  if (!events.is_array()) return;
  for (const Json& event : events)
    lane.events.push_back({text_at(event, "at"), text_at(event, "what")});
}

}  // namespace

void add_session(Json& manifest, double loop_lag_p99_ms, double client_delay_p99_ms, Json lanes) {
  manifest["sessions"].push_back({{"loop_lag_p99_ms", loop_lag_p99_ms},
                                  {"client_delay_p99_ms", client_delay_p99_ms},
                                  {"lanes", std::move(lanes)}});
}

void read_sessions(const Json& json, Manifest& manifest) {
  const Json& sessions = member(json, "sessions");
  if (!sessions.is_array()) return;
  for (const Json& session : sessions) {
    take_greater(manifest.client.loop_lag_p99_ms, number_at(session, "loop_lag_p99_ms"));
    take_greater(manifest.client.delay_p99_ms, number_at(session, "client_delay_p99_ms"));
    const Json& lanes = member(session, "lanes");
    if (!lanes.is_array()) continue;
    for (const Json& lane : lanes) add_lane(lane, manifest.lanes);
  }
  manifest.client.saturated = manifest.client.loop_lag_p99_ms.value_or(0) > kSaturatedLagMs;
}

}  // namespace assay
