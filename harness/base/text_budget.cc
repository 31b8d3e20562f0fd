#include "harness/base/text_budget.h"

#include <fmt/format.h>

#include "harness/base/mark.h"

namespace assay {
namespace {

std::uint64_t megabytes(std::uint64_t bytes) {
  return bytes >> 20;
}

Result<void> take(std::uint64_t& account, std::uint64_t bytes, std::uint64_t bound,
                  std::string_view what, std::string_view all, bool& spent) {
  if (bytes <= bound && account <= bound - bytes) {
    account += bytes;
    return {};
  }
  ASSAY_MARK("budget.of_text_spent");
  spent = true;
  return usage_error(fmt::format("{} would come to {} MB; {} may be {} MB in all", what,
                                 megabytes(account + bytes), all, megabytes(bound)));
}

}  // namespace

Result<void> TextBudget::repeat(std::string_view what, std::uint64_t bytes) {
  return take(repeated_, bytes, kMaxRepeatedBytes, what, "what is repeated of a text", spent_);
}

Result<void> TextBudget::render(std::string_view what, std::uint64_t bytes) {
  return take(rendered_, bytes, kMaxCheckedBytes, what, "what sections write in all cases", spent_);
}

}  // namespace assay
