#include "harness/provider/error_words.h"

#include <algorithm>
#include <array>
#include <string>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::size_t kSearchedBytes = 4096;

struct Word {
  std::string_view text;  // lower case
  int status;
};

constexpr std::array kCodes = {
    Word{"rate_limit_exceeded", 429},
    Word{"rate_limit_error", 429},
    Word{"slow_down", 429},
    Word{"too_many_requests", 429},
    Word{"resource_exhausted", 429},
    Word{"overloaded_error", 529},
    Word{"server_is_overloaded", 503},
    Word{"service_unavailable_error", 503},
    Word{"service_unavailable", 503},
    Word{"unavailable", 503},
    Word{"server_error", 500},
    Word{"internal_server_error", 500},
    Word{"internalservererror", 500},
    Word{"api_error", 500},
    Word{"internal", 500},
    Word{"timeout_error", 504},
    Word{"deadline_exceeded", 504},
    Word{"conflict_error", 409},
    Word{"authentication_error", 401},
    Word{"invalid_api_key", 401},
    Word{"unauthenticated", 401},
    Word{"permission_error", 403},
    Word{"permission_denied", 403},
    Word{"billing_error", 402},
    Word{"not_found_error", 404},
    Word{"model_not_found", 404},
    Word{"notfounderror", 404},
    Word{"not_found", 404},
    Word{"request_too_large", 413},
    Word{"context_length_exceeded", 400},
    Word{"exceed_context_size_error", 400},
    Word{"content_filter", 400},
    Word{"invalid_request_error", 400},
    Word{"invalid_argument", 400},
    Word{"badrequesterror", 400},
};

// Phrases of envelopes that have nothing but a text ({"status":"error",...}).
constexpr std::array kPhrases = {
    Word{"rate limit", 429},           Word{"too many requests", 429},
    Word{"invalid api key", 401},      Word{"unauthorized", 401},
    Word{"not enough credits", 402},   Word{"out of credits", 402},
    Word{"insufficient credits", 402}, Word{"model not found", 404},
    Word{"server error", 500},         Word{"overloaded", 503},
    Word{"over capacity", 503},        Word{"try again", 503},
};

constexpr std::array<std::string_view, 7> kQuotaCodes = {
    "insufficient_quota",         "credit_balance_exhausted", "enforced_spend_limit_reached",
    "billing_hard_limit_reached", "spend_limit_exceeded",     "usage_limit_exceeded",
    "usage_limit_reached"};

constexpr std::array<std::string_view, 5> kQuotaPhrases = {
    "free-models-per-day", "spend limit", "spending limit", "usage limit", "credit balance"};

template <std::size_t N>
bool is_any_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

int status_of_code(std::string_view code) {
  const std::string lower = to_lower_ascii(code.substr(0, kSearchedBytes));
  for (const Word& word : kCodes) {
    if (word.text == lower) return word.status;
  }
  return 0;
}

}  // namespace

bool means_quota(std::string_view code, std::string_view type, std::string_view message) {
  if (is_any_of(code, kQuotaCodes) || is_any_of(type, kQuotaCodes)) return true;
  const std::string lower = to_lower_ascii(message.substr(0, kSearchedBytes));
  return std::any_of(kQuotaPhrases.begin(), kQuotaPhrases.end(), [&](std::string_view phrase) {
    return lower.find(phrase) != std::string::npos;
  });
}

int status_of_words(std::string_view code, std::string_view type, std::string_view message) {
  if (const int status = status_of_code(code)) return status;
  if (const int status = status_of_code(type)) return status;
  const std::string lower = to_lower_ascii(message.substr(0, kSearchedBytes));
  for (const Word& phrase : kPhrases) {
    if (lower.find(phrase.text) != std::string::npos) return phrase.status;
  }
  return 0;
}

}  // namespace assay
