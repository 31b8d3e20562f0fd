// Expectations applied to a reply: `not`, `all` and `any` where some part could
// not be judged, and some could not be extracted.
//
// Each expectation is kept with its negation, two sides of which `not` makes the
// other. What is judged passes on exactly one of them; what cannot be judged may
// on either; what cannot be extracted does on neither, and so under no nesting.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/compiled.h"

namespace assay {
namespace {

constexpr std::size_t kShownExtracted = 500;  // characters
constexpr double kRounding = 1e-12;           // of sums of values

// Of an expectation, or of its negation: whether it passes if whatever could not
// be judged turns out well (possible), and in any case (certain).
struct Side {
  bool possible = false;
  bool certain = false;
  double value = 0;   // of what could be judged
  double lowest = 0;  // with the rest at 0, and at 1
  double highest = 0;
};

// Both sides of an expectation. What could not be extracted has neither.
struct Standing {
  Side holds;
  Side fails;
  bool waits = false;  // where it is open: a label is all that is missing
  // Of a group: whether something in it could not be judged, and whether something waits.
  bool errs_within = false;
  bool waits_within = false;
  bool is_exempt = false;
  std::string reason;     // "" when it holds
  std::string extracted;  // "" when nothing was, or not the same everywhere inside
};

Standing standing_of(Judgement judged) {
  Standing standing;
  standing.waits = judged.kind == Judgement::Kind::waiting;
  standing.is_exempt = judged.kind == Judgement::Kind::exempt;
  if (judged.kind == Judgement::Kind::error || standing.waits) {
    standing.holds = standing.fails = {true, false, 0, 0, 1};
  } else if (judged.kind == Judgement::Kind::scored) {
    const double value = judged.value;
    standing.holds = {judged.passed, judged.passed, value, value, value};
    standing.fails = {!judged.passed, !judged.passed, 1 - value, 1 - value, 1 - value};
  }
  standing.reason = std::move(judged.reason);
  return standing;
}

bool is_open(const Standing& standing) {
  return standing.holds.possible != standing.holds.certain ||
         standing.fails.possible != standing.fails.certain;
}

// The first characters, line ends and all: the raw answer stands beside it.
std::string beginning(std::string_view text) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < kShownExtracted && end < text.size(); ++i) {
    end += code_point_at(text, end).length;
  }
  return std::string(text.substr(0, end)) + (end < text.size() ? "…" : "");
}

Standing evaluate_leaf(const CompiledExpectation& leaf, Channels& channels) {
  Subject subject = channels.subject(leaf.on);
  if (!leaf.extraction) return standing_of(leaf.judge(subject));
  Extracted taken = leaf.extraction->apply(subject.text);
  if (!taken) {
    if (taken.error().is_unable) {
      return standing_of(Judgement::unable(std::move(taken.error().reason)));
    }
    return standing_of(Judgement::absent(std::move(taken.error().reason)));
  }
  subject.text = *taken;
  Judgement judged = leaf.judge(subject);
  if (!judged.passed) judged.reason = fmt::format("extracted {}: {}", quote(*taken), judged.reason);
  Standing standing = standing_of(std::move(judged));
  standing.extracted = beginning(*taken);
  return standing;
}

// A reason within the reason of a group.
void append_reason(std::string& reasons, const CompiledExpectation& child,
                   const std::string& reason) {
  constexpr std::size_t kMaxReasonBytes = 400;
  if (reasons.size() > kMaxReasonBytes) return;
  if (!reasons.empty()) reasons += "; ";
  reasons.append(child.name).append(": ").append(reason);
}

Standing stand(const CompiledExpectation& expectation, Channels& channels);

void need_both(Side& side, const Side& part) {
  side.possible &= part.possible;
  side.certain &= part.certain;
}
void need_either(Side& side, const Side& part) {
  side.possible |= part.possible;
  side.certain |= part.certain;
}

// The bounds of a mean, summed up, and of an extreme.
void add_bounds(Side& side, const Side& part, double weight) {
  side.lowest += weight * part.lowest;
  side.highest += weight * part.highest;
}
template <class Pick>
void pick_bounds(Side& side, const Side& part, const Pick& pick) {
  side.lowest = pick(side.lowest, part.lowest);
  side.highest = pick(side.highest, part.highest);
}
constexpr auto kGreater = [](double a, double b) { return std::max(a, b); };
constexpr auto kLesser = [](double a, double b) { return std::min(a, b); };

// The parts of a group that have a weight, put together.
class GroupTally {
 public:
  explicit GroupTally(bool is_all) : is_all_(is_all) {
    result_.holds = {is_all, is_all, 0, 0, 0};
    const double none = is_all ? 0.0 : 1.0;
    result_.fails = {!is_all, !is_all, none, none, none};
  }

  void add(const CompiledExpectation& child, const Standing& part) {
    if (part.is_exempt) {
      append_reason(exemptions_, child, part.reason);
      return;
    }
    is_empty_ = false;
    (is_all_ ? need_both : need_either)(result_.holds, part.holds);
    (is_all_ ? need_either : need_both)(result_.fails, part.fails);
    if (!part.holds.certain) {
      append_reason(part.holds.possible ? obstacles_ : failures_, child, part.reason);
    }
    if (!part.extracted.empty()) {
      is_mixed_ |= !result_.extracted.empty() && result_.extracted != part.extracted;
      result_.extracted = part.extracted;
    }
    add_bounds_of(child, part);
    if (is_open(part)) {
      (part.waits ? any_waits_ : any_error_) = true;
      return;
    }
    note_within(part);
    if (is_all_) {
      result_.holds.value += child.weight * part.holds.value;
      result_.fails.value += child.weight * part.fails.value;
      weights_ += child.weight;
    } else {
      result_.holds.value = std::max(result_.holds.value, part.holds.value);
      result_.fails.value = std::min(result_.fails.value, part.fails.value);
    }
  }

  Standing result() && {
    if (is_empty_) return standing_of(Judgement::exempt(std::move(exemptions_)));
    if (is_all_ && weights_ > 0) {
      result_.holds.value /= weights_;
      result_.fails.value /= weights_;
    }
    if (is_all_ && all_weights_ > 0)
      for (double* bound : {&result_.holds.lowest, &result_.holds.highest, &result_.fails.lowest,
                            &result_.fails.highest})
        *bound /= all_weights_;
    if (is_mixed_) result_.extracted.clear();
    result_.waits = any_waits_ && !any_error_;
    result_.errs_within |= any_error_;
    result_.waits_within |= any_waits_;
    if (result_.holds.certain) return std::move(result_);
    result_.reason = std::move(failures_);
    if (is_open(result_) && !obstacles_.empty()) {
      if (!result_.reason.empty()) result_.reason += "; ";
      result_.reason += obstacles_;
    }
    return std::move(result_);
  }

 private:
  void add_bounds_of(const CompiledExpectation& child, const Standing& part) {
    if (is_all_) {
      add_bounds(result_.holds, part.holds, child.weight);
      add_bounds(result_.fails, part.fails, child.weight);
      all_weights_ += child.weight;
    } else {
      pick_bounds(result_.holds, part.holds, kGreater);
      pick_bounds(result_.fails, part.fails, kLesser);
    }
  }
  void note_within(const Standing& part) {
    result_.errs_within |= part.errs_within;
    result_.waits_within |= part.waits_within;
  }

  bool is_all_;
  Standing result_;
  double weights_ = 0;      // of the parts that were judged
  double all_weights_ = 0;  // of all
  std::string failures_;
  std::string obstacles_;  // why parts could not be judged
  std::string exemptions_;
  bool is_empty_ = true;  // nothing but what is exempt
  bool is_mixed_ = false;
  bool any_waits_ = false;
  bool any_error_ = false;
};

Standing stand_as_written(const CompiledExpectation& expectation, Channels& channels) {
  if (expectation.kind == CompiledExpectation::Kind::leaf) {
    return evaluate_leaf(expectation, channels);
  }
  GroupTally tally(expectation.kind == CompiledExpectation::Kind::all);
  for (const CompiledExpectation& child : expectation.children) {
    if (child.weight > 0) tally.add(child, stand(child, channels));
  }
  return std::move(tally).result();
}

Standing stand(const CompiledExpectation& expectation, Channels& channels) {
  Standing standing = stand_as_written(expectation, channels);
  if (!expectation.negated || standing.is_exempt) return standing;
  std::swap(standing.holds, standing.fails);
  if (standing.holds.certain) standing.reason.clear();
  if (standing.fails.certain) {
    standing.reason = fmt::format("{} holds, and must not", expectation.shown);
  }
  return standing;
}

}  // namespace

Evaluation evaluate(const CompiledExpectation& expectation, Channels& channels) {
  Standing standing = stand(expectation, channels);
  Judgement judged;
  if (standing.is_exempt) {
    judged = Judgement::exempt(std::move(standing.reason));
  } else if (standing.holds.possible && !standing.holds.certain) {
    judged = standing.waits ? Judgement::waits(std::move(standing.reason))
                            : Judgement::unable(std::move(standing.reason));
  } else {
    judged.passed = standing.holds.certain;
    judged.value = standing.holds.value;
    judged.reason = std::move(standing.reason);
  }
  Evaluation evaluation{std::move(judged), std::move(standing.extracted)};
  if (evaluation.judgement.kind != Judgement::Kind::scored) return evaluation;
  const Side& holds = standing.holds;
  const double up = std::max(0.0, holds.highest - holds.value);
  const double down = std::max(0.0, holds.value - holds.lowest);
  if (up + down >= kRounding)
    evaluation.open = {standing.errs_within, standing.waits_within, up, down};
  return evaluation;
}

}  // namespace assay
