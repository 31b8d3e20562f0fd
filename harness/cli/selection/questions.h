// The questions of a plan's cells, as jobs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/cell_id.h"
#include "harness/base/key.h"
#include "harness/base/result.h"
#include "harness/cli/selection/selection.h"
#include "harness/plan/cell_key.h"
#include "harness/run/runner.h"

namespace assay {

// Renders questions and their Keys. Cells of one case come one after another,
// so the last case's messages are kept. Not thread-safe.
class Questions {
 public:
  explicit Questions(const Selection& selection);

  Result<Job> job(const CellId& cell);
  // Of the cell's variant and repeat, asked with other messages (messages_to_key_json). With a
  // simulated user it is the case's own, too.
  Key key(const CellId& cell, std::string_view messages_json) const;
  // What the Job says of the cell's case: nothing where a model is asked.
  std::string about(const CellId& cell) const;

 private:
  struct Rendered {
    Messages messages;
    std::string json;
    std::string key_json;  // "": `json` is the same
  };
  Result<const Rendered*> rendered(const CellId& cell);

  const Selection& selection_;
  std::vector<KeyBuilder> variant_keys_;
  std::optional<std::uint32_t> case_index_;        // whose messages are in rendered_
  std::vector<std::optional<Rendered>> rendered_;  // by prompt
};

}  // namespace assay
