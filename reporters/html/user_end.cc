#include "reporters/html/user_end.h"

namespace assay::html {

std::string user_end_text(const ReportCell& cell) {
  if (cell.user.empty()) return "";
  if (cell.user_end == "reached") return cell.user + " has what it wants";
  if (cell.user_end == "gave_up") return cell.user + " gave up";
  if (cell.user_end == "max_turns") return "the turns of " + cell.user + " are used up";
  if (cell.user_end == "left")
    return cell.user + " could not go on: the answer called a tool, and it gives no results";
  return "";
}

}  // namespace assay::html
