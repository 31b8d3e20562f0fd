// assay models: asks a provider which models it has.
#include <iostream>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/cli/options/commands.h"
#include "harness/cli/selection/selection.h"
#include "harness/provider/dialect.h"
#include "harness/provider/reply_reader.h"
#include "harness/run/curl_transport.h"

namespace assay {

Result<ExitCode> models_command(const Options& options) {
  ASSAY_CHECK(read_env_files(options.env_files));
  const std::string& name = options.operands[0];
  const ProviderPreset* preset = find_preset(name);
  if (preset == nullptr) {
    std::vector<std::string> names;
    for (const ProviderPreset& row : provider_presets()) names.emplace_back(row.name);
    return usage_error("no provider '" + name + "'" + did_you_mean(name, names) +
                       " (assay list providers)");
  }
  Provider provider = provider_from(*preset);
  if (provider.dialect->models_path.empty() || provider.base_url.empty()) {
    return usage_error("provider '" + name + "' has no model list to ask for");
  }
  ASSAY_CHECK(resolve_key(provider));
  CurlOptions curl;
  curl.ca_file = options.ca_file;
  ASSAY_TRY(const HttpResponse response,
            fetch(provider.dialect->list_models(provider), provider.timeouts, curl));
  if (response.status / 100 != 2) {
    const Failure failure =
        failure_from(response.status, response.headers, response.body, SystemClock().wall());
    return infrastructure_error(provider.name + ": HTTP " + std::to_string(response.status) + ": " +
                                failure.message);
  }
  ASSAY_TRY(const std::vector<ListedModel> models, provider.dialect->decode_models(response.body));
  Json json = Json::array();
  for (const ListedModel& model : models) {
    if (options.json)
      json.push_back({{"id", model.id}, {"note", model.note}});
    else
      std::cout << terminal_safe(name + ":" + model.id) << (model.note.empty() ? "" : "  ")
                << terminal_safe(model.note) << '\n';
  }
  if (options.json) std::cout << dump_json(json, 2) << '\n';
  return ExitCode::ok;
}

}  // namespace assay
