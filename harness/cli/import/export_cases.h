// Cases and requests of a suite in other tools' forms, as `assay export` writes them.
#pragma once

#include <cstdint>
#include <iosfwd>

#include "harness/base/result.h"
#include "harness/plan/plan.h"

namespace assay {

// What was written, and what a person should hear of it, in whole lines.
struct Exported {
  std::uint64_t lines = 0;
  std::string remarks;
};

// The plan's requests as a batch file of OpenAI's form: a line a cell, whose custom_id is its
// cell_name(). A usage error for a model that is not asked in chat completions.
Result<Exported> export_batch(const Plan& plan, std::ostream& out);

// {"case", variables...}: what a `from:` reads back.
Result<Exported> export_jsonl(const Plan& plan, std::ostream& out);

// {"input": messages, "ideal"} as openai/evals reads it; of a case's expectations the first that
// is an equals, iequals, contains, icontains, starts_with, one_of or contains_any. A usage error
// where several prompts are left.
Result<Exported> export_openai_evals(const Plan& plan, std::ostream& out);

}  // namespace assay
