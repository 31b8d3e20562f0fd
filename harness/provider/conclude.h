// The last step of every decoder: from what was collected to a Reply or a
// Failure, by the same rules for every wire format.
#pragma once

#include <optional>
#include <string_view>

#include "harness/provider/dialect.h"
#include "harness/provider/outcome.h"
#include "harness/provider/reply.h"

namespace assay {

// What a finish reason says, whatever its case and its separators. A word that no
// row knows is FinishReason::unknown. Nothing for a text that is no reason at all
// ("", "null", "none", ...): some servers write one in every chunk.
struct FinishMeaning {
  FinishReason reason = FinishReason::unknown;
  std::optional<FailureKind> failed;  // the generation broke off; never scored

  bool is_known() const { return failed || reason != FinishReason::unknown; }
};
std::optional<FinishMeaning> meaning_of_finish(std::string_view native);

// Consumes what `state` has collected. Where the generation broke off, its reply
// stays there with the usage it named: it was paid for.
tl::expected<Reply, Failure> conclude(StreamState& state);

}  // namespace assay
