#include "harness/report/summary/users.h"

#include <algorithm>
#include <limits>
#include <string_view>

namespace assay {
namespace {

// The dialogue has ended, since there is a reply: its user left, or an answer that it could not
// speak to did, or it went on for as long as it may.
std::string_view end_of(const ReportCell& cell, UserEnd end) {
  if (end == UserEnd::reached) return "reached";
  if (end == UserEnd::gave_up) return "gave_up";
  const bool has_left = std::any_of(cell.parts.begin(), cell.parts.end(),
                                    [](const ScorePart& part) { return part.name == "turns"; });
  return has_left ? "left" : "max_turns";
}

}  // namespace

bool UsersTaker::take(const CellView& view) {
  User& user = users_[rows_.answer(view.cell.id)];
  user.player = rows_.judge(view.cell.id);
  if (!view.reply) return false;
  // How long a line may be was the run's to say.
  constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();
  const auto line = read_user_line(view.reply->reply, /*has_begun=*/true, kAny);
  if (line && line->end != UserEnd::stays) user.end = line->end;
  return line.has_value();
}

void UsersTaker::give(Report& report) const {
  for (ReportCell& cell : report.cells) {
    const auto known = users_.find(cell.id);
    if (known == users_.end()) continue;
    cell.user = report.judges[known->second.player].name;
    if (cell.reply != nullptr) cell.user_end = end_of(cell, known->second.end);
  }
}

}  // namespace assay
