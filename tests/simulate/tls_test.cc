// TLS that is right, or wrong in one way: what a careful client sees of it.
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "tests/simulate/serve_faults.h"
#include "tests/simulate/tls_client.h"
#include "tests/support/test_files.h"

namespace assay::testing {
namespace {

// A server with its files in `folder`.
std::unique_ptr<ModelServer> serve_tls(const TemporaryFolder& folder, std::string_view kind,
                                       std::string_view faults = "") {
  ServerOptions options;
  options.root = folder.path();
  return serve("ca_file: ca.pem\ntls: " + std::string(kind) + std::string(kFaultyModels) +
                   (faults.empty() ? "" : "faults:\n") + std::string(faults),
               options);
}

std::string tls_request(std::string_view more = "") {
  return http_request("POST", "/v1/chat/completions", {}, chat_body("a", "France?", more));
}

struct VerdictRow {
  const char* kind;
  long verdict;
};

const VerdictRow kVerdicts[] = {
    {"good", X509_V_OK},
    {"self_signed", X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT},
    {"wrong_host", X509_V_ERR_IP_ADDRESS_MISMATCH},
    {"expired", X509_V_ERR_CERT_HAS_EXPIRED},
    {"not_yet_valid", X509_V_ERR_CERT_NOT_YET_VALID},
};

TEST(Tls, CertificatesAreWrongInOneWay) {
  for (const VerdictRow& row : kVerdicts) {
    const TemporaryFolder folder;
    const auto server = serve_tls(folder, row.kind);
    EXPECT_EQ(server->base_url(), "https://127.0.0.1:" + std::to_string(server->port()));
    const TlsReply reply = exchange_tls(server->port(), tls_request(), server->ca_file());
    EXPECT_EQ(reply.verdict, row.verdict)
        << row.kind << ": " << X509_verify_cert_error_string(reply.verdict);
    EXPECT_GE(reply.version, TLS1_2_VERSION);
    EXPECT_NE(reply.bytes.find("Paris"), std::string::npos) << row.kind;
    EXPECT_TRUE(reply.said_goodbye);
  }
}

TEST(Tls, NobodyTrustsTheAuthorityUnasked) {
  const TemporaryFolder folder;
  const auto server = serve_tls(folder, "good");
  EXPECT_EQ(server->ca_file(), folder / "ca.pem");
  EXPECT_EQ(exchange_tls(server->port(), tls_request(), {}).verdict,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
  const auto other = serve_tls(folder, "good");  // with an authority of its own
  EXPECT_NE(exchange_tls(server->port(), tls_request(), folder / "ca.pem").verdict, X509_V_OK);
  EXPECT_EQ(exchange_tls(other->port(), tls_request(), folder / "ca.pem").verdict, X509_V_OK);
}

TEST(Tls, AnOldVersionIsAllThatIsSpoken) {
  const TemporaryFolder folder;
  const auto server = serve_tls(folder, "tls1_0");
  EXPECT_FALSE(exchange_tls(server->port(), tls_request(), server->ca_file()).shook_hands);
  const TlsReply old = exchange_tls(server->port(), tls_request(), server->ca_file(), TLS1_VERSION);
  EXPECT_EQ(old.version, TLS1_VERSION);
  EXPECT_NE(old.bytes.find("Paris"), std::string::npos);
}

TEST(Tls, FailedHandshakesDisturbNobody) {
  const TemporaryFolder folder;
  const auto server = serve_tls(folder, "good");
  RawConnection silent(server->port());  // never shakes hands
  EXPECT_EQ(exchange_bytes(server->port(), tls_request()).status, 0);
  EXPECT_EQ(exchange_bytes(server->port(), "\x16\x03\x01\xff\xff garbage").status, 0);
  { const RawConnection leaves_at_once(server->port()); }
  const TlsReply reply = exchange_tls(server->port(), tls_request(), server->ca_file());
  EXPECT_NE(reply.bytes.find("Paris"), std::string::npos);
  EXPECT_EQ(server->stats().requests, 1U);
}

TEST(Tls, FaultsWorkThroughIt) {
  const TemporaryFolder folder;
  const auto server = serve_tls(folder, "good",
                                "  - {at: [1], reset_after_bytes: 300}\n"
                                "  - {at: [2], close_after_events: 2}\n"
                                "  - {at: [3], half_close_after_bytes: 0}\n"
                                "  - {at: [4], slice: 1}\n");
  const auto ask_stream = [&] {
    return exchange_tls(server->port(), tls_request(R"(,"stream":true)"), server->ca_file());
  };
  const TlsReply reset = ask_stream();
  EXPECT_LE(reset.bytes.size(), 300U);  // RST overtakes what was not read
  EXPECT_FALSE(reset.said_goodbye);
  const TlsReply closed = ask_stream();
  EXPECT_TRUE(closed.bytes.ends_with("\n\n\r\n"));  // an event's chunk, and no last one
  EXPECT_TRUE(closed.said_goodbye);
  EXPECT_EQ(ask_stream().bytes, "");
  EXPECT_TRUE(ask_stream().bytes.ends_with("\r\n0\r\n\r\n"));
}

TEST(Tls, LargeBodiesComeThrough) {
  const TemporaryFolder folder;
  const auto server = serve_tls(folder, "good", "  - {header_bytes: 3000000}");
  const std::string large = http_request("POST", "/v1/chat/completions", {},
                                         chat_body("a", "France? " + std::string(1'000'000, 'x')));
  const TlsReply reply = exchange_tls(server->port(), large, server->ca_file());
  EXPECT_GT(reply.bytes.size(), 3'000'000U);
  EXPECT_NE(reply.bytes.find("Paris"), std::string::npos);
}

TEST(Tls, TheAuthorityStaysBelowTheRoot) {
  for (const char* path : {"../ca.pem", "/ca.pem"}) {
    const auto server = ModelServer::start_text(
        "models: [{id: a}]\ntls: good\nca_file: " + std::string(path), ServerOptions{});
    ASSERT_FALSE(server);
    EXPECT_EQ(server.error().message,
              "ca_file: '" + std::string(path) + "' leaves the root folder");
  }
}

}  // namespace
}  // namespace assay::testing
