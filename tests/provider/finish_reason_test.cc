#include <gtest/gtest.h>

#include "harness/provider/conclude.h"

namespace assay {
namespace {

struct FinishRow {
  const char* native;
  FinishReason reason;
};

const FinishRow kKnown[] = {
    {"stop", FinishReason::stop},
    {"STOP", FinishReason::stop},
    {"eos_token", FinishReason::stop},
    {"end_turn", FinishReason::stop},
    {"endTurn", FinishReason::stop},
    {"COMPLETE", FinishReason::stop},
    {"FINISH_REASON_STOP", FinishReason::stop},
    {"length", FinishReason::length},
    {"max_tokens", FinishReason::length},
    {"MAX_TOKENS", FinishReason::length},
    {"maxTokens", FinishReason::length},
    {"max-tokens", FinishReason::length},
    {"max_output_tokens", FinishReason::length},
    {"model_length", FinishReason::length},
    {"FinishReason.MAX_TOKENS", FinishReason::length},
    {"tool_calls", FinishReason::tool_calls},
    {"TOOL_CALL", FinishReason::tool_calls},
    {"content_filter", FinishReason::filtered},
    {"sensitive", FinishReason::filtered},
    {"SAFETY", FinishReason::filtered},
    {"recitation", FinishReason::filtered},
    {"BLOCKLIST", FinishReason::filtered},
    {"prohibited_content", FinishReason::filtered},
    {"SPII", FinishReason::filtered},
    {"LANGUAGE", FinishReason::filtered},
    {"IMAGE_SAFETY", FinishReason::filtered},
    {"IMAGE_PROHIBITED_CONTENT", FinishReason::filtered},
    {"IMAGE_RECITATION", FinishReason::filtered},
    {"moderation", FinishReason::filtered},
};

TEST(FinishReason, IsKnownInEverySpelling) {
  for (const FinishRow& row : kKnown) {
    SCOPED_TRACE(row.native);
    const auto meaning = meaning_of_finish(row.native);
    ASSERT_TRUE(meaning);
    EXPECT_TRUE(meaning->is_known());
    EXPECT_FALSE(meaning->failed);
    EXPECT_EQ(to_string(meaning->reason), to_string(row.reason));
  }
}

TEST(FinishReason, OfABrokenGenerationIsAFailure) {
  for (const char* const native : {"abort",
                                   "aborted",
                                   "ABORT",
                                   "cancelled",
                                   "canceled",
                                   "timeout",
                                   "model_error",
                                   "failed",
                                   "network_error",
                                   "error",
                                   "ERROR",
                                   "insufficient_system_resource",
                                   "USER_CANCEL",
                                   "disconnect",
                                   "preempted",
                                   "shutdown",
                                   "expired",
                                   "exception",
                                   "unavailable",
                                   "load_shedding",
                                   "rate_limit",
                                   "out_of_memory",
                                   "MALFORMED_FUNCTION_CALL",
                                   "UNEXPECTED_TOOL_CALL",
                                   "TOO_MANY_TOOL_CALLS",
                                   "MISSING_THOUGHT_SIGNATURE",
                                   "MALFORMED_RESPONSE",
                                   "IMAGE_OTHER",
                                   "NO_IMAGE"}) {
    SCOPED_TRACE(native);
    const auto meaning = meaning_of_finish(native);
    ASSERT_TRUE(meaning);
    EXPECT_TRUE(meaning->failed);
    StreamState state;
    state.take_text("half a text");
    state.take_finish(native);
    state.reply.usage.input = 9;
    state.reply.usage.output = 4;
    const auto settled = conclude(state);
    ASSERT_FALSE(settled);
    EXPECT_TRUE(settled.error().retryable);
    ASSERT_TRUE(state.broke_off);
    EXPECT_EQ(state.reply.usage.output, 4) << "it was paid for";
  }
}

TEST(FinishReason, MayBeATextThatIsNone) {
  for (const char* const native : {"", " ", "null", "NULL", "none", "None", "undefined", "nil",
                                   "FINISH_REASON_UNSPECIFIED", "not_finished"}) {
    EXPECT_FALSE(meaning_of_finish(native)) << native;
  }
  EXPECT_FALSE(meaning_of_finish("vibes").value().is_known());
}

// What came before stands where what follows says less.
TEST(FinishReason, KeepsTheWordThatSaysMore) {
  const auto last_of = [](std::initializer_list<const char*> words) {
    StreamState state;
    for (const char* const word : words) state.take_finish(word);
    return state.reply.native_finish_reason;
  };
  EXPECT_EQ(last_of({"length", "null", ""}), "length");
  EXPECT_EQ(last_of({"length", "vibes"}), "length");
  EXPECT_EQ(last_of({"vibes", "length"}), "length");
  EXPECT_EQ(last_of({"stop", "tool_calls"}), "tool_calls");
  EXPECT_EQ(last_of({"abort", "stop"}), "abort");
}

}  // namespace
}  // namespace assay
