#include "harness/run/budget.h"

#include <algorithm>

#include "harness/base/mark.h"

namespace assay {
namespace {

// `amount` x `part` / `whole`, without overflow, rounded down.
Money portion(Money amount, Money part, Money whole) {
  __extension__ using Wide = __int128;
  return {static_cast<std::int64_t>(Wide{amount.picos} * part.picos / whole.picos)};
}

}  // namespace

Budget::Budget(std::optional<Money> cap, Ledger before, std::vector<Money> expected)
    : cap_(cap), ledger_(before) {
  ASSAY_MARK_IF(before.possible != Money{}, "budget.possibly_spent_before");
  for (const Money cost : expected) lanes_.push_back({cost, {}, {}, {}, false});
  share_out();
}

// A run that is resumed under a smaller cap may have spent more than that.
Money Budget::left_after(Money counted) const {
  return std::max(*cap_ - std::min(counted, *cap_), Money{});
}

// What nobody has used yet is divided among the lanes that still ask. Lanes that
// are expected to cost nothing have nothing to fear from a share of nothing.
void Budget::share_out() {
  if (!cap_) return;
  Money whole;
  for (const LaneShare& lane : lanes_)
    if (!lane.closed) whole = add_saturating(whole, lane.expected);
  const Money rest =
      left_after(add_saturating(add_saturating(ledger_.spent, ledger_.possible), reserved_));
  for (LaneShare& lane : lanes_) {
    if (lane.closed) continue;
    const Money share = whole == Money{} ? rest : portion(rest, lane.expected, whole);
    lane.allowance = add_saturating(add_saturating(lane.used, lane.reserved), share);
  }
}

bool Budget::could_fit(std::size_t lane, Money worst) const {
  if (!cap_) return true;
  const LaneShare& share = lanes_[lane];
  return add_saturating(share.used, worst) <= share.allowance &&
         worst <= left_after(add_saturating(ledger_.spent, ledger_.possible));
}

bool Budget::reserve(std::size_t lane, Money worst) {
  LaneShare& share = lanes_[lane];
  if (cap_) {
    const Money of_lane = add_saturating(add_saturating(share.used, share.reserved), worst);
    const Money counted =
        add_saturating(add_saturating(ledger_.spent, ledger_.possible), reserved_);
    if (worst > left_after(counted) || of_lane > share.allowance) {
      ASSAY_MARK("budget.no_room");
      return false;
    }
  }
  share.reserved = add_saturating(share.reserved, worst);
  reserved_ = add_saturating(reserved_, worst);
  return true;
}

bool Budget::borrow(std::size_t lane, Money worst) {
  LaneShare& share = lanes_[lane];
  const Money of_lane = add_saturating(add_saturating(share.used, share.reserved), worst);
  share.allowance = std::max(share.allowance, of_lane);
  return reserve(lane, worst);
}

void Budget::settle(std::size_t lane, Money reserved, std::optional<Money> cost) {
  LaneShare& share = lanes_[lane];
  share.reserved = share.reserved - reserved;
  share.used = add_saturating(share.used, cost.value_or(reserved));
  reserved_ = reserved_ - reserved;
  ledger_ = ledger_ + (cost ? Ledger{*cost, {}, 0} : Ledger{{}, reserved, 1});
}

void Budget::close(std::size_t lane) {
  lanes_[lane].closed = true;
  share_out();
}

}  // namespace assay
