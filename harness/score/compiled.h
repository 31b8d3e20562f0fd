// Expectations ready to judge replies with: patterns compiled, templates
// rendered, `not`, `all` and `any` as a tree.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/score/dialogue.h"
#include "harness/score/expectation.h"
#include "harness/score/extract.h"
#include "harness/suite/suite.h"

namespace assay {

// Reasoning, a blank line, answer.
std::string reasoning_and_answer(const Reply& reply);
// What an expectation on `channel` sees of a reply.
std::string channel_text(const Reply& reply, Channel channel);

// The texts of one reply that `on` chooses from. Views of `reply`.
class Channels {
 public:
  Channels(const Reply& reply, const Timings& timings, std::optional<Money> cost,
           JudgeDesk* desk = nullptr, LabelDesk* people = nullptr, ScriptDesk* scripts = nullptr);
  // The reply is that answer of a dialogue, which outlives this; answers from `first` on are
  // to the same turn.
  void take(const Dialogue& dialogue, std::size_t answer, std::size_t first);
  // What an expectation on `channel` sees. `all` is reasoning, a blank line,
  // answer; `dialogue` its transcript, of a single question the answer. Joined once.
  const Subject& subject(Channel channel);

 private:
  Subject subject_;
  std::string joined_;
  const Dialogue* dialogue_ = nullptr;
  std::size_t answer_ = 0;
  std::vector<ToolCall> calls_of_turn_;  // empty unless several answers are to the turn
  std::optional<std::vector<ToolCall>> all_calls_;
  std::optional<std::string> transcript_;
};

struct CompiledExpectation {
  enum class Kind { leaf, all, any };

  std::string name;   // as ScorePart: "not contains"
  std::string shown;  // for reasons: "contains 'Paris'"
  Kind kind = Kind::leaf;
  bool negated = false;
  double weight = 1;
  std::string metric;
  Channel on = Channel::answer;  // of a leaf
  // Of a leaf that looks at a part of the text only.
  std::optional<Extraction> extraction;
  Judge judge;  // of a leaf
  std::vector<CompiledExpectation> children;
  std::vector<std::string> warnings;  // of a leaf: what `check` says of it
};

// Templates are rendered from `vars`. A usage error says what is wrong, not
// where: Expectation::where and the case are the caller's to name.
Result<CompiledExpectation> compile(const Expectation& written, const Vars& vars);

// Stands for an expectation that could not be compiled: always unable.
CompiledExpectation uncompilable(const Expectation& written, std::string why);

// An expectation applied to a reply.
struct Evaluation {
  Judgement judgement;    // after negation; what could not be extracted has failed
  std::string extracted;  // how what was extracted begins; empty: nothing was
  OpenScore open = {};    // what parts of a group that has been settled without them leave open
};

// What cannot be judged, what waits for a label, and what cannot be extracted, stays so
// under `not` and decides nothing in a group: the result holds whatever the truth is. At
// the end the first is an error, the second waits, the third is a fail of value 0, never a
// pass.
Evaluation evaluate(const CompiledExpectation& expectation, Channels& channels);

}  // namespace assay
