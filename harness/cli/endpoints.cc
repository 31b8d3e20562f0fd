#include "harness/cli/endpoints.h"

#include <map>
#include <string>

#include "harness/provider/request_template.h"

namespace assay {

Result<Endpoints> open_endpoints(const Plan& plan, const JudgeCalls& judges, Keys keys) {
  const Suite& suite = *plan.suite;
  std::vector<bool> used(suite.providers.size(), false);
  for (const Variant& variant : plan.variants) used[suite.models[variant.model].provider] = true;
  for (const JudgeCall& call : judges.all()) used[suite.judges[call.judge].model.provider] = true;
  Endpoints endpoints;
  endpoints.providers = suite.providers;
  std::map<std::string, const ModelServer*> started;  // by models file
  for (std::size_t i = 0; i < endpoints.providers.size(); ++i) {
    Provider& provider = endpoints.providers[i];
    if (!used[i]) continue;
    if (!provider.serve_file.empty()) {
      const ModelServer*& server = started[provider.serve_file];
      if (server == nullptr) {
        ServerOptions options;
        options.root = suite.root;
        ASSAY_TRY(std::unique_ptr<ModelServer> fresh,
                  ModelServer::start(provider.serve_file, options));
        server = fresh.get();
        endpoints.servers.push_back(std::move(fresh));
      }
      provider.base_url = server->base_url();
      provider.base_url += simulated_path(*provider.dialect);
    } else if (keys == Keys::read) {
      ASSAY_CHECK(resolve_key(provider));
    }
  }
  return endpoints;
}

}  // namespace assay
