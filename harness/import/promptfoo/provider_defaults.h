// What promptfoo asks for and reckons with where a provider says nothing. Internal to
// providers.cc.
#pragma once

#include <string>
#include <string_view>

#include "harness/import/promptfoo/importer.h"
#include "harness/import/promptfoo/provider_endpoint.h"

namespace assay {

// promptfoo asks for temperature 0 and at most 1024 tokens where nothing is said. So does
// `faithful`; else the service's own defaults hold, and what is returned says so. `kind` is the
// second word of the id, "chat" or nothing.
std::string add_their_defaults(const Importer& importer, std::string_view kind,
                               const ProviderPrefix& row, const YamlNode* config, MadeModel& model);

// promptfoo knows what a model costs by its name, whoever answers at its address.
void add_their_price(std::string_view preset, MadeModel& model);

}  // namespace assay
