#include "harness/provider/price.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

#include "harness/base/mark.h"
#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::int64_t kMostPicos = std::numeric_limits<std::int64_t>::max();
constexpr int kPicoDigits = 12;
// What a role, its delimiters and the reply's opening take in chat templates.
constexpr std::int64_t kTokensPerMessage = 4;

Money add(Money a, Money b) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a.picos, b.picos, &sum)) return {sum};
  ASSAY_MARK("cost.saturated");
  return {kMostPicos};
}

// A non-negative decimal as digits * 10^exponent.
struct Decimal {
  std::string digits;
  int exponent = 0;
};

std::optional<Decimal> split_decimal(std::string_view text) {
  Decimal decimal;
  const std::size_t e = text.find_first_of("eE");
  if (e != std::string_view::npos) {
    std::string_view exponent = text.substr(e + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    const std::optional<long long> value = parse_integer(exponent);
    if (!value || *value < -400 || *value > 400) return std::nullopt;
    decimal.exponent = static_cast<int>(*value);
  }
  bool after_point = false;
  for (const char c : text.substr(0, e)) {
    if (c == '.' && !after_point) {
      after_point = true;
    } else if (c >= '0' && c <= '9' && decimal.digits.size() < 400) {
      decimal.digits += c;
      if (after_point) --decimal.exponent;
    } else {
      return std::nullopt;
    }
  }
  if (decimal.digits.empty()) return std::nullopt;
  return decimal;
}

std::optional<Money> rounded_to_picos(Decimal decimal) {
  const int drop = -(decimal.exponent + kPicoDigits);
  if (drop <= 0) return std::nullopt;  // not too fine: parse_usd() has refused it for its size
  const auto dropped = static_cast<std::size_t>(drop);
  if (dropped > decimal.digits.size()) return Money{0};
  const std::size_t kept = decimal.digits.size() - dropped;
  const bool up = decimal.digits[kept] >= '5';
  std::int64_t picos = 0;
  const char* const end = decimal.digits.data() + kept;
  if (kept > 0 && std::from_chars(decimal.digits.data(), end, picos).ec != std::errc{}) {
    return std::nullopt;
  }
  return Money{picos < kMostPicos && up ? picos + 1 : picos};
}

}  // namespace

std::optional<Money> cost_of(const Reply& reply, const std::optional<Price>& price) {
  if (reply.billed_cost) return reply.billed_cost;
  if (!price || !reply.usage.input || !reply.usage.output) {
    ASSAY_MARK("cost.unknown");
    return std::nullopt;
  }
  const std::int64_t input = *reply.usage.input;
  const std::int64_t cached =
      std::clamp<std::int64_t>(reply.usage.cached_input.value_or(0), 0, input);
  const std::int64_t written =
      std::clamp<std::int64_t>(reply.usage.cache_write.value_or(0), 0, input - cached);
  Money cost = multiply(price->input, input - cached - written);
  cost = add(cost, multiply(price->cached_input.value_or(price->input), cached));
  cost = add(cost, multiply(price->cache_write.value_or(price->input), written));
  return add(cost, multiply(price->output, *reply.usage.output));
}

Money worst_cost(const Price& price, std::int64_t input_tokens, std::int64_t max_output_tokens) {
  const Money input = std::max({price.input, price.cached_input.value_or(price.input),
                                price.cache_write.value_or(price.input)});
  return add(multiply(input, input_tokens), multiply(price.output, max_output_tokens));
}

std::int64_t estimate_tokens(std::string_view utf8) {
  // In twelfths of a token: 3 a byte is four bytes a token, 8 a character is one
  // and a half characters a token.
  std::int64_t twelfths = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0xE3 && byte <= 0xF4) {
      twelfths += 8;  // leads a character at or beyond U+3000
    } else if (byte < 0x80 || byte >= 0xC0) {
      twelfths += byte < 0x80 ? 3 : 6;  // a lead byte pays for its continuation too
    }
  }
  return (twelfths + 11) / 12;
}

std::int64_t estimate_tokens(const Messages& messages) {
  std::int64_t tokens = 0;
  for (const Message& message : messages) {
    tokens += kTokensPerMessage + estimate_tokens(message.content);
    for (const Attachment& each : message.attachments) tokens += estimate_tokens(each);
    for (const ToolCall& call : message.tool_calls) {
      tokens += kTokensPerMessage + estimate_tokens(call.name) + estimate_tokens(call.arguments);
    }
  }
  return tokens;
}

std::int64_t estimate_output_tokens(const Reply& reply) {
  std::int64_t tokens = estimate_tokens(reply.answer) + estimate_tokens(reply.reasoning) +
                        estimate_tokens(reply.refusal);
  for (const ToolCall& call : reply.tool_calls) {
    tokens += estimate_tokens(call.name) + estimate_tokens(call.arguments);
  }
  return std::max<std::int64_t>(1, tokens);
}

void estimate_missing_usage(Reply& reply, const Messages& messages) {
  if (!reply.usage.input) {
    reply.usage.input = std::max<std::int64_t>(1, estimate_tokens(messages));
    reply.usage.estimated = true;
  }
  if (!reply.usage.output) {
    reply.usage.output = estimate_output_tokens(reply);
    reply.usage.estimated = true;
  }
}

std::optional<Money> parse_billed_usd(std::string_view decimal) {
  if (const std::optional<Money> exact = parse_usd(decimal)) return exact;
  const std::optional<Decimal> split = split_decimal(decimal);
  return split ? rounded_to_picos(*split) : std::nullopt;
}

}  // namespace assay
