// The most that a reply may cost, read off the fields that are sent, whoever set
// them: parameters, a grid, `extra`, the dialect itself. A cap reserves by it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/money.h"
#include "harness/provider/parameter.h"
#include "harness/provider/price.h"

namespace assay {

// Taken for the length of a reply that nothing ends. It may be longer: only a
// request with max_tokens is sure to stay below a cap.
inline constexpr std::int64_t kAssumedOutputTokens = 8192;

struct ReplyBound {
  std::optional<std::int64_t> max_tokens;  // of each reply; nothing: nothing ends it
  std::int64_t at_least = 0;     // what another field asks for, which may be the one that is obeyed
  std::int64_t more_tokens = 0;  // may be billed beside each reply
  std::int64_t more_input = 0;   // what the provider's own words around tools take
  std::int64_t replies = 1;      // made and billed
  // Of the service, by its plain name (price.h): nothing was asked for, or that the provider
  // choose.
  std::optional<std::string> tier = {};
  bool writes_cache = false;           // input may cost Price::cache_write
  std::vector<std::string> unbounded;  // why no bound is known: "'web_search' has a fee ..."
  std::vector<std::string> unknown;    // fields that may change it, for all that is known

  // Tokens of output that one request may be billed for.
  std::int64_t output() const;
};

// `fields`: the body's, without the messages.
ReplyBound reply_bound(const Json& fields);
// The same from what a variant sets, where no body is at hand.
ReplyBound reply_bound(const Params& params);

// What a request of so many tokens of input may cost at most.
Money worst_cost(const Price& price, const ReplyBound& bound, std::int64_t input_tokens);

// Why a cap cannot hold for such a request; "" when it can.
std::string refusal_under_cap(const ReplyBound& bound, const Price& price);

}  // namespace assay
