// What scripts said of one answer, and what they are still to be asked of it.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/key.h"
#include "harness/base/result.h"
#include "harness/cli/judging/script_marks.h"
#include "harness/cli/selection/scripts.h"
#include "harness/provider/parameter.h"
#include "harness/provider/reply.h"
#include "harness/provider/request.h"
#include "harness/score/expectation.h"
#include "harness/suite/suite.h"

namespace assay {

// Who answered, as scripts see it.
struct MarkedVariant {
  std::string_view model, prompt;  // labels
  const Params& params;            // all that was sent
};

// What scripts are told of an answer, beside the text that they mark. What is secret is hidden.
Json about_answer(const Case& asked, const Messages& messages, const Reply& reply,
                  const MarkedVariant& variant);

struct MissingMark {
  Key key;
  std::size_t script = 0;  // place in PlannedScripts::all()
  std::string question;    // JSON
};

class MarkDesk final : public ScriptDesk {
 public:
  // What scripts are told of an answer of a dialogue, from 0.
  using AboutTurn = std::function<Json(std::size_t)>;

  // They outlive it. `about`: about_answer(). `about_turn`: the same of a dialogue's answers;
  // nothing: it is a single question.
  MarkDesk(const PlannedScripts& scripts, ScriptMarks& marks, Json about, AboutTurn about_turn)
      : scripts_(scripts),
        marks_(marks),
        about_(std::move(about)),
        about_turn_(std::move(about_turn)) {}

  Judgement mark(const ScriptRequest& request, std::string_view text) override;
  ScriptMetrics take_metrics() override;
  void turn_to(std::size_t answer) override;

  std::vector<MissingMark> missing;
  std::optional<Error> error;

 private:
  Judgement judgement_of(const ScriptRequest& request, const ScriptMark& mark);

  const PlannedScripts& scripts_;
  ScriptMarks& marks_;
  Json about_;
  AboutTurn about_turn_;
  ScriptMetrics metrics_;
};

}  // namespace assay
