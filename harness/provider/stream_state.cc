#include "harness/provider/conclude.h"
#include "harness/provider/dialect.h"

namespace assay {

void StreamState::take_text(std::string_view text) {
  if (text.empty()) return;
  if (reply.reasoning.empty()) {
    content.add(text, reasoning_tags);
  } else {
    content.add_answer(text);
  }
  if (content.retracted()) retracted_answer = true;
  if (content.heard() == InlineReasoning::Heard::reasoning) got_reasoning = true;
  if (content.heard() == InlineReasoning::Heard::answer) got_answer = true;
}

void StreamState::take_reasoning(std::string_view text) {
  if (text.empty()) return;
  reply.reasoning += text;
  got_reasoning = true;
}

void StreamState::take_finish(std::string_view native) {
  if (native.empty()) return;  // as in nearly every chunk
  const std::optional<FinishMeaning> said = meaning_of_finish(native);
  if (!said) return;
  const std::optional<FinishMeaning> before = meaning_of_finish(reply.native_finish_reason);
  if (before && (before->failed || (before->is_known() && !said->is_known()))) return;
  reply.native_finish_reason = native;
  finish_is_known = said->is_known();
}

bool StreamState::has_ended() const {
  return saw_terminal || (saw_done && !reply.native_finish_reason.empty());
}

}  // namespace assay
