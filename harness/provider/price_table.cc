#include "harness/provider/price_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "harness/base/text.h"
#include "harness/provider/price_texts.h"

namespace assay {
namespace {

constexpr std::string_view kFirstLine = "# assay prices 1";
constexpr std::string_view kNone = "-";
constexpr std::size_t kTableColumns = 10;

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
}

// A line of the table, as it is told of in errors.
struct TableLine {
  std::string_view name;
  std::size_t number = 0;

  tl::unexpected<Error> error(std::string_view what) const {
    return usage_error(fmt::format("{}:{}: {}", name, number, what));
  }
};

Result<std::optional<Money>> read_class(const TableLine& line, std::string_view column,
                                        std::string_view text) {
  if (text == kNone) return std::optional<Money>();
  const std::optional<Money> price = parse_usd_per_million(text);
  if (!price || *price > parse_usd_per_million(std::to_string(kMostUsdPerMillion)))
    return line.error(fmt::format("'{}' is no {} price in USD per 1M tokens",
                                  excerpt(terminal_safe(text), 40), column));
  return std::optional<Money>(*price);
}

Result<PriceTier> read_tier(const TableLine& line, const std::vector<std::string_view>& cells) {
  PriceTier tier;
  if (cells[2] != kNone) tier.tier = cells[2];
  if (cells[3] != kNone) {
    const std::optional<long long> above = parse_integer(cells[3]);
    if (!above || *above < 1)
      return line.error(
          fmt::format("'{}' is no number of tokens", excerpt(terminal_safe(cells[3]), 40)));
    tier.above = *above;
  }
  ASSAY_TRY(const std::optional<Money> input, read_class(line, "input", cells[4]));
  ASSAY_TRY(const std::optional<Money> output, read_class(line, "output", cells[5]));
  if (!input || !output) return line.error("a price has input and output");
  tier.rates.input = *input;
  tier.rates.output = *output;
  ASSAY_TRY(tier.rates.cached_input, read_class(line, "cached_input", cells[6]));
  ASSAY_TRY(tier.rates.cache_write, read_class(line, "cache_write", cells[7]));
  return tier;
}

// Lines of one model become one row: the standard one, then its tiers.
class TableReader {
 public:
  Result<void> take(const TableLine& line, const std::vector<std::string_view>& cells) {
    if (cells.size() != kTableColumns)
      return line.error(fmt::format("{} columns instead of {}", cells.size(), kTableColumns));
    if (cells[0].empty() || cells[1].empty()) return line.error("no provider or no model");
    if (!is_date(cells[8])) return line.error("the date is no YYYY-MM-DD");
    ASSAY_TRY(PriceTier tier, read_tier(line, cells));
    const auto [row, is_new] = rows_.try_emplace({std::string(cells[0]), std::string(cells[1])},
                                                 PriceRow{std::string(cells[0]),
                                                          std::string(cells[1]),
                                                          {},
                                                          std::string(cells[8]),
                                                          std::string(cells[9])});
    const bool is_standard = tier.tier.empty() && tier.above == 0;
    if (is_new && !is_standard)
      return line.error("the first line of a model is its price without tier and above");
    if (is_new) {
      static_cast<Rates&>(row->second.price) = tier.rates;
      return {};
    }
    std::vector<PriceTier>& tiers = row->second.price.tiers;
    const bool is_there = std::any_of(tiers.begin(), tiers.end(), [&](const PriceTier& each) {
      return each.tier == tier.tier && each.above == tier.above;
    });
    if (is_standard || is_there) return line.error("this price is there already");
    tiers.push_back(std::move(tier));
    return {};
  }

  std::vector<PriceRow> rows() {
    std::vector<PriceRow> all;
    for (auto& [key, row] : rows_) all.push_back(std::move(row));
    return all;
  }

 private:
  std::map<std::pair<std::string, std::string>, PriceRow> rows_;
};

// "# date: 2026-11-28"
void take_heading(std::string_view line, PriceOrigin& origin) {
  for (const auto& [name, member] :
       {std::pair{std::string_view("# source: "), &PriceOrigin::source},
        std::pair{std::string_view("# date: "), &PriceOrigin::date}}) {
    if (line.starts_with(name)) origin.*member = line.substr(name.size());
  }
}

std::string class_text(const std::optional<Money>& price) {
  return price ? to_usd_per_million(*price) : std::string(kNone);
}

void append_line(const PriceRow& row, std::string_view tier, std::int64_t above, const Rates& rates,
                 std::string& out) {
  out += fmt::format(
      "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", row.provider, row.model,
      tier.empty() ? kNone : tier, above == 0 ? std::string(kNone) : std::to_string(above),
      class_text(rates.input), class_text(rates.output), class_text(rates.cached_input),
      class_text(rates.cache_write), row.date, row.source);
}

}  // namespace

const PriceRow* PriceTable::find(std::string_view provider, std::string_view model) const {
  const auto wanted = std::tuple(provider, model);
  const auto key = [](const PriceRow& row) {
    return std::tuple(std::string_view(row.provider), std::string_view(row.model));
  };
  const auto found = std::ranges::lower_bound(rows, wanted, {}, key);
  return found == rows.end() || key(*found) != wanted ? nullptr : &*found;
}

const PriceTable& embedded_prices() {
  // Known to parse: provider/PriceTable.TheEmbeddedOneIsSound.
  static const PriceTable table =
      parse_price_table(price_texts::kPrices, "prices.tsv").value_or(PriceTable{});
  return table;
}

bool has_table_prices(const Provider& provider) {
  const ProviderPreset* const preset = find_preset(provider.preset);
  return preset != nullptr && !preset->base_url.empty() && provider.base_url == preset->base_url;
}

Result<PriceTable> parse_price_table(std::string_view text, std::string_view name) {
  PriceTable table;
  TableReader reader;
  TableLine line{name};
  for (std::string_view each : split(text, '\n')) {
    ++line.number;
    while (each.ends_with('\r')) each.remove_suffix(1);
    if (line.number == 1 && each != kFirstLine)
      return line.error(fmt::format("is no table of prices: it begins with \"{}\"", kFirstLine));
    if (each.starts_with('#')) take_heading(each, table.origin);
    if (each.empty() || each.starts_with('#')) continue;
    ASSAY_CHECK(reader.take(line, split(each, '\t')));
  }
  if (!is_date(table.origin.date) || table.origin.source.empty())
    return usage_error(fmt::format("{}: the table has no date or no source", name));
  table.rows = reader.rows();
  return table;
}

std::string to_text(const PriceTable& table) {
  std::string out = fmt::format(
      "{}\n# source: {}\n# date: {}\n# provider\tmodel\ttier\tabove\tinput\toutput\tcached_input\t"
      "cache_write\tdate\tsource\n",
      kFirstLine, table.origin.source, table.origin.date);
  for (const PriceRow& row : table.rows) {
    append_line(row, "", 0, row.price, out);
    for (const PriceTier& tier : row.price.tiers)
      append_line(row, tier.tier, tier.above, tier.rates, out);
  }
  return out;
}

}  // namespace assay
