// A kept connection that dies under the next request. What the server has read
// whole it may bill, so each such request is an attempt on the ledger: paid for,
// or possibly billed.
#include <gtest/gtest.h>

#include <functional>
#include <ostream>

#include "tests/run/curl_fixture.h"
#include "tests/run/served_run.h"

namespace assay::testing {
namespace {

// What becomes of each second request on a connection, which was read whole.
struct DeathRow {
  const char* name;
  std::function<void(RawConnection&)> end;
};

void PrintTo(const DeathRow& row, std::ostream* out) {
  *out << row.name;
}

const DeathRow kDeaths[] = {
    {"closed", [](RawConnection&) {}},
    {"reset", [](RawConnection& connection) { connection.reset(); }},
    {"closed_in_the_status_line", [](RawConnection& connection) { connection.send("HTTP/1.1 2"); }},
    {"reset_in_the_status_line",
     [](RawConnection& connection) {
       connection.send("HTTP/1.1 2");
       connection.pause(5);  // a reset may overtake what was sent
       connection.reset();
     }},
    {"closed_after_100",
     [](RawConnection& connection) { connection.send("HTTP/1.1 100 Continue\r\n\r\n"); }},
    {"closed_in_the_headers",
     [](RawConnection& connection) { connection.send("HTTP/1.1 200 OK\r\nContent-Le"); }},
    {"closed_after_the_headers",
     [](RawConnection& connection) {
       connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
     }},
    {"closed_in_the_body",
     [](RawConnection& connection) {
       connection.send("HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\n{\"choices\":");
     }},
    {"no_body_of_http_1_0",
     [](RawConnection& connection) { connection.send("HTTP/1.0 200 OK\r\n\r\n"); }},
    {"a_gateway_gave_up",
     [](RawConnection& connection) { connection.send_body("", "504 Gateway Timeout"); }},
};

class KeptConnection : public ::testing::TestWithParam<DeathRow> {};

TEST_P(KeptConnection, EveryRequestThatWasReadIsOnTheLedger) {
  constexpr std::uint32_t kCells = 12;
  const std::string answer = reply_of("x").body;
  for (const int concurrency : {1, 4}) {
    SCOPED_TRACE(concurrency);
    std::atomic<int> read = 0;
    int attempts = 0;
    int paid = 0;
    Ledger ledger;
    {
      RawServer server([&](RawConnection& connection) {
        if (connection.read_request().empty()) return;
        ++read;
        connection.send_body(answer);
        if (connection.read_request().empty()) return;
        ++read;
        GetParam().end(connection);
      });
      ServedRun run(server.url(""));
      run.setup.lanes[0].limits.concurrency = concurrency;
      run.setup.retry.max_attempts = 50;  // each may meet another connection that dies
      run.setup.variants[0].price = Price{{Money{1}, Money{2}, {}, {}}};
      for (const EndedCell& cell : run.ask(kCells)) {
        ASSERT_TRUE(cell.reply) << cell.failure->message;
        attempts += cell.stored.attempts;
        ++paid;
      }
      ledger = run.ledger;
    }
    EXPECT_GT(read, static_cast<int>(kCells)) << "no connection was kept";
    // More where a connection was closed before the request came: nobody can know.
    EXPECT_LE(read, attempts);
    EXPECT_LE(read, paid + ledger.unknown);
    EXPECT_GT(ledger.possible.picos, 200 * ledger.unknown);  // 100 tokens of output each, at least
  }
}

INSTANTIATE_TEST_SUITE_P(Rows, KeptConnection, ::testing::ValuesIn(kDeaths),
                         [](const auto& row) { return std::string(row.param.name); });

using KeptConnectionTransport = CurlFixture;

// Where the next connection is refused, the first one had the request all the same.
TEST_F(KeptConnectionTransport, ARefusedRetryDoesNotMeanNeverSent) {
  RawServer* stopping = nullptr;
  RawServer server([&](RawConnection& connection) {
    connection.read_request();
    connection.send_body("first");
    connection.read_request();
    stopping->stop_listening();
  });
  stopping = &server;
  ASSERT_EQ(exchange(post(server.url())).body, "first");
  const Recorder lost = exchange(post(server.url()));
  ASSERT_TRUE(lost.failure);
  EXPECT_EQ(lost.failure->kind, FailureKind::connect);
  EXPECT_TRUE(lost.failure->retryable);
  EXPECT_EQ(lost.failure->code, "") << lost.failure->message;
  EXPECT_EQ(lost.failure->message, server.host() + ": the connection was lost before an answer");
}

// A part of a large body is more than nothing: who knows what the server had.
TEST_F(KeptConnectionTransport, AConnectionLostAmidAnUploadMayHaveBeenRead) {
  const std::string large(std::size_t{8} << 20, 'x');
  for (const bool kept : {false, true}) {
    SCOPED_TRACE(kept);
    RawServer server([&](RawConnection& connection) {
      if (kept) {
        connection.read_request();
        connection.send_body("first");
      }
      connection.wait_for_bytes(100'000);
      connection.reset();
    });
    if (kept) {
      ASSERT_EQ(exchange(post(server.url())).body, "first");
    }
    const Recorder lost = exchange(post(server.url(), large));
    ASSERT_TRUE(lost.failure);
    EXPECT_TRUE(lost.failure->retryable);
    EXPECT_EQ(lost.failure->code, "") << lost.failure->message;
    EXPECT_EQ(server.connections(), 1);
  }
}

// A plain http proxy may have handed on what it read before it died.
TEST_F(KeptConnectionTransport, AProxyThatDiesMayHaveHandedItOn) {
  std::atomic<int> read = 0;
  RawServer proxy([&](RawConnection& connection) {
    connection.read_request();
    connection.send_body("first");
    if (!connection.read_request().empty()) ++read;
  });
  setenv("http_proxy", proxy.url("").c_str(), 1);
  make({});
  const Recorder first = exchange(post("http://model.example/chat"));
  const Recorder lost = exchange(post("http://model.example/chat"));
  unsetenv("http_proxy");
  ASSERT_EQ(first.body, "first");
  ASSERT_TRUE(lost.failure);
  EXPECT_EQ(lost.failure->code, "") << lost.failure->message;
  EXPECT_EQ(read, 1);
  EXPECT_EQ(proxy.connections(), 1);
}

}  // namespace
}  // namespace assay::testing
