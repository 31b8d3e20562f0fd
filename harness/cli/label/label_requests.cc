#include "harness/cli/label/label_requests.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "harness/base/text.h"
#include "harness/cli/judging/people_desk.h"
#include "harness/cli/label/label_sitting.h"
#include "harness/cli/record/suite_of_run.h"
#include "harness/score/dialogue.h"
#include "harness/score/score.h"
#include "harness/suite/turns.h"

namespace assay {
namespace {

constexpr std::string_view kUnknownCriteria =
    "so what is asked of the answers is not known: it is not shown, and labels count for whatever "
    "is asked of them";

// Answers nothing, and keeps what it was asked, with the place of the part that asked it.
class Recorder final : public JudgeDesk, public LabelDesk {
 public:
  Recorder(std::string_view answer, PeopleDesk& others) : answer_(answer), others_(others) {}

  Judgement judge(const JudgeRequest& request, std::string_view text) override {
    LabelRequest asked{request.rubric, request.reference, request.context, request.shows_answer};
    if (text != answer_) asked.part = std::string(text);
    asked.scale = request.shape.scale;
    asked.at_least = request.at_least;
    requests.emplace_back(part_, std::move(asked));
    return Judgement::unable("a person is asked");
  }
  // Of what is alike nobody is asked.
  tl::expected<Embedding, Judgement> embed(const std::string&, std::string_view) override {
    return tl::unexpected(Judgement::unable("its vector is not looked at"));
  }
  Judgement label(const PeopleQuestion& question, std::string_view text) override {
    LabelRequest asked{question.criterion};
    if (text != answer_) asked.part = std::string(text);
    asked.scale = question.scale;
    asked.at_least = question.at_least;
    asked.is_human = true;
    asked.file = question.labels;
    Judgement said = others_.label(question, text);
    asked.waits = said.kind == Judgement::Kind::waiting;
    requests.emplace_back(part_, std::move(asked));
    return said;
  }
  std::string take_asked() override {
    ++part_;
    return {};
  }

  std::vector<std::pair<std::size_t, LabelRequest>> requests;

 private:
  std::string_view answer_;
  PeopleDesk& others_;
  std::size_t part_ = 0;
};

// What the judge said in a part, which `not` turns round; nothing of a group, whose verdict is
// not the judge's, and of its errors.
std::optional<bool> judged_by(const ScorePart& part) {
  if (part.name != "judge" && part.name != "not judge") return std::nullopt;
  if (part.verdict != Verdict::pass && part.verdict != Verdict::fail) return std::nullopt;
  return (part.verdict == Verdict::pass) == (part.name == "judge");
}

struct Labelling {
  std::string rater;            // whose own labels do not end an answer's waiting
  std::filesystem::path usual;  // where labels go that belong nowhere else
  bool takes_all = false;       // and all others
};

using NoRequests = std::vector<LabelRequest>;

class RequestsOfSuite {
 public:
  RequestsOfSuite(SuiteOfRun of, const Labelling& who)
      : of_(std::move(of)), scorer_(*of_.selection.suite), rows_(call_rows(of_.manifest)) {
    for (const LabelFile& file : of_.selection.suite->label_files) {
      others_[file.name] = of_.selection.labels.at(file.name).without_rater(who.rater);
      const bool is_usual = who.takes_all || is_same(file.path, who.usual);
      files_[file.name] = is_usual ? "" : file.path.string();
    }
  }

  std::vector<LabelRequest> of(const CellView& view) {
    const std::size_t place = view.cell.id.case_index;
    if (!view.reply || !rows_.is_answer(view.cell.id) || place >= of_.cases.size()) return {};
    const Case* const asked = of_.cases[place];
    if (asked == nullptr) return {};
    const StoredReply& stored = *view.reply;
    const Result<Messages> messages = messages_from_json(view.messages);
    if (is_dialogue(*asked)) return messages ? of_dialogue(view, *asked, *messages) : NoRequests();
    PeopleDesk others(others_, messages ? last_question_hash(*messages) : std::nullopt, asked->id,
                      of_.manifest.variants[view.cell.id.variant].id);
    Recorder recorder(stored.reply.answer, others);
    const CellScore now =
        scorer_.score(*asked, stored.reply, stored.timings, stored.cost, &recorder, &recorder);
    std::vector<LabelRequest> requests;
    for (auto& [part, request] : recorder.requests) {
      if (request.is_human) {
        request.file = files_.at(request.file);
        request.waits = request.waits && now.verdict != Verdict::fail && !has_judge_failed(view);
      } else if (is_scored_alike(now, view)) {
        request.judged = judged_by(view.score->score.parts[part]);
      }
      requests.push_back(std::move(request));
    }
    return requests;
  }

 private:
  static bool is_same(const std::filesystem::path& a, const std::filesystem::path& b) {
    std::error_code ignored;
    return std::filesystem::weakly_canonical(a, ignored) ==
           std::filesystem::weakly_canonical(b, ignored);
  }

  // People are asked about the last answer, in sight of all that was said before it; of judges'
  // verdicts on it they are not.
  std::vector<LabelRequest> of_dialogue(const CellView& view, const Case& asked,
                                        const Messages& messages) {
    const std::optional<Key> question = labelled_question(messages, /*is_dialogue=*/true);
    if (!question || has_left_script(view)) return {};
    Case last_answer = asked;
    last_answer.turns.clear();
    last_answer.tools = nullptr;
    PeopleDesk others(others_, question, asked.id, of_.manifest.variants[view.cell.id.variant].id);
    Recorder recorder(view.reply->reply.answer, others);
    const CellScore now = scorer_.score(last_answer, view.reply->reply, view.reply->timings,
                                        view.reply->cost, &recorder, &recorder);
    Dialogue said;
    said.messages = messages;
    std::vector<LabelRequest> requests;
    for (auto& [part, request] : recorder.requests) {
      if (!request.is_human) continue;
      request.file = files_.at(request.file);
      request.waits = request.waits && now.verdict != Verdict::fail && !has_turn_failed(view);
      request.question = question;
      request.conversation = transcript_of(said, messages.size());
      requests.push_back(std::move(request));
    }
    return requests;
  }

  // What is expected of turns, and of the whole, is not looked at again.
  static bool has_turn_failed(const CellView& view) {
    if (!view.score || view.score->score.verdict != Verdict::fail) return false;
    const std::vector<ScorePart>& parts = view.score->score.parts;
    return std::any_of(parts.begin(), parts.end(), [](const ScorePart& part) {
      return part.verdict == Verdict::fail && part.weight > 0 &&
             part.name.find("human") == std::string::npos;
    });
  }

  static bool has_left_script(const CellView& view) {
    if (!view.score || view.score->score.parts.empty()) return false;
    const ScorePart& first = view.score->score.parts.front();
    return first.verdict != Verdict::pass &&
           (first.name == "turns" || first.name == "tool_results");
  }

  // What a judge has failed already no label can save, unless it counts for little.
  static bool has_judge_failed(const CellView& view) {
    if (!view.score || view.score->score.verdict != Verdict::fail) return false;
    const std::vector<ScorePart>& parts = view.score->score.parts;
    return std::any_of(parts.begin(), parts.end(), [](const ScorePart& part) {
      return !part.judge.empty() && part.verdict == Verdict::fail && part.weight > 0;
    });
  }

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
  std::map<std::string, GoldLabels> others_;  // by label file: what everybody else said
  std::map<std::string, std::string> files_;  // where labels go, by label file
};

}  // namespace

Result<LabelRequests> label_requests(Store& store, const RunRecord& run, const Options& options) {
  Labelling who;
  ASSAY_TRY(who.rater, rater_of(options));
  ASSAY_TRY(who.usual, gold_file_of(options, run));
  who.takes_all = !options.label_file.empty();
  Result<SuiteOfRun> of = suite_of_run(store, run, options);
  if (!of) std::cerr << terminal_safe(of.error().message) << "\n" << kUnknownCriteria << '\n';
  if (!of || (!of->selection.judges.take_labels() && of->selection.labels.empty())) {
    ASSAY_TRY(const Manifest manifest, read_manifest(run.manifest));
    return LabelRequests([rows = call_rows(manifest)](const CellView& view) {
      if (!rows.is_answer(view.cell.id)) return std::vector<LabelRequest>();
      return unknown_request(view);
    });
  }
  const auto requests = std::make_shared<RequestsOfSuite>(std::move(*of), who);
  return LabelRequests([requests](const CellView& view) { return requests->of(view); });
}

}  // namespace assay
