// Members of JSON that may be anything: a price list of a stranger, a baseline that people edit.
// A member of another type than asked for counts as absent; nlohmann's value() would throw.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/json.h"

namespace assay {

// Of what is no object all are absent.
std::string text_at(const Json& json, const char* key);  // "" absent
std::optional<double> number_at(const Json& json, const char* key);
std::optional<std::int64_t> integer_at(const Json& json, const char* key);
bool flag_at(const Json& json, const char* key);  // false absent
std::vector<std::string> texts_at(const Json& json, const char* key);
std::map<std::string, std::string> text_map_at(const Json& json, const char* key);

}  // namespace assay
