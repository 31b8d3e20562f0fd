// What the loader takes from the models file of the built-in model server:
// prices and identity. The server itself reads the rest (simulate/).
#pragma once

#include <map>
#include <optional>
#include <string>

#include "harness/base/key.h"
#include "harness/suite/loader.h"

namespace assay {

struct ServedModels {
  Key hash;                             // of the file, and of every file that it takes replies from
  std::map<std::string, Price> prices;  // by model ID, where the file has one
};

// Reads the file that `serve` names. Nothing, and errors, when it cannot be
// read or its prices are malformed.
std::optional<ServedModels> read_served_models(Loader& loader, const YamlNode& serve);

// {input, output, cached_input?, cache_write?} in USD per 1M tokens.
// Also of tiers, and above so many tokens.
std::optional<Price> read_price(Loader& loader, const YamlNode& node);

}  // namespace assay
