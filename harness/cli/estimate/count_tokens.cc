#include "harness/cli/estimate/count_tokens.h"

#include "harness/base/text.h"
#include "harness/cli/asking/endpoints.h"
#include "harness/run/curl_transport.h"
#include "harness/suite/media_files.h"

namespace assay {
namespace {

tl::unexpected<Error> counts_nothing(const Provider& provider) {
  std::vector<std::string> others;
  for (const Dialect* const dialect : dialects()) {
    if (!dialect->count_tokens_path.empty()) others.emplace_back(dialect->name);
  }
  return usage_error("--count-tokens: provider '" + provider.name + "' (dialect " +
                     std::string(provider.dialect->name) +
                     ") has no endpoint that counts tokens; providers of dialect " +
                     join(others, " or ") + " have one");
}

Result<std::int64_t> count_of(const Provider& provider, const Model& model,
                              const Messages& messages, const CurlOptions& curl) {
  const Dialect& dialect = *provider.dialect;
  ASSAY_TRY(const HttpResponse response,
            fetch(dialect.count_tokens(provider, model.id, messages), provider.timeouts, curl));
  if (response.status / 100 == 2) return dialect.decode_token_count(response.body);
  return infrastructure_error("count_tokens at " + provider.name + ": HTTP " +
                              std::to_string(response.status) + ": " +
                              terminal_safe(excerpt(response.body, 200)));
}

}  // namespace

Result<std::vector<std::int64_t>> count_tokens(const Plan& plan, const std::string& ca_file) {
  const Suite& suite = *plan.suite;
  ASSAY_TRY(const Endpoints endpoints, open_endpoints(plan, JudgeCalls(), Keys::read));
  std::vector<std::int64_t> counted;
  MediaFiles media(suite);
  CurlOptions curl;
  curl.ca_file = ca_file;
  for (const Variant& variant : plan.variants) {
    const Model& model = suite.models[variant.model];
    const Provider& provider = endpoints.providers[model.provider];
    if (provider.dialect->count_tokens_path.empty()) return counts_nothing(provider);
    std::int64_t& sum = counted.emplace_back(0);
    for (const std::size_t i : plan.cases) {
      ASSAY_TRY(Messages messages, render_messages(suite, variant.prompt, suite.cases[i]));
      ASSAY_CHECK(media.load(messages));
      ASSAY_TRY(const std::int64_t count, count_of(provider, model, messages, curl));
      sum += count * plan.repeats;
    }
  }
  return counted;
}

}  // namespace assay
