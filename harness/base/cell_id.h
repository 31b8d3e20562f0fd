// Which cell of a run: variant x case x repeat, all from 0, by their places in its plan.
#pragma once

#include <compare>
#include <cstddef>
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

// What is asked beside a cell's own question is recorded as a cell, too, in rows of variants
// behind the plan's. Row 0 has what came of the cells; rows 1 to `turns` have the requests of
// dialogues, in order; behind these are calls of judges about answers, judges taking turns,
// each call followed by the one that asks again with more tokens.
struct CallRows {
  std::uint32_t variants = 1;  // of the plan
  std::uint32_t judges = 0;    // of the suite
  std::uint32_t turns = 0;     // requests of the longest dialogue; 0: there is none

  // The `ordinal`-th call of a judge about an answer.
  CellId of(const CellId& answer, std::uint32_t judge, std::uint32_t ordinal, bool is_wide) const {
    const std::uint32_t row = 1 + turns + judge + judges * (2 * ordinal + (is_wide ? 1 : 0));
    return {answer.variant + row * variants, answer.case_index, answer.repeat};
  }
  // The `request`-th of a dialogue, from 0.
  CellId turn(const CellId& answer, std::size_t request) const {
    const std::uint32_t row = 1 + static_cast<std::uint32_t>(request);
    return {answer.variant + row * variants, answer.case_index, answer.repeat};
  }
  bool is_answer(const CellId& cell) const { return cell.variant < variants; }
  bool is_turn(const CellId& cell) const {
    return !is_answer(cell) && cell.variant / variants <= turns;
  }
  bool is_call(const CellId& cell) const { return cell.variant / variants > turns; }
  // The cell that a call or a turn belongs to.
  CellId answer(const CellId& of) const {
    return {of.variant % variants, of.case_index, of.repeat};
  }
  // Which request of its dialogue it is, from 0. Requires is_turn().
  std::size_t request(const CellId& turn) const { return turn.variant / variants - 1; }
  // Whose call it is. Requires judges > 0 and is_call().
  std::uint32_t judge(const CellId& call) const {
    return (call.variant / variants - 1 - turns) % judges;
  }
};

}  // namespace assay
