// What is asked of the call and not of the text: latency, cost, finish-reason, refusals, tools.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/promptfoo/assertion_row.h"

namespace assay {
namespace {

AssertionReading read_latency(const AssertionFields& fields) {
  if (!fields.threshold) return refuse_assertion("'latency' has no threshold, an error there");
  if (*fields.threshold < 0) return refuse_assertion("its threshold is below 0");
  return read_as({{"latency_ms", {{"at_most", *fields.threshold}}}},
                 "the time runs from the intended start here, and a stored reply has its own");
}

AssertionReading read_cost(const AssertionFields& fields) {
  if (!fields.threshold) return refuse_assertion("'cost' has no threshold, an error there");
  if (*fields.threshold < 0) return refuse_assertion("its threshold is below 0");
  return read_as({{"cost_usd", {{"at_most", *fields.threshold}}}});
}

AssertionReading read_finish_reason(const AssertionFields& fields) {
  struct FinishReason {
    std::string_view theirs;
    std::string_view ours;
  };
  constexpr FinishReason kFinishReasons[] = {
      {"stop", "stop"},
      {"length", "length"},
      {"tool_calls", "tool_calls"},
      {"content_filter", "filtered"},
  };
  if (!fields.value.is_string()) return refuse_assertion("'finish-reason' has no reason");
  const std::string written = to_lower_ascii(fields.value.get_ref<const std::string&>());
  for (const FinishReason& reason : kFinishReasons) {
    if (written != reason.theirs) continue;
    return read_as({{"finish_reason", {{"one_of", Json::array({std::string(reason.ours)})}}}},
                   "a reply that names no reason is an error here and a fail there");
  }
  return refuse_assertion(
      fmt::format("no reply ends with '{}' here: stop, length, tool_calls or "
                  "content_filter",
                  excerpt(written, 30)));
}

AssertionReading read_refusal(const AssertionFields& fields) {
  const Json refusal{{"refusal", Json::object()}};
  if (fields.scope.faithful)
    return nearly_as({{"any", {refusal, {{"max_chars", {{"at_most", 0}}}}}}},
                     "other phrases are known than there");
  return nearly_as(refusal,
                   "other phrases are known than there, where an empty answer is a refusal too");
}

AssertionReading read_tool_f1(const AssertionFields& fields) {
  Json expected = Json::array();
  std::set<std::string> known;
  const auto add = [&](std::string_view tool) {
    tool = trim(tool);
    if (!tool.empty() && known.emplace(tool).second) expected.push_back(std::string(tool));
  };
  if (fields.value.is_string()) {
    for (const std::string_view tool : split(fields.value.get_ref<const std::string&>(), ',')) {
      add(tool);
    }
  } else if (fields.value.is_array()) {
    for (const Json& tool : fields.value) {
      if (tool.is_string()) add(tool.get_ref<const std::string&>());
    }
  }
  if (expected.empty()) return refuse_assertion("'tool-call-f1' names no tool, an error there");
  const double threshold = fields.threshold.value_or(1);
  if (threshold <= 0) return always_passing(fields, "'tool-call-f1' from 0 on has never failed");
  if (threshold > 1)
    return always_failing(fields, "its threshold is above 1, which no answer reaches");
  return nearly_as({{"tool_calls", {{"expected", std::move(expected)}, {"at_least", threshold}}}},
                   "a tool that is called twice counts twice here");
}

constexpr AssertionRow kCallAssertions[] = {
    {"latency", read_latency, Looks::elsewhere},
    {"cost", read_cost, Looks::elsewhere},
    {"finish-reason", read_finish_reason, Looks::elsewhere},
    {"is-refusal", read_refusal, Looks::elsewhere},
    {"tool-call-f1", read_tool_f1, Looks::elsewhere},
};

}  // namespace

std::span<const AssertionRow> call_assertions() {
  return kCallAssertions;
}

}  // namespace assay
