// Reading JSON that assay itself wrote: manifests and baselines. A field of another
// type than ours counts as absent, since people may edit a baseline by hand.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/suite/suite.h"

namespace assay {

// Of what is no object all are absent.
std::string text_at(const Json& json, const char* key);  // "" absent
std::optional<double> number_at(const Json& json, const char* key);
std::optional<std::int64_t> integer_at(const Json& json, const char* key);
bool flag_at(const Json& json, const char* key);  // false absent
std::vector<std::string> texts_at(const Json& json, const char* key);
std::map<std::string, std::string> text_map_at(const Json& json, const char* key);

Params params_at(const Json& json, const char* key);
Json params_json(const Params& params);  // the way back

}  // namespace assay
