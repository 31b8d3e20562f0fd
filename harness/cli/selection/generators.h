// Programs of an author that make the tests or the prompts of a configuration: run once, when it
// is imported.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "harness/base/result.h"
#include "harness/import/promptfoo/promptfoo.h"
#include "harness/script/script_program.h"

namespace assay {

// What a program of the suite's folder prints; it is told `input`, which is JSON. A usage error for
// one that cannot be started, fails, or takes longer than a minute.
Result<std::string> output_of(const ScriptProgram& program, std::string_view input);

// Runs one in `folder`, absolute, and gives what it made: a value for each call. A usage error for
// what cannot be started, fails, says what is no JSON, or takes longer than a minute.
Result<OrderedJson> run_generator(const GeneratorCall& call, const std::filesystem::path& folder);

}  // namespace assay
