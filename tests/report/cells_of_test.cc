#include "harness/report/cells_of.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstddef>
#include <vector>

namespace assay {
namespace {

struct Place {
  CellId id;
};

// Cells, and how often one was read.
struct CountedCells {
  std::vector<Place> cells;
  mutable std::size_t reads = 0;

  std::size_t size() const { return cells.size(); }
  const Place& operator[](std::size_t i) const {
    ++reads;
    return cells[i];
  }
};

CountedCells whole(std::size_t cases, std::size_t variants, std::size_t repeats) {
  CountedCells made;
  for (std::uint32_t c = 0; c < cases; ++c)
    for (std::uint32_t v = 0; v < variants; ++v)
      made.cells.insert(made.cells.end(), repeats, {{v, c, 0}});
  return made;
}

std::size_t visits_of_all(const CountedCells& cells, std::size_t variants) {
  std::size_t visits = 0;
  for (std::size_t v = 0; v < variants; ++v)
    each_cell_of(cells, v, [&](const Place&) { ++visits; });
  return visits;
}

TEST(CellsOf, AllVariantsTogetherReadCellsNLogNTimesWhateverGrows) {
  struct Row {
    std::size_t cases, variants, repeats;
  };
  for (const Row& row : {Row{1, 10'000, 1}, Row{10'000, 1, 1}, Row{1, 1, 10'000}, Row{100, 100, 1},
                         Row{5000, 2, 1}, Row{2, 5000, 1}}) {
    const CountedCells cells = whole(row.cases, row.variants, row.repeats);
    EXPECT_EQ(visits_of_all(cells, row.variants), cells.size());
    constexpr std::size_t kLog2 = 14;
    EXPECT_LE(cells.reads, 4 * kLog2 * cells.size())
        << row.cases << " cases, " << row.variants << " variants, " << row.repeats << " repeats";
  }
}

RC_GTEST_PROP(CellsOf, VisitsThoseOfTheVariantInOrderAlsoWhereSomeAreMissing, ()) {
  CountedCells cells =
      whole(*rc::gen::inRange<std::size_t>(0, 12), *rc::gen::inRange<std::size_t>(1, 12),
            *rc::gen::inRange<std::size_t>(1, 4));
  std::erase_if(cells.cells, [](const Place&) { return *rc::gen::arbitrary<bool>(); });
  const auto variant = *rc::gen::inRange<std::size_t>(0, 13);
  std::vector<const Place*> expected;
  for (const Place& place : cells.cells) {
    if (place.id.variant == variant) expected.push_back(&place);
  }
  std::vector<const Place*> visited;
  each_cell_of(cells, variant, [&](const Place& place) { visited.push_back(&place); });
  RC_ASSERT(visited == expected);
}

}  // namespace
}  // namespace assay
