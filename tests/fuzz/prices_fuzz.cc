// Any bytes as somebody's list of prices, or as a table: prices within bounds that are written and
// read again as they are, or a refusal.
#include "harness/provider/foreign_prices.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

void check_table(const assay::PriceTable& table) {
  constexpr std::int64_t kMost = assay::kMostUsdPerMillion * 1'000'000;
  for (const assay::PriceRow& row : table.rows) {
    assay::require(row.price.input.picos >= 0 && row.price.input.picos <= kMost);
    assay::require(row.price.output.picos >= 0 && row.price.output.picos <= kMost);
    assay::require(table.find(row.provider, row.model) == &row);
  }
  const auto again = assay::parse_price_table(assay::to_text(table), "again");
  assay::require(again.has_value() && again->rows == table.rows);
}

}  // namespace

FUZZ_TARGET(prices) {
  if (const auto list = assay::read_foreign_prices(input, "2026-11-28", "fuzz.json"))
    check_table(list->table);
  if (const auto table = assay::parse_price_table(input, "fuzz.tsv")) check_table(*table);
}
