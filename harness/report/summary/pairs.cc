#include "harness/report/summary/pairs.h"

#include <set>
#include <string_view>
#include <utility>

#include "harness/judge/pair.h"
#include "harness/stats/sign_test.h"

namespace assay {
namespace {

// Said of one pair in both orders: which place it preferred, if the same both times.
void add_pair(const ComparedPair& said, JudgeSummary::Pairs& pairs) {
  ++pairs.count;
  if (said.as_first == kLabelTie && said.as_second == kLabelTie) return;
  // The label names a place: the same one twice is the other answer.
  const bool is_side = said.as_first != kLabelTie && said.as_second != kLabelTie;
  if (is_side && said.as_first != said.as_second) return;
  ++pairs.disagreed;
  if (is_side) ++(said.as_first == kLabelFirst ? pairs.first : pairs.last);
}

}  // namespace

void take_pairs(Report& report) {
  std::set<std::pair<std::string_view, std::string_view>> seen;  // judge, pair
  for (const ReportCell& cell : report.cells) {
    for (const ScorePart& part : cell.parts) {
      for (const ComparedPair& pair : part.pairs) {
        if (!seen.emplace(pair.judge, pair.pair).second) continue;
        for (JudgeSummary& judge : report.judges) {
          if (judge.name != pair.judge) continue;
          if (!judge.pairs) judge.pairs = JudgeSummary::Pairs{0};
          add_pair(pair, *judge.pairs);
        }
      }
    }
  }
  for (JudgeSummary& judge : report.judges)
    if (judge.pairs) judge.pairs->p = sign_test(judge.pairs->first, judge.pairs->last);
}

}  // namespace assay
