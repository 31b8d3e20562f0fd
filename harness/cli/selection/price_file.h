// The user's own table of prices: --prices FILE, else ASSAY_PRICES, else prices.tsv in the folder
// of the Store. `assay prices update` writes it, and whatever reads a suite looks into it.
#pragma once

#include <filesystem>
#include <optional>

#include "harness/base/result.h"
#include "harness/cli/options/options.h"
#include "harness/provider/price_table.h"

namespace assay {

std::filesystem::path price_file(const Options& options);
// Nothing: nobody named one, and there is none in the Store's folder. A usage error for one that
// is named and not there, or is no table.
Result<std::optional<PriceTable>> user_prices(const Options& options);

}  // namespace assay
