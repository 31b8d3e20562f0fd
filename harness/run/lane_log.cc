#include "harness/run/lane_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace assay {
namespace {

constexpr std::size_t kMostEvents = 100;

struct NamedQuota {
  const char* name;
  const LearnedQuota& quota;
};

std::vector<NamedQuota> known_quotas(const Pacer& pacer) {
  std::vector<NamedQuota> known;
  for (const NamedQuota& each :
       {NamedQuota{"requests", pacer.request_quota()}, NamedQuota{"tokens", pacer.token_quota()},
        NamedQuota{"input_tokens", pacer.input_quota()},
        NamedQuota{"output_tokens", pacer.output_quota()}}) {
    if (each.quota.limit() != 0) known.push_back(each);
  }
  return known;
}

}  // namespace

LaneLog::LaneLog(std::string name, const ProviderLimits& limits)
    : name_(std::move(name)), limits_(limits), lowest_(limits.concurrency) {}

void LaneLog::note(WallTime at, std::string what) {
  if (events_.size() == kMostEvents) {
    ++events_left_out_;
    return;
  }
  events_.push_back({at, std::move(what)});
}

void LaneLog::cut(WallTime at, int from, int to) {
  lowest_ = std::min(lowest_, to);
  note(at, fmt::format("concurrency {} -> {} after a 429", from, to));
}

void LaneLog::paused(WallTime at, Nanoseconds pause, const std::string& why) {
  ++pauses_;
  paused_ += pause;
  note(at, fmt::format("paused {:.1f} s: {}", to_milliseconds(pause) / 1000, why));
}

void LaneLog::learned(WallTime at, const Pacer& pacer) {
  std::string text = "the server's quotas:";
  const char* separator = " ";
  for (const NamedQuota& each : known_quotas(pacer)) {
    text += fmt::format("{}{} {}", separator, each.quota.limit(), each.name);
    if (const auto rate = each.quota.per_minute()) text += fmt::format(" ({:.0f}/min)", *rate);
    separator = ", ";
  }
  note(at, std::move(text));
}

Json LaneLog::to_json(const Pacer& pacer) const {
  Json json = {{"name", name_},
               {"concurrency", limits_.concurrency},
               {"lowest_concurrency", lowest_},
               {"rpm", nullptr},
               {"tpm", nullptr},
               {"rate_limited", rate_limited_},
               {"pauses", pauses_},
               {"paused_ms", std::round(to_milliseconds(paused_))},
               {"learned", Json::object()},
               {"events", Json::array()},
               {"events_left_out", events_left_out_}};
  if (limits_.rpm) json["rpm"] = *limits_.rpm;
  if (limits_.tpm) json["tpm"] = *limits_.tpm;
  for (const NamedQuota& each : known_quotas(pacer)) {
    Json& learned = json["learned"][each.name];
    learned = {{"limit", each.quota.limit()}, {"per_minute", nullptr}};
    if (const auto rate = each.quota.per_minute()) learned["per_minute"] = std::round(*rate);
  }
  for (const LaneEvent& event : events_)
    json["events"].push_back({{"at", to_rfc3339(event.at)}, {"what", event.what}});
  return json;
}

}  // namespace assay
