#include "harness/plan/cell_name.h"

#include <algorithm>

namespace assay {
namespace {

constexpr std::string_view kBegin = "assay-";
constexpr std::size_t kDigits = 32;

}  // namespace

std::string cell_name(const Plan& plan, const CellId& cell) {
  KeyBuilder key;
  key.add("assay cell name")
      .add(plan.suite->name)
      .add(plan.variant_of(cell).id)
      .add(plan.case_of(cell).id)
      .add(static_cast<std::int64_t>(cell.repeat));
  return std::string(kBegin) + key.finish().hex().substr(0, kDigits);
}

bool is_cell_name(std::string_view text) {
  if (!text.starts_with(kBegin) || text.size() != kBegin.size() + kDigits) return false;
  text.remove_prefix(kBegin.size());
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace assay
