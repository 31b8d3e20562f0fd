// What the transport makes of servers that misbehave.
#include <gtest/gtest.h>

#include "tests/run/curl_fixture.h"

namespace assay::testing {
namespace {

using CurlFaults = CurlFixture;

Timeouts with(void (*change)(Timeouts&)) {
  Timeouts timeouts{milliseconds{20'000}, milliseconds{20'000}, milliseconds{20'000},
                    milliseconds{30'000}};
  change(timeouts);
  return timeouts;
}

constexpr std::string_view kStreamHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

TEST_F(CurlFaults, NobodyListens) {
  const Recorder answer = exchange(post("http://127.0.0.1:1/chat"));
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->kind, FailureKind::connect);
  EXPECT_TRUE(answer.failure->retryable);
  EXPECT_EQ(answer.failure->code, kNotSent);
  EXPECT_TRUE(answer.failure->message.starts_with("127.0.0.1:1: ")) << answer.failure->message;
  EXPECT_EQ(answer.failure->message.find("sk-secret-key"), std::string::npos);
}

TEST_F(CurlFaults, AResetBeforeTheAnswer) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.reset();
  });
  const Recorder answer = exchange(post(server.url()));
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->kind, FailureKind::connect);
  EXPECT_TRUE(answer.failure->retryable);
  EXPECT_EQ(answer.failure->code, "");  // it was sent, and may have been billed
  EXPECT_EQ(server.connections(), 1);   // a fresh connection: not asked again in here
}

TEST_F(CurlFaults, AnEndBeforeTheAnswer) {
  RawServer server([](RawConnection& connection) { connection.read_request(); });
  const Recorder answer = exchange(post(server.url()));
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->kind, FailureKind::connect);
  EXPECT_TRUE(answer.failure->retryable);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(CurlFaults, AResetInTheBody) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    connection.pause(50);  // a reset may overtake what was sent
    connection.reset();
  });
  const Recorder answer = exchange(post(server.url()));
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->kind, FailureKind::truncated);
  EXPECT_TRUE(answer.failure->retryable);
  EXPECT_EQ(answer.failure->http_status, 200);
}

TEST_F(CurlFaults, ABodyShorterThanItsLength) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  });
  const Recorder answer = exchange(post(server.url()));
  EXPECT_EQ(answer.body, "half");
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->kind, FailureKind::truncated);
}

TEST_F(CurlFaults, ChunksWithoutAnEnd) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
  });
  const Recorder answer = exchange(post(server.url()));
  EXPECT_EQ(answer.body, "half");
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->kind, FailureKind::truncated);
}

TEST_F(CurlFaults, AnswersThatAreNotHttp) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send("SSH-2.0-OpenSSH_9.2\r\n");
  });
  const Recorder answer = exchange(post(server.url()));
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->kind, FailureKind::bad_reply);
  EXPECT_FALSE(answer.failure->retryable);
}

TEST_F(CurlFaults, GzipThatIsNone) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send_body("plain text", "200 OK", "Content-Encoding: gzip\r\n");
  });
  const Recorder answer = exchange(post(server.url()));
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->kind, FailureKind::bad_reply);
}

TEST_F(CurlFaults, AHeaderBomb) {
  CurlOptions options;
  options.max_header_bytes = 10'000;
  make(options);
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\n");
    const std::string line = "X-Bomb: " + std::string(500, 'x') + "\r\n";
    while (connection.send(line)) {
    }
  });
  const Recorder answer = exchange(post(server.url()));
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->kind, FailureKind::too_large);
  EXPECT_FALSE(answer.failure->retryable);
}

TEST_F(CurlFaults, ASinkThatHadEnoughHangsUp) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send(kStreamHead);
    const std::string chunk(10'000, 'x');
    while (connection.send(chunk)) {
    }
  });
  Recorder recorder;
  recorder.most_bytes = 100'000;
  const HttpRequest request = post(server.url());
  transport->start(1, request, patient(), recorder);
  finish(recorder);
  EXPECT_FALSE(recorder.failure);
  EXPECT_LT(recorder.body.size(), 500'000u);
}

TEST_F(CurlFaults, AServerThatNeverAnswers) {
  RawServer server([](RawConnection& connection) { connection.wait_for_hang_up(); });
  const Recorder answer =
      exchange(post(server.url()), with([](Timeouts& t) { t.first_byte = milliseconds{60}; }));
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->kind, FailureKind::timeout);
  EXPECT_EQ(answer.failure->message, server.host() + ": timeout: no answer within 60 ms");
  EXPECT_EQ(answer.failure->code, "");  // connected, so it may have been billed
}

TEST_F(CurlFaults, CommentsForEverAreNoAnswer) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send(kStreamHead);
    while (connection.send(": keep-alive\n\n") && connection.pause(5)) {
    }
  });
  const Recorder answer =
      exchange(post(server.url()), with([](Timeouts& t) { t.first_byte = milliseconds{80}; }));
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->message,
            server.host() + ": timeout: nothing but headers and keep-alives within 80 ms");
  EXPECT_EQ(answer.failure->http_status, 0);  // of no use: nothing followed it
}

TEST_F(CurlFaults, CommentsDoNotKeepADeadStreamAlive) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send(kStreamHead);
    connection.send("data: {}\n\n");
    connection.pause(30);
    while (connection.send(": keep-alive\n\n") && connection.pause(5)) {
    }
  });
  const Recorder answer =
      exchange(post(server.url()), with([](Timeouts& t) { t.idle = milliseconds{80}; }));
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->message,
            server.host() + ": timeout: the answer stopped coming for 80 ms");
}

TEST_F(CurlFaults, ASlowAnswerThatKeepsComingIsNotIdle) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send(kStreamHead);
    for (int i = 0; i < 20; ++i) {
      connection.send("data: {}\n\n");
      connection.pause(20);
    }
  });
  const Recorder answer =
      exchange(post(server.url()), with([](Timeouts& t) { t.idle = milliseconds{300}; }));
  EXPECT_FALSE(answer.failure) << answer.failure->message;
}

TEST_F(CurlFaults, ButNotForEver) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send(kStreamHead);
    while (connection.send("data: {}\n\n") && connection.pause(5)) {
    }
  });
  const Recorder answer =
      exchange(post(server.url()), with([](Timeouts& t) { t.total = milliseconds{120}; }));
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->message,
            server.host() + ": timeout: the whole took longer than 120 ms");
}

TEST_F(CurlFaults, AReusedConnectionThatDiesInTheAnswerIsNotAskedAgain) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send_body("first");
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nh");
    connection.pause(50);
    connection.reset();
  });
  ASSERT_EQ(exchange(post(server.url())).body, "first");
  const Recorder again = exchange(post(server.url()));
  ASSERT_TRUE(again.failure);
  EXPECT_EQ(again.failure->kind, FailureKind::truncated);
  EXPECT_EQ(server.connections(), 1);
}

// A connection that its server closed while it lay idle must not make the loop
// spin, nor the next request fail.
TEST_F(CurlFaults, AnIdleConnectionClosedByItsServerIsReplaced) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send_body("once");
  });
  ASSERT_EQ(exchange(post(server.url())).body, "once");
  int turns = 0;
  const Instant until = clock.now() + milliseconds{100};
  for (; clock.now() < until; ++turns) transport->drive(until);
  EXPECT_LT(turns, 20 + 2 * 100 / 5);  // the lag's ticks, every 5 ms, wake it too
  EXPECT_EQ(exchange(post(server.url())).body, "once");
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(CurlFaults, EveryCutOfAnAnswerIsNoticed) {
  const std::string whole = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    RawServer server([&](RawConnection& connection) {
      connection.read_request();
      connection.send(whole.substr(0, cut));
    });
    const Recorder answer = exchange(post(server.url()));
    EXPECT_TRUE(answer.failure) << "cut after " << cut << " bytes";
  }
}

}  // namespace
}  // namespace assay::testing
