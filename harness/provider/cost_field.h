// What the fields of a request do to the most that its reply may cost, as rows: a
// cap reserves by them before a request leaves (reply_bound.h). docs/cost-cap.md
// is this table for people.
#pragma once

#include <span>
#include <string_view>

namespace assay {

enum class CostEffect {
  none,         // changes no bound
  model,        // the model's id: some have a suffix with a fee
  inside,       // holds fields of its own: they are looked up, others among them change nothing
  max_tokens,   // ends the reply after so many tokens; within another field: more_tokens
  more_tokens,  // so many tokens may be billed beside the reply
  replies,      // so many replies are made and billed
  cache_write,  // input is billed as Price::cache_write
  tier,         // of the service: a price of its own, which may be known
  tools,        // functions are text; what the provider runs itself has a fee
  unbounded,    // costs what no price of a token says, or reads what is not in the request
};

struct CostField {
  // Found however it is spelt: max_output_tokens, maxOutputTokens.
  std::string_view name;
  CostEffect effect;
  // unbounded: why; the words go on from "'service_tier' ".
  std::string_view why = {};
  // unbounded: values that change nothing after all, parted by spaces.
  std::string_view harmless = {};
};

std::span<const CostField> cost_fields();
// nullptr: nothing is known of it.
const CostField* find_cost_field(std::string_view name);

}  // namespace assay
