// Price lists that others keep: LiteLLM's model_prices_and_context_window.json and the models of
// OpenRouter's API. Which of them a text is, its content says.
//
// Formats: github.com/BerriAI/litellm, key `sample_spec` of the file;
// openrouter.ai/docs/api-reference/list-available-models.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/result.h"
#include "harness/provider/price_table.h"

namespace assay {

struct ForeignPrices {
  PriceTable table;
  // Models that were left out, by reason, with how many: their price is none that a table holds,
  // and stays unknown.
  std::vector<std::pair<std::string, std::int64_t>> left_out;
};

// Prices of the presets' models. `date` is the list's, YYYY-MM-DD: neither format has one. A usage
// error for a text that is neither, or has none of them.
Result<ForeignPrices> read_foreign_prices(std::string_view json, std::string_view date,
                                          std::string_view name);

}  // namespace assay
