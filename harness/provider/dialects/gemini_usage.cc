// Tokens in Gemini's usageMetadata. Thoughts are counted beside the candidates and billed like
// them; cached input is a part of the prompt; what the model's own tools brought is input too.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/provider/dialects/gemini_wire.h"
#include "harness/provider/failure.h"
#include "harness/provider/quirks.h"

namespace assay {
namespace {

// Fields that are read, and those that are known to say nothing assay needs.
constexpr std::array<std::string_view, 14> kUsageFields = {
    "promptTokenCount",      "cachedContentTokenCount",    "candidatesTokenCount",
    "thoughtsTokenCount",    "toolUsePromptTokenCount",    "totalTokenCount",
    "promptTokensDetails",   "cacheTokensDetails",         "candidatesTokensDetails",
    "thoughtsTokensDetails", "toolUsePromptTokensDetails", "trafficType",
    "serviceTier",           "billablePromptUsage"};

using Count = std::optional<std::int64_t>;

struct Counts {
  Count input;
  Count output;
  std::int64_t thoughts = 0;
};

// JSON leaves a count of 0 out: without one of the candidates, the total says how many there were.
Counts read_parts(const WireValue& said, const Count& total) {
  Counts counts;
  const Count candidates = said["candidatesTokenCount"].token_count();
  counts.thoughts = said["thoughtsTokenCount"].token_count().value_or(0);
  if (const Count prompt = said["promptTokenCount"].token_count())
    counts.input = *prompt + said["toolUsePromptTokenCount"].token_count().value_or(0);
  if (candidates) {
    counts.output = *candidates + counts.thoughts;
  } else if (total && counts.input && *total >= *counts.input + counts.thoughts) {
    counts.output = *total - *counts.input;
  }
  return counts;
}

// What the total counts beyond its parts was thought. Where it is smaller, a server may have
// counted thoughts among the candidates, or its tools' input among the prompt. False: neither.
bool fit_to_total(const WireValue& said, std::int64_t total, Counts& counts) {
  const std::int64_t beyond = total - *counts.input - *counts.output;
  const std::int64_t tools = said["toolUsePromptTokenCount"].token_count().value_or(0);
  const std::int64_t candidates = *counts.output - counts.thoughts;
  if (beyond > 0) {
    if (counts.thoughts == 0) counts.thoughts = beyond;
    *counts.output += beyond;
  } else if (beyond < 0 && -beyond == counts.thoughts && counts.thoughts <= candidates) {
    *counts.output = candidates;
  } else if (beyond < 0 && -beyond == tools) {
    *counts.input -= tools;
  } else {
    return beyond == 0;
  }
  return true;
}

void keep_largest(const Count& said, Count& known) {
  if (said) known = std::max(known.value_or(0), *said);
}

}  // namespace

void take_gemini_usage(const WireValue& said, bool is_last, Reply& reply) {
  if (!said.is_object()) return;
  const Count total = said["totalTokenCount"].token_count();
  Counts counts = read_parts(said, total);
  if (total && counts.input && counts.output && !fit_to_total(said, *total, counts) && is_last) {
    note_quirk(reply,
               fmt::format("usageMetadata has a total of {} and parts of {}: the parts count",
                           *total, *counts.input + *counts.output));
  }
  const std::string tier = to_lower_ascii(said["serviceTier"].text());
  if (!tier.empty() && tier != "unspecified") reply.service_tier = message_line(tier);
  Usage& known = reply.usage;
  keep_largest(counts.input, known.input);
  keep_largest(counts.output, known.output);
  keep_largest(said["cachedContentTokenCount"].token_count(), known.cached_input);
  if (counts.thoughts > 0 || said["thoughtsTokenCount"].token_count())
    keep_largest(counts.thoughts, known.reasoning);
  if (is_last) note_unread(said, "usageMetadata.", kUsageFields, reply);
}

}  // namespace assay
