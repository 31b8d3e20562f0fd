// What the order of two answers did to a judge.
#include "harness/report/summary/pairs.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay {
namespace {

struct ComparedReport {
  ComparedReport() { report.judges = {{.name = "strict"}, {.name = "idle"}}; }

  void add(int times, const std::string& as_first, const std::string& as_second) {
    for (int i = 0; i < times; ++i)
      add_pair({"strict", as_first, as_second, "pair " + std::to_string(pairs_++)});
  }
  void add_pair(const ComparedPair& pair) {
    ReportCell cell;
    cell.parts.push_back({"prefer", "", Verdict::pass, 1, 1, ""});
    cell.parts.back().pairs = {pair};
    report.cells.push_back(std::move(cell));
  }
  const JudgeSummary::Pairs& pairs() {
    take_pairs(report);
    return *report.judges[0].pairs;
  }

  Report report;

 private:
  int pairs_ = 0;
};

// Of the reference vectors: 100 pairs, and which of them conflict.
TEST(TakePairs, CountsConflictsByThePlaceThatTheyFavour) {
  ComparedReport of;
  of.add(40, "first", "second");
  of.add(28, "second", "first");
  of.add(22, "first", "first");
  of.add(6, "second", "second");
  of.add(4, "tie", "tie");
  const JudgeSummary::Pairs& pairs = of.pairs();
  EXPECT_EQ(pairs.count, 100);
  EXPECT_EQ(pairs.disagreed, 28);  // consistency 0.72
  EXPECT_EQ(pairs.first, 22);
  EXPECT_EQ(pairs.last, 6);  // primacy 0.16
  EXPECT_NEAR(*pairs.p, 0.0037191659, 1e-9);
  EXPECT_FALSE(of.report.judges[1].pairs);
}

TEST(TakePairs, SaysNothingOfPlacesWhereNoneIsFavoured) {
  ComparedReport of;
  of.add(2, "first", "second");
  of.add(1, "first", "tie");  // a conflict, of no place
  of.add(1, "tie", "first");
  const JudgeSummary::Pairs& pairs = of.pairs();
  EXPECT_EQ(pairs.count, 4);
  EXPECT_EQ(pairs.disagreed, 2);
  EXPECT_EQ(pairs.first + pairs.last, 0);
  EXPECT_FALSE(pairs.p);
}

// The same two answers in several cells, or seen from either side, were judged once.
TEST(TakePairs, CountsAPairOnce) {
  ComparedReport of;
  of.add_pair({"strict", "first", "first", "same"});
  of.add_pair({"strict", "first", "first", "same"});
  of.add_pair({"strict", "second", "first", "other"});
  of.add_pair({"strict", "first", "second", "other"});
  const JudgeSummary::Pairs& pairs = of.pairs();
  EXPECT_EQ(pairs.count, 2);
  EXPECT_EQ(pairs.first, 1);
}

}  // namespace
}  // namespace assay
