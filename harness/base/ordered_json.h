// JSON whose objects keep their keys in the order of the text, for what is shown to a model or
// handed on to a program as its author wrote it. Everything else is Json, which is sorted.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace assay {

using OrderedJson = nlohmann::ordered_json;

// As parse_json(); refuses maps of more than kMaxOrderedKeys keys, too, each of which is looked for
// among those before it.
inline constexpr std::size_t kMaxOrderedKeys = 2'000;
Result<OrderedJson> parse_ordered_json(std::string_view text,
                                       std::size_t max_depth = kMaxJsonDepth);

// As dump_json(), on one line.
std::string dump_ordered_json(const OrderedJson& value);

}  // namespace assay
