// What the tools of a case give back, whatever a model calls, and how often: `tool_results`.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/suite/suite.h"
#include "harness/yaml/location.h"

namespace assay {

// The result of calls that it fits.
struct ToolResult {
  std::string tool;          // of that name
  std::optional<Json> when;  // whose arguments these are, as `tool_call` has them; nothing: any
  Json result = {};          // its texts may hold templates, as those of `when`
  bool is_error = false;     // `result` says what went wrong
  bool when_has_template = false;
  std::optional<int> times;  // it answers so many calls of a dialogue; nothing: all
  Location where;
};

using ToolResults = std::vector<ToolResult>;

inline constexpr int kToolRounds = 8;
inline constexpr int kMostToolRounds = 100;

struct ToolServer {
  // The case's own and then the suite's: the first that fits answers. Null: none.
  std::shared_ptr<const ToolResults> own;
  std::shared_ptr<const ToolResults> shared;
  int max_rounds = kToolRounds;  // answers of a dialogue whose calls are answered

  void each(const std::function<void(const ToolResult& row)>& visit) const {
    for (const auto& rows : {own, shared}) {
      if (rows == nullptr) continue;
      for (const ToolResult& row : *rows) visit(row);
    }
  }
};

}  // namespace assay
