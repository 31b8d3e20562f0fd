// Marks that came with answers made elsewhere: a part of a cell's score that measures and decides
// nothing. They are no expectation's, so whoever scores again carries them over.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/cell_id.h"
#include "harness/base/result.h"
#include "harness/base/verdict.h"
#include "harness/store/store.h"
#include "harness/store/store_writer.h"

namespace assay {

using ImportedScores = std::map<CellId, ScorePart>;

// Unscored, of no weight. Numbers from 0 to 1 become metrics of their names; others are told in
// its reason.
ScorePart imported_part(const std::vector<std::pair<std::string, double>>& scores);

// Those of the run's scores as they are.
Result<ImportedScores> read_imported_scores(Store& store, std::string_view run_id);

// Adds them to the scores that are in the Store, by way of `writer`, and waits for it.
Result<void> add_imported_scores(const ImportedScores& scores, Store& store, StoreWriter& writer,
                                 std::string_view run_id);

}  // namespace assay
