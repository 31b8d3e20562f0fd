// When a variant is not worth asking any more: its key is refused, its model is
// unknown, its account is empty, a parameter is refused.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "harness/provider/outcome.h"

namespace assay {

inline constexpr int kFailuresToOpen = 3;

class Circuit {
 public:
  void succeeded() { in_a_row_ = 0; }
  // True when this failure opens the circuit. `retried`: it is asked again; a
  // rate limit that is not (its Retry-After is hours away) is as final as a quota.
  bool failed(const Failure& failure, bool retried) {
    const bool limited_for_long = failure.kind == FailureKind::rate_limited && !retried;
    if (open_ || !(is_final(failure.kind) || limited_for_long)) return false;
    if (++in_a_row_ < kFailuresToOpen) return false;
    open_ = failure;
    return true;
  }
  // At once, whatever came before: `why` is said of every cell that is not sent.
  void give_up(const Failure& failure, std::string why) {
    if (open_) return;
    open_ = failure;
    why_ = std::move(why);
  }
  bool is_open() const { return open_.has_value(); }
  // Given up for a parameter that is refused.
  bool is_refused() const { return !why_.empty(); }
  // What every cell that is not sent any more is told.
  Failure refusal() const {
    Failure failure;
    failure.kind = open_->kind;
    failure.code = open_->code;
    failure.message = why_.empty() ? "not sent, after " + std::to_string(kFailuresToOpen) +
                                         " failures in a row: " + open_->message
                                   : "not sent: " + why_;
    return failure;
  }

 private:
  static bool is_final(FailureKind kind) {
    return kind == FailureKind::auth || kind == FailureKind::not_found ||
           kind == FailureKind::quota;
  }

  int in_a_row_ = 0;
  std::optional<Failure> open_;
  std::string why_;  // where it was given up at once
};

}  // namespace assay
