// What tells variants apart, as columns: the model, then the prompt and the
// grid axes that differ between the variants of a report.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/report/report.h"

namespace assay {

struct IdentityColumn {
  std::string title;  // "model", "prompt", or the axis
  bool is_axis = false;
  std::string (*prompt_or_model)(const VariantSummary&) = nullptr;  // null for an axis

  // "" where the variant has no value on the axis.
  std::string of(const VariantSummary& variant) const;
};

std::vector<IdentityColumn> identity_columns(const Report& report);

}  // namespace assay
