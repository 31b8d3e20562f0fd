// Right responses that break on their way: cut, held, bombed, without end.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "tests/simulate/serve_faults.h"

namespace assay::testing {
namespace {

std::string chat_request(std::string_view more = "") {
  return http_request("POST", "/v1/chat/completions", {}, chat_body("a", "France?", more));
}

std::string stream_request() {
  return chat_request(R"(,"stream":true)");
}

std::size_t count_events(const std::string& body) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = body.find("\n\n", at)) != std::string::npos; at += 2) ++count;
  return count;
}

// Whether the server still takes what is sent after it has said its last.
bool still_listens(RawConnection& connection) {
  using namespace std::chrono_literals;
  if (!connection.send("are you there?")) return false;
  std::this_thread::sleep_for(20ms);  // a refusal is on its way, if there is one
  return connection.send("hello?");
}

struct CutRow {
  const char* key;
  bool is_reset;
  bool is_silent;
  bool still_listens;
};

// In each of these the reply ends too early; how tells them apart.
const CutRow kCuts[] = {
    {"reset", true, false, false},
    {"close", false, false, false},
    {"half_close", false, false, true},
    {"hold", false, true, true},
};

void expect_end(const CutRow& row, const RawReply& reply, RawConnection& connection) {
  EXPECT_FALSE(reply.is_whole) << row.key;
  EXPECT_EQ(reply.was_reset, row.is_reset) << row.key;
  EXPECT_EQ(reply.timed_out, row.is_silent) << row.key;
  EXPECT_EQ(still_listens(connection), row.still_listens) << row.key;
}

TEST(WireFaults, StreamsAreCutBetweenEvents) {
  for (const CutRow& row : kCuts) {
    const auto server = serve_faults("  - {" + std::string(row.key) + "_after_events: 2}");
    RawConnection connection(server->port(), row.is_silent ? 100 : 5000);
    connection.send(stream_request());
    const RawReply reply = connection.read();
    EXPECT_EQ(count_events(reply.body), 2U) << row.key;
    EXPECT_TRUE(reply.body.ends_with("\n\n")) << row.key;
    expect_end(row, reply, connection);
  }
}

TEST(WireFaults, ResponsesAreCutAfterAnyByte) {
  for (const CutRow& row : kCuts) {
    for (const std::size_t bytes : {0U, 9U, 300U}) {
      const auto server = serve_faults("  - {" + std::string(row.key) +
                                       "_after_bytes: " + std::to_string(bytes) + "}");
      RawConnection connection(server->port(), row.is_silent ? 100 : 5000);
      connection.send(stream_request());
      const RawReply reply = connection.read();
      EXPECT_EQ(reply.bytes.size(), bytes) << row.key;
      expect_end(row, reply, connection);
    }
  }
}

TEST(WireFaults, EventsAreCountedFromTheEndToo) {
  const RawReply without_last = chat_stream(*serve_faults("  - {close_after_events: -1}"));
  EXPECT_NE(without_last.body.find(R"("finish_reason":"stop")"), std::string::npos);
  EXPECT_EQ(without_last.body.find("[DONE]"), std::string::npos);
  EXPECT_FALSE(without_last.is_whole);
  const RawReply all = chat_stream(*serve_faults("  - {close_after_events: all}"));
  EXPECT_TRUE(all.body.ends_with("data: [DONE]\n\n"));
  EXPECT_FALSE(all.is_whole);  // the last chunk is missing
  EXPECT_EQ(chat_stream(*serve_faults("  - {close_after_events: -999}")).body, "");
}

TEST(WireFaults, APlainBodyIsOneEvent) {
  EXPECT_TRUE(chat(*serve_faults("  - {reset_after_events: all}")).was_reset);
  EXPECT_TRUE(chat(*serve_faults("  - {close_after_events: all}")).is_whole);
  const RawReply head = chat(*serve_faults("  - {close_after_events: 0}"));
  EXPECT_TRUE(head.bytes.ends_with("\r\n\r\n"));
  EXPECT_EQ(head.body, "");
}

TEST(WireFaults, CutsCanFallInsideACharacter) {
  // The answer's first character that is not ASCII is E2 80 93.
  for (const bool stream : {false, true}) {
    const std::string request = stream ? stream_request() : chat_request();
    const auto cut = serve_faults("  - {close_after_events: inside_character}");
    const RawReply lost = exchange_bytes(cut->port(), request);
    EXPECT_TRUE(lost.body.ends_with("of France \xe2") || lost.body.ends_with("\xe2")) << lost.body;
    EXPECT_FALSE(lost.is_whole);
    const auto truncate = serve_faults("  - {truncate: inside_character}");
    const RawReply ended = exchange_bytes(truncate->port(), request);
    EXPECT_EQ(ended.body, lost.body);
    EXPECT_TRUE(ended.is_whole);  // as HTTP
  }
}

TEST(WireFaults, StreamsEndInOrderAfterAnyByte) {
  const std::string whole = chat_stream(*serve(kFaultyModels)).body;
  for (std::size_t bytes = 0; bytes < whole.size(); bytes += 61) {
    const auto server = serve_faults("  - {truncate_bytes: " + std::to_string(bytes) + "}");
    const RawReply reply = chat_stream(*server);
    EXPECT_TRUE(reply.is_whole) << bytes;  // as HTTP
    EXPECT_EQ(reply.body, whole.substr(0, bytes));
  }
}

TEST(WireFaults, AHeaderCanBeHuge) {
  const auto server = serve_faults("  - {header_bytes: 300000}");
  const RawReply reply = chat(*server);
  EXPECT_EQ(text_header(reply, "x-filler").size(), 300'000U);
  EXPECT_TRUE(reply.is_whole);
}

TEST(WireFaults, HeadersCanBeVeryMany) {
  const auto server = serve_faults("  - {header_lines: 5000}");
  const RawReply reply = chat(*server);
  EXPECT_GT(reply.headers.size(), 5000U);
  EXPECT_EQ(text_header(reply, "x-filler-5000"), "x");
  EXPECT_TRUE(reply.is_whole);
}

TEST(WireFaults, ALineCanBeHuge) {
  const auto server = serve_faults("  - {huge_line: 3}");
  const RawReply reply = chat_stream(*server);
  EXPECT_TRUE(reply.is_whole);  // as HTTP
  EXPECT_TRUE(reply.body.starts_with("data: {"));
  EXPECT_EQ(std::count(reply.body.begin(), reply.body.end(), 'x'), std::int64_t{3} << 20);
  EXPECT_EQ(reply.body.find('\n'), std::string::npos);
}

TEST(WireFaults, PingsGoOnForEver) {
  const auto server = serve_faults("  - {drip: pings, interval_ms: 1}");
  const RawReply reply = exchange_bytes(server->port(), stream_request(), 2000);
  EXPECT_GT(count_events(reply.body), 10U);
  EXPECT_EQ(reply.body.find("content"), std::string::npos);
}

}  // namespace
}  // namespace assay::testing
