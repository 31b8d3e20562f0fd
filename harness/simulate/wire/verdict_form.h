// Which verdict a request's JSON Schema asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/provider/wire_json.h"

namespace assay {

// Of the property `verdict` its labels, or of `score` its lowest and its highest value.
// Neither: the schema asks for something else, or there is none.
struct VerdictForm {
  std::vector<std::string> labels;
  std::optional<std::pair<std::int64_t, std::int64_t>> scale;
};

VerdictForm read_verdict_form(WireValue schema);

}  // namespace assay
