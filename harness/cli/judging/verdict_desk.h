// What judges said of one answer, and the calls that would say the rest.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/cell_id.h"
#include "harness/base/key.h"
#include "harness/base/result.h"
#include "harness/cli/selection/judge_calls.h"
#include "harness/judge/opinion.h"
#include "harness/provider/request.h"
#include "harness/score/dialogue.h"
#include "harness/score/expectation.h"
#include "harness/score/lru_cache.h"
#include "harness/store/store.h"
#include "harness/suite/suite.h"

namespace assay {

// Replies of judges, by the Keys of their calls.
class JudgeReplies {
 public:
  // `look_up`: those that other runs have paid for are taken too. `store` outlives it.
  JudgeReplies(Store& store, bool look_up) : store_(store), look_up_(look_up) {}

  // This run has asked: the reply is taken from the Store in any case.
  void remember(const Key& key) { asked_.insert(key); }
  // This process has asked, and `why` nothing came of it.
  void fail(const Key& key, std::string why) { errors_[key] = std::move(why); }

  // No verdict of this judge counts, stored or not.
  void distrust(std::size_t judge, std::string why) { distrusted_[judge] = std::move(why); }
  // Why there is no verdict of a judge, nullptr where nothing speaks against one.
  const std::string* distrust_of(std::size_t judge) const;
  // Nobody asks this judge any more; verdicts of it that are there count.
  void give_up(std::size_t judge, std::string why) { given_up_[judge] = std::move(why); }
  // Why a judge is not asked, nullptr where it is.
  const std::string* given_up(std::size_t judge) const;
  // Why there is no verdict, nullptr where that is not known.
  const std::string* error(const Key& key) const;
  Result<std::optional<Reply>> find(const Key& key) const;
  // Of a text that was embedded; nothing where what there is is no vector.
  Result<std::optional<Embedding>> vector(const Key& key) const;

 private:
  Store& store_;
  bool look_up_;
  std::set<Key> asked_;
  std::map<Key, std::string> errors_;
  std::map<std::size_t, std::string> distrusted_;
  std::map<std::size_t, std::string> given_up_;
  // References are looked at with every answer: they are read once.
  mutable LruCache<Key, Embedding> vectors_{256};
};

// One call that is not there yet.
struct OpenCall {
  CellId cell;  // as it is recorded
  Key key;
  std::size_t call = 0;   // place in JudgeCalls::all()
  bool is_alone = false;  // of texts that are embedded: no other goes with it
};

// A verdict that was there.
struct StoredVerdict {
  Key key;               // of the call that brought it
  std::size_t call = 0;  // place in JudgeCalls::all()
  JudgeVerdict verdict;
  Messages messages;  // that it was asked with
};

class VerdictDesk : public JudgeDesk {
 public:
  // The first three outlive it, and `instead`, the reason of what cannot be judged since a
  // verdict is missing. `question`: what the answer in `cell` answers.
  VerdictDesk(const Suite& suite, const JudgeCalls& calls, const JudgeReplies& replies,
              CallRows rows, const CellId& cell, std::string question, std::string_view instead)
      : suite_(suite),
        calls_(calls),
        replies_(replies),
        rows_(rows),
        cell_(cell),
        question_(std::move(question)),
        instead_(instead) {}

  Judgement judge(const JudgeRequest& request, std::string_view text) override;
  tl::expected<Embedding, Judgement> embed(const std::string& embedder,
                                           std::string_view text) override;
  std::string take_asked() override;
  // Answers are those of a dialogue, which outlives this; nullptr: of a single question.
  void take(const Dialogue* dialogue) { dialogue_ = dialogue; }
  void turn_to(std::size_t answer) override;

  std::vector<OpenCall> missing;
  std::optional<Error> error;
  // Where verdicts that are there are told, if anywhere.
  std::vector<StoredVerdict>* stored = nullptr;
  // The messages of the call with this Key are kept.
  const Key* wanted = nullptr;
  Messages found;

 protected:
  // What a judge said when it was asked, or asked again with more room. Nothing: it has to be
  // asked, which is kept in `missing`.
  std::optional<JudgeVote> vote_of(std::size_t judge, const VerdictShape& shape,
                                   std::string_view json, int sample, const Messages& messages);
  void note_asked(const std::vector<std::string>& judges);

  const Suite& suite_;
  const JudgeCalls& calls_;
  const JudgeReplies& replies_;
  CallRows rows_;
  CellId cell_;
  std::string question_;
  std::string_view instead_;
  const Dialogue* dialogue_ = nullptr;
  std::map<std::size_t, std::uint32_t> ordinals_;  // calls so far, by judge

 private:
  std::string asked_by_;
};

// Whether the reply ends since it was not given more room.
bool is_cut_off(const Reply& reply);

}  // namespace assay
