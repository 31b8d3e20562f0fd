// assay prices: what models cost where a suite does not say it, and another list for it.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <map>

#include "harness/base/clock.h"
#include "harness/base/count_text.h"
#include "harness/base/file.h"
#include "harness/base/text.h"
#include "harness/cli/options/commands.h"
#include "harness/cli/record/results_folder.h"
#include "harness/cli/selection/price_file.h"
#include "harness/cli/terminal/table_text.h"
#include "harness/provider/foreign_prices.h"

namespace assay {
namespace {

constexpr std::size_t kMaxListBytes = std::size_t{256} << 20;

// A row and the table that it is of.
using ListedPrice = std::pair<const PriceRow*, const PriceOrigin*>;

// The user's rows stand for the program's.
std::vector<ListedPrice> listed_prices(const std::optional<PriceTable>& own) {
  std::map<std::pair<std::string, std::string>, ListedPrice> all;
  for (const PriceRow& row : embedded_prices().rows)
    all[{row.provider, row.model}] = {&row, &embedded_prices().origin};
  if (own) {
    for (const PriceRow& row : own->rows) all[{row.provider, row.model}] = {&row, &own->origin};
  }
  std::vector<ListedPrice> listed;
  for (const auto& [key, price] : all) listed.push_back(price);
  return listed;
}

Json rates_to_json(const Rates& rates) {
  const auto text = [](const std::optional<Money>& price) {
    return price ? Json(to_usd_per_million(*price)) : Json();
  };
  return {{"input", text(rates.input)},
          {"output", text(rates.output)},
          {"cached_input", text(rates.cached_input)},
          {"cache_write", text(rates.cache_write)}};
}

// Decimals as texts: no reader rounds them.
Json listed_to_json(const ListedPrice& listed) {
  const PriceRow& row = *listed.first;
  Json json = rates_to_json(row.price);
  json["provider"] = row.provider;
  json["model"] = row.model;
  json["date"] = row.date;
  json["source"] = row.source;
  json["table"] = {{"source", listed.second->source}, {"date", listed.second->date}};
  json["tiers"] = Json::array();
  for (const PriceTier& tier : row.price.tiers) {
    Json of_tier = rates_to_json(tier.rates);
    of_tier["tier"] = tier.tier;
    of_tier["above"] = tier.above;
    json["tiers"].push_back(std::move(of_tier));
  }
  return json;
}

void print_rates(const std::string& name, const Rates& rates, std::size_t width,
                 const std::string& source) {
  std::string line = left(name, width);
  for (const std::optional<Money>& price : {std::optional(rates.input), std::optional(rates.output),
                                            rates.cached_input, rates.cache_write})
    line += "  " + right(price ? to_usd_per_million(*price) : "-", 8);
  std::cout << terminal_safe(line + "  " + source) << '\n';
}

std::string tier_name(const PriceTier& tier) {
  std::string name = "  " + tier.tier;
  if (tier.above > 0)
    name += fmt::format("{}above {} tokens", tier.tier.empty() ? "" : ", ", tier.above);
  return name;
}

void print_prices(const std::vector<ListedPrice>& listed) {
  std::size_t width = 0;
  for (const auto& [row, origin] : listed)
    width = std::max(width, display_width(row->provider + ":" + row->model));
  std::cout << left("USD per 1M tokens", width) << "     input    output    cached     write\n";
  for (const auto& [row, origin] : listed) {
    print_rates(row->provider + ":" + row->model, row->price, width,
                row->date + "  " + row->source);
    for (const PriceTier& tier : row->price.tiers)
      print_rates(tier_name(tier), tier.rates, width, "");
  }
}

Result<ExitCode> list_prices(const Options& options) {
  ASSAY_TRY(const std::optional<PriceTable> own, user_prices(options));
  const std::vector<ListedPrice> listed = listed_prices(own);
  if (options.json) {
    Json json = Json::array();
    for (const ListedPrice& each : listed) json.push_back(listed_to_json(each));
    std::cout << dump_json(json, 2) << '\n';
  } else {
    print_prices(listed);
  }
  return ExitCode::ok;
}

// Neither format has a date: the file's own is the day on which somebody fetched it.
Result<std::string> date_of(const std::filesystem::path& file) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0)
    return usage_error(fmt::format("{}: {}", terminal_safe(file.string()), std::strerror(errno)));
  return to_rfc3339(WallTime(std::chrono::seconds(about.st_mtime))).substr(0, 10);
}

Result<ExitCode> update_prices(const Options& options) {
  if (options.prices_from.empty())
    return usage_error("assay prices update: --from FILE, a list of prices to read");
  const std::string name = terminal_safe(options.prices_from.string());
  ASSAY_TRY(const std::string text, read_file(options.prices_from, kMaxListBytes));
  ASSAY_TRY(const std::string date, date_of(options.prices_from));
  ASSAY_TRY(const ForeignPrices found, read_foreign_prices(text, date, name));
  const std::filesystem::path file = price_file(options);
  if (file == options.store.parent_path() / "prices.tsv" && options.store.has_parent_path())
    ASSAY_CHECK(make_results_folder(options.store.parent_path()));
  ASSAY_CHECK(write_file_atomically(file, to_text(found.table)));
  std::cout << fmt::format("wrote {} of {}, {}, to {}\n",
                           counted(static_cast<std::int64_t>(found.table.rows.size()), "price"),
                           found.table.origin.source, date, terminal_safe(file.string()));
  for (const auto& [why, count] : found.left_out)
    std::cout << fmt::format("left out {}: {}\n", counted(count, "model"), why);
  return ExitCode::ok;
}

}  // namespace

Result<ExitCode> prices_command(const Options& options) {
  if (!options.operands.empty()) return update_prices(options);
  if (!options.prices_from.empty())
    return usage_error("assay prices: --from goes with update: assay prices update --from FILE");
  return list_prices(options);
}

}  // namespace assay
