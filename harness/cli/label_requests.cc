#include "harness/cli/label_requests.h"

#include <algorithm>
#include <iostream>
#include <string_view>
#include <utility>

#include "harness/base/text.h"
#include "harness/cli/suite_of_run.h"
#include "harness/score/score.h"

namespace assay {
namespace {

constexpr std::string_view kUnknownCriteria =
    "so what is asked of the answers is not known: it is not shown, and labels count for whatever "
    "is asked of them";

// Answers nothing, and keeps what it was asked, with the place of the part that asked it.
class Recorder final : public JudgeDesk {
 public:
  explicit Recorder(std::string_view answer) : answer_(answer) {}

  Judgement judge(const JudgeRequest& request, std::string_view text) override {
    LabelRequest asked{request.rubric, request.reference, request.context, request.shows_answer};
    if (text != answer_) asked.part = std::string(text);
    asked.scale = request.shape.scale;
    asked.at_least = request.at_least;
    requests.emplace_back(part_, std::move(asked));
    return Judgement::unable("a person is asked");
  }
  std::string take_asked() override {
    ++part_;
    return {};
  }

  std::vector<std::pair<std::size_t, LabelRequest>> requests;

 private:
  std::string_view answer_;
  std::size_t part_ = 0;
};

// What the judge said in a part, which `not` turns round; nothing of a group, whose verdict is
// not the judge's, and of its errors.
std::optional<bool> judged_by(const ScorePart& part) {
  if (part.name != "judge" && part.name != "not judge") return std::nullopt;
  if (part.verdict != Verdict::pass && part.verdict != Verdict::fail) return std::nullopt;
  return (part.verdict == Verdict::pass) == (part.name == "judge");
}

class RequestsOfSuite {
 public:
  explicit RequestsOfSuite(SuiteOfRun of)
      : of_(std::move(of)), scorer_(*of_.selection.suite), rows_(call_rows(of_.manifest)) {}

  std::vector<LabelRequest> of(const CellView& view) {
    const std::size_t place = view.cell.id.case_index;
    if (!view.reply || rows_.is_call(view.cell.id) || place >= of_.cases.size()) return {};
    const Case* const asked = of_.cases[place];
    if (asked == nullptr) return {};
    const StoredReply& stored = *view.reply;
    Recorder recorder(stored.reply.answer);
    const CellScore now =
        scorer_.score(*asked, stored.reply, stored.timings, stored.cost, &recorder);
    std::vector<LabelRequest> requests;
    for (auto& [part, request] : recorder.requests) {
      if (is_scored_alike(now, view)) request.judged = judged_by(view.score->score.parts[part]);
      requests.push_back(std::move(request));
    }
    return requests;
  }

 private:
  // Whether the parts that the Store has are those of the suite as it is now.
  static bool is_scored_alike(const CellScore& now, const CellView& view) {
    return view.score &&
           std::equal(now.parts.begin(), now.parts.end(), view.score->score.parts.begin(),
                      view.score->score.parts.end(),
                      [](const ScorePart& a, const ScorePart& b) { return a.name == b.name; });
  }

  SuiteOfRun of_;
  Scorer scorer_;
  CallRows rows_;
};

}  // namespace

Result<LabelRequests> label_requests(Store& store, const RunRecord& run, const Options& options) {
  Result<SuiteOfRun> of = suite_of_run(store, run, options);
  if (!of) std::cerr << terminal_safe(of.error().message) << "\n" << kUnknownCriteria << '\n';
  if (!of || of->selection.judges.none()) {
    ASSAY_TRY(const Manifest manifest, read_manifest(run.manifest));
    return LabelRequests([rows = call_rows(manifest)](const CellView& view) {
      if (rows.is_call(view.cell.id)) return std::vector<LabelRequest>();
      return unknown_request(view);
    });
  }
  const auto requests = std::make_shared<RequestsOfSuite>(std::move(*of));
  return LabelRequests([requests](const CellView& view) { return requests->of(view); });
}

}  // namespace assay
