#include "harness/report/summary/dropped.h"

#include <algorithm>
#include <string>
#include <vector>

#include "harness/provider/refused_parameter.h"

namespace assay {

void add_dropped(const Reply& reply, std::vector<std::string>& names) {
  for (const std::string& quirk : reply.quirks) {
    const std::string_view name = dropped_parameter(quirk);
    if (name.empty()) continue;
    const auto at = std::lower_bound(names.begin(), names.end(), name);
    if (at == names.end() || *at != name) names.emplace(at, name);
  }
}

void take_dropped(Report& report) {
  for (const ReportCell& cell : report.cells)
    if (cell.reply != nullptr) add_dropped(*cell.reply, report.variants[cell.id.variant].dropped);
}

}  // namespace assay
