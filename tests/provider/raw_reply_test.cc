#include "harness/provider/raw_reply.h"

#include <gtest/gtest.h>

#include "harness/provider/reply_reader.h"

namespace assay {
namespace {

constexpr const char* kStream =
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"<plan>a</plan>Par\"}}]}\n\n";
constexpr const char* kEnd =
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"is\"},"
    "\"finish_reason\":\"stop\"}]}\n\n";

ReplyReader read(std::string_view bytes, int status = 200, std::size_t raw_bytes = 4096) {
  ReplyReader reader(*find_dialect("openai_chat"), true, {.raw_bytes = raw_bytes});
  reader.on_head(status, {{"Content-Type", "text/event-stream"}});
  for (const char byte : bytes) reader.on_bytes({&byte, 1}, Instant{});
  return reader;
}

TEST(RawReply, IsWhatCameOfAStreamThatFailed) {
  ReplyReader reader = read(kStream);
  ASSERT_FALSE(reader.finish());
  const std::optional<RawReply> raw = reader.take_raw();
  ASSERT_TRUE(raw);
  EXPECT_EQ(*raw, (RawReply{"openai_chat", true, 200, "text/event-stream", kStream}));
  EXPECT_FALSE(decode_again(*raw)) << "it is as truncated as it was";
}

// The decoder learns: here, that what was cut off was all the same the end.
TEST(RawReply, IsDecodedByTodaysRules) {
  RawReply raw{"openai_chat", true, 200, "text/event-stream", std::string(kStream) + kEnd};
  EXPECT_EQ(decode_again(raw).value().answer, "<plan>a</plan>Paris");
  const ReasoningTags own[] = {{"<plan>", "</plan>"}};
  EXPECT_EQ(decode_again(raw, own).value().answer, "Paris");
  raw.dialect = "esperanto";
  EXPECT_NE(decode_again(raw).error().message.find("esperanto"), std::string::npos);
}

TEST(RawReply, IsNotKeptWhereNothingWasPaidOrNotAllIsThere) {
  ReplyReader refused = read(R"({"error":"no"})", 429);
  ASSERT_FALSE(refused.finish());
  EXPECT_FALSE(refused.take_raw());
  ReplyReader empty = read("");
  ASSERT_FALSE(empty.finish());
  EXPECT_FALSE(empty.take_raw());
  ReplyReader longer = read(kStream, 200, 20);
  ASSERT_FALSE(longer.finish());
  EXPECT_FALSE(longer.take_raw());
}

TEST(ReplyReader, TakesAProvidersOwnReasoningTagsOut) {
  const ReasoningTags own[] = {{"<plan>", "</plan>"}};
  ReplyReader reader(*find_dialect("openai_chat"), true);
  reader.set_reasoning_tags(own);
  for (int round = 0; round < 2; ++round) {
    reader.on_head(200, {{"content-type", "text/event-stream"}});
    reader.on_bytes(std::string(kStream) + kEnd, Instant{});
    const auto reply = reader.finish();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->answer, "Paris");
    EXPECT_EQ(reply->reasoning, "a");
    reader.reset(*find_dialect("openai_chat"), true);
  }
}

TEST(ReplyReader, NamesTheUsageOfAReplyThatBrokeOff) {
  ReplyReader reader = read(
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Par\"},"
      "\"finish_reason\":\"abort\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}\n\n");
  ASSERT_FALSE(reader.finish());
  ASSERT_NE(reader.broken_off(), nullptr);
  EXPECT_EQ(reader.broken_off()->usage.input, 9);
  EXPECT_EQ(reader.broken_off()->usage.output, 2);
  ReplyReader truncated = read(kStream);
  ASSERT_FALSE(truncated.finish());
  EXPECT_EQ(truncated.broken_off(), nullptr) << "nobody said what it cost";
}

}  // namespace
}  // namespace assay
