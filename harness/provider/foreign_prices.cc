#include "harness/provider/foreign_prices.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>

#include "harness/base/json.h"
#include "harness/base/json_fields.h"
#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::string_view kStrange = "a number that is no price";
constexpr std::string_view kNotPerToken = "not priced by the token";
constexpr std::string_view kReasoningApart = "reasoning has a price of its own";
constexpr std::string_view kFeeApart = "a fee for each request";
constexpr std::string_view kByTheHour = "a price that changes with the time of day";

// A list may leave a class of a tier out.
struct PartialRates {
  std::optional<Money> input, output, cached_input, cache_write;
};
using TierKey = std::pair<std::string, std::int64_t>;  // tier, above
using PartialTiers = std::map<TierKey, PartialRates>;

// Of one token, exact: lists write decimals, as texts or as numbers.
std::optional<Money> price_in(const Json& value) {
  const std::string text = value.is_string()   ? value.get<std::string>()
                           : value.is_number() ? dump_json(value)
                                               : std::string();
  const std::optional<Money> price = parse_billed_usd(text);
  constexpr std::int64_t kMostPicosPerToken = kMostUsdPerMillion * 1'000'000;
  if (!price || price->picos > kMostPicosPerToken) return std::nullopt;
  return price;
}

// Why a model was left out; "" where it was not.
using LeftOut = std::string_view;

// Makes a price of what is there: a tier lacks what its standard one has.
LeftOut finish_price(PartialTiers tiers, Price& price) {
  const PartialRates standard = tiers[{"", 0}];
  if (!standard.input || !standard.output) return kNotPerToken;
  static_cast<Rates&>(price) = {*standard.input, *standard.output, standard.cached_input,
                                standard.cache_write};
  for (const auto& [key, part] : tiers) {
    if (key == TierKey{"", 0}) continue;
    const auto base = tiers.find({key.first, 0});
    const PartialRates& same = base == tiers.end() ? part : base->second;
    const std::optional<Money> input = part.input ? part.input : same.input;
    const std::optional<Money> output = part.output ? part.output : same.output;
    if (!input || !output) continue;  // unknown
    price.tiers.push_back(
        {key.first, key.second, {*input, *output, part.cached_input, part.cache_write}});
  }
  return {};
}

// --- LiteLLM ---

struct LiteLlmProvider {
  std::string_view name;
  std::string_view preset;
  std::string_view prefix;  // of its models' names
};
constexpr std::array kLiteLlmProviders = {
    LiteLlmProvider{"openai", "openai", ""},
    LiteLlmProvider{"text-completion-openai", "openai", ""},
    LiteLlmProvider{"anthropic", "anthropic", ""},
    LiteLlmProvider{"deepseek", "deepseek", "deepseek/"},
    LiteLlmProvider{"mistral", "mistral", "mistral/"},
    LiteLlmProvider{"groq", "groq", "groq/"},
    LiteLlmProvider{"together_ai", "together", "together_ai/"},
    LiteLlmProvider{"gemini", "gemini", "gemini/"},
    LiteLlmProvider{"openrouter", "openrouter", "openrouter/"},
};

struct LiteLlmClass {
  std::string_view key;
  std::optional<Money> PartialRates::*of;
};
// The longest first: one is the beginning of another.
constexpr std::array kLiteLlmClasses = {
    LiteLlmClass{"input_cost_per_token_cache_hit", &PartialRates::cached_input},
    LiteLlmClass{"cache_creation_input_token_cost", &PartialRates::cache_write},
    LiteLlmClass{"cache_read_input_token_cost", &PartialRates::cached_input},
    LiteLlmClass{"output_cost_per_token", &PartialRates::output},
    LiteLlmClass{"input_cost_per_token", &PartialRates::input},
};

// "_above_272k_tokens_priority" -> {priority, 272000}; nothing for what is no tier of ours.
std::optional<TierKey> litellm_tier(std::string_view rest) {
  constexpr std::string_view kAbove = "_above_";
  constexpr std::string_view kTokens = "k_tokens";
  TierKey tier;
  while (!rest.empty()) {
    bool is_known = false;
    for (const std::string_view name : {"_flex", "_priority"}) {
      if (!rest.starts_with(name)) continue;
      tier.first = name.substr(1);
      rest.remove_prefix(name.size());
      is_known = true;
    }
    if (rest.starts_with(kAbove)) {
      rest.remove_prefix(kAbove.size());
      const std::size_t end = rest.find(kTokens);
      const auto thousands = parse_integer(rest.substr(0, end));
      if (end == std::string_view::npos || !thousands || *thousands < 1 || *thousands > 1'000'000)
        return std::nullopt;
      tier.second = *thousands * 1000;
      rest.remove_prefix(end + kTokens.size());
      is_known = true;
    }
    if (!is_known) return std::nullopt;
  }
  return tier;
}

LeftOut litellm_price(const Json& model, Price& price) {
  PartialTiers tiers;
  if (model.contains("tiered_pricing")) return kNotPerToken;
  for (const auto& [key, value] : model.items()) {
    for (const LiteLlmClass& row : kLiteLlmClasses) {
      if (!key.starts_with(row.key)) continue;
      const auto tier = litellm_tier(std::string_view(key).substr(row.key.size()));
      if (!tier || value.is_null()) break;
      const std::optional<Money> read = price_in(value);
      if (!read) return kStrange;
      tiers[*tier].*row.of = read;
      break;
    }
  }
  if (const auto own = model.find("output_cost_per_reasoning_token"); own != model.end()) {
    if (price_in(*own) != (tiers[{"", 0}].output)) return kReasoningApart;
  }
  return finish_price(std::move(tiers), price);
}

// A model of the list and who has it; nothing: none of the presets.
std::optional<std::pair<std::string, std::string>> litellm_name(const std::string& name,
                                                                const Json& model) {
  const std::string provider = text_at(model, "litellm_provider");
  for (const LiteLlmProvider& row : kLiteLlmProviders) {
    if (row.name != provider) continue;
    std::string_view id = name;
    if (!row.prefix.empty() && id.starts_with(row.prefix)) id.remove_prefix(row.prefix.size());
    return std::pair(std::string(row.preset), std::string(id));
  }
  return std::nullopt;
}

bool is_litellm(const Json& root) {
  return root.is_object() && std::any_of(root.begin(), root.end(), [](const Json& each) {
           return !text_at(each, "litellm_provider").empty();
         });
}

// --- OpenRouter ---

struct OpenRouterClass {
  const char* key;
  std::optional<Money> PartialRates::*of;
};
constexpr std::array kOpenRouterClasses = {
    OpenRouterClass{"prompt", &PartialRates::input},
    OpenRouterClass{"completion", &PartialRates::output},
    OpenRouterClass{"input_cache_read", &PartialRates::cached_input},
    OpenRouterClass{"input_cache_write", &PartialRates::cache_write},
};

// False: a number is no price.
bool take_openrouter(const Json& pricing, PartialRates& rates) {
  for (const OpenRouterClass& row : kOpenRouterClasses) {
    const auto found = pricing.find(row.key);
    if (found == pricing.end() || found->is_null()) continue;
    const std::optional<Money> read = price_in(*found);
    if (!read) return false;
    rates.*row.of = read;
  }
  return true;
}

LeftOut take_overrides(const Json& overrides, PartialTiers& tiers) {
  if (!overrides.is_array()) return {};
  for (const Json& each : overrides) {
    if (!each.is_object()) return kStrange;
    if (each.contains("utc_start") || each.contains("utc_end")) return kByTheHour;
    const auto from = each.find("min_prompt_tokens");
    if (from == each.end() || !from->is_number_integer() || from->get<std::int64_t>() < 1)
      return kStrange;
    if (!take_openrouter(each, tiers[{"", from->get<std::int64_t>() - 1}])) return kStrange;
  }
  return {};
}

LeftOut openrouter_price(const Json& pricing, Price& price) {
  PartialTiers tiers;
  PartialRates& standard = tiers[{"", 0}];
  if (!take_openrouter(pricing, standard)) return kStrange;
  const auto number = [&](const char* key) -> std::optional<Money> {
    const auto found = pricing.find(key);
    return found == pricing.end() || found->is_null() ? Money{} : price_in(*found);
  };
  if (number("request") != Money{}) return kFeeApart;
  const std::optional<Money> reasoning = number("internal_reasoning");
  if (reasoning != Money{} && reasoning != standard.output) return kReasoningApart;
  if (const auto overrides = pricing.find("overrides"); overrides != pricing.end()) {
    if (const LeftOut why = take_overrides(*overrides, tiers); !why.empty()) return why;
  }
  return finish_price(std::move(tiers), price);
}

bool is_openrouter(const Json& root) {
  if (!root.is_object() || !root.contains("data") || !root["data"].is_array()) return false;
  return std::ranges::any_of(root["data"], [](const Json& model) {
    return model.is_object() && model.contains("pricing") && model["pricing"].is_object();
  });
}

// Gathers rows, each once, in order.
class ForeignReader {
 public:
  ForeignReader(std::string_view date, std::string source) : date_(date), source_(source) {}

  void take(const std::string& provider, const std::string& model, LeftOut why, Price price) {
    const auto is_plain = [](const std::string& text) {
      return !text.empty() && text.size() <= 200 &&
             std::none_of(text.begin(), text.end(),
                          [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
    };
    if (why.empty() && !is_plain(model)) why = "a name that is none";
    if (!why.empty()) {
      ++left_out_[std::string(why)];
      return;
    }
    rows_.insert_or_assign({provider, model},
                           PriceRow{provider, model, std::move(price), date_, source_});
  }

  ForeignPrices finish() && {
    ForeignPrices found;
    found.table.origin = {source_, date_};
    for (auto& [key, row] : rows_) found.table.rows.push_back(std::move(row));
    found.left_out.assign(left_out_.begin(), left_out_.end());
    return found;
  }

 private:
  std::string date_;
  std::string source_;
  std::map<std::pair<std::string, std::string>, PriceRow> rows_;
  std::map<std::string, std::int64_t> left_out_;
};

ForeignPrices read_litellm(const Json& root, std::string_view date) {
  ForeignReader reader(date, "LiteLLM's model_prices_and_context_window.json");
  for (const auto& [name, model] : root.items()) {
    if (name == "sample_spec" || !model.is_object()) continue;
    const auto named = litellm_name(name, model);
    if (!named) continue;
    Price price;
    const LeftOut why = litellm_price(model, price);
    reader.take(named->first, named->second, why, std::move(price));
  }
  return std::move(reader).finish();
}

ForeignPrices read_openrouter(const Json& root, std::string_view date) {
  ForeignReader reader(date, "OpenRouter's list of models");
  for (const Json& model : root["data"]) {
    if (!model.is_object() || !model.contains("pricing")) continue;
    Price price;
    const Json& pricing = model["pricing"];
    const LeftOut why = pricing.is_object() ? openrouter_price(pricing, price) : kStrange;
    const auto id = model.find("id");
    reader.take("openrouter", id != model.end() && id->is_string() ? id->get<std::string>() : "",
                why, std::move(price));
  }
  return std::move(reader).finish();
}

}  // namespace

Result<ForeignPrices> read_foreign_prices(std::string_view json, std::string_view date,
                                          std::string_view name) {
  const Result<Json> root = parse_json(json);
  if (!root) return usage_error(fmt::format("{}: {}", name, root.error().message));
  if (!is_openrouter(*root) && !is_litellm(*root)) {
    return usage_error(
        fmt::format("{}: neither LiteLLM's model_prices_and_context_window.json nor OpenRouter's "
                    "list of models "
                    "(GET /api/v1/models)",
                    name));
  }
  ForeignPrices found =
      is_openrouter(*root) ? read_openrouter(*root, date) : read_litellm(*root, date);
  if (found.table.rows.empty())
    return usage_error(fmt::format("{}: has no price of a preset's model", name));
  return found;
}

}  // namespace assay
