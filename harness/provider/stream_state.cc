#include "harness/provider/dialect.h"

namespace assay {

void StreamState::take_text(std::string_view text) {
  if (text.empty()) return;
  content.add(text);
  if (content.retracted()) retracted_answer = true;
  if (content.heard() == InlineReasoning::Heard::reasoning) got_reasoning = true;
  if (content.heard() == InlineReasoning::Heard::answer) got_answer = true;
}

void StreamState::take_reasoning(std::string_view text) {
  if (text.empty()) return;
  reply.reasoning += text;
  got_reasoning = true;
}

}  // namespace assay
