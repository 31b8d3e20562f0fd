#include "harness/base/key.h"

#include <openssl/evp.h>

#include <cassert>
#include <cstring>

namespace assay {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

// Fetched once: EVP_sha256() looks the implementation up again at every use.
const EVP_MD* sha256_method() {
  static const EVP_MD* method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return method;
}

void append_hex(std::string& out, std::uint8_t byte) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += kHex[byte >> 4];
  out += kHex[byte & 15];
}

// Little-endian, before each field: no two lists of fields share their bytes.
std::array<char, 8> length_of(std::string_view field) {
  std::array<char, 8> length{};
  for (std::size_t i = 0; i < length.size(); ++i) {
    length[i] = static_cast<char>(field.size() >> (8 * i));
  }
  return length;
}

}  // namespace

std::string Key::hex() const {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) append_hex(text, byte);
  return text;
}

std::int64_t Key::prefix() const {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = (value << 8) | bytes[i];
  return static_cast<std::int64_t>(value);
}

KeyFields& KeyFields::add(std::string_view field) {
  const std::array<char, 8> length = length_of(field);
  bytes_.append(length.data(), length.size()).append(field);
  return *this;
}

KeyFields& KeyFields::add(std::int64_t field) {
  return add(std::to_string(field));
}

KeyFields& KeyFields::add(const KeyFields& fields) {
  bytes_ += fields.bytes_;
  return *this;
}

Key KeyFields::finish() const {
  return sha256(bytes_);
}

struct KeyBuilder::State {
  Context context{EVP_MD_CTX_new()};
};

KeyBuilder::KeyBuilder() : state_(std::make_unique<State>()) {
  EVP_DigestInit_ex2(state_->context.get(), sha256_method(), nullptr);
}
KeyBuilder::KeyBuilder(const KeyBuilder& other) : state_(std::make_unique<State>()) {
  EVP_MD_CTX_copy_ex(state_->context.get(), other.state_->context.get());
}
KeyBuilder& KeyBuilder::operator=(const KeyBuilder& other) {
  if (this != &other) EVP_MD_CTX_copy_ex(state_->context.get(), other.state_->context.get());
  return *this;
}
KeyBuilder::KeyBuilder(KeyBuilder&&) noexcept = default;
KeyBuilder& KeyBuilder::operator=(KeyBuilder&&) noexcept = default;
KeyBuilder::~KeyBuilder() = default;

KeyBuilder& KeyBuilder::add(std::string_view field) {
  const std::array<char, 8> length = length_of(field);
  EVP_DigestUpdate(state_->context.get(), length.data(), length.size());
  EVP_DigestUpdate(state_->context.get(), field.data(), field.size());
  return *this;
}

KeyBuilder& KeyBuilder::add(std::int64_t field) {
  return add(std::to_string(field));
}

Key KeyBuilder::finish() const {
  static thread_local const Context scratch(EVP_MD_CTX_new());
  EVP_MD_CTX_copy_ex(scratch.get(), state_->context.get());
  Key key;
  unsigned int size = 0;
  EVP_DigestFinal_ex(scratch.get(), key.bytes.data(), &size);
  assert(size == key.bytes.size());
  return key;
}

Key sha256(std::string_view bytes) {
  Key key;
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), key.bytes.data(), &size, sha256_method(), nullptr);
  return key;
}

}  // namespace assay
