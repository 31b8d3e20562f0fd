// A TLS client that says what it makes of the server's certificate, and goes on
// all the same.
#pragma once

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "tests/simulate/http_client.h"

namespace assay::testing {

struct TlsReply {
  bool shook_hands = false;
  int version = 0;
  long verdict = X509_V_ERR_UNSPECIFIED;  // X509_V_OK: trusted, and made for 127.0.0.1
  std::string bytes;
  bool said_goodbye = false;  // close_notify came
};

// Trusts the authorities in `ca_file` (empty: none). `oldest` as in
// SSL_CTX_set_min_proto_version(); below TLS 1.2 without a security level.
inline TlsReply exchange_tls(std::uint16_t port, std::string_view request,
                             const std::filesystem::path& ca_file, int oldest = TLS1_2_VERSION) {
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_client_method()),
                                                             SSL_CTX_free);
  SSL_CTX_set_min_proto_version(context.get(), oldest);
  if (oldest < TLS1_2_VERSION) SSL_CTX_set_cipher_list(context.get(), "DEFAULT:@SECLEVEL=0");
  if (!ca_file.empty()) SSL_CTX_load_verify_file(context.get(), ca_file.c_str());
  const std::unique_ptr<SSL, void (*)(SSL*)> ssl(SSL_new(context.get()), SSL_free);
  X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), "127.0.0.1");
  RawConnection connection(port);
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  SSL_set_fd(ssl.get(), connection.descriptor());
  TlsReply reply;
  reply.shook_hands = SSL_connect(ssl.get()) == 1;
  if (!reply.shook_hands) return reply;
  reply.version = SSL_version(ssl.get());
  reply.verdict = SSL_get_verify_result(ssl.get());
  SSL_write(ssl.get(), request.data(), static_cast<int>(request.size()));
  std::string buffer(std::size_t{16} << 10, '\0');
  int count = 0;
  while ((count = SSL_read(ssl.get(), buffer.data(), static_cast<int>(buffer.size()))) > 0) {
    reply.bytes.append(buffer.data(), static_cast<std::size_t>(count));
  }
  reply.said_goodbye = SSL_get_error(ssl.get(), count) == SSL_ERROR_ZERO_RETURN;
  return reply;
}

}  // namespace assay::testing
