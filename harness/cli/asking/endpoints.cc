#include "harness/cli/asking/endpoints.h"

#include <map>
#include <string>

#include "harness/provider/request_template.h"

namespace assay {
namespace {

Result<void> check_is_somewhere(const Suite& suite, const Model& model) {
  if (suite.providers[model.provider].preset != kElsewhere) return {};
  return usage_error(suite.path.string() + ": model '" + model.name +
                     "' is of provider 'elsewhere': its answers come by `assay import outputs`, "
                     "and nobody can be asked; to ask it, give it a provider of its own");
}

Result<Endpoints> open_used(const Suite& suite, const std::vector<bool>& used, Keys keys) {
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

Result<std::vector<bool>> used_by_judges(const Suite& suite, const JudgeCalls& judges) {
  std::vector<bool> used(suite.providers.size(), false);
  for (const JudgeCall& call : judges.all()) {
    const Model& model = suite.judges[call.judge].model;
    ASSAY_CHECK(check_is_somewhere(suite, model));
    used[model.provider] = true;
  }
  return used;
}

}  // namespace

Result<Endpoints> open_endpoints(const Plan& plan, const JudgeCalls& judges, Keys keys) {
  const Suite& suite = *plan.suite;
  ASSAY_TRY(std::vector<bool> used, used_by_judges(suite, judges));
  for (const Variant& variant : plan.variants) {
    const Model& model = suite.models[variant.model];
    ASSAY_CHECK(check_is_somewhere(suite, model));
    used[model.provider] = true;
  }
  return open_used(suite, used, keys);
}

Result<Endpoints> open_judge_endpoints(const Plan& plan, const JudgeCalls& judges, Keys keys) {
  ASSAY_TRY(const std::vector<bool> used, used_by_judges(*plan.suite, judges));
  return open_used(*plan.suite, used, keys);
}

}  // namespace assay
