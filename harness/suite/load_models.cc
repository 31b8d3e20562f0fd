// models: "provider:model-id", or a map.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/base/text.h"
#include "harness/suite/key_advice.h"
#include "harness/suite/loader.h"
#include "harness/suite/served_models.h"

namespace assay {
namespace {

struct Reference {
  std::string_view provider;
  std::string_view id;
};

// "provider:model-id", split at the first colon: model IDs have colons too.
std::optional<Reference> split_reference(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) {
    return std::nullopt;
  }
  return Reference{text.substr(0, colon), text.substr(colon + 1)};
}

// A model and whether its author named it.
struct LoadedModel {
  Model model;
  bool named = false;
};

std::optional<LoadedModel> finish(Loader& loader, const Reference& reference, const YamlNode& at,
                                  const YamlNode& provider_at) {
  const auto provider = provider_index(loader, reference.provider, provider_at.position());
  if (!provider) return std::nullopt;
  LoadedModel loaded;
  loaded.model.id = reference.id;
  loaded.model.provider = *provider;
  loaded.model.drop_unsupported = loader.suite.providers[*provider].drop_unsupported;
  loaded.model.where = to_location(at.position());
  return loaded;
}

std::optional<LoadedModel> load_short(Loader& loader, const YamlNode& node,
                                      std::string_view field) {
  const std::optional<std::string> text = read_label(loader, node, field);
  if (!text) return std::nullopt;
  const std::optional<Reference> reference = split_reference(*text);
  if (!reference) {
    loader.diagnostics.error(node.position(),
                             fmt::format("model '{}' must be written provider:model-id", *text));
    return std::nullopt;
  }
  return finish(loader, *reference, node, node);
}

std::optional<LoadedModel> load_map(Loader& loader, const YamlNode& node) {
  const YamlNode* id = node.find("id");
  const std::string_view shown = id != nullptr ? id->text : std::string_view{};
  const Owner owner{"model", shown};
  const Fields fields(node, owner,
                      {"id", "provider", "name", "price", "params", "drop_unsupported"},
                      loader.diagnostics, advise_on_parameters);
  if (!fields.is_map() || fields.require("id") == nullptr) return std::nullopt;
  const std::optional<std::string> id_text = read_label(loader, *id, "'id'");
  if (!id_text) return std::nullopt;
  Reference reference{{}, *id_text};
  const YamlNode* provider = fields.find("provider");
  const std::optional<std::string> provider_text = fields.text("provider");
  if (provider != nullptr) {
    if (!provider_text) return std::nullopt;
    reference.provider = *provider_text;
  } else if (const auto split = split_reference(*id_text);
             split && is_provider(loader, split->provider)) {
    reference = *split;
  } else {
    fields.require("provider");
    return std::nullopt;
  }
  std::optional<LoadedModel> loaded =
      finish(loader, reference, node, provider != nullptr ? *provider : *id);
  if (!loaded) return std::nullopt;
  if (const YamlNode* name = fields.find("name")) {
    if (const auto label = read_label(loader, *name, "'name'")) {
      loaded->model.name = *label;
      loaded->named = true;
    }
  }
  if (const YamlNode* price = fields.find("price"))
    loaded->model.price = read_price(loader, *price);
  if (const YamlNode* params = fields.find("params")) {
    loaded->model.params = read_params(loader, *params, owner);
  }
  loaded->model.drop_unsupported =
      fields.boolean("drop_unsupported").value_or(loaded->model.drop_unsupported);
  return loaded;
}

void take_served_price(const Loader& loader, Model& model) {
  if (model.price) return;
  const std::map<std::string, Price>& prices = loader.served_prices[model.provider];
  if (const auto found = prices.find(model.id); found != prices.end()) model.price = found->second;
}

// What neither the suite nor a models file says: the user's table, then the program's.
void take_table_price(const Loader& loader, Model& model) {
  const Provider& provider = loader.suite.providers[model.provider];
  if (model.price || !has_table_prices(provider)) return;
  for (const PriceTable* const table : {loader.options.prices, &embedded_prices()}) {
    const PriceRow* const row = table == nullptr ? nullptr : table->find(provider.preset, model.id);
    if (row == nullptr) continue;
    model.price = row->price;
    model.priced_by = table->origin;
    return;
  }
}

// Model IDs are labels where they are unique, provider:id where they are not.
void choose_labels(const Loader& loader, std::vector<LoadedModel>& models) {
  std::map<std::string, int> uses;
  for (const LoadedModel& each : models) ++uses[each.named ? each.model.name : each.model.id];
  for (LoadedModel& each : models) {
    if (each.named) continue;
    Model& model = each.model;
    model.name = uses[model.id] == 1 ? model.id
                                     : loader.suite.providers[model.provider].name + ":" + model.id;
  }
}

void check_labels(Loader& loader, const std::vector<const YamlNode*>& nodes) {
  std::map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < loader.suite.models.size(); ++i) {
    const auto [first, is_new] = seen.emplace(loader.suite.models[i].name, i);
    if (is_new) continue;
    loader.diagnostics.error(
        nodes[i]->position(),
        fmt::format("two models are called '{}' (the other is on line {}); give one a 'name'",
                    first->first, nodes[first->second]->line));
  }
}

// That of the same model among those under test.
void take_price_of_suite(const Loader& loader, Model& model) {
  for (const Model& known : loader.suite.models) {
    if (model.price || known.provider != model.provider || known.id != model.id) continue;
    model.price = known.price;
    model.priced_by = known.priced_by;
  }
}

}  // namespace

std::optional<Model> read_model_reference(Loader& loader, const YamlNode& node,
                                          std::string_view field) {
  std::optional<LoadedModel> loaded = load_short(loader, node, field);
  if (!loaded) return std::nullopt;
  take_served_price(loader, loaded->model);
  take_price_of_suite(loader, loaded->model);
  take_table_price(loader, loaded->model);
  loaded->model.name = node.text;
  return std::move(loaded->model);
}

void load_models(Loader& loader, const YamlNode* models) {
  if (models == nullptr) return;
  std::vector<LoadedModel> loaded;
  std::vector<const YamlNode*> nodes;
  for (const YamlNode* item : require_list(loader, *models, "'models'")) {
    std::optional<LoadedModel> model =
        item->is_map() ? load_map(loader, *item) : load_short(loader, *item, "a model");
    if (!model) continue;
    take_served_price(loader, model->model);
    take_table_price(loader, model->model);
    loaded.push_back(std::move(*model));
    nodes.push_back(item);
  }
  choose_labels(loader, loaded);
  for (LoadedModel& each : loaded) loader.suite.models.push_back(std::move(each.model));
  check_labels(loader, nodes);
}

}  // namespace assay
