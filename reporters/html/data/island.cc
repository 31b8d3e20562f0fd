#include "reporters/html/data/island.h"

#include <algorithm>

#include "harness/base/base64.h"
#include "reporters/html/data/attempts_block.h"
#include "reporters/html/data/island_index.h"
#include "reporters/html/data/texts.h"
#include "reporters/html/escape.h"
#include "reporters/html/pack.h"

namespace assay::html {
namespace {

// A browser holds no string beyond 512 MiB, and texts compress about fourfold.
constexpr std::size_t kLargestTextBudget = std::size_t{160} << 20;
constexpr int kMostTries = 6;

std::string data_block(std::string_view id, std::string_view json, bool packed) {
  std::string block = "<script id=\"" + std::string(id) + "\" type=\"";
  block += packed ? "text/plain\" data-encoding=\"deflate\">" : "application/json\">";
  block += packed ? to_base64(deflate(json)) : escape_island(json);
  return block + "</script>\n";
}

// Everything but the texts, which go to `texts`.
std::string index_blocks(const Report& report, const Labels& labels, const Selection& selection,
                         Texts& texts) {
  const bool packed = report.cells.size() > kPlainCells;
  std::string markup = data_block("index", index_json(report, labels, selection, texts), packed);
  const std::string attempts = attempts_json(report, selection);
  if (!attempts.empty()) markup += data_block("attempts", attempts, packed);
  return markup;
}

std::string blocks_of(const Report& report, const Labels& labels, const Selection& selection) {
  Texts texts;
  std::string markup = index_blocks(report, labels, selection, texts);
  const std::vector<std::string>& chunks = texts.chunks();
  const bool packed = report.cells.size() > kPlainCells;
  for (std::size_t chunk = 0; chunk < chunks.size(); ++chunk) {
    markup += data_block("texts-" + std::to_string(chunk), chunks[chunk], packed);
  }
  return markup;
}

Selection select_all(const Report& report) {
  Selection selection;
  selection.listed.assign(report.cells.size(), true);
  selection.bodied.assign(report.cells.size(), true);
  return selection;
}

}  // namespace

Island make_island(const Report& report, const Labels& labels, std::size_t most_bytes) {
  Island island;
  std::size_t budget = kLargestTextBudget;
  for (int attempt = 1;; ++attempt) {
    island.selection = select_cells(report, budget);
    island.markup = blocks_of(report, labels, island.selection);
    const std::size_t size = island.markup.size();
    if (size <= most_bytes || budget == 0) return island;
    // How far the texts shrink is known only after packing them; the share kept
    // is a little less than what fits, so few rounds are needed.
    const double share = static_cast<double>(most_bytes) / static_cast<double>(size) * 0.9;
    const std::size_t carried = std::min(budget, island.selection.text_bytes);
    budget =
        attempt == kMostTries ? 0 : static_cast<std::size_t>(share * static_cast<double>(carried));
  }
}

Island make_served_island(const Report& report, const Labels& labels, Texts& texts) {
  Island island;
  island.selection = select_all(report);
  island.markup = index_blocks(report, labels, island.selection, texts);
  return island;
}

}  // namespace assay::html
