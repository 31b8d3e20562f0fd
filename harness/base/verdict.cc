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

std::optional<double> VerdictCounts::pass_rate() const {
  if (scored() == 0) return std::nullopt;
  return static_cast<double>(passed) / static_cast<double>(scored());
}

}  // namespace assay
