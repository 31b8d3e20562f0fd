// Slips of base URLs: an endpoint where its base belongs, a base that lacks /v1.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/provider/outcome.h"
#include "harness/provider/provider.h"

namespace assay {

struct EndpointSlip {
  std::string_view endpoint;  // the part of it that assay adds itself: "/chat/completions"
  std::string base_url;       // what was meant
};
// Nothing for a base URL that ends in no endpoint; a query is not looked at.
std::optional<EndpointSlip> endpoint_slip(std::string_view base_url);

// How failures name what was asked: without credentials and query, and without
// the base URL where that is private.
std::string asked_url(const Provider& provider, std::string_view path);

// Says in a failure of an unknown path what was asked, and what may be wrong: with a model API
// its base URL often lacks the version.
enum class Advice { version, none };
void name_endpoint(Failure& failure, std::string_view asked, Advice advice = Advice::version);

}  // namespace assay
