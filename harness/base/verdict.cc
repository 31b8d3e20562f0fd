#include "harness/base/verdict.h"

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

}  // namespace assay
