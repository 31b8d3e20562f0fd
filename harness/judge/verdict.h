// What a judge's reply says.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>

#include "harness/judge/shape.h"
#include "harness/provider/reply.h"

namespace assay {

struct JudgeVerdict {
  std::string reason;                 // the judge's words, which may quote the answer: hostile
  double value = 0;                   // in [0, 1]: of the label, or the score's place on its scale
  bool passed = false;                // of a label; a score passes by its limit, not here
  std::optional<std::int64_t> score;  // with a scale
  std::string label;                  // without one: "pass", "fail", or the shape's own

  friend bool operator==(const JudgeVerdict&, const JudgeVerdict&) = default;
};

// Nothing but the verdict counts as one: a JSON object with the two keys of the shape, each
// once. Around it may stand one code fence, before it a block of reasoning that is closed.
// Everything else is an error in words for a person: a refusal, a reply that was cut off, a
// second object, words before or after the object, another spelling of a label, a score
// outside its scale. Prose around the object is refused because a judge that quotes the
// answer would otherwise hand out the verdict that the answer wrote. Within the object a
// quote is harmless: JSON escapes it.
//
// Never throws; linear in the reply.
tl::expected<JudgeVerdict, std::string> read_verdict(const Reply& reply, const VerdictShape& shape);

// What a reply tells of the form in which its server was asked to answer.
enum class ReplyForm {
  exact,    // the object and nothing else, as a server writes that holds its replies to a schema
  fenced,   // a verdict, in a code fence: such a server could not have written the fence
  other,    // no verdict, though it ended of itself and has words: nor this
  unknown,  // refused, cut off, empty, reasoning alone or joined to it, a call of a tool
};
// The best that it is in any of `shapes`.
ReplyForm form_of(const Reply& reply, std::span<const VerdictShape> shapes);

// The verdict without its reason: the label, or the score as a number.
std::string verdict_text(const JudgeVerdict& verdict);

}  // namespace assay
