// `turns: {from: FIELD}` of a data set: what users and tools say in the conversation that a field
// of each row holds, as other tools export it. Internal to the loader.
//
// A conversation is a list of {role, content} (or a text that is such a list as JSON, as CSV has
// it). Its users' messages and results of tools are the case's turns, as they are: no template is
// read in them. What its assistant said is left out, since the model that is tested says that.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/suite/suite.h"
#include "harness/suite/vars.h"
#include "harness/yaml/diagnostic.h"
#include "harness/yaml/tree.h"

namespace assay {

class RowTurns {
 public:
  // Of the map beside `turns`; nothing, and an error in `diagnostics`, for anything else.
  static std::optional<RowTurns> read(const YamlNode& node, Diagnostics& diagnostics);

  // At least one. An error says which message of the row's conversation cannot be a turn, and why:
  // nothing is left out that was not said to be.
  Result<std::vector<Turn>> of(const Vars& row) const;

 private:
  std::string field_;  // path (field_path.h)
  bool leaves_out_system_ = false;
  bool leaves_out_greeting_ = false;  // what the assistant says before its user
};

}  // namespace assay
