// Takes inline reasoning out of an answer: the tags that models, or servers
// without a parser for them, leave in the text.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace assay {

// What some model writes around its reasoning. The well-known pairs are a table
// in reasoning.cc; a provider may add its own (`reasoning_tags`).
struct ReasoningTags {
  std::string open;
  std::string close;

  friend bool operator==(const ReasoningTags&, const ReasoningTags&) = default;
};

struct SplitAnswer {
  std::string reasoning;
  std::string answer;
  std::string tag;  // the first that was taken out; "" when none was
  // Nothing but that tag tells reasoning from answer, and an answer may quote it: it closes
  // what nothing opened, or it names a channel.
  bool is_guess = false;
};

// Only what stands at the start of `content` is reasoning: blocks of any pair,
// each up to its first closing tag, one after another; a block that is never
// closed is all of it. A closing tag whose opening one the chat template wrote
// ends a block that began with the text, unless the text only speaks about it:
// between quotes, or after an opening tag of its own, or is a JSON object or a fenced
// block from its first character on. Channels of the harmony format are told apart by
// their names. The answer is the rest, leading white space removed; a text without tags
// is all answer and untouched.
//
// `carried` is the reasoning that came by a carrier of its own. Where there is
// some, the content is the answer: only a block that is empty or says the same
// once more (llama.cpp's deepseek-legacy format) is taken out.
SplitAnswer split_reasoning(std::string_view content, std::string_view carried = {},
                            std::span<const ReasoningTags> own = {});

// Follows streamed content far enough to say when reasoning ended and the answer
// began, with tags split over pieces. Time to the first answer token needs that
// while the stream runs; the texts come from split_reasoning(text()) at its end.
class InlineReasoning {
 public:
  enum class Heard { nothing, reasoning, answer };

  void add(std::string_view piece, std::span<const ReasoningTags> own = {});
  // A piece of a reply whose reasoning comes by another carrier.
  void add_answer(std::string_view piece);

  // What the last piece was; a piece with both is the answer.
  Heard heard() const { return heard_; }
  // The last piece closed a block that never was opened: all that was heard as
  // answer before it was reasoning.
  bool retracted() const { return retracted_; }
  const std::string& text() const { return text_; }

 private:
  enum class Place { start, block, answer };
  bool step(std::size_t scanned, std::span<const ReasoningTags> own);
  bool leave_start(std::span<const ReasoningTags> own);
  bool leave_block(std::size_t scanned);
  bool leave_answer(std::size_t scanned, std::span<const ReasoningTags> own);

  std::string text_;
  std::size_t begins_ = 0;  // what `place_` speaks of
  Place place_ = Place::start;
  std::string close_;            // of the block
  bool may_be_unopened_ = true;  // the answer so far may still turn out to be reasoning
  bool spoke_ = false;           // a piece before the last was the answer
  Heard heard_ = Heard::nothing;
  bool retracted_ = false;
};

}  // namespace assay
