// What judges said of an answer beside that of another variant, and the calls that would say
// the rest.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cli/judging/rivals.h"
#include "harness/cli/judging/verdict_desk.h"
#include "harness/judge/pair.h"

namespace assay {

class PairDesk final : public VerdictDesk {
 public:
  // As VerdictDesk; `rivals` and `asked` outlive it, too.
  PairDesk(VerdictDesk base, const Case& asked, Rivals& rivals)
      : VerdictDesk(std::move(base)), asked_(asked), rivals_(rivals) {}

  Judgement prefer(const PreferRequest& request, Channel channel, std::string_view text) override;
  std::vector<ComparedPair> take_pairs() override;

  std::set<CellId> awaited;  // answers that are still to come
  CallCounts later;          // what will be asked when they have

 private:
  // Calls of both orders have places of their own, also while they are not made: those of
  // expectations that follow must not move when they are. How many that are, by judge.
  CallCounts keep_places(const PreferRequest& request);
  Judgement compare(const PreferRequest& request, const Rival& rival, const std::string& other,
                    std::string_view text);
  std::vector<PairVotes> votes_of(const PreferRequest& request, const PreferQuestion& question,
                                  bool& is_whole);

  const Case& asked_;
  Rivals& rivals_;
  std::vector<ComparedPair> pairs_;
};

}  // namespace assay
