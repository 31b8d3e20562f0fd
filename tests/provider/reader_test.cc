// ReplyReader beyond what the fixtures say: times, bounds, reuse.
#include <gtest/gtest.h>

#include "harness/provider/reply_reader.h"

namespace assay {
namespace {

const Headers kEventStream = {{"content-type", "text/event-stream"}};
const Headers kJson = {{"content-type", "application/json"}};

const Dialect& chat() {
  return *find_dialect("openai_chat");
}

Instant at(int ms) {
  return Instant{milliseconds{ms}};
}

std::string chunk(std::string_view delta, std::string_view finish = "null") {
  return "data: {\"choices\":[{\"index\":0,\"delta\":" + std::string(delta) +
         ",\"finish_reason\":" + std::string(finish) + "}]}\n\n";
}

ReplyReader streaming() {
  ReplyReader reader(chat(), true);
  reader.on_head(200, kEventStream);
  return reader;
}

// A piece that would end the stream, and what takes that back: no fixtures, since their prefix is
// a whole reply.
TEST(GeminiStream, IsNotEndedByAReasonThatTextFollows) {
  const std::string begun =
      R"(data: {"candidates":[{"content":{"parts":[{"text":"It is "}]},"finishReason":"STOP"}]})"
      "\n\n";
  const std::string more = R"(data: {"candidates":[{"content":{"parts":[{"text":"4"}]}}]})"
                           "\n\n";
  const std::string last = R"(data: {"candidates":[{"finishReason":"STOP"}]})"
                           "\n\n";
  ReplyReader reader(*find_dialect("gemini"), true);
  reader.on_head(200, kEventStream);
  reader.on_bytes(begun + more, at(10));
  const auto cut = reader.finish();
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().kind, FailureKind::truncated);
  reader.reset(*find_dialect("gemini"), true);
  reader.on_head(200, kEventStream);
  reader.on_bytes(begun + more + last, at(10));
  const auto whole = reader.finish();
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->answer, "It is 4");
}

TEST(GeminiStream, CannotAnswerAPromptThatItBlocked) {
  ReplyReader reader(*find_dialect("gemini"), true);
  reader.on_head(200, kEventStream);
  reader.on_bytes(R"(data: {"promptFeedback":{"blockReason":"SAFETY"}})"
                  "\n\n"
                  R"(data: {"candidates":[{"content":{"parts":[{"text":"4"}]}}]})"
                  "\n\n",
                  at(10));
  const auto reply = reader.finish();
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, FailureKind::bad_reply);
}

TEST(StreamMarks, AreTheTimesOfTheBytes) {
  ReplyReader reader = streaming();
  reader.on_bytes(": keep-alive\n\n", at(10));
  EXPECT_EQ(reader.marks().first_byte, at(10));
  EXPECT_FALSE(reader.marks().last_payload) << "comments re-arm no timer";
  reader.on_bytes(chunk(R"({"role":"assistant","content":""})"), at(20));
  EXPECT_FALSE(reader.marks().first_answer) << "an empty piece is no token";
  EXPECT_EQ(reader.marks().last_payload, at(20));
  reader.on_bytes(chunk(R"({"reasoning_content":"hm"})"), at(30));
  reader.on_bytes(chunk(R"({"content":"4"})"), at(40));
  reader.on_bytes(chunk(R"({"content":"2"})"), at(50));
  reader.on_bytes(chunk("{}", "\"stop\"") + "data: [DONE]\n\n", at(60));
  EXPECT_EQ(reader.marks().first_reasoning, at(30));
  EXPECT_EQ(reader.marks().first_answer, at(40));
  EXPECT_EQ(reader.marks().last_token, at(50));
  EXPECT_EQ(reader.marks().last_payload, at(60));
  EXPECT_TRUE(reader.complete());
}

TEST(StreamMarks, InlineReasoningIsNoAnswer) {
  ReplyReader reader = streaming();
  reader.on_bytes(chunk(R"({"content":"<think>a"})"), at(10));
  reader.on_bytes(chunk(R"({"content":"</think>\n\n"})"), at(20));
  reader.on_bytes(chunk(R"({"content":"4"})"), at(30));
  EXPECT_EQ(reader.marks().first_reasoning, at(10));
  EXPECT_EQ(reader.marks().first_answer, at(30));
}

TEST(StreamMarks, AreCorrectedWhenTheOpeningTagWasMissing) {
  ReplyReader reader = streaming();
  reader.on_bytes(chunk(R"({"content":"let me add"})"), at(10));
  EXPECT_EQ(reader.marks().first_answer, at(10));
  reader.on_bytes(chunk(R"({"content":"</think>"})"), at(20));
  EXPECT_EQ(reader.marks().first_reasoning, at(10));
  EXPECT_FALSE(reader.marks().first_answer);
  reader.on_bytes(chunk(R"({"content":"4"})"), at(30));
  EXPECT_EQ(reader.marks().first_answer, at(30));
}

TEST(StreamMarks, AToolCallIsAnAnswer) {
  ReplyReader reader = streaming();
  reader.on_bytes(chunk(R"({"tool_calls":[{"index":0,"function":{"name":"f"}}]})"), at(10));
  EXPECT_EQ(reader.marks().first_answer, at(10));
}

TEST(StreamMarks, AnEventThatIsStillComingIsPayloadAndAPingIsNot) {
  ReplyReader reader(*find_dialect("anthropic_messages"), true);
  reader.on_head(200, kEventStream);
  reader.on_bytes("event: ping\ndata: {\"type\":\"ping\"}\n\n", at(10));
  EXPECT_FALSE(reader.marks().last_payload);
  reader.on_bytes("event: content_block_delta\ndata: {\"type\":", at(20));
  EXPECT_EQ(reader.marks().last_payload, at(20));
}

TEST(StreamMarks, ABodyHasNoFirstToken) {
  ReplyReader reader(chat(), true);
  reader.on_head(200, kJson);
  reader.on_bytes("\n\n", at(10));
  EXPECT_FALSE(reader.marks().last_payload) << "blank lines are keep-alive";
  reader.on_bytes(R"({"choices":[{"message":{"content":"4"},"finish_reason":"stop"}]})", at(20));
  EXPECT_EQ(reader.marks().first_byte, at(10));
  EXPECT_EQ(reader.marks().last_payload, at(20));
  EXPECT_FALSE(reader.marks().first_answer);
  EXPECT_EQ(reader.finish().value().answer, "4");
}

TEST(ReplyBounds, EndABodyThatIsTooLong) {
  ReplyReader reader(chat(), false, {.body_bytes = 100, .sse_line_bytes = 50});
  reader.on_head(200, kJson);
  EXPECT_TRUE(reader.on_bytes("{" + std::string(98, ' '), at(1)));
  EXPECT_FALSE(reader.on_bytes("   ", at(2)));
  EXPECT_FALSE(reader.on_bytes(" ", at(3)));
  const auto result = reader.finish();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, FailureKind::too_large);
  EXPECT_FALSE(result.error().retryable);
}

TEST(ReplyBounds, EndALineThatIsTooLong) {
  ReplyReader reader(chat(), true, {.body_bytes = 1000, .sse_line_bytes = 50});
  reader.on_head(200, kEventStream);
  EXPECT_FALSE(reader.on_bytes("data: " + std::string(100, 'x'), at(1)));
  EXPECT_EQ(reader.finish().error().kind, FailureKind::too_large);
}

TEST(ReplyReader, BytesAfterTheEndChangeNothing) {
  ReplyReader reader = streaming();
  reader.on_bytes(chunk(R"({"content":"4"})", "\"stop\"") + "data: [DONE]\n\n", at(1));
  reader.on_bytes("data: {\"error\":{\"message\":\"late\"}}\n\n", at(2));
  EXPECT_EQ(reader.finish().value().answer, "4");
}

TEST(ReplyReader, KeepsAReplyWhoseConnectionWasLostAfterwards) {
  Failure lost;
  lost.kind = FailureKind::connect;
  ReplyReader done = streaming();
  done.on_bytes(chunk(R"({"content":"4"})", "\"stop\"") + "data: [DONE]\n\n", at(1));
  EXPECT_EQ(done.finish(lost).value().answer, "4");

  ReplyReader finished = streaming();
  finished.on_bytes(chunk(R"({"content":"4"})", "\"stop\""), at(1));
  EXPECT_FALSE(finished.complete());
  EXPECT_EQ(finished.finish(lost).value().answer, "4");

  ReplyReader partial = streaming();
  partial.on_bytes(chunk(R"({"content":"4"})"), at(1));
  EXPECT_EQ(partial.finish(lost).error().kind, FailureKind::connect);
}

TEST(ReplyReader, WithoutAHeadTheTransportSaysWhy) {
  Failure lost;
  lost.kind = FailureKind::timeout;
  lost.message = "no first byte";
  ReplyReader reader(chat(), true);
  EXPECT_EQ(reader.finish(lost).error(), lost);
  EXPECT_EQ(ReplyReader(chat(), true).finish().error().kind, FailureKind::connect);
}

TEST(ReplyReader, ReadsTheNextResponseAfterReset) {
  ReplyReader reader = streaming();
  reader.on_bytes(chunk(R"({"content":"old"})", "\"stop\"") + "data: [DO", at(1));
  reader.reset(chat(), false);
  EXPECT_EQ(reader.status(), 0);
  EXPECT_FALSE(reader.complete());
  EXPECT_FALSE(reader.marks().first_byte);
  reader.on_head(200, kJson);
  reader.on_bytes(R"({"choices":[{"message":{"content":"new"},"finish_reason":"stop"}]})", at(2));
  const Reply reply = reader.finish().value();
  EXPECT_EQ(reply.answer, "new");
  EXPECT_EQ(reply.tool_calls.size(), 0u);
}

TEST(ReplyReader, ADateToRetryAtNeedsSomeClock) {
  const Headers headers = {{"retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"}};
  ReplyReader reader(chat(), false);
  reader.on_head(429, headers);
  EXPECT_FALSE(reader.finish().error().retry_after);
  const WallTime wall{std::chrono::seconds{784111777}};  // 08:49:37
  EXPECT_EQ(reader.finish(std::nullopt, wall).error().retry_after, std::chrono::seconds{30});
}

}  // namespace
}  // namespace assay
