// Every fault is what a client would see of the real thing, at the requests
// that the file names and no others.
#include "harness/simulate/faults/faults.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>

#include "harness/simulate/rate_limiter.h"
#include "tests/simulate/serve_faults.h"

namespace assay::testing {
namespace {

// Statuses of eight requests to `model`, as letters: o is 200, x is not.
std::string pattern(const ModelServer& server, std::string_view model) {
  std::string seen;
  for (int i = 0; i < 8; ++i) seen += chat(server, model).status == 200 ? 'o' : 'x';
  return seen;
}

TEST(Faults, StrikeAtTheRequestsOfTheirModel) {
  EXPECT_EQ(pattern(*serve_faults("  - {model: a, every: 3, status: 500}"), "a"), "ooxooxoo");
  EXPECT_EQ(pattern(*serve_faults("  - {model: a, every: 3, status: 500}"), "b"), "oooooooo");
  EXPECT_EQ(pattern(*serve_faults("  - {at: [7, 2], status: 500}"), "b"), "oxooooxo");
  EXPECT_EQ(pattern(*serve_faults("  - {between: [2, 4], status: 500}"), "a"), "oxxxoooo");
  EXPECT_EQ(pattern(*serve_faults("  - {status: 500}"), "a"), "xxxxxxxx");
}

TEST(Faults, EachModelCountsItsOwnRequests) {
  const auto server = serve_faults("  - {at: [2], status: 500}");
  EXPECT_EQ(chat(*server, "a").status, 200);
  EXPECT_EQ(chat(*server, "b").status, 200);
  EXPECT_EQ(chat(*server, "a").status, 500);
  EXPECT_EQ(chat(*server, "b").status, 500);
}

TEST(Faults, ProbabilityIsAFrequencyFixedByTheSeed) {
  ModelsFile file = *parse_models_file(
      std::string(kFaultyModels) + "faults: [{probability: 0.25, status: 500}]", "m.yaml");
  const auto count = [&] {
    int struck = 0;
    for (int number = 1; number <= 4000; ++number)
      struck += find_fault(file, FaultStage::reply, "a", number) ? 1 : 0;
    return struck;
  };
  const int first = count();
  EXPECT_NEAR(first, 1000, 4 * 28);  // four binomial deviations
  EXPECT_EQ(count(), first);
  file.seed = 8;
  EXPECT_NE(count(), first);
}

TEST(Faults, StatusSpeaksTheEnvelopeOfTheEndpoint) {
  const auto server = serve_faults("  - {status: 429, retry_after: 7}");
  const RawReply openai = chat(*server);
  EXPECT_EQ(openai.status, 429);
  EXPECT_EQ(text_header(openai, "retry-after"), "7");
  EXPECT_EQ(openai.body,
            R"({"error":{"code":"rate_limit_exceeded","message":"Rate limit exceeded",)"
            R"("param":null,"type":"rate_limit_error"}})");
  const RawReply anthropic =
      post(server->port(), "/v1/messages", chat_body("a", "France?", R"(,"max_tokens":9)"));
  EXPECT_EQ(anthropic.body,
            R"({"error":{"message":"Rate limit exceeded","type":"rate_limit_error"},)"
            R"("request_id":"req_simulated","type":"error"})");
  const RawReply native =
      post(server->port(), "/native/chat/completions", chat_body("a", "France?"));
  EXPECT_EQ(native.body, R"({"message":"Rate limit exceeded","retry_after":7,"status":"error"})");
  EXPECT_EQ(text_header(native, "retry-after"), "");
}

TEST(Faults, RetryAfterComesInEveryForm) {
  const auto milliseconds_form =
      serve_faults("  - {status: 429, retry_after: 7, retry_after_in: header_ms}");
  EXPECT_EQ(text_header(chat(*milliseconds_form), "retry-after-ms"), "7000");
  const auto in_body = serve_faults("  - {status: 429, retry_after: 7, retry_after_in: body}");
  EXPECT_NE(chat(*in_body).body.find(R"("retry_after":7)"), std::string::npos);
  // Dated by the wall clock, in the fixed form of RFC 9110.
  const ServerFault fault =
      parse_models_file(std::string(kFaultyModels) +
                            "faults: [{status: 429, retry_after: 7, retry_after_in: header_date}]",
                        "m.yaml")
          ->faults.front();
  const Transmission dated = transmit_with_fault(fault, WireShape::openai, respond_json("{}"), {},
                                                 WallTime(std::chrono::seconds(1'000'000'000)));
  EXPECT_NE(dated.pieces[0].bytes.find("retry-after: Sun, 09 Sep 2001 01:46:47 GMT\r\n"),
            std::string::npos);
}

struct EnvelopeRow {
  const char* envelope;
  const char* body;
};

TEST(Faults, EnvelopesAreWhatProvidersSend) {
  const EnvelopeRow rows[] = {
      {"openai", R"({"error":{"code":"c","message":"m","param":null,"type":"server_error"}})"},
      {"responses_event", R"({"code":"c","message":"m","param":null,"type":"error"})"},
      {"anthropic",
       R"({"error":{"message":"m","type":"c"},"request_id":"req_simulated","type":"error"})"},
      {"modelslab", R"({"message":"m","retry_after":3,"status":"error"})"},
      {"messege", R"({"messege":"m","retry_after":3,"status":"error"})"},
      {"openrouter",
       R"({"choices":null,"error":{"code":500,"message":"Provider returned error",)"
       R"("metadata":{"provider_name":"simulated","raw":"m"}},"id":null,"usage":null})"},
      {"code_number", R"({"error":{"code":500,"message":"m","param":null,"type":"server_error"}})"},
      {"string", R"({"error":"m"})"},
      {"array",
       R"([{"error":{"code":500,"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo",)"
       R"("retryDelay":"3s"}],"message":"m","status":"FAILED_PRECONDITION"}}])"},
      {"gemini",
       R"({"error":{"code":500,"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo",)"
       R"("retryDelay":"3s"}],"message":"m","status":"c"}})"},
      {"detail", R"({"detail":[{"loc":["body"],"msg":"m","type":"value_error"}]})"},
      {"data_error", R"({"data":null,"error":{"code":"c","details":null,"message":"m"},)"
                     R"("meta":{"request_id":"req_simulated"}})"},
      {"processing", R"({"eta":10,"id":1,"message":"m","status":"processing"})"},
      {"choices_null", R"({"choices":null,"id":null,"object":"chat.completion"})"},
      {"choices_empty", R"({"choices":[],"id":"chatcmpl-0","object":"chat.completion"})"},
  };
  EXPECT_EQ(std::size(rows), error_envelope_names().size());
  for (const EnvelopeRow& row : rows) {
    const bool has_code = std::string_view(row.envelope) != "openai";
    ServedError error{500, "m", "c", std::nullopt};
    if (has_code) error.retry_after_seconds = 3;
    const std::string body = encode_error(row.envelope, error);
    if (std::string_view(row.envelope) == "anthropic") {
      EXPECT_EQ(encode_error(row.envelope, {500, "m", "c", std::nullopt}), row.body);
    } else {
      EXPECT_EQ(body, row.body) << row.envelope;
    }
  }
}

TEST(Faults, ErrorsComeWith200) {
  const auto server =
      serve_faults("  - {at: [1], error_in_200: true}\n  - {at: [2], error_in_200: openrouter}");
  for (int i = 0; i < 2; ++i) {
    const AskedReply asked = ask(*server, kServedDialects[0], "a", user_says("France?"), {});
    EXPECT_EQ(asked.raw.status, 200);
    ASSERT_FALSE(asked.decoded);
    EXPECT_EQ(asked.decoded.error().http_status, 200);
  }
}

TEST(Faults, ResetSendsThatManyBytesAndThenRst) {
  const auto server = serve_faults("  - {reset_after_bytes: 300}");
  const RawReply reply = chat_stream(*server);
  EXPECT_TRUE(reply.was_reset);
  EXPECT_EQ(reply.bytes.size(), 300U);
  const auto before_headers = serve_faults("  - {reset_after_bytes: 0}");
  EXPECT_EQ(chat(*before_headers).bytes.size(), 0U);
}

TEST(Faults, CloseEndsInOrderButTooEarly) {
  const auto server = serve_faults("  - {close_after_bytes: 200}");
  const RawReply reply = chat(*server);
  EXPECT_FALSE(reply.was_reset);
  EXPECT_FALSE(reply.is_whole);
  EXPECT_EQ(reply.bytes.size(), 200U);
}

TEST(Faults, NoAnswerIsSilence) {
  const auto server = serve_faults("  - {no_answer: true}");
  const std::string request =
      http_request("POST", "/v1/chat/completions", {}, chat_body("a", "France?"));
  const RawReply reply = exchange_bytes(server->port(), request, 1000, 100);
  EXPECT_TRUE(reply.timed_out);
  EXPECT_EQ(reply.bytes, "");
}

TEST(Faults, DripsNeverGetAnywhere) {
  for (const std::string what : {"comments", "blank_lines"}) {
    const auto server = serve_faults("  - {interval_ms: 5, drip: " + what + "}");
    const std::string request = http_request("POST", "/v1/chat/completions", {}, stream_body("a"));
    const RawReply reply = exchange_bytes(server->port(), request, 1000);
    EXPECT_EQ(reply.status, 200);
    EXPECT_FALSE(reply.is_whole);
    EXPECT_EQ(reply.body.find_first_not_of(": keep-aliv\n"), std::string::npos) << reply.body;
  }
}

TEST(Faults, DrippedBytesArriveOneByOneAndWhole) {
  const auto server = serve_faults("  - {interval_ms: 1, drip: bytes}");
  const RawReply reply = chat(*server);
  EXPECT_TRUE(reply.is_whole);
  EXPECT_NE(reply.body.find("Paris"), std::string::npos);
}

TEST(Faults, TruncatedStreamsEndCleanlyWithoutTheirEnd) {
  const auto server = serve_faults("  - {truncate: 3}");
  const RawReply reply = chat_stream(*server);
  EXPECT_TRUE(reply.is_whole);  // as HTTP
  EXPECT_EQ(reply.body.find("[DONE]"), std::string::npos);
  EXPECT_EQ(std::count(reply.body.begin(), reply.body.end(), '\n'), 6);
  const AskedReply asked =
      ask(*server, kServedDialects[0], "a", user_says("France?"), {{"stream", true}});
  ASSERT_FALSE(asked.decoded);
  EXPECT_EQ(asked.decoded.error().kind, FailureKind::truncated);
}

TEST(Faults, StreamsBreakOffWithAnErrorEvent) {
  for (const bool done : {false, true}) {
    const auto server = serve_faults(std::string("  - {error_mid_stream: ") +
                                     (done ? "with_done" : "without_done") + "}");
    const RawReply openai = chat_stream(*server);
    EXPECT_NE(openai.body.find("data: {\"error\":"), std::string::npos);
    EXPECT_EQ(openai.body.find("[DONE]") != std::string::npos, done);
    const RawReply anthropic = post(server->port(), "/v1/messages",
                                    chat_body("a", "France?", R"(,"stream":true,"max_tokens":99)"));
    EXPECT_NE(anthropic.body.find("event: error\ndata: "), std::string::npos);
    EXPECT_NE(anthropic.body.find("overloaded_error"), std::string::npos);
    EXPECT_EQ(anthropic.body.find("message_stop"), std::string::npos);
  }
}

TEST(Faults, GarbageAndHtmlComeWith200) {
  const auto garbage = serve_faults("  - {garbage: true}");
  EXPECT_FALSE(ask(*garbage, kServedDialects[0], "a", user_says("France?"), {}).decoded);
  const auto html = serve_faults("  - {html: true}");
  const RawReply page = chat(*html);
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(text_header(page, "content-type"), "text/html; charset=utf-8");
  const auto bad_gateway = serve_faults("  - {status: 502, body: '<html>502</html>'}");
  EXPECT_EQ(text_header(chat(*bad_gateway), "content-type"), "text/html");
}

TEST(Faults, AGzipBombInflatesToWhatItSays) {
  const std::string bomb = gzip_bomb(3);
  EXPECT_LT(bomb.size(), 5000U);
  z_stream stream{};
  ASSERT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string out(std::size_t{4} << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bomb.data()));
  stream.avail_in = static_cast<uInt>(bomb.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  EXPECT_EQ(stream.total_out, std::size_t{3} << 20);
  inflateEnd(&stream);
  const auto server = serve_faults("  - {gzip_bomb: 1}");
  EXPECT_EQ(text_header(chat(*server), "content-encoding"), "gzip");
}

TEST(Faults, EndlessBodiesOutlastTheirReader) {
  const auto server = serve_faults("  - {endless_body: true}");
  const std::string request = http_request("POST", "/v1/chat/completions", {}, chat_body("a", "x"));
  const RawReply reply = exchange_bytes(server->port(), request, std::size_t{8} << 20);
  EXPECT_GE(reply.bytes.size(), std::size_t{8} << 20);
  EXPECT_FALSE(reply.is_whole);
}

TEST(Faults, KeepAlivesAndOddChunksLoseNothing) {
  const auto server = serve_faults(
      "  - {at: [1, 2], interval_ms: 1, blank_lines: 4}\n  - {between: [3, 9], slice: 1}");
  for (int i = 0; i < 4; ++i) {
    const Params params = {{"stream", Json(i % 2 == 1)}};
    const AskedReply asked = ask(*server, kServedDialects[0], "a", user_says("France?"), params);
    ASSERT_TRUE(asked.decoded) << asked.raw.bytes;
    EXPECT_EQ(asked.decoded->answer, "Paris, the capital of France – 光の都.");
    EXPECT_EQ(asked.raw.body.starts_with("\n\n\n\n") || asked.raw.body.starts_with(": keep-alive"),
              i < 2);
  }
  EXPECT_EQ(server->stats().completions, 4U);
}

TEST(Faults, OnlyWholeRepliesAreCompletions) {
  const auto server = serve_faults(
      "  - {at: [1], status: 500}\n  - {at: [2], truncate: 2}\n  - {at: [3], reset_after_bytes: "
      "50}");
  for (int i = 0; i < 4; ++i) chat_stream(*server);
  EXPECT_EQ(server->stats().requests, 4U);
  EXPECT_EQ(server->stats().completions, 1U);
}

TEST(RateLimiter, RefillsEvenlyAndSaysWhenToComeBack) {
  ManualClock clock;
  RateLimiter limiter({60, std::nullopt}, clock.now());
  for (int i = 0; i < 60; ++i) {
    EXPECT_TRUE(limiter.admit(WireShape::openai, 1, clock.now(), clock.wall()).allowed) << i;
  }
  const auto refused = limiter.admit(WireShape::openai, 1, clock.now(), clock.wall());
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.retry_after_seconds, 1);
  EXPECT_EQ(find_header(refused.headers, "x-ratelimit-limit-requests")->value, "60");
  EXPECT_EQ(find_header(refused.headers, "x-ratelimit-remaining-requests")->value, "0");
  EXPECT_EQ(find_header(refused.headers, "x-ratelimit-reset-requests")->value, "1m0s");
  clock.advance(std::chrono::seconds(1));
  EXPECT_TRUE(limiter.admit(WireShape::openai, 1, clock.now(), clock.wall()).allowed);
  EXPECT_FALSE(limiter.admit(WireShape::openai, 1, clock.now(), clock.wall()).allowed);
}

TEST(RateLimiter, OutputTokensAreOwedAfterwards) {
  ManualClock clock;
  RateLimiter limiter({std::nullopt, 600}, clock.now());
  EXPECT_TRUE(limiter.admit(WireShape::anthropic, 100, clock.now(), clock.wall()).allowed);
  limiter.charge_output(600);
  const auto refused = limiter.admit(WireShape::anthropic, 20, clock.now(), clock.wall());
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.retry_after_seconds, 12);  // 120 tokens at ten a second
  EXPECT_EQ(find_header(refused.headers, "anthropic-ratelimit-tokens-remaining")->value, "0");
  EXPECT_EQ(find_header(refused.headers, "anthropic-ratelimit-tokens-reset")->value,
            "1970-01-01T00:01:10Z");
}

TEST(RateLimiter, AServerRefusesWhatIsOverTheLimit) {
  const auto server = serve("models: [{id: a, rate_limit: {rpm: 2}}]");
  EXPECT_EQ(chat(*server).status, 200);
  EXPECT_EQ(chat(*server).status, 200);
  const RawReply refused = chat(*server);
  EXPECT_EQ(refused.status, 429);
  EXPECT_NE(text_header(refused, "retry-after"), "");
  EXPECT_EQ(text_header(refused, "x-ratelimit-limit-requests"), "2");
}

}  // namespace
}  // namespace assay::testing
