#include "harness/provider/outcome.h"

#include <array>
#include <utility>

namespace assay {
namespace {

constexpr std::array<std::pair<FailureKind, std::string_view>, 16> kNames = {{
    {FailureKind::connect, "connect"},
    {FailureKind::timeout, "timeout"},
    {FailureKind::rate_limited, "rate_limited"},
    {FailureKind::overloaded, "overloaded"},
    {FailureKind::quota, "quota"},
    {FailureKind::auth, "auth"},
    {FailureKind::not_found, "not_found"},
    {FailureKind::invalid_request, "invalid_request"},
    {FailureKind::bad_reply, "bad_reply"},
    {FailureKind::truncated, "truncated"},
    {FailureKind::too_large, "too_large"},
    {FailureKind::offline, "offline"},
    {FailureKind::cancelled, "cancelled"},
    {FailureKind::judge, "judge"},
    {FailureKind::script, "script"},
    {FailureKind::user, "user"},
}};

}  // namespace

std::string_view to_string(FailureKind kind) {
  for (const auto& [value, name] : kNames) {
    if (value == kind) return name;
  }
  return "";
}

std::optional<FailureKind> failure_kind_from(std::string_view name) {
  for (const auto& [value, text] : kNames) {
    if (text == name) return value;
  }
  return std::nullopt;
}

std::optional<Nanoseconds> mean_gap(const Timings& timings) {
  const std::optional<Nanoseconds>& first =
      timings.first_reasoning ? timings.first_reasoning : timings.first_answer;
  if (!first || !timings.last_token || !timings.pieces || *timings.pieces < 2) return std::nullopt;
  return (*timings.last_token - *first) / (*timings.pieces - 1);
}

}  // namespace assay
