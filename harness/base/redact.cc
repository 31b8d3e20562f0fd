#include "harness/base/redact.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

#include "harness/base/base64.h"
#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::size_t kShortestSecret = 6;

struct Secret {
  std::string form;   // as it may appear in text
  std::string shown;  // "[REDACTED:name]"
};

struct Registry {
  std::mutex mutex;
  std::vector<Secret> secrets;  // longest form first
  std::atomic<bool> any{false};
};

Registry& registry() {
  static Registry instance;
  return instance;
}

// The base64 text that `secret` leaves inside a longer encoded string when
// `skip` bytes come before it: the characters that depend on it alone.
std::string base64_core(std::string_view secret, std::size_t skip) {
  const std::string padded = std::string(skip, 'x') + std::string(secret);
  const std::string encoded = to_base64(padded);
  const std::size_t from = (skip * 8 + 5) / 6;
  const std::size_t to = padded.size() * 8 / 6;
  return to > from ? encoded.substr(from, to - from) : std::string();
}

std::string json_escaped(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    if (c == '"' || c == '\\' || c == '/') text += '\\';
    text += c;
  }
  return text;
}

void add_form(std::vector<Secret>& secrets, std::string form, const std::string& shown) {
  if (form.size() < kShortestSecret) return;
  const bool known = std::any_of(secrets.begin(), secrets.end(),
                                 [&](const Secret& secret) { return secret.form == form; });
  if (!known) secrets.push_back({std::move(form), shown});
}

}  // namespace

void register_secret(std::string_view name, std::string_view value) {
  if (value.size() < kShortestSecret) return;
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  const std::string shown = "[REDACTED:" + std::string(name) + "]";
  add_form(all.secrets, std::string(value), shown);
  add_form(all.secrets, percent_encoded(value, HexDigits::upper), shown);
  add_form(all.secrets, percent_encoded(value, HexDigits::lower), shown);
  add_form(all.secrets, json_escaped(value), shown);
  for (const std::size_t skip : {0U, 1U, 2U}) {
    std::string core = base64_core(value, skip);
    std::string url_safe = core;
    std::replace(url_safe.begin(), url_safe.end(), '+', '-');
    std::replace(url_safe.begin(), url_safe.end(), '/', '_');
    add_form(all.secrets, std::move(core), shown);
    add_form(all.secrets, std::move(url_safe), shown);
  }
  std::stable_sort(all.secrets.begin(), all.secrets.end(), [](const Secret& a, const Secret& b) {
    return a.form.size() > b.form.size();
  });
  all.any = true;
}

std::string redact(std::string_view text) {
  std::string out(text);
  Registry& all = registry();
  if (!all.any) return out;
  const std::lock_guard lock(all.mutex);
  for (const Secret& secret : all.secrets) {
    for (std::size_t at = out.find(secret.form); at != std::string::npos;
         at = out.find(secret.form, at + secret.shown.size())) {
      out.replace(at, secret.form.size(), secret.shown);
    }
  }
  return out;
}

bool contains_secret(std::string_view text) {
  Registry& all = registry();
  if (!all.any) return false;
  const std::lock_guard lock(all.mutex);
  return std::any_of(all.secrets.begin(), all.secrets.end(), [&](const Secret& secret) {
    return text.find(secret.form) != std::string_view::npos;
  });
}

void forget_secrets() {
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  all.secrets.clear();
  all.any = false;
}

}  // namespace assay
