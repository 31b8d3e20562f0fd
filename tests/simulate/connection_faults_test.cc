// Faults of connections: at their beginning, between head and body, and
// between one request and the next.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/simulate/serve_faults.h"
#include "tests/support/test_files.h"

namespace assay::testing {
namespace {

// A request that asks for nothing to be closed.
std::string polite_request() {
  std::string request = http_request("POST", "/v1/chat/completions", {}, chat_body("a", "France?"));
  constexpr std::string_view kClose = "connection: close\r\n";
  return request.erase(request.find(kClose), kClose.size());
}

TEST(ConnectionFaults, ConnectionsEndBeforeAByteIsRead) {
  const auto reset = serve_faults("  - {accept: reset}");
  const RawReply refused = RawConnection(reset->port()).read();
  EXPECT_TRUE(refused.was_reset);
  EXPECT_EQ(refused.bytes, "");
  const auto close = serve_faults("  - {accept: close}");
  const RawReply ended = RawConnection(close->port()).read();
  EXPECT_FALSE(ended.was_reset || ended.timed_out);
  EXPECT_EQ(ended.bytes, "");
  const auto hold = serve_faults("  - {accept: hold}");
  EXPECT_TRUE(exchange_bytes(hold->port(), polite_request(), 1, 100).timed_out);
  EXPECT_EQ(hold->stats().requests, 0U);
}

TEST(ConnectionFaults, CountConnections) {
  const auto server = serve_faults("  - {accept: close, every: 2}");
  std::string seen;
  for (int i = 0; i < 6; ++i) seen += chat(*server, i < 3 ? "a" : "b").status == 200 ? 'o' : 'x';
  EXPECT_EQ(seen, "oxoxox");
}

TEST(ConnectionFaults, AnAnswerCanComeBeforeTheBody) {
  const auto server = serve_faults("  - {status: 413, before_body: true, headers: {x-early: yes}}");
  RawConnection connection(server->port());
  connection.send(
      "POST /v1/messages HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: "
      "1000000\r\n\r\n");
  const RawReply reply = connection.read();
  EXPECT_EQ(reply.status, 413);
  EXPECT_TRUE(reply.is_whole);
  EXPECT_EQ(text_header(reply, "x-early"), "yes");
  EXPECT_EQ(text_header(reply, "connection"), "close");
  EXPECT_NE(reply.body.find("request_too_large"), std::string::npos);  // in the endpoint's words
  EXPECT_TRUE(connection.send(std::string(1'000'000, ' ')));           // and the body is taken
}

TEST(ConnectionFaults, EarlyAnswersCountRequestsOfAllModels) {
  const TemporaryFolder folder;
  ServerOptions options;
  options.root = folder.path();
  {
    const auto server = serve(std::string(kFaultyModels) +
                                  "journal: seen.jsonl\nfaults: [{at: [2], before_body: true, "
                                  "status: 503}]",
                              options);
    EXPECT_EQ(chat(*server, "a").status, 200);
    EXPECT_EQ(chat(*server, "b").status, 503);
    EXPECT_EQ(chat(*server, "b").status, 200);
    EXPECT_EQ(server->stats().requests, 3U);
  }
  const std::string journal = read_text(folder / "seen.jsonl");
  EXPECT_EQ(std::count(journal.begin(), journal.end(), '\n'), 3);
}

TEST(ConnectionFaults, AKeptConnectionEndsAfterAll) {
  const auto server = serve_faults("  - {after_reply: close}");
  RawConnection connection(server->port());
  connection.send(polite_request());
  const RawReply reply = connection.read();
  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(reply.is_whole);
  EXPECT_EQ(find_header(reply.headers, "connection"), nullptr);
  EXPECT_FALSE(reply.was_reset || reply.timed_out);
  EXPECT_EQ(server->stats().completions, 1U);
}

TEST(ConnectionFaults, AKeptConnectionBreaksWhenItIsUsedAgain) {
  const auto server = serve_faults("  - {at: [1], after_reply: reset_on_next}");
  RawConnection connection(server->port(), 100);
  connection.send(polite_request());
  const RawReply reply = connection.read();
  EXPECT_TRUE(reply.is_whole);
  EXPECT_TRUE(reply.timed_out);  // the connection is still there
  connection.send(polite_request());
  const RawReply again = connection.read();
  EXPECT_TRUE(again.was_reset);
  EXPECT_EQ(again.bytes, "");
  EXPECT_EQ(server->stats().requests, 1U);
  EXPECT_EQ(chat(*server).status, 200);
}

}  // namespace
}  // namespace assay::testing
