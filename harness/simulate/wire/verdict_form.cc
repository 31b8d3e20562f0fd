#include "harness/simulate/wire/verdict_form.h"

#include <algorithm>

namespace assay {
namespace {

// By its `enum`, or else by `minimum` and `maximum`.
std::optional<std::pair<std::int64_t, std::int64_t>> scale_of(WireValue score) {
  std::optional<std::int64_t> low = score["minimum"].integer();
  std::optional<std::int64_t> high = score["maximum"].integer();
  score["enum"].for_each([&](WireValue value) {
    const std::optional<std::int64_t> number = value.integer();
    if (!number) return;
    low = low ? std::min(*low, *number) : *number;
    high = high ? std::max(*high, *number) : *number;
  });
  if (!low || !high) return std::nullopt;
  return std::pair(*low, *high);
}

}  // namespace

VerdictForm read_verdict_form(WireValue schema) {
  const WireValue properties = schema["properties"];
  VerdictForm form;
  form.scale = scale_of(properties["score"]);
  properties["verdict"]["enum"].for_each([&](WireValue label) {
    if (label.is_string()) form.labels.emplace_back(label.text());
  });
  return form;
}

}  // namespace assay
