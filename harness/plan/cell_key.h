// A cell's Key: everything that selects its reply and nothing else.
#pragma once

#include <string>
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
// Of a program its words and the bytes of its files, variables by name again.
// That what a model refuses is left out is there too; under which of its two names the length of
// the reply was sent is not.
KeyBuilder variant_key(const Suite& suite, const Variant& variant);
// The same of any model of the suite, asked with `params`.
KeyBuilder model_key(const Suite& suite, const Model& model, const Params& params);

// What a program is told of a case (CellWords::about), which selects its answer too.
std::string about_case(const Case& asked);
// What an application is told of it beside what is said: the variables of which its requests speak,
// an object. "": of none.
std::string about_case(const Case& asked, const Application& application);

// The part that all cells of a case share where the answers were made elsewhere. `source` is a hash
// of their file and of how it is read. It has no endpoint and begins otherwise: such an answer is
// never found where a model is asked, nor a model's where it is looked for.
KeyBuilder imported_key(const Key& source, const Suite& suite, const Variant& variant,
                        std::string_view case_id);

// The whole Key; `messages_json` is messages_to_json() of the rendered messages, `about` is
// about_case() of who is asked, and "" of a model.
Key cell_key(const KeyBuilder& variant, std::string_view messages_json, std::uint32_t repeat,
             std::string_view about = {});

}  // namespace assay
