// What a judge may say: the form of its verdict.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/json.h"

namespace assay {

// One of several verdicts with names: what it is worth in [0, 1], and whether it passes.
struct VerdictLabel {
  std::string name;
  double value = 0;
  bool passes = false;

  friend bool operator==(const VerdictLabel&, const VerdictLabel&) = default;
};

// The widest scale: a judge tells few steps apart, and each is named in the schema.
inline constexpr int kMaxScaleSteps = 100;

// An integer on `scale`, both ends included, or one of `labels`. Without either the labels
// are pass, worth 1, and fail, worth 0. Requires scale->first < scale->second and no more
// than kMaxScaleSteps between them.
struct VerdictShape {
  std::optional<std::pair<int, int>> scale = {};
  std::vector<VerdictLabel> labels = {};

  friend bool operator==(const VerdictShape&, const VerdictShape&) = default;
};

// The labels of a shape without a scale: its own, or pass and fail.
const std::vector<VerdictLabel>& labels_of(const VerdictShape& shape);

// {"reason": text, "verdict": one of the labels}, or {"reason": text, "score": integer}, as a
// JSON Schema in the part of it that every provider's strict mode has: all required, nothing
// else allowed, values as `enum` (numeric bounds are refused by some). The reason comes
// first, also in bytes: where a schema is a grammar, that is the order of writing, and a
// verdict that is written first is not made of its reason.
Json verdict_schema(const VerdictShape& shape);

// The parameter `response_format` that asks for it.
Json verdict_response_format(const VerdictShape& shape);

// The same in words, for the prompt: not every server reads a schema.
std::string verdict_form(const VerdictShape& shape);

}  // namespace assay
