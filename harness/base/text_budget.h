// What may be made of a text by repeating it. Aliases, rows that share what stands beside
// their `from`, sections in sections: a few hundred bytes of YAML multiply to gigabytes.
// One account takes all of it, so that no way around a limit is left between two others.
#pragma once

#include <cstdint>
#include <string_view>

#include "harness/base/result.h"

namespace assay {

// Of all that is repeated and kept, and of all that is rendered while a suite is checked.
inline constexpr std::uint64_t kMaxRepeatedBytes = std::uint64_t{256} << 20;
inline constexpr std::uint64_t kMaxCheckedBytes = std::uint64_t{1} << 30;

class TextBudget {
 public:
  // `bytes` more of copies that `what` makes, which stay. A usage error says which product is
  // too large, how large, and what the bound is. What is refused is not counted.
  Result<void> repeat(std::string_view what, std::uint64_t bytes);
  // The same of text that is rendered and dropped again.
  Result<void> render(std::string_view what, std::uint64_t bytes);

  // Nothing more is afforded after the first refusal: one error tells it.
  bool is_spent() const { return spent_; }

 private:
  std::uint64_t repeated_ = 0;
  std::uint64_t rendered_ = 0;
  bool spent_ = false;
};

}  // namespace assay
