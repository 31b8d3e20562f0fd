// What to call a variant. Only what differs between variants is named; what
// they share is said once, in a caption.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/report/report.h"

namespace assay::html {

// One way in which variants differ: the model, the prompt, or a grid axis.
struct Dimension {
  std::string title;                // "Model", "Prompt", "temperature"
  std::vector<std::string> values;  // parallel to Report::variants
  bool varies = false;
};

struct Labels {
  std::vector<Dimension> dimensions;  // model, prompt, then the axes
  std::vector<std::string> variants;  // short and unique, parallel to Report::variants

  // Those that differ; the model too when nothing does.
  std::vector<const Dimension*> shown() const;
  // "prompt plain, temperature 0"; "" when all differ.
  std::string shared() const;
};

Labels make_labels(const Report& report);

}  // namespace assay::html
