// Takes inline reasoning out of an answer (PROTOCOLS section 4).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace assay {

struct SplitAnswer {
  std::string reasoning;
  std::string answer;
};

// Handles <think>...</think>, a missing opening tag, an unclosed one (all of it
// is reasoning), empty and doubled ones. The answer is what follows the last
// closing tag, leading white space removed; text without tags is all answer.
// An opening tag in the middle of a text without closing tags is no tag: the
// answer speaks about it.
SplitAnswer split_reasoning(std::string_view content);

// Follows streamed content far enough to say when reasoning ended and the answer
// began, with tags split over pieces. Time to the first answer token needs that
// while the stream runs; the texts come from split_reasoning(text()) at its end.
class InlineReasoning {
 public:
  enum class Heard { nothing, reasoning, answer };

  void add(std::string_view piece);
  // What the last piece was; a piece with both is the answer.
  Heard heard() const { return heard_; }
  // The last piece closed a block that never was opened: all that was heard as
  // answer before it was reasoning.
  bool retracted() const { return retracted_; }
  const std::string& text() const { return text_; }
  void reset();

 private:
  std::string text_;
  std::size_t answer_begins_ = 0;  // after the last closing tag
  bool spoke_ = false;             // some piece since then was the answer
  Heard heard_ = Heard::nothing;
  bool retracted_ = false;
};

}  // namespace assay
