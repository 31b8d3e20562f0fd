#include "harness/import/promptfoo/provider_defaults.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "harness/provider/price_table.h"

namespace assay {
namespace {

// Models that promptfoo asks without a temperature, and without a limit in this form.
bool is_reasoning_model(std::string_view id) {
  const std::string_view name = id.substr(id.rfind('/') + 1);
  return name.starts_with("o1") || name.starts_with("o3") || name.starts_with("o4") ||
         name.starts_with("gpt-5") || name.starts_with("gpt-6");
}

void erase(YamlOut& params, std::string_view name) {
  const auto found = std::find(params.keys.begin(), params.keys.end(), name);
  if (found == params.keys.end()) return;
  params.items.erase(params.items.begin() + (found - params.keys.begin()));
  params.keys.erase(found);
}

// What the configuration says and promptfoo leaves out of the request: top_k, a limit by the name
// that the model does not know, and the temperature of models that reason.
std::vector<std::string> left_out_there(const YamlNode* config, const MadeModel& model) {
  const auto says = [&](std::string_view name) {
    return config != nullptr && config->find(name) != nullptr;
  };
  const bool reasons = is_reasoning_model(model.id);
  std::vector<std::string> names;
  if (says("top_k")) names.emplace_back("top_k");
  if (reasons && says("temperature")) names.emplace_back("temperature");
  const std::string_view known = reasons ? "max_completion_tokens" : "max_tokens";
  if (model.params.find("max_tokens") != nullptr && !says(known)) names.emplace_back("max_tokens");
  return names;
}

}  // namespace

std::string add_their_defaults(const Importer& importer, std::string_view kind,
                               const ProviderPrefix& row, const YamlNode* config,
                               MadeModel& model) {
  constexpr std::array<std::string_view, 6> kOthers = {"anthropic", "gemini",   "ollama",
                                                       "mistral",   "llamacpp", "azure-openai"};
  const bool is_other = std::find(kOthers.begin(), kOthers.end(), row.preset) != kOthers.end() ||
                        (!kind.empty() && kind != "chat");
  if (is_other) return {};
  std::string note;
  for (const std::string& name : left_out_there(config, model)) {
    if (importer.options.faithful)
      erase(model.params, name);
    else
      note += fmt::format("{}promptfoo does not send '{}' of this model, and here it is sent",
                          note.empty() ? "" : "; ", name);
  }
  const YamlNode* const omits = config != nullptr ? config->find("omitDefaults") : nullptr;
  if (is_reasoning_model(model.id) || (omits != nullptr && omits->text == "true")) return note;
  std::string lacking;
  for (const auto& [name, value] :
       {std::pair("temperature", "0"), std::pair("max_tokens", "1024")}) {
    if (model.params.find(name) != nullptr) continue;
    lacking += fmt::format("{}{} {}", lacking.empty() ? "" : " and ", name, value);
    if (importer.options.faithful) model.params.add(name, YamlOut::plain(value));
  }
  if (lacking.empty() || importer.options.faithful) return note;
  return fmt::format(
      "{}{}promptfoo asks with {} where nothing is said; here the service's own defaults hold",
      note, note.empty() ? "" : "; ", lacking);
}

void add_their_price(std::string_view preset, MadeModel& model) {
  const PriceRow* const row = embedded_prices().find(preset, model.id);
  if (row == nullptr || !model.price.is_empty()) return;
  const auto put = [&](std::string_view name, const Money& of_token) {
    model.price.add(name, YamlOut::plain(to_usd_per_million(of_token)));
  };
  put("input", row->price.input);
  put("output", row->price.output);
}

}  // namespace assay
