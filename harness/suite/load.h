// YAML (and the CSV, JSONL and YAML files it names) -> Suite.
//
// yaml-cpp keeps duplicate keys silently and accepts cycles and alias bombs, so
// the loader bounds bytes, depth and nodes before it looks at anything.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/suite/environment.h"
#include "harness/suite/expectation_shape.h"
#include "harness/suite/metric_shape.h"
#include "harness/suite/suite.h"

namespace assay {

// --set NAME=V1,V2: replaces or adds an axis before anything is checked.
struct AxisOverride {
  std::string parameter;
  std::vector<std::string> values;  // typed by the parameter table
};

struct LoadOptions {
  std::optional<std::filesystem::path> root;  // default: the suite's folder
  std::vector<AxisOverride> set;
  std::optional<int> repeats;                       // from 1 to kMaxRepeats
  std::span<const ExpectationShape> expectations;   // score/'s table
  std::span<const ExpectationShape> extractors;     // score/'s table, for `extract:`
  std::span<const std::string_view> normalisers;    // score/'s table, for `normalise:`
  std::span<const MetricShape> metrics;             // report/'s table, for gates
  std::span<const MetricFamily> metric_families;    // of the same table
  const PriceTable* prices = nullptr;               // a file's, before those of the program
  Environment environment = process_environment();  // for ${VAR} in `providers:`
};

// Every error is a usage error of the form
//   path:line:col: what is wrong; did you mean 'x'?
//      12 |       the source line
//         |       ^
// Several independent errors are reported together, one after another.
Result<Suite> load_suite(const std::filesystem::path& path, const LoadOptions& options);

// The same from text, with `path` for messages and as the base of files.
Result<Suite> load_suite_text(std::string_view yaml, const std::filesystem::path& path,
                              const LoadOptions& options);

}  // namespace assay
