// Which cell of a run: variant x case x repeat, all from 0, by their places in its plan.
#pragma once

#include <compare>
#include <cstdint>
#include <tuple>

namespace assay {

struct CellId {
  std::uint32_t variant = 0;
  std::uint32_t case_index = 0;
  std::uint32_t repeat = 0;

  friend bool operator==(const CellId&, const CellId&) = default;
  // By case, variant and repeat: the order of reports.
  friend auto operator<=>(const CellId& a, const CellId& b) {
    return std::tie(a.case_index, a.variant, a.repeat) <=>
           std::tie(b.case_index, b.variant, b.repeat);
  }
};

}  // namespace assay
