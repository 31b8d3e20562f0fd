// What -o asks for.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "reporters/reporter.h"

namespace assay {

struct Output {
  const ReporterRow* reporter = nullptr;
  std::filesystem::path path;  // "-": stdout
};

// From -o; empty when there was none. A usage error names an unknown format.
Result<std::vector<Output>> parse_outputs(const std::vector<std::string>& settings);

}  // namespace assay
