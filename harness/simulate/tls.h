// The server's side of TLS: a throw-away authority and a certificate of the
// server, made in memory. Private to server.cc.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/simulate/models_file/models_file.h"

namespace assay {

struct TlsIdentity {
  std::unique_ptr<boost::asio::ssl::context> context;
  // The authority's certificate. It signed the server's, but for a self-signed one.
  std::string authority_pem;
};

// A certificate for 127.0.0.1 and localhost, right but for what `kind` says. An
// infrastructure error when OpenSSL refuses.
Result<TlsIdentity> make_tls_identity(TlsKind kind, WallTime now);

}  // namespace assay
