#include "harness/suite/served_models.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "harness/base/text.h"

namespace assay {

namespace {

std::optional<Rates> read_rates(const Fields& fields) {
  if (!fields.is_map()) return std::nullopt;
  fields.require("input");
  const std::optional<Money> input = fields.usd_per_million("input");
  fields.require("output");
  const std::optional<Money> output = fields.usd_per_million("output");
  const std::optional<Money> cached_input = fields.usd_per_million("cached_input");
  const std::optional<Money> cache_write = fields.usd_per_million("cache_write");
  if (!input || !output) return std::nullopt;
  return Rates{*input, *output, cached_input, cache_write};
}

// above: a map of numbers of input tokens to what more of them cost.
void read_above(Loader& loader, const YamlNode& node, const std::string& tier, Price& price) {
  if (!node.is_map()) {
    loader.diagnostics.error(node.position(),
                             "'above' must be a map of numbers of input tokens to prices");
    return;
  }
  for (std::size_t i = 0; i < node.entries(); ++i) {
    const YamlNode& key = node.key(i);
    const std::optional<long long> tokens = parse_integer(key.text);
    if (!tokens || *tokens < 1) {
      loader.diagnostics.error(
          key.position(), fmt::format("'{}' is not a number of tokens", excerpt(key.text, 40)));
      continue;
    }
    const Fields fields(node.value(i), {"above", key.text},
                        {"input", "output", "cached_input", "cache_write"}, loader.diagnostics);
    if (const std::optional<Rates> rates = read_rates(fields))
      price.tiers.push_back({tier, *tokens, *rates});
  }
}

// tiers: a map of what replies name to what it costs.
void read_tiers(Loader& loader, const YamlNode& node, Price& price) {
  if (!node.is_map()) {
    loader.diagnostics.error(node.position(),
                             "'tiers' must be a map such as {flex: {input: USD, output: USD}}");
    return;
  }
  for (std::size_t i = 0; i < node.entries(); ++i) {
    const YamlNode& key = node.key(i);
    const std::string tier = plain_tier(key.text);
    if (tier.empty()) {
      loader.diagnostics.error(
          key.position(),
          fmt::format("'{}' is the standard tier: its price is 'input' and 'output' "
                      "of 'price' itself",
                      excerpt(key.text, 40)));
      continue;
    }
    const Fields fields(node.value(i), {"tier", key.text},
                        {"input", "output", "cached_input", "cache_write", "above"},
                        loader.diagnostics);
    const std::optional<Rates> rates = read_rates(fields);
    if (rates) price.tiers.push_back({tier, 0, *rates});
    if (const YamlNode* above = fields.find("above")) read_above(loader, *above, tier, price);
  }
}

}  // namespace

std::optional<Price> read_price(Loader& loader, const YamlNode& node) {
  const Fields fields(node, {"price"},
                      {"input", "output", "cached_input", "cache_write", "tiers", "above"},
                      loader.diagnostics);
  const std::optional<Rates> rates = read_rates(fields);
  if (!rates) return std::nullopt;
  Price price{*rates};
  if (const YamlNode* above = fields.find("above")) read_above(loader, *above, "", price);
  if (const YamlNode* tiers = fields.find("tiers")) read_tiers(loader, *tiers, price);
  return price;
}

namespace {

namespace fs = std::filesystem;

// The same bounds as the server's own.
constexpr std::size_t kMaxRecordedBytes = std::size_t{1} << 30;
constexpr std::size_t kMaxFixtureBytes = std::size_t{16} << 20;
constexpr std::size_t kMostFixtures = 10'000;

// Paths from the root of the fixtures below `folder`, in one order everywhere.
std::optional<std::vector<std::string>> fixtures_below(Loader& loader, const YamlNode& folder) {
  std::vector<std::string> paths;
  const fs::path& root = loader.files.root();
  std::error_code error;
  fs::recursive_directory_iterator files(root / fs::path(folder.text), error);
  for (; !error && files != fs::recursive_directory_iterator(); files.increment(error)) {
    if (files->path().extension() != ".http") continue;
    paths.push_back(files->path().lexically_relative(root).generic_string());
    if (paths.size() > kMostFixtures) break;
  }
  if (error || paths.size() > kMostFixtures) {
    loader.diagnostics.error(folder.position(),
                             error ? fmt::format("cannot read the folder '{}': {}",
                                                 excerpt(folder.text, 100), error.message())
                                   : fmt::format("more than {} fixtures", kMostFixtures));
    return std::nullopt;
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// The key of the models file `root` and of what it replies with: recorded outputs
// and wire fixtures select replies as the file itself does.
Key served_key(Loader& loader, const YamlNode& root) {
  KeyBuilder key;
  key.add("assay served models").add(root.file->text);
  bool has_more = false;
  const auto add = [&](std::string_view path, const Position& at, std::size_t max_bytes) {
    has_more = true;
    const std::optional<std::string> bytes = loader.files.read_bytes(path, at, max_bytes);
    if (bytes) key.add(path).add(*bytes);
    return bytes.has_value();
  };
  const YamlNode* recorded = root.find("recorded");
  if (recorded != nullptr && recorded->is_list()) {
    for (const YamlNode* source : recorded->children) {
      const YamlNode* from = source->find("from");
      if (from != nullptr && from->is_scalar())
        add(from->text, from->position(), kMaxRecordedBytes);
    }
  }
  const YamlNode* wire = root.find("wire");
  if (wire != nullptr && wire->is_scalar() && !wire->text.empty()) {
    for (const std::string& path :
         fixtures_below(loader, *wire).value_or(std::vector<std::string>{})) {
      if (!add(path, wire->position(), kMaxFixtureBytes)) break;
    }
  }
  // A file that stands alone keeps the key that stored replies know it by.
  return has_more ? key.finish() : sha256(root.file->text);
}

}  // namespace

std::optional<ServedModels> read_served_models(Loader& loader, const YamlNode& serve) {
  const YamlNode* root = loader.files.read_yaml(serve);
  if (root == nullptr) return std::nullopt;
  ServedModels served;
  served.hash = served_key(loader, *root);
  const YamlNode* models = root->find("models");
  if (models == nullptr || !models->is_list()) return served;
  for (const YamlNode* model : models->children) {
    const YamlNode* id = model->find("id");
    const YamlNode* price = model->find("price");
    if (id == nullptr || !id->is_scalar() || price == nullptr) continue;
    if (const std::optional<Price> read = read_price(loader, *price)) {
      served.prices.emplace(std::string(id->text), *read);
    }
  }
  return served;
}

}  // namespace assay
