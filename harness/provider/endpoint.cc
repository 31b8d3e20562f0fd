#include "harness/provider/endpoint.h"

#include <algorithm>
#include <array>

#include "harness/base/text.h"

namespace assay {
namespace {

// Longer ones first: the first that fits is the part to leave out.
constexpr std::array<std::string_view, 6> kEndpoints = {"/messages/count_tokens",
                                                        "/chat/completions",
                                                        "/completions",
                                                        "/messages",
                                                        "/responses",
                                                        "/embeddings"};

// After the model, which is in the path: all of it from /models on is to be left out.
constexpr std::array<std::string_view, 3> kModelMethods = {
    ":generatecontent", ":streamgeneratecontent", ":counttokens"};
constexpr std::string_view kModelCollection = "/models/";

// Where the endpoint begins that a path ends in; npos where it ends in none.
std::size_t endpoint_in(std::string_view lower_path) {
  for (const std::string_view endpoint : kEndpoints) {
    if (lower_path.ends_with(endpoint)) return lower_path.size() - endpoint.size();
  }
  for (const std::string_view method : kModelMethods) {
    if (lower_path.ends_with(method)) return lower_path.rfind(kModelCollection);
  }
  return std::string_view::npos;
}

constexpr std::size_t kUrlBytes = 200;

bool has_version(std::string_view url) {
  return url.find("/v1") != std::string_view::npos || url.find("/v2") != std::string_view::npos ||
         url.find("/v3") != std::string_view::npos || url.find("/v4") != std::string_view::npos;
}

}  // namespace

std::optional<EndpointSlip> endpoint_slip(std::string_view base_url) {
  const std::size_t query_at = std::min(base_url.find_first_of("?#"), base_url.size());
  std::string_view path = base_url.substr(0, query_at);
  while (path.ends_with('/')) path.remove_suffix(1);
  const std::size_t at = endpoint_in(to_lower_ascii(path));
  if (at == std::string_view::npos) return std::nullopt;
  std::string meant(path.substr(0, at));
  meant += base_url.substr(query_at);
  return EndpointSlip{path.substr(at), std::move(meant)};
}

std::string asked_url(const Provider& provider, std::string_view path) {
  if (provider.base_url_is_private) return "{base_url}" + std::string(path);
  const std::string url = endpoint_url(provider, path);
  std::string_view named = std::string_view(url).substr(0, url.find('?'));
  const std::size_t host = std::min(named.find("://"), named.size() - 3) + 3;
  const std::size_t credentials = named.substr(0, named.find('/', host)).rfind('@');
  std::string out(named.substr(0, host));
  return out += named.substr(credentials == std::string_view::npos ? host : credentials + 1);
}

void name_endpoint(Failure& failure, std::string_view asked, Advice advice) {
  const bool unknown_path = failure.kind == FailureKind::not_found || failure.http_status == 405;
  if (!unknown_path || asked.empty()) return;
  failure.message += " (asked " + excerpt(asked, kUrlBytes);
  if (advice == Advice::version && !has_version(asked))
    failure.message += "; does base_url lack a /v1 at its end?";
  failure.message += ')';
}

}  // namespace assay
