// A cell's Key: everything that selects its reply and nothing else.
#pragma once

#include <string_view>

#include "harness/base/key.h"
#include "harness/plan/plan.h"

namespace assay {

// Raised when the meaning of a Key changes; old replies are then asked again.
inline constexpr std::int64_t kKeyVersion = 1;

// The part that all cells of a variant share: endpoint, dialect, model ID, all
// parameters (tools and response_format among them). The endpoint of a simulated
// provider is "simulated:" and the hash of its models file, since its port is
// another one every run. Headers are left out: they carry credentials and
// account names, and a rotated key would ask everything again. Of an HTTP application the request
// and the places in its reply are there as they were written: ${VARIABLES} by name, not by value.
KeyBuilder variant_key(const Suite& suite, const Variant& variant);
// The same of any model of the suite, asked with `params`.
KeyBuilder model_key(const Suite& suite, const Model& model, const Params& params);

// The whole Key; `messages_json` is messages_to_json() of the rendered messages.
Key cell_key(const KeyBuilder& variant, std::string_view messages_json, std::uint32_t repeat);

}  // namespace assay
