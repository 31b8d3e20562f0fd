// The scripts of a plan: which programs would run, and whether they may.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/key.h"
#include "harness/base/result.h"
#include "harness/plan/plan.h"
#include "harness/score/expectation.h"
#include "harness/script/script_program.h"

namespace assay {

// What a program of the suite's author is started for, which tells the shims of functions apart.
enum class ScriptUse { mark, answer, generate };

// How messages call it: "python3 mark.py:check".
std::string shown_source(const ScriptSource& source);
// A usage error where it is not installed. `folder`: the suite's, absolute.
Result<void> find_script(const ScriptSource& source, const std::filesystem::path& folder);
// As it is started. The same, and a usage error for a variable of the environment that is not
// set.
Result<ScriptProgram> script_program(const ScriptSource& source, ScriptUse use,
                                     const std::filesystem::path& folder);
// The folder of the plan's suite, absolute, where its programs run.
std::filesystem::path script_folder(const Plan& plan);

struct PlannedScript {
  ScriptSource source;
  std::string shown;  // "python3 mark.py:check"
  KeyBuilder key;     // over all that makes its marks what they are, but the questions
};

class PlannedScripts {
 public:
  // Those that the selected cases run, each once. An error where a file cannot be read.
  static Result<PlannedScripts> of(const Plan& plan);

  bool none() const { return scripts_.empty(); }
  const std::vector<PlannedScript>& all() const { return scripts_; }
  std::vector<std::string> shown() const;
  // Place in all(). It must be there.
  std::size_t find(const ScriptSource& source) const;
  // A usage error for a program that is not installed.
  Result<void> find_programs() const;
  // As they are started, in the order of all(). The same, and a usage error for a variable of
  // the environment that is not set.
  Result<std::vector<ScriptProgram>> programs() const;

 private:
  std::vector<PlannedScript> scripts_;
  std::filesystem::path folder_;  // the suite's, absolute
};

// Whether programs of a suite may run: --allow-exec was given (`consent`), or its variable is set.
bool are_programs_allowed(bool consent);
// A usage error where there are programs and nobody has allowed them: it says what would run and
// what allows it. `consent`: --allow-exec was given.
Result<void> allow_programs(const std::vector<std::string>& shown, std::string_view suite,
                            bool consent);

}  // namespace assay
