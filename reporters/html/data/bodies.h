// The messages of a cell as its dialect sent them, where that is not how they are
// kept: Anthropic's system text, tool calls.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "harness/report/report.h"

namespace assay::html {

// What a dialect puts before messages that it sends as they are kept, "" or
// "\"messages\":". Nothing is put after them.
std::string opening_of(const Dialect& dialect);

class Bodies {
 public:
  explicit Bodies(const Report& report) : report_(report) {}

  // What stands in the cell's request where RequestTemplate leaves room; "" when
  // that is the opening and the messages as they are kept, or is not known. Cells
  // come ordered by case: one case's texts are kept. Lives until the next call.
  std::string_view of(const ReportCell& cell);

 private:
  struct Made {
    std::string prompt;
    std::string dialect;
    std::string text;
  };

  const Report& report_;
  std::size_t case_index_ = 0;
  std::vector<Made> made_;  // of that case
};

}  // namespace assay::html
