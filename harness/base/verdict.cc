#include "harness/base/verdict.h"

#include <algorithm>

namespace assay {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::error:
      return "error";
    case Verdict::unscored:
      return "unscored";
  }
  return "unscored";
}

std::optional<Verdict> verdict_from(std::string_view name) {
  for (Verdict verdict : {Verdict::pass, Verdict::fail, Verdict::error, Verdict::unscored}) {
    if (to_string(verdict) == name) return verdict;
  }
  return std::nullopt;
}

void VerdictCounts::add(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      ++passed;
      break;
    case Verdict::fail:
      ++failed;
      break;
    case Verdict::error:
      ++errors;
      break;
    case Verdict::unscored:
      ++unscored;
      break;
  }
}

VerdictCounts& VerdictCounts::operator+=(const VerdictCounts& other) {
  passed += other.passed;
  failed += other.failed;
  errors += other.errors;
  unscored += other.unscored;
  waiting += other.waiting;
  return *this;
}

bool waits_for_label(Verdict verdict, const std::vector<ScorePart>& parts) {
  return verdict == Verdict::unscored &&
         std::any_of(parts.begin(), parts.end(),
                     [](const ScorePart& part) { return part.waits && part.weight > 0; });
}

OpenScore open_score(Verdict verdict, const std::vector<ScorePart>& parts) {
  OpenScore open;
  if (verdict != Verdict::pass && verdict != Verdict::fail) return open;
  double judged = 0;
  double sum = 0;
  double unknown = 0;
  double up = 0;  // of groups
  double down = 0;
  for (const ScorePart& part : parts) {
    if (part.weight <= 0) continue;
    const bool is_error = part.verdict == Verdict::error;
    open.has_error |= is_error || part.open.has_error;
    open.waits |= part.waits || part.open.waits;
    if (is_error || part.waits) unknown += part.weight;
    if (part.verdict != Verdict::pass && part.verdict != Verdict::fail) continue;
    judged += part.weight;
    sum += part.weight * part.value;
    up += part.weight * part.open.up;
    down += part.weight * part.open.down;
  }
  if (judged <= 0 || !open.any()) return open;
  const double value = sum / judged;
  open.up = (sum + up + unknown) / (judged + unknown) - value;
  open.down = value - (sum - down) / (judged + unknown);
  return open;
}

std::optional<double> VerdictCounts::pass_rate() const {
  if (scored() == 0) return std::nullopt;
  return static_cast<double>(passed) / static_cast<double>(scored());
}

}  // namespace assay
