#include <utility>

#include "harness/base/mark.h"
#include "harness/run/curl_transport.h"
#include "harness/run/pacer.h"

namespace assay {
namespace {

class WholeResponse final : public ExchangeSink {
 public:
  void on_head(int status, Headers headers) override {
    response.status = status;
    response.headers = std::move(headers);
  }
  bool on_bytes(std::string_view bytes, Instant at) override {
    payload_at_ = at;
    too_large = response.body.size() + bytes.size() > kMaxFetchBytes;
    if (!too_large) response.body += bytes;
    return !too_large;
  }
  void on_end(std::optional<Failure> transport_failure) override {
    failure = std::move(transport_failure);
    ended = true;
  }
  std::optional<Instant> payload_seen_at() const override { return payload_at_; }

  HttpResponse response;
  std::optional<Failure> failure;
  bool too_large = false;
  bool ended = false;

 private:
  std::optional<Instant> payload_at_;
};

}  // namespace

Result<HttpResponse> fetch(const HttpRequest& request, const Timeouts& timeouts,
                           const CurlOptions& options) {
  const SystemClock clock;
  CurlOptions one = options;
  one.max_in_flight = 1;
  ASSAY_TRY(const std::unique_ptr<Transport> transport, make_curl_transport(clock, one));
  WholeResponse whole;
  transport->start(1, request, timeouts, whole);
  while (!whole.ended) transport->drive(kNever);
  if (whole.too_large) {
    ASSAY_MARK("fetch.too_large");
    return infrastructure_error(request.url + ": the response is larger than 16 MB");
  }
  if (whole.failure) return infrastructure_error(whole.failure->message);
  return std::move(whole.response);
}

}  // namespace assay
