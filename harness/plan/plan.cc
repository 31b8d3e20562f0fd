#include "harness/plan/plan.h"

namespace assay {
namespace {

struct Digits {
  std::uint64_t variant = 0;
  std::uint64_t block_case = 0;
  std::uint64_t repeat = 0;
};

// Mixed radix (repeat, case, variant), variant fastest.
Digits split(std::uint64_t i, std::uint64_t variants, std::uint64_t cases) {
  return {i % variants, i / variants % cases, i / variants / cases};
}

}  // namespace

CellId Plan::cell(std::uint64_t i) const {
  const Digits digits = split(i, variants.size(), cases.size());
  return {static_cast<std::uint32_t>(digits.variant), static_cast<std::uint32_t>(digits.block_case),
          static_cast<std::uint32_t>(digits.repeat)};
}

std::uint64_t Plan::index_of(const CellId& cell) const {
  return (std::uint64_t{cell.repeat} * cases.size() + cell.case_index) * variants.size() +
         cell.variant;
}

CellId Plan::dispatch(std::uint64_t i) const {
  CellId cell = this->cell(i);
  if (whole_cases) {
    const std::uint64_t block = variants.size() * static_cast<std::uint64_t>(repeats);
    cell.case_index = static_cast<std::uint32_t>(i / block);
    cell.repeat = static_cast<std::uint32_t>(i % block / variants.size());
  }
  cell.case_index = case_order[cell.case_index];
  return cell;
}

}  // namespace assay
