// The only file that includes PCRE2.
#include "harness/score/backtracking.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "harness/base/text.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace assay {
namespace {

constexpr std::size_t kMostPatternBytes = std::size_t{64} << 10;
constexpr std::uint32_t kMostHeapKib = 64 << 10;

template <auto kFree>
struct Freed {
  template <class T>
  void operator()(T* pointer) const {
    kFree(pointer);
  }
};
using Code = std::unique_ptr<pcre2_code, Freed<pcre2_code_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Freed<pcre2_match_data_free>>;
using MatchContext = std::unique_ptr<pcre2_match_context, Freed<pcre2_match_context_free>>;

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// What a search has done: an item of the pattern at a place is a step, and so is each byte
// between two of them, which a repeat has walked.
struct Steps {
  std::size_t count = 0;
  std::size_t last = 0;
};

int count_step(pcre2_callout_block* block, void* data) {
  Steps& steps = *static_cast<Steps*>(data);
  const std::size_t at = block->current_position;
  steps.count += 1 + (at > steps.last ? at - steps.last : steps.last - at);
  steps.last = at;
  return steps.count > kMostSearchSteps ? PCRE2_ERROR_CALLOUT : 0;
}

std::string message_of(int error) {
  std::array<unsigned char, 256> text{};
  pcre2_get_error_message(error, text.data(), text.size());
  return reinterpret_cast<const char*>(text.data());
}

bool looks_around(std::string_view source) {
  constexpr std::string_view kOpenings[] = {"(?=", "(?!", "(?<=", "(?<!", "(*", "\\K", "\\G"};
  return std::any_of(std::begin(kOpenings), std::end(kOpenings),
                     [source](std::string_view each) { return source.find(each) != source.npos; });
}

}  // namespace

struct BacktrackingPattern::Compiled {
  std::string source;
  Code code;
};

BacktrackingPattern::BacktrackingPattern(std::shared_ptr<const Compiled> compiled)
    : compiled_(std::move(compiled)) {}

Result<BacktrackingPattern> BacktrackingPattern::compile(std::string_view source) {
  if (source.size() > kMostPatternBytes) {
    return usage_error(fmt::format("a pattern of more than {} KiB", kMostPatternBytes >> 10));
  }
  if (!is_valid_utf8(source)) return usage_error("the pattern is not UTF-8");
  // A callout before each item is what counts the work.
  constexpr std::uint32_t kOptions =
      PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT;
  int error = 0;
  PCRE2_SIZE at = 0;
  Code code(pcre2_compile(bytes(source), source.size(), kOptions, &error, &at, nullptr));
  if (!code) {
    return usage_error(fmt::format("the pattern '{}' is none of PCRE2, character {}: {}",
                                   excerpt(source, 60), count_code_points(source.substr(0, at)) + 1,
                                   message_of(error)));
  }
  return BacktrackingPattern(
      std::make_shared<const Compiled>(Compiled{std::string(source), std::move(code)}));
}

BacktrackingPattern::Search BacktrackingPattern::search(std::string_view text,
                                                        std::size_t* taken) const {
  if (taken != nullptr) *taken = 0;
  if (text.size() > kMostSearchedBytes) return Search::unable;
  std::string valid;
  if (!is_valid_utf8(text)) {
    valid = to_valid_utf8(text);
    text = valid;
  }
  Steps steps;
  const MatchContext context(pcre2_match_context_create(nullptr));
  const MatchData data(pcre2_match_data_create(1, nullptr));
  if (!context || !data) return Search::unable;
  pcre2_set_callout(context.get(), count_step, &steps);
  pcre2_set_heap_limit(context.get(), kMostHeapKib);
  pcre2_set_match_limit(context.get(), kMostSearchSteps);
  pcre2_set_depth_limit(context.get(), kMostSearchSteps);
  const int result = pcre2_match(compiled_->code.get(), bytes(text), text.size(), 0,
                                 PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, data.get(), context.get());
  if (taken != nullptr) *taken = steps.count;
  if (result >= 0) return Search::found;
  return result == PCRE2_ERROR_NOMATCH ? Search::none : Search::unable;
}

bool BacktrackingPattern::matches_everything() const {
  if (looks_around(compiled_->source)) return false;
  const auto matches_empty_at = [this](std::string_view text, std::size_t at) {
    const MatchData data(pcre2_match_data_create(1, nullptr));
    return data &&
           pcre2_match(compiled_->code.get(), bytes(text), text.size(), at,
                       PCRE2_ANCHORED | PCRE2_NO_JIT, data.get(), nullptr) >= 0 &&
           pcre2_get_ovector_pointer(data.get())[1] == at;
  };
  constexpr std::string_view kContexts[] = {"", "x", " ", "\n"};
  const auto at_start = [&](std::string_view text) { return matches_empty_at(text, 0); };
  const auto at_end = [&](std::string_view text) { return matches_empty_at(text, text.size()); };
  return std::all_of(std::begin(kContexts), std::end(kContexts), at_start) ||
         std::all_of(std::begin(kContexts), std::end(kContexts), at_end);
}

const std::string& BacktrackingPattern::source() const {
  return compiled_->source;
}

}  // namespace assay
