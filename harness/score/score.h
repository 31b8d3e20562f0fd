// Reply -> verdict: a cell's expectations, compiled and applied.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/base/verdict.h"
#include "harness/provider/outcome.h"
#include "harness/score/dialogue.h"
#include "harness/score/expectation.h"
#include "harness/suite/suite.h"

namespace assay {

// Compiles expectations and keeps what several cases share: an expectation
// without templates is compiled once for the whole suite.
class Scorer {
 public:
  explicit Scorer(const Suite& suite);  // outlives the Scorer
  ~Scorer();
  Scorer(Scorer&&) noexcept;

  // Compiled cases are kept by Case::id and Case::expect, so two cases of one Scorer never
  // share both.
  // `desk` gives verdicts of judges: what asks them cannot be judged without it. `people`
  // gives labels: what asks for one waits without it. `scripts` gives marks of scripts, as
  // `desk` verdicts.
  // A Failure scores as error. A case without expectations is unscored. The
  // verdict follows Suite::pass; one part that could not be judged makes the
  // cell an error unless the verdict is the same either way.
  // Thread-compatible: one Scorer a thread.
  CellScore score(const Case& asked, const Outcome& outcome, std::optional<Money> cost,
                  JudgeDesk* desk = nullptr);
  CellScore score(const Case& asked, const Reply& reply, const Timings& timings,
                  std::optional<Money> cost, JudgeDesk* desk = nullptr, LabelDesk* people = nullptr,
                  ScriptDesk* scripts = nullptr);
  // Of a case of several turns: the case's expectations are held to the last answer, then each
  // turn's to the answer to it. Those that the dialogue did not come to have failed, and say
  // why it ended. Requires an answer.
  CellScore score(const Case& asked, const Dialogue& dialogue, JudgeDesk* desk = nullptr,
                  LabelDesk* people = nullptr, ScriptDesk* scripts = nullptr);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Compiles every expectation of every case once, so that a pattern that RE2
// rejects after templates were rendered stops `check` and not a paid run. What
// is no error and worth a word: "suite.yaml:12:9: warning: ...", each once.
Result<std::vector<std::string>> check_expectations(const Suite& suite);

}  // namespace assay
