#include "harness/run/curl_transport.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>

#include "tests/run/curl_fixture.h"

namespace assay::testing {
namespace {

using CurlTransport = CurlFixture;

TEST_F(CurlTransport, BringsStatusHeadersAndBody) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send_body("hello", "201 Created", "X-Request-Id: r-1\r\nEmpty:\r\n");
  });
  const Recorder answer = exchange(post(server.url()));
  EXPECT_FALSE(answer.failure);
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "hello");
  ASSERT_NE(find_header(answer.headers, "x-request-id"), nullptr);
  EXPECT_EQ(find_header(answer.headers, "x-request-id")->value, "r-1");
  EXPECT_EQ(answer.heads, 1);
  EXPECT_EQ(answer.ends, 1);
}

TEST_F(CurlTransport, SendsWhatItWasGivenAndNothingThatDelaysIt) {
  std::string seen;
  const std::string body(5'000, 'x');  // large enough for curl to ask leave first
  {
    RawServer server([&](RawConnection& connection) {
      seen = connection.read_request();
      connection.send_body("ok");
    });
    exchange(post(server.url("/v1/chat?x=1"), body));
  }
  EXPECT_TRUE(seen.starts_with("POST /v1/chat?x=1 HTTP/1.1\r\n")) << seen;
  EXPECT_NE(seen.find("Authorization: Bearer sk-secret-key\r\n"), std::string::npos);
  EXPECT_NE(seen.find("Content-Type: application/json\r\n"), std::string::npos);
  EXPECT_NE(seen.find("User-Agent: assay/"), std::string::npos);
  EXPECT_TRUE(seen.ends_with("\r\n\r\n" + body));
  EXPECT_EQ(seen.find("Expect:"), std::string::npos);
}

TEST_F(CurlTransport, UsesOneHandleForGetAfterPost) {
  std::vector<std::string> seen;
  {
    RawServer server([&](RawConnection& connection) {
      while (true) {
        std::string request = connection.read_request();
        if (request.empty()) return;
        seen.push_back(std::move(request));
        connection.send_body("ok");
      }
    });
    exchange(post(server.url()));
    exchange({"GET", server.url("/models"), {}, ""});
    exchange(post(server.url(), ""));
    transport.reset();
  }
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_TRUE(seen[1].starts_with("GET /models HTTP/1.1\r\n"));
  EXPECT_EQ(seen[1].find("sk-secret-key"), std::string::npos);  // not the last request's headers
  EXPECT_TRUE(seen[2].starts_with("POST /chat HTTP/1.1\r\n"));
}

TEST_F(CurlTransport, PutsPiecesTogether) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nTransfer-Enc");
    connection.pause(20);
    connection.send("oding: chunked\r\n\r\n3\r\nab");
    connection.pause(20);
    connection.send("c\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n");
  });
  const Recorder answer = exchange(post(server.url()));
  EXPECT_FALSE(answer.failure);
  EXPECT_EQ(answer.body, "abcde");
  EXPECT_EQ(answer.heads, 1);
}

TEST_F(CurlTransport, UndoesGzip) {
  static const unsigned char kHello[] = {0x1f, 0x8b, 8,    0,    0,    0,    0,    0,    0,
                                         3,    0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x86,
                                         0xa6, 0x10, 0x36, 5,    0,    0,    0};
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send_body({reinterpret_cast<const char*>(kHello), sizeof kHello}, "200 OK",
                         "Content-Encoding: gzip\r\n");
  });
  const Recorder answer = exchange(post(server.url()));
  EXPECT_FALSE(answer.failure);
  EXPECT_EQ(answer.body, "hello");
}

TEST_F(CurlTransport, SkipsInterimResponses) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
    connection.send_body("ok", "200 OK", "Real: yes\r\n");
  });
  const Recorder answer = exchange(post(server.url()));
  EXPECT_EQ(answer.heads, 1);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(find_header(answer.headers, "link"), nullptr);
}

TEST_F(CurlTransport, DoesNotFollowARedirect) {
  RawServer elsewhere([](RawConnection& connection) { connection.read_request(); });
  RawServer server([&](RawConnection& connection) {
    connection.read_request();
    connection.send_body("", "302 Found", "Location: " + elsewhere.url() + "\r\n");
  });
  const Recorder answer = exchange(post(server.url()));
  EXPECT_EQ(answer.status, 302);
  EXPECT_EQ(elsewhere.connections(), 0);
}

TEST_F(CurlTransport, RefusesOtherProtocols) {
  const Recorder answer = exchange(post("file:///etc/passwd"));
  ASSERT_TRUE(answer.failure);
  EXPECT_FALSE(answer.failure->retryable);
  EXPECT_TRUE(answer.body.empty());
}

TEST_F(CurlTransport, RefusesAHeaderThatWouldBeTwo) {
  RawServer server([](RawConnection& connection) { connection.read_request(); });
  HttpRequest request = post(server.url());
  request.headers.push_back({"X-Key", "a\r\nX-Injected: b"});
  const Recorder answer = exchange(request);
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->kind, FailureKind::invalid_request);
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(CurlTransport, SaysThatTextIsNotAUrl) {
  const Recorder answer = exchange(post("http://exa mple/"));
  ASSERT_TRUE(answer.failure);
  EXPECT_EQ(answer.failure->kind, FailureKind::invalid_request);
}

TEST_F(CurlTransport, UsesAConnectionAgain) {
  RawServer server([](RawConnection& connection) {
    while (!connection.read_request().empty()) connection.send_body("ok");
  });
  for (int i = 0; i < 50; ++i) ASSERT_FALSE(exchange(post(server.url())).failure);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(CurlTransport, KeepsAsManyConnectionsAsAreInFlight) {
  make({.max_in_flight = 40, .ca_file = {}});
  RawServer server([](RawConnection& connection) {
    while (!connection.read_request().empty()) connection.send_body("ok");
  });
  const HttpRequest request = post(server.url());
  for (int round = 0; round < 5; ++round) {
    std::deque<Recorder> recorders(40);
    for (Recorder& recorder : recorders) transport->start(++last_id, request, patient(), recorder);
    for (const Recorder& recorder : recorders) {
      finish(recorder);
      EXPECT_FALSE(recorder.failure);
      EXPECT_EQ(recorder.body, "ok");
    }
  }
  EXPECT_LE(server.connections(), 40);
}

// A server that forgets to end its response holds up nobody until the last timeout.
TEST_F(CurlTransport, HangsUpBehindTheEndOfAnAnswer) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n[DONE]\r\n");
    connection.wait_for_hang_up();
  });
  Recorder recorder;
  recorder.end = "[DONE]";
  const HttpRequest request = post(server.url());
  transport->start(++last_id, request, patient(), recorder);
  finish(recorder);
  ASSERT_TRUE(recorder.failure);
  EXPECT_NE(recorder.failure->message.find("the response went on after its end for 1 s"),
            std::string::npos)
      << recorder.failure->message;
}

// One that does end it has its connection used again.
TEST_F(CurlTransport, WaitsAMomentForTheEndOfAResponse) {
  RawServer server([](RawConnection& connection) {
    for (int i = 0; i < 2; ++i) {
      if (connection.read_request().empty()) return;
      connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n[DONE]\r\n");
      std::this_thread::sleep_for(milliseconds{50});
      connection.send("0\r\n\r\n");
    }
  });
  const HttpRequest request = post(server.url());
  for (int i = 0; i < 2; ++i) {
    Recorder recorder;
    recorder.end = "[DONE]";
    transport->start(++last_id, request, patient(), recorder);
    finish(recorder);
    EXPECT_FALSE(recorder.failure);
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(CurlTransport, CancelEndsAnExchangeWithoutAWord) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.wait_for_hang_up();
  });
  Recorder recorder;
  const HttpRequest request = post(server.url());
  transport->start(1, request, patient(), recorder);
  while (server.connections() == 0) transport->drive(clock.now() + milliseconds{10});
  transport->cancel(1);
  transport->cancel(1);  // a second time means nothing
  transport->drive(clock.now() + milliseconds{50});
  EXPECT_EQ(recorder.ends, 0);
}

TEST_F(CurlTransport, WakeEndsAWaitFromAnotherThread) {
  std::thread other([this] { transport->wake(); });
  transport->drive(clock.now() + std::chrono::seconds{60});
  other.join();
  SUCCEED();  // or the test times out
}

TEST_F(CurlTransport, KeysDoNotGoToAProxy) {
  std::string seen;
  {
    RawServer proxy([&](RawConnection& connection) {
      seen = connection.read_request();
      connection.send_body("", "407 Proxy Authentication Required");
    });
    setenv("https_proxy", proxy.url("").c_str(), 1);
    make({});
    const Recorder answer = exchange(post("https://model.example/chat"));
    unsetenv("https_proxy");
    ASSERT_TRUE(answer.failure);
    EXPECT_FALSE(answer.failure->retryable);
    EXPECT_EQ(answer.failure->message,
              "model.example: the proxy " + proxy.host() + " answered 407");
    EXPECT_EQ(answer.failure->code, kNotSent);
    EXPECT_EQ(answer.heads, 0);
  }
  EXPECT_TRUE(seen.starts_with("CONNECT model.example:443")) << seen;
  EXPECT_EQ(seen.find("sk-secret-key"), std::string::npos) << seen;
}

// A proxy that is gone, or goes while the tunnel is dug: the message is about it.
TEST_F(CurlTransport, AProxyThatDoesNotAnswerIsNamed) {
  setenv("https_proxy", "http://ada:pass-word@127.0.0.1:1", 1);
  make({});
  const Recorder dead = exchange(post("https://model.example/chat"));
  RawServer proxy([](RawConnection& connection) { connection.read_request(); });
  setenv("https_proxy", proxy.url("").c_str(), 1);
  make({});
  const Recorder dying = exchange(post("https://model.example/chat"));
  unsetenv("https_proxy");
  ASSERT_TRUE(dead.failure && dying.failure);
  EXPECT_TRUE(dead.failure->message.starts_with(
      "model.example: by proxy: Failed to connect to 127.0.0.1 port 1"))
      << dead.failure->message;
  EXPECT_EQ(dead.failure->message.find("pass-word"), std::string::npos);
  EXPECT_NE(to_lower_ascii(dying.failure->message).find("proxy"), std::string::npos)
      << dying.failure->message;
  for (const Recorder* answer : {&dead, &dying}) {
    EXPECT_EQ(answer->failure->kind, FailureKind::connect);
    EXPECT_EQ(answer->failure->code, kNotSent);
    EXPECT_TRUE(answer->failure->retryable);
  }
}

TEST_F(CurlTransport, LoopbackIsNeverProxied) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send_body("ok");
  });
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  make({});
  const Recorder answer = exchange(post(server.url()));
  unsetenv("http_proxy");
  EXPECT_FALSE(answer.failure);
}

TEST(Fetch, BringsAWholeResponse) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send_body("{\"data\":[]}", "404 Not Found");
  });
  const auto response = fetch({"GET", server.url("/models"), {}, ""}, Timeouts{});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 404);
  EXPECT_EQ(response->body, "{\"data\":[]}");
}

TEST(Fetch, IsBounded) {
  RawServer server([](RawConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\n\r\n");
    const std::string chunk(1 << 16, 'x');
    while (connection.send(chunk)) {
    }
  });
  const auto response = fetch({"GET", server.url("/models"), {}, ""}, Timeouts{});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::infrastructure);
}

TEST(Fetch, NamesTheHostThatDoesNotAnswer) {
  const auto response = fetch({"GET", "http://127.0.0.1:1/models", {}, ""}, Timeouts{});
  ASSERT_FALSE(response);
  EXPECT_TRUE(response.error().message.starts_with("127.0.0.1:1: ")) << response.error().message;
}

}  // namespace
}  // namespace assay::testing
