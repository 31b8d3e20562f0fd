// The programs of a plan that are asked in place of models, those that judge among them.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/plan/plan.h"
#include "harness/provider/program.h"
#include "harness/script/asked_program.h"

namespace assay {

class PlannedPrograms {
 public:
  // Those of the providers that the plan's variants and the suite's judges ask.
  static PlannedPrograms of(const Plan& plan);

  bool none() const { return programs_.empty(); }
  // Whether this provider is one of them.
  bool has(const std::string& provider) const { return programs_.contains(provider); }
  // "python3 app.py", in the order of their providers' names.
  std::vector<std::string> shown() const;
  // A usage error for one that is not installed.
  Result<void> find() const;
  // As they are started, by provider. The same, and a usage error for a variable of the
  // environment that is not set.
  Result<std::map<std::string, AnsweringProgram>> as_started() const;

 private:
  std::map<std::string, std::shared_ptr<const Program>> programs_;  // by provider
  std::filesystem::path folder_;                                    // the suite's, absolute
};

}  // namespace assay
