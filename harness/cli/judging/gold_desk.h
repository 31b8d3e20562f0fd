// What people said of answers, in place of the judges that were asked about them.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/report/gold/gold_labels.h"
#include "harness/score/dialogue.h"
#include "harness/score/score.h"

namespace assay {

// Answers as people did, and is unable where they said nothing.
class GoldDesk final : public JudgeDesk {
 public:
  // `gold` by the names of judges. `judged` has what there is of vectors and of pairs.
  // `dialogue`: nullptr of a single question. All of them outlive it.
  GoldDesk(const std::map<std::string, GoldLabels>& gold, GoldAnswer answer,
           const Dialogue* dialogue, JudgeDesk& judged)
      : gold_(gold), answer_(answer), dialogue_(dialogue), judged_(judged) {}

  void turn_to(std::size_t answer) override;
  Judgement judge(const JudgeRequest& request, std::string_view text) override;
  // Of vectors and of two answers nobody says anything: what was found stands.
  tl::expected<Embedding, Judgement> embed(const std::string& embedder,
                                           std::string_view text) override;
  Judgement prefer(const PreferRequest& request, Channel channel, std::string_view text) override;
  std::string take_asked() override;

  std::vector<bool> labelled;   // by part, whether people said anything
  std::vector<bool> marked;     // by part, whether what they said has the exact value of all of it
  std::set<std::string> found;  // judges whose labels had something to say
  std::optional<Error> error;
  double weight = 0;  // the most of the labels that were found; 0: there was none

 private:
  const std::map<std::string, GoldLabels>& gold_;
  GoldAnswer answer_;
  const Dialogue* dialogue_;
  JudgeDesk& judged_;
  bool has_label_ = false;  // in this part
  bool has_gap_ = false;    // something in it has no exact value
};

}  // namespace assay
