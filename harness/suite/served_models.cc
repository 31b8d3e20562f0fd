#include "harness/suite/served_models.h"

#include "harness/base/file.h"

namespace assay {

std::optional<Price> read_price(Loader& loader, const YamlNode& node) {
  const Fields fields(node, {"price"}, {"input", "output", "cached_input", "cache_write"},
                      loader.diagnostics);
  if (!fields.is_map()) return std::nullopt;
  const auto money = [&](const YamlNode* value, std::string_view field) -> std::optional<Money> {
    if (value == nullptr) return std::nullopt;
    return loader.read.usd_per_million(*value, field);
  };
  const std::optional<Money> input = money(fields.require("input"), "'input'");
  const std::optional<Money> output = money(fields.require("output"), "'output'");
  Price price;
  price.cached_input = money(fields.find("cached_input"), "'cached_input'");
  price.cache_write = money(fields.find("cache_write"), "'cache_write'");
  if (!input || !output) return std::nullopt;
  price.input = *input;
  price.output = *output;
  return price;
}

std::optional<ServedModels> read_served_models(Loader& loader, const YamlNode& serve) {
  const YamlNode* root = loader.files.read_yaml(serve);
  if (root == nullptr) return std::nullopt;
  ServedModels served;
  served.hash = sha256(root->file->text);
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
