#include "harness/provider/reasoning.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "harness/provider/harmony.h"

namespace assay {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

struct Pair {
  std::string_view open;
  std::string_view close;
  // Chat templates end the prompt with the opening tag, so that a reply may have
  // the closing one alone.
  bool opened_by_template = false;
};

constexpr std::array kPairs = {
    Pair{"<think>", "</think>", true},  // DeepSeek, Qwen, and most others
    Pair{"<thinking>", "</thinking>"},
    Pair{"<thought>", "</thought>"},  // Gemini, Gemma
    Pair{"<reasoning>", "</reasoning>"},
    Pair{"[THINK]", "[/THINK]", true},            // Magistral
    Pair{"<seed:think>", "</seed:think>", true},  // Seed-OSS
    Pair{"◁think▷", "◁/think▷", true},            // Kimi-VL
    Pair{"<|begin_of_thought|>", "<|end_of_thought|>"},
    Pair{"<|START_THINKING|>", "<|END_THINKING|>", true},  // Command A
};

// Calls `visit` with each pair, a provider's own first, until it says true.
template <class Visit>
bool any_pair(std::span<const ReasoningTags> own, const Visit& visit) {
  return std::any_of(own.begin(), own.end(),
                     [&](const ReasoningTags& tags) {
                       return visit(Pair{tags.open, tags.close, true});
                     }) ||
         std::any_of(kPairs.begin(), kPairs.end(), visit);
}

std::string_view without_leading_space(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  return text;
}

// The pair whose opening tag `text` begins with.
std::optional<Pair> opening_at(std::string_view text, std::span<const ReasoningTags> own) {
  std::optional<Pair> found;
  any_pair(own, [&](const Pair& pair) {
    if (text.starts_with(pair.open)) found = pair;
    return found.has_value();
  });
  return found;
}

// "`</think>`" and the like speak about a tag.
bool is_quoted(std::string_view text, std::size_t at, std::size_t length) {
  if (at == 0) return false;
  const char before = text[at - 1];
  if (before != '`' && before != '"' && before != '\'') return false;
  return at + length >= text.size() || text[at + length] == before;
}

// Where the pair's first closing tag stands that nothing opened.
std::size_t unopened_close(std::string_view text, const Pair& pair) {
  std::size_t open = text.find(pair.open);
  std::size_t close = text.find(pair.close);
  while (close != std::string_view::npos) {
    if (open < close) {
      close = text.find(pair.close, close + pair.close.size());
      open = text.find(pair.open, open + pair.open.size());
    } else if (is_quoted(text, close, pair.close.size())) {
      close = text.find(pair.close, close + pair.close.size());
    } else {
      return close;
    }
  }
  return std::string_view::npos;
}

struct Unopened {
  std::size_t at;
  Pair pair;
};

// Data, which nobody thinks in: its tags are its own.
bool is_data(std::string_view text) {
  text = without_leading_space(text);
  return text.starts_with('{') || text.starts_with("```");
}

std::optional<Unopened> first_unopened(std::string_view text, std::span<const ReasoningTags> own) {
  if (is_data(text)) return std::nullopt;
  std::optional<Unopened> first;
  any_pair(own, [&](const Pair& pair) {
    if (!pair.opened_by_template) return false;
    const std::size_t at = unopened_close(text, pair);
    if (at != std::string_view::npos && (!first || at < first->at)) first = {at, pair};
    return false;
  });
  return first;
}

void add_reasoning(std::string_view inside, SplitAnswer& split) {
  const std::string_view text = trim(inside);
  if (!split.reasoning.empty() && !text.empty()) split.reasoning += '\n';
  split.reasoning += text;
}

// Takes the blocks at the start of `rest` into `split`; what is left.
std::string_view take_blocks(std::string_view rest, std::span<const ReasoningTags> own,
                             SplitAnswer& split) {
  for (;;) {
    std::string_view inside = without_leading_space(rest);
    const std::optional<Pair> pair = opening_at(inside, own);
    if (!pair) return rest;
    if (split.tag.empty()) split.tag = pair->open;
    // Doubled: once by the template, once by the model.
    while (inside.starts_with(pair->open)) {
      inside = without_leading_space(inside.substr(pair->open.size()));
    }
    const std::size_t close = inside.find(pair->close);
    add_reasoning(inside.substr(0, close), split);
    if (close == std::string_view::npos) return {};
    rest = inside.substr(close + pair->close.size());
  }
}

SplitAnswer split_content(std::string_view content, std::span<const ReasoningTags> own) {
  if (std::optional<HarmonyText> harmony = split_harmony(content)) {
    return {std::move(harmony->reasoning), std::move(harmony->answer), std::move(harmony->marker),
            true};
  }
  SplitAnswer split;
  std::string_view rest = take_blocks(content, own, split);
  if (split.tag.empty()) {
    const std::optional<Unopened> unopened = first_unopened(content, own);
    if (!unopened) return {"", std::string(content), ""};
    split.tag = unopened->pair.close;
    split.is_guess = true;
    add_reasoning(content.substr(0, unopened->at), split);
    rest = take_blocks(content.substr(unopened->at + unopened->pair.close.size()), own, split);
  }
  split.answer = without_leading_space(rest);
  return split;
}

bool may_become_opening(std::string_view text, std::span<const ReasoningTags> own) {
  return any_pair(own, [&](const Pair& pair) { return pair.open.starts_with(text); });
}

}  // namespace

SplitAnswer split_reasoning(std::string_view content, std::string_view carried,
                            std::span<const ReasoningTags> own) {
  SplitAnswer split = split_content(content, own);
  if (trim(carried).empty() || split.tag.empty()) return split;
  if (!split.reasoning.empty() && split.reasoning != trim(carried)) {
    return {"", std::string(content), ""};
  }
  split.reasoning.clear();
  return split;
}

void InlineReasoning::add(std::string_view piece, std::span<const ReasoningTags> own) {
  const std::size_t scanned = text_.size();
  text_ += piece;
  spoke_ = spoke_ || heard_ == Heard::answer;
  heard_ = Heard::nothing;
  retracted_ = false;
  while (step(scanned, own)) continue;
}

void InlineReasoning::add_answer(std::string_view piece) {
  text_ += piece;
  retracted_ = false;
  heard_ =
      piece.find_first_not_of(kSpace) == std::string_view::npos ? Heard::nothing : Heard::answer;
}

// Whether the text's end is at another place now. Text before `scanned` has been
// looked at: a long stream must not cost the square of its length.
bool InlineReasoning::step(std::size_t scanned, std::span<const ReasoningTags> own) {
  switch (place_) {
    case Place::start:
      return leave_start(own);
    case Place::block:
      return leave_block(scanned);
    case Place::answer:
      return leave_answer(scanned, own);
  }
  return false;
}

bool InlineReasoning::leave_start(std::span<const ReasoningTags> own) {
  begins_ = std::min(text_.find_first_not_of(kSpace, begins_), text_.size());
  const std::string_view rest = std::string_view(text_).substr(begins_);
  if (rest.empty()) return false;
  if (const std::optional<HarmonyHeader> header = harmony_header_at(rest)) {
    if (header->length == 0) return false;  // the rest of it is to come
    begins_ += header->length;
    close_ = kHarmonyEnd;
    place_ = header->is_answer ? Place::answer : Place::block;
    may_be_unopened_ = false;
    return true;
  }
  if (const std::optional<Pair> pair = opening_at(rest, own)) {
    begins_ += pair->open.size();
    close_ = pair->close;
    place_ = Place::block;
    may_be_unopened_ = false;
    return true;
  }
  if (may_become_opening(rest, own)) return false;
  place_ = Place::answer;
  return true;
}

bool InlineReasoning::leave_block(std::size_t scanned) {
  heard_ = Heard::reasoning;
  const std::size_t overlap = close_.size() - 1;  // a tag may have begun in an earlier piece
  const std::size_t from = std::max(begins_, scanned - std::min(scanned, overlap));
  const std::size_t close = text_.find(close_, from);
  if (close == std::string::npos) return false;
  begins_ = close + close_.size();
  place_ = Place::start;
  return true;
}

bool InlineReasoning::leave_answer(std::size_t scanned, std::span<const ReasoningTags> own) {
  heard_ = Heard::answer;
  if (!may_be_unopened_) return false;
  const bool closes = any_pair(own, [&](const Pair& pair) {
    const std::size_t from = scanned - std::min(scanned, pair.close.size() - 1);
    return pair.opened_by_template && text_.find(pair.close, from) != std::string::npos;
  });
  if (!closes) return false;
  may_be_unopened_ = false;  // the first closing tag decides: the text is searched once
  const std::optional<Unopened> unopened = first_unopened(text_, own);
  if (!unopened) return false;
  retracted_ = spoke_;
  heard_ = Heard::reasoning;
  begins_ = unopened->at + unopened->pair.close.size();
  place_ = Place::start;
  return true;
}

}  // namespace assay
