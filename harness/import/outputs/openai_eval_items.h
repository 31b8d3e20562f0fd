// Output items of OpenAI's hosted evals, beside what reads them: names that the import of the
// eval itself has to give, too.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/json.h"

namespace assay {

// What the case of an output item is called: "item-5", of its place in the data.
std::string eval_case_id(const Json& item);

// A grader's name without the "-67abd54d-9b00-..." that the service has put behind it.
std::string_view eval_grader_name(std::string_view name);

}  // namespace assay
