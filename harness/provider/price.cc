#include "harness/provider/price.h"

#include <algorithm>
#include <array>
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
  const Rates* const rates = rates_of(*price, plain_tier(reply.service_tier), input);
  if (rates == nullptr) {
    ASSAY_MARK("cost.of_an_unknown_tier");
    return std::nullopt;
  }
  Money cost = multiply(rates->input, input - cached - written);
  cost = add(cost, multiply(rates->cached_input.value_or(rates->input), cached));
  cost = add(cost, multiply(rates->cache_write.value_or(rates->input), written));
  return add(cost, multiply(rates->output, *reply.usage.output));
}

namespace {

Money worst_at(const Rates& rates, std::int64_t input_tokens, std::int64_t max_output_tokens) {
  const Money input = std::max({rates.input, rates.cached_input.value_or(rates.input),
                                rates.cache_write.value_or(rates.input)});
  return add(multiply(input, input_tokens), multiply(rates.output, max_output_tokens));
}

}  // namespace

const Rates* rates_of(const Price& price, std::string_view tier, std::int64_t input_tokens) {
  const PriceTier* best = nullptr;
  for (const PriceTier& each : price.tiers) {
    if (each.tier != tier || input_tokens <= each.above) continue;
    if (best == nullptr || each.above > best->above) best = &each;
  }
  if (best != nullptr) return &best->rates;
  return tier.empty() ? &price : nullptr;
}

std::string plain_tier(std::string_view said) {
  constexpr std::array<std::string_view, 5> kStandard = {"auto", "default", "standard",
                                                         "standard_only", "on_demand"};
  if (std::find(kStandard.begin(), kStandard.end(), said) != kStandard.end()) return "";
  return std::string(said == "fast" ? "priority" : said);
}

std::optional<Money> worst_cost_in(const Price& price, std::string_view tier,
                                   std::int64_t input_tokens, std::int64_t max_output_tokens) {
  std::optional<Money> worst;
  if (tier.empty()) worst = worst_at(price, input_tokens, max_output_tokens);
  for (const PriceTier& each : price.tiers) {
    // Fewer tokens than bytes: it may come to either side.
    if (each.tier != tier || input_tokens <= each.above) continue;
    const Money at = worst_at(each.rates, input_tokens, max_output_tokens);
    worst = worst ? std::max(*worst, at) : at;
  }
  return worst;
}

Money worst_cost(const Price& price, std::int64_t input_tokens, std::int64_t max_output_tokens) {
  return *worst_cost_in(price, "", input_tokens, max_output_tokens);
}

Money cost_of_requests(const Price& price, std::string_view tier, std::uint64_t requests,
                       std::int64_t input_tokens, std::int64_t output_tokens) {
  const auto count = static_cast<std::int64_t>(std::clamp<std::uint64_t>(requests, 1, kMostPicos));
  const Rates* const rates = rates_of(price, tier, input_tokens / count);
  return worst_at(rates == nullptr ? price : *rates, input_tokens, output_tokens);
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
