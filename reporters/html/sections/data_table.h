// The table beside a figure: the same numbers for those who do not see it, on
// paper and without scripting. It is open in the document; the script folds it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/report/report.h"
#include "reporters/html/markup.h"
#include "reporters/html/number.h"

namespace assay::html {

struct DataColumn {
  std::string title;
  bool is_number = true;
};

// A row's first text is its heading; as many texts as columns.
struct DataRow {
  std::vector<std::string> texts;
  bool is_marked = false;  // stands out: what is recommended
};

// A table that says more than its figure, and stays open. `about` names it.
void write_table(Markup& markup, std::string_view about, const std::vector<DataColumn>& columns,
                 const std::vector<DataRow>& rows);
// The same within <details> that the script folds.
void write_numbers(Markup& markup, std::string_view about, const std::vector<DataColumn>& columns,
                   const std::vector<DataRow>& rows, std::string_view summary = "The numbers");

// "92.5% [84.1–96.8]", "412 ms [380–440]"; an em dash where it was not measured.
std::string estimate_text(const Estimated& estimate, Unit unit);

}  // namespace assay::html
