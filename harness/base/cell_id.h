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

// A call of a judge about a cell's answer is recorded as a cell, too, in rows of variants
// behind the plan's: row 0 has the answers; in row n are calls, judges taking turns, each
// call followed by the one that asks again with more tokens.
struct CallRows {
  std::uint32_t variants = 1;  // of the plan
  std::uint32_t judges = 0;    // of the suite

  // The `ordinal`-th call of a judge about an answer.
  CellId of(const CellId& answer, std::uint32_t judge, std::uint32_t ordinal, bool is_wide) const {
    const std::uint32_t row = 1 + judge + judges * (2 * ordinal + (is_wide ? 1 : 0));
    return {answer.variant + row * variants, answer.case_index, answer.repeat};
  }
  bool is_call(const CellId& cell) const { return cell.variant >= variants; }
  CellId answer(const CellId& call) const {
    return {call.variant % variants, call.case_index, call.repeat};
  }
  // Whose call it is. Requires judges > 0.
  std::uint32_t judge(const CellId& call) const { return (call.variant / variants - 1) % judges; }
};

}  // namespace assay
