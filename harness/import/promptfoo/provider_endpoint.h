// Where a model is asked: an entry of `providers`. Internal to providers.cc.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "harness/import/promptfoo/importer.h"

namespace assay {

// Who a prefix of an id stands for: a preset, or an address that speaks OpenAI's format.
struct ProviderPrefix {
  std::string_view prefix;
  std::string_view preset;  // of assay; "": the two below
  std::string_view base_url;
  std::string_view key_env;
};

// The provider of `prefix` with what `config` (may be nullptr) changes: its preset where that
// is nothing.
std::string import_endpoint(Importer& importer, const ProviderPrefix& prefix,
                            const YamlNode* config, std::string_view what);

// The keys of a config that it reads.
const std::set<std::string_view>& endpoint_keys();

}  // namespace assay
