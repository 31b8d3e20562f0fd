#include "harness/cli/import/imported_scores.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/report/own_metric.h"

namespace assay {
namespace {

const ScorePart* imported_in(const CellScore& score) {
  const auto found = std::find_if(score.parts.begin(), score.parts.end(),
                                  [](const ScorePart& part) { return part.name == kImportedPart; });
  return found == score.parts.end() ? nullptr : &*found;
}

}  // namespace

ScorePart imported_part(const std::vector<std::pair<std::string, double>>& scores) {
  ScorePart part;
  part.name = kImportedPart;
  part.weight = 0;
  part.reason = "marks that came with the answer:";
  for (const auto& [name, value] : scores) {
    part.reason += fmt::format(" {} {};", excerpt(name, 60), format_number(value));
    if (value >= 0 && value <= 1) part.metrics.emplace_back(name, value);
  }
  part.reason.pop_back();
  return part;
}

Result<ImportedScores> read_imported_scores(Store& store, std::string_view run_id) {
  ImportedScores scores;
  ASSAY_CHECK(store.each_cell(run_id, [&](const CellView& view) {
    if (!view.score) return;
    if (const ScorePart* const part = imported_in(view.score->score))
      scores.emplace(view.cell.id, *part);
  }));
  return scores;
}

Result<void> add_imported_scores(const ImportedScores& scores, Store& store, StoreWriter& writer,
                                 std::string_view run_id) {
  if (scores.empty()) return {};
  ASSAY_CHECK(writer.flush());
  ASSAY_CHECK(store.each_cell(run_id, [&](const CellView& view) {
    const auto found = scores.find(view.cell.id);
    if (found == scores.end() || !view.score) return;
    if (imported_in(view.score->score) != nullptr) return;
    ScoreRecord record{view.cell.id, view.score->score};
    record.score.parts.push_back(found->second);
    writer.score(std::move(record));
  }));
  return writer.flush();
}

}  // namespace assay
