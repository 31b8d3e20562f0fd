// What a reply costs, in integers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/money.h"
#include "harness/provider/reply.h"
#include "harness/provider/request.h"

namespace assay {

// Prices of one token. Absent cache classes cost what plain input costs.
struct Rates {
  Money input;
  Money output;
  std::optional<Money> cached_input;
  std::optional<Money> cache_write;

  friend bool operator==(const Rates&, const Rates&) = default;
};

// Prices of requests that are billed otherwise: in a tier of the service, or with more input
// tokens than so many, or both.
struct PriceTier {
  std::string tier;        // "flex"; "": the standard one
  std::int64_t above = 0;  // tokens of input
  Rates rates;

  friend bool operator==(const PriceTier&, const PriceTier&) = default;
};

// What a model costs: in the standard tier, and otherwise. Of each (tier, above) there is one.
struct Price : Rates {
  std::vector<PriceTier> tiers = {};

  friend bool operator==(const Price&, const Price&) = default;
};

// A tier of the service by the one name that prices have for it: "" for the standard one under
// any of its names; OpenAI's "fast" is what was "priority" before.
std::string plain_tier(std::string_view said);

// What a request of so many input tokens costs in a tier; null: nobody knows.
const Rates* rates_of(const Price& price, std::string_view tier, std::int64_t input_tokens);

// Sum over disjoint classes, at the rates of the tier that the reply names; nothing when input or
// output tokens are unknown, or nobody knows what that tier costs.
// A provider's own billed cost, where the reply has one, is authoritative.
std::optional<Money> cost_of(const Reply& reply, const std::optional<Price>& price);

// An upper bound before sending: every token of its dearest class, at the dearest rates that so
// much input may have, and as many of output as there may be (reply_bound.h says how many).
Money worst_cost(const Price& price, std::int64_t input_tokens, std::int64_t max_output_tokens);
// What so many requests, all of one length, cost in a tier or else the standard one, with so many
// tokens together, each of its dearest class.
Money cost_of_requests(const Price& price, std::string_view tier, std::uint64_t requests,
                       std::int64_t input_tokens, std::int64_t output_tokens);
// Of one tier alone; nothing: nobody knows.
std::optional<Money> worst_cost_in(const Price& price, std::string_view tier,
                                   std::int64_t input_tokens, std::int64_t max_output_tokens);

// Tokens that `utf8` would be, without a tokenizer: about four bytes of Latin
// text or one and a half characters of CJK each. For plans and missing usage;
// always marked as an estimate.
std::int64_t estimate_tokens(std::string_view utf8);
std::int64_t estimate_tokens(const Messages& messages);

// Tokens of everything the model wrote, at least 1: it wrote its end.
std::int64_t estimate_output_tokens(const Reply& reply);

// A dialect that was told no usage counts the output from the reply's text; only
// who sent the messages can count the input. Fills what is still absent and marks
// the usage as estimated; does nothing to a usage that is known.
void estimate_missing_usage(Reply& reply, const Messages& messages);

// What a provider says it charged, a decimal number of USD, exact to 1e-12
// (halves up: binary floats upstream leave digits beyond). Nothing when it is
// negative, no number, or beyond the range of Money.
std::optional<Money> parse_billed_usd(std::string_view decimal);

}  // namespace assay
