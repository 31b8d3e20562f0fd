// Prices that no suite states: rows of a dated table, embedded in the program or read from a file
// of the same form (docs/prices.md). What no row says is unknown, and never 0.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/provider/price.h"
#include "harness/provider/provider.h"

namespace assay {

// Where a price is from: a table with its date, as every report names it.
struct PriceOrigin {
  std::string source;
  std::string date;  // 2026-11-28

  friend auto operator<=>(const PriceOrigin&, const PriceOrigin&) = default;
};

struct PriceRow {
  std::string provider;  // a preset
  std::string model;     // the provider's id
  Price price;
  std::string date;    // when its source said so
  std::string source;  // who did

  friend bool operator==(const PriceRow&, const PriceRow&) = default;
};

struct PriceTable {
  PriceOrigin origin;
  std::vector<PriceRow> rows;  // by provider and model, each once

  const PriceRow* find(std::string_view provider, std::string_view model) const;

  friend bool operator==(const PriceTable&, const PriceTable&) = default;
};

// The one that the program carries.
const PriceTable& embedded_prices();

// Prices are of a preset at its own address: what a proxy or a test server charges is its own.
bool has_table_prices(const Provider& provider);

// The form of prices.tsv. A usage error names the line of what is no price: a negative number, one
// above kMostUsdPerMillion, a row twice. `name` stands for the file.
inline constexpr std::int64_t kMostUsdPerMillion = 100'000;
Result<PriceTable> parse_price_table(std::string_view text, std::string_view name);
std::string to_text(const PriceTable& table);

}  // namespace assay
