#include "harness/simulate/tls.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <ratio>
#include <string_view>

namespace assay {
namespace {

using Days = std::chrono::duration<std::int64_t, std::ratio<86'400>>;

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* object) const { Free(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION, X509_EXTENSION_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO, BIO_free_all>>;

// A step of OpenSSL that failed. Caught in make_tls_identity().
struct OpenSslFailure {};

void require(bool is_done) {
  if (!is_done) throw OpenSslFailure{};
}

struct Subject {
  std::string_view name;
  WallTime from;
  WallTime until;
  std::string_view alternative_names;  // empty: an authority
};

void set_serial(X509* certificate) {
  std::uint32_t serial = 0;
  require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  require(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial) == 1);
}

void set_name(X509_NAME* name, std::string_view text) {
  require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()), -1, 0) == 1);
}

void set_time(ASN1_TIME* target, WallTime time) {
  require(ASN1_TIME_set(target, time.time_since_epoch().count()) != nullptr);
}

void add_extension(X509* certificate, int what, std::string_view value) {
  const Extension extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, what, std::string(value).c_str()));
  require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

// Signed by `issuer`, or by itself when that is nullptr.
Certificate certify(const Subject& subject, EVP_PKEY* key, const X509* issuer,
                    EVP_PKEY* issuer_key) {
  Certificate certificate(X509_new());
  X509* const raw = certificate.get();
  require(raw != nullptr && X509_set_version(raw, X509_VERSION_3) == 1);
  set_serial(raw);
  set_name(X509_get_subject_name(raw), subject.name);
  const X509_NAME* issuer_name =
      issuer != nullptr ? X509_get_subject_name(issuer) : X509_get_subject_name(raw);
  require(X509_set_issuer_name(raw, issuer_name) == 1);
  set_time(X509_getm_notBefore(raw), subject.from);
  set_time(X509_getm_notAfter(raw), subject.until);
  require(X509_set_pubkey(raw, key) == 1);
  if (subject.alternative_names.empty()) {
    add_extension(raw, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(raw, NID_key_usage, "critical,keyCertSign");
  } else {
    add_extension(raw, NID_subject_alt_name, subject.alternative_names);
  }
  require(X509_sign(raw, issuer_key, EVP_sha256()) > 0);
  return certificate;
}

Subject server_subject(TlsKind kind, WallTime now) {
  Subject subject{"assay model server", now - Days(1), now + Days(30),
                  "IP:127.0.0.1,DNS:localhost"};
  if (kind == TlsKind::wrong_host) subject.alternative_names = "DNS:other.invalid";
  if (kind == TlsKind::expired) {
    subject.from = now - Days(30);
    subject.until = now - Days(1);
  }
  if (kind == TlsKind::not_yet_valid) subject.from = now + Days(1);
  return subject;
}

std::string to_pem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  require(bio != nullptr && PEM_write_bio_X509(bio.get(), certificate) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

void set_versions(SSL_CTX* context, TlsKind kind) {
  if (kind != TlsKind::tls1_0) {
    require(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1);
    return;
  }
  require(SSL_CTX_set_min_proto_version(context, TLS1_VERSION) == 1);
  require(SSL_CTX_set_max_proto_version(context, TLS1_VERSION) == 1);
  // OpenSSL 3 speaks so old a version only without a security level.
  require(SSL_CTX_set_cipher_list(context, "DEFAULT:@SECLEVEL=0") == 1);
}

TlsIdentity make_identity(TlsKind kind, WallTime now) {
  const Key authority_key(EVP_EC_gen("P-256"));
  const Key server_key(EVP_EC_gen("P-256"));
  require(authority_key != nullptr && server_key != nullptr);
  const Certificate authority =
      certify({"assay throw-away authority", now - Days(60), now + Days(60), {}},
              authority_key.get(), nullptr, authority_key.get());
  const bool signs_itself = kind == TlsKind::self_signed;
  const Certificate server =
      certify(server_subject(kind, now), server_key.get(), signs_itself ? nullptr : authority.get(),
              signs_itself ? server_key.get() : authority_key.get());
  namespace ssl = boost::asio::ssl;
  TlsIdentity identity{std::make_unique<ssl::context>(ssl::context::tls_server),
                       to_pem(authority.get())};
  SSL_CTX* const context = identity.context->native_handle();
  set_versions(context, kind);
  require(SSL_CTX_use_certificate(context, server.get()) == 1);
  require(SSL_CTX_use_PrivateKey(context, server_key.get()) == 1);
  return identity;
}

}  // namespace

Result<TlsIdentity> make_tls_identity(TlsKind kind, WallTime now) {
  try {
    return make_identity(kind, now);
  } catch (const OpenSslFailure&) {
    const char* reason = ERR_reason_error_string(ERR_get_error());
    return infrastructure_error(
        fmt::format("tls: no certificate: {}", reason != nullptr ? reason : "OpenSSL failed"));
  } catch (const boost::system::system_error& error) {
    return infrastructure_error(fmt::format("tls: no context: {}", error.what()));
  }
}

}  // namespace assay
