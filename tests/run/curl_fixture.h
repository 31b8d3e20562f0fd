// One exchange with a raw server, over the real transport.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "harness/run/curl_transport.h"
#include "tests/run/raw_server.h"

namespace assay::testing {

// Keeps what it is told. As the readers of streams do, it takes lines that
// start with a colon and blank lines for keep-alives.
class Recorder final : public ExchangeSink {
 public:
  void on_head(int new_status, Headers new_headers) override {
    ++heads;
    status = new_status;
    headers = std::move(new_headers);
  }
  bool on_bytes(std::string_view bytes, Instant at) override {
    body += bytes;
    if (bytes.front() != ':' && !trim(bytes).empty()) payload_at_ = at;
    return body.size() <= most_bytes;
  }
  void on_end(std::optional<Failure> transport_failure) override {
    ++ends;
    failure = std::move(transport_failure);
  }
  std::optional<Instant> payload_seen_at() const override { return payload_at_; }
  bool is_whole() const override { return !end.empty() && body.find(end) != std::string::npos; }

  int status = 0;
  Headers headers;
  std::string body;
  std::optional<Failure> failure;
  int heads = 0;
  int ends = 0;
  std::string end;  // what ends an answer, whatever the connection does; "": nothing
  std::size_t most_bytes = std::size_t{1} << 30;

 private:
  std::optional<Instant> payload_at_;
};

class CurlFixture : public ::testing::Test {
 protected:
  CurlFixture() { make({}); }

  void make(const CurlOptions& options) {
    auto made = make_curl_transport(clock, options);
    if (!made) throw std::runtime_error(made.error().message);
    transport = std::move(*made);
  }

  // Long enough for a busy machine where a test does not wait for them.
  static Timeouts patient() {
    return {milliseconds{20'000}, milliseconds{20'000}, milliseconds{20'000}, milliseconds{30'000}};
  }

  static HttpRequest post(std::string url, std::string body = "{}") {
    return {"POST",
            std::move(url),
            {{"Content-Type", "application/json"}, {"Authorization", "Bearer sk-secret-key"}},
            std::move(body)};
  }

  Recorder exchange(const HttpRequest& request, const Timeouts& timeouts = patient()) {
    Recorder recorder;
    transport->start(++last_id, request, timeouts, recorder);
    EXPECT_EQ(recorder.ends, 0) << "start() called the sink";
    finish(recorder);
    return recorder;
  }

  void finish(const Recorder& recorder) {
    while (recorder.ends == 0) transport->drive(clock.now() + std::chrono::seconds{1});
  }

  SystemClock clock;
  std::unique_ptr<Transport> transport;
  std::uint64_t last_id = 0;
};

}  // namespace assay::testing
