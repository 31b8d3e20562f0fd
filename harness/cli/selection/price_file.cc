#include "harness/cli/selection/price_file.h"

#include <cstdlib>
#include <string>
#include <system_error>

#include "harness/base/file.h"
#include "harness/base/text.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// "": nobody named a file.
fs::path named_price_file(const Options& options) {
  if (!options.prices.empty()) return options.prices;
  const char* const variable = std::getenv("ASSAY_PRICES");
  return variable == nullptr ? "" : variable;
}

}  // namespace

fs::path price_file(const Options& options) {
  const fs::path named = named_price_file(options);
  return named.empty() ? options.store.parent_path() / "prices.tsv" : named;
}

Result<std::optional<PriceTable>> user_prices(const Options& options) {
  const fs::path file = price_file(options);
  std::error_code ignored;
  if (named_price_file(options).empty() && !fs::exists(file, ignored))
    return std::optional<PriceTable>();
  ASSAY_TRY(const std::string text, read_file(file, kMaxYamlBytes));
  ASSAY_TRY(PriceTable table, parse_price_table(text, terminal_safe(file.string())));
  return std::optional<PriceTable>(std::move(table));
}

}  // namespace assay
