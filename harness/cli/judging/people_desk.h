// What people said of one answer, for expectations that ask them.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "harness/base/result.h"
#include "harness/provider/request.h"
#include "harness/report/gold/gold_labels.h"
#include "harness/score/expectation.h"

namespace assay {

// What labels know the question of an answer by, which was asked with `messages`: in a dialogue
// all of them, else what the user said last. Nothing where no user spoke.
std::optional<Key> labelled_question(const Messages& messages, bool is_dialogue);

class PeopleDesk final : public LabelDesk {
 public:
  // `files`: by the names that expectations give them; they outlive it, as do `case_id` and
  // `variant`. Without a `question` nobody can have labelled the answer.
  PeopleDesk(const std::map<std::string, GoldLabels>& files, std::optional<Key> question,
             std::string_view case_id, std::string_view variant);

  Judgement label(const PeopleQuestion& question, std::string_view text) override;

  std::optional<Error> error;   // a file says two things of the answer
  std::set<std::string> found;  // files that had a label
 private:
  const std::map<std::string, GoldLabels>& files_;
  std::optional<Key> question_;
  std::string_view case_id_;
  std::string_view variant_;
};

}  // namespace assay
