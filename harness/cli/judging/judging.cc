#include "harness/cli/judging/judging.h"

#include <algorithm>
#include <utility>

#include "harness/cli/judging/gold_desk.h"
#include "harness/judge/question.h"
#include "harness/report/metric.h"

namespace assay {
namespace {

// Whether somebody looks at the value of what judges say, and not at the cell's verdict alone.
bool is_measured(const Expectations& expectations) {
  return std::any_of(expectations.begin(), expectations.end(), [](const Expectation& each) {
    return each.weight == 0 || !each.metric.empty() || is_measured(each.children);
  });
}

// A failed answer need not be judged where the rest cannot save it, and nobody averages what
// judges would have said of it.
bool may_skip(const Suite& suite) {
  if (suite.pass.score) return false;
  for (const Gate& gate : suite.gates) {
    const MetricRow* metric = find_metric(gate.metric);
    if (metric != nullptr && !metric->reducer && metric->shape.kind == MetricKind::mean &&
        metric->shape.is_judged())
      return false;
  }
  return std::none_of(suite.cases.begin(), suite.cases.end(), [](const Case& each) {
    const std::vector<const Expectations*> lists = expectations_of(each);
    return std::any_of(lists.begin(), lists.end(),
                       [](const Expectations* list) { return is_measured(*list); });
  });
}

// Parts that nobody was asked about are no errors of a cell whose verdict they cannot change.
CellScore without_asking(CellScore score, std::string_view words) {
  for (ScorePart& part : score.parts) {
    if (part.verdict == Verdict::error && part.reason.find(words) != std::string::npos)
      part.verdict = Verdict::unscored;
    if (!part.judge.empty()) part.open = {};  // of a group that has judges in it
  }
  return score;
}

std::optional<Dialogue> copy_of(const Dialogue* dialogue) {
  return dialogue != nullptr ? std::optional(*dialogue) : std::nullopt;
}

MarkedVariant marked_variant(const Suite& suite, const Variant& variant) {
  return {suite.models[variant.model].name, suite.prompts[variant.prompt].id, variant.params};
}

}  // namespace

Judging::Judging(const Selection& selection, const JudgeCalls& calls, Scorer& scorer, Store& store,
                 std::string run_id, bool look_up)
    : selection_(selection),
      calls_(calls),
      scorer_(scorer),
      store_(store),
      run_id_(std::move(run_id)),
      replies_(store, look_up),
      forms_(*selection.suite, calls),
      rivals_(selection, store, run_id_),
      marking_(selection.scripts, store, look_up),
      skips_(!calls.none() && may_skip(*selection.suite)),
      dialogues_(selection, store, run_id_),
      rows_(dialogues_.rows()),
      questions_(selection),
      queues_(selection.suite->providers.size()) {
  for (const JudgeCall& call : calls.all())
    lanes_.insert(selection.suite->judges[call.judge].model.provider);
}

std::size_t Judging::lane_of(const OpenCall& call) const {
  return selection_.suite->judges[calls_.all()[call.call].judge].model.provider;
}

PairDesk Judging::desk_about(const Answered& answered, std::string_view instead) {
  PairDesk desk({*selection_.suite, calls_, replies_, rows_, answered.cell,
                 question_text(answered.messages), instead},
                answered.asked, rivals_);
  desk.take(answered.dialogue);
  return desk;
}

CellScore Judging::evaluate(const Answered& answered, JudgeDesk* desk, LabelDesk* people,
                            ScriptDesk* scripts) {
  if (answered.dialogue != nullptr)
    return scorer_.score(answered.asked, *answered.dialogue, desk, people, scripts);
  return scorer_.score(answered.asked, answered.reply, answered.timings, answered.cost, desk,
                       people, scripts);
}

Result<std::optional<Dialogue>> Judging::dialogue_of(const CellId& cell) {
  if (!dialogues_.is_dialogue(cell)) return std::optional<Dialogue>();
  ASSAY_TRY(Walk walk, dialogues_.walk(cell, /*look_up=*/false));
  if (!walk.next) return std::optional(std::move(walk.dialogue));
  return infrastructure_error("an answer of a dialogue that was stored is gone");
}

Result<Messages> Judging::messages_of(const CellId& cell, const Dialogue* dialogue) {
  if (!needs_question()) return Messages();
  if (dialogue != nullptr) return asked_before(*dialogue, dialogue->answers.size() - 1);
  ASSAY_TRY(Job asked, questions_.job(cell));
  return std::move(asked.messages);
}

std::string Judging::unused_gold() const {
  std::string text;
  for (const JudgeModel& judge : selection_.suite->judges) {
    const auto gold = selection_.gold.find(judge.name);
    if (gold == selection_.gold.end() || gold->second.lines().empty()) continue;
    if (!labelled_.contains(judge.name))
      text += no_match_text(judge.gold, gold->second, run_id_) + "\n";
  }
  for (const LabelFile& file : selection_.suite->label_files) {
    const GoldLabels& labels = selection_.labels.at(file.name);
    const bool is_gold =
        std::any_of(selection_.suite->judges.begin(), selection_.suite->judges.end(),
                    [&](const JudgeModel& judge) { return judge.gold == file.shown; });
    if (labels.lines().empty() || used_files_.contains(file.name) || is_gold) continue;
    text += no_match_text(file.shown, labels, run_id_) + "\n";
  }
  return text;
}

Result<void> Judging::take(const PeopleDesk& people) {
  used_files_.insert(people.found.begin(), people.found.end());
  if (people.error) return tl::unexpected(*people.error);
  return {};
}

Result<CellScore> Judging::with_labels(CellScore score, const Answered& answered, MarkDesk& marks) {
  if (selection_.gold.empty()) return score;
  const std::optional<Key> question = last_question_hash(answered.messages);
  if (!question) return score;
  PairDesk judged = desk_about(answered, kNotNeeded);
  const std::string_view id = answered.asked.id;
  GoldDesk people(selection_.gold, {*question, sha256(answered.reply.answer), id, answered.variant},
                  answered.dialogue, judged);
  PeopleDesk labels(selection_.labels,
                    labelled_question(answered.messages, answered.dialogue != nullptr), id,
                    answered.variant);
  const CellScore said = evaluate(answered, &people, &labels, &marks);
  labelled_.insert(people.found.begin(), people.found.end());
  if (people.error) return tl::unexpected(*people.error);
  if (judged.error) return tl::unexpected(*judged.error);
  for (std::size_t i = 0; i < score.parts.size() && i < said.parts.size(); ++i) {
    ScorePart& part = score.parts[i];
    const Verdict label = said.parts[i].verdict;
    if (part.judge.empty() || (label != Verdict::pass && label != Verdict::fail)) continue;
    if (!part.pairs.empty() && !people.labelled[i]) continue;
    part.label = label == Verdict::pass;
    if (people.weight > 0) part.label_weight = people.weight;
    if (i < people.marked.size() && people.marked[i]) part.label_value = said.parts[i].value;
  }
  return score;
}

// Of a dialogue its requests are looked at: the cell's own record may be on its way.
Result<Judging::Waiting> Judging::waiting_answer(const CellId& cell) {
  Waiting waiting;
  ASSAY_TRY(waiting.dialogue, dialogue_of(cell));
  if (waiting.dialogue) {
    const DialogueAnswer& last = waiting.dialogue->answers.back();
    waiting.answer = {0, last.reply, last.timings, last.cost};
  } else {
    ASSAY_TRY(std::optional<StoredReply> answer, store_.reply_of(run_id_, cell));
    if (!answer)
      return infrastructure_error("an answer that was stored, and is to be judged, is gone");
    waiting.answer = std::move(*answer);
  }
  const Dialogue* dialogue = waiting.dialogue ? &*waiting.dialogue : nullptr;
  ASSAY_TRY(waiting.messages, messages_of(cell, dialogue));
  return waiting;
}

Judging::Answered Judging::answered_of(const CellId& cell, const Waiting& waiting) const {
  const StoredReply& answer = waiting.answer;
  const Variant& variant = selection_.plan.variant_of(cell);
  return {cell,
          selection_.plan.case_of(cell),
          variant.id,
          marked_variant(*selection_.suite, variant),
          waiting.messages,
          answer.reply,
          answer.timings,
          answer.cost,
          waiting.dialogue ? &*waiting.dialogue : nullptr};
}

Result<std::optional<CellScore>> Judging::score_again(const CellId& cell,
                                                      const StoredReply& answer) {
  ASSAY_TRY(const std::optional<Dialogue> dialogue, dialogue_of(cell));
  return score(cell, answer.reply, answer.timings, answer.cost, dialogue ? &*dialogue : nullptr);
}

Result<std::optional<CellScore>> Judging::score_waiting(const CellId& cell, bool skips_failed) {
  ASSAY_TRY(const Waiting waiting, waiting_answer(cell));
  const Answered answered = answered_of(cell, waiting);
  return score_or_wait(cell, answered.reply, answered.timings, answered.cost, answered.dialogue,
                       skips_failed);
}

MarkDesk Judging::marks_about(const Answered& answered) {
  if (selection_.scripts.none()) return {selection_.scripts, marking_.marks(), Json(), nullptr};
  MarkDesk::AboutTurn about_turn;
  if (answered.dialogue != nullptr) {
    about_turn = [&answered](std::size_t answer) {
      const Dialogue& dialogue = *answered.dialogue;
      return about_answer(answered.asked, asked_before(dialogue, answer),
                          dialogue.answers[answer].reply, answered.marked);
    };
  }
  return {selection_.scripts, marking_.marks(),
          about_answer(answered.asked, answered.messages, answered.reply, answered.marked),
          std::move(about_turn)};
}

Result<std::optional<CellScore>> Judging::score(const CellId& cell, const Reply& reply,
                                                const Timings& timings, std::optional<Money> cost,
                                                const Dialogue* dialogue) {
  return score_or_wait(cell, reply, timings, cost, dialogue, skips_);
}

Result<std::optional<CellScore>> Judging::score_or_wait(const CellId& cell, const Reply& reply,
                                                        const Timings& timings,
                                                        std::optional<Money> cost,
                                                        const Dialogue* dialogue,
                                                        bool skips_failed) {
  const Case& asked = selection_.plan.case_of(cell);
  ASSAY_TRY(const Messages messages, messages_of(cell, dialogue));
  const Variant& variant = selection_.plan.variant_of(cell);
  const Answered answered{cell,     asked, variant.id, marked_variant(*selection_.suite, variant),
                          messages, reply, timings,    cost,
                          dialogue};
  if (!needs_question()) return std::optional(evaluate(answered, nullptr, nullptr, nullptr));
  PairDesk desk = desk_about(answered, kNotNeeded);
  PeopleDesk people(selection_.labels, labelled_question(messages, dialogue != nullptr), asked.id,
                    variant.id);
  MarkDesk marks = marks_about(answered);
  CellScore score = evaluate(answered, &desk, &people, &marks);
  ASSAY_CHECK(take(people));
  for (const std::optional<Error>& error : {desk.error, marks.error})
    if (error) return tl::unexpected(*error);
  if (!marks.missing.empty() && marking_.runs()) {
    marking_.wait_for(cell, std::move(marks.missing),
                      [this, cell, reply, timings, cost, kept = copy_of(dialogue), skips_failed] {
                        return score_or_wait(cell, reply, timings, cost, kept ? &*kept : nullptr,
                                             skips_failed);
                      });
    return std::optional<CellScore>();
  }
  if (desk.missing.empty() && desk.awaited.empty() && marks.missing.empty()) {
    ASSAY_TRY(score, with_labels(std::move(score), answered, marks));
    return std::optional(std::move(score));
  }
  if (skips_failed && score.verdict == Verdict::fail && marks.missing.empty())
    return std::optional(without_asking(std::move(score), kNotNeeded));
  wait(cell, desk);
  return std::optional<CellScore>();
}

void Judging::wait(const CellId& cell, PairDesk& desk) {
  std::set<Key>& waits_for = waiting_[cell];
  for (OpenCall& call : desk.missing) {
    if (!waits_for.insert(call.key).second) continue;
    std::vector<CellId>& cells = wanted_[call.key];
    cells.push_back(cell);
    if (cells.size() == 1) queues_[lane_of(call)].push_back(std::move(call));
  }
  rivals_.await(cell, desk.awaited, std::move(desk.later));
}

Result<std::vector<ScoreRecord>> Judging::arrived(const CellId& rival) {
  std::vector<ScoreRecord> settled;
  for (const CellId& cell : rivals_.take_waiting(rival)) {
    // Had it failed without a judge, it would not have waited; a verdict that was faster than
    // the other answer is no reason to ask less.
    ASSAY_TRY(std::optional<CellScore> scored, score_waiting(cell, /*skips_failed=*/false));
    if (!scored) continue;
    waiting_.erase(cell);
    settled.push_back({cell, std::move(*scored)});
  }
  return settled;
}

Result<std::vector<ScoreRecord>> Judging::all_arrived() {
  std::vector<ScoreRecord> settled;
  ASSAY_TRY(const std::vector<CellId> rivals, rivals_.arrived());
  for (const CellId& rival : rivals) {
    ASSAY_TRY(std::vector<ScoreRecord> scores, arrived(rival));
    std::move(scores.begin(), scores.end(), std::back_inserter(settled));
  }
  return settled;
}

Result<std::optional<CellScore>> Judging::score_stored(const Case& asked, const CellId& cell,
                                                       const VariantIdentity& variant,
                                                       std::string_view messages_json,
                                                       const StoredReply& answer,
                                                       const Dialogue* dialogue) {
  Messages messages;
  if (needs_question()) {
    ASSAY_TRY(messages, messages_from_json(messages_json));
  }
  const MarkedVariant marked{variant.model, variant.prompt, variant.params};
  const Answered answered{cell,         asked,          variant.id,  marked,  messages,
                          answer.reply, answer.timings, answer.cost, dialogue};
  if (!needs_question()) return std::optional(evaluate(answered, nullptr, nullptr, nullptr));
  PeopleDesk people(selection_.labels, labelled_question(messages, dialogue != nullptr), asked.id,
                    variant.id);
  MarkDesk marks = marks_about(answered);
  const auto evaluate_with = [&](std::string_view instead) -> Result<std::pair<CellScore, bool>> {
    PairDesk desk = desk_about(answered, instead);
    CellScore score = evaluate(answered, &desk, &people, &marks);
    ASSAY_CHECK(take(people));
    for (const std::optional<Error>& error : {desk.error, marks.error})
      if (error) return tl::unexpected(*error);
    return std::pair(std::move(score), desk.missing.empty());
  };
  ASSAY_TRY(auto first, evaluate_with(kNotNeeded));
  auto& [score, is_whole] = first;
  if (!marks.missing.empty() && marking_.runs()) {
    marking_.wait_for(cell, std::move(marks.missing),
                      [this, &asked, cell, &variant, json = std::string(messages_json), answer,
                       kept = copy_of(dialogue)] {
                        return score_stored(asked, cell, variant, json, answer,
                                            kept ? &*kept : nullptr);
                      });
    return std::optional<CellScore>();
  }
  if (is_whole) {
    ASSAY_TRY(CellScore labelled, with_labels(std::move(score), answered, marks));
    return std::optional(std::move(labelled));
  }
  if (skips_ && score.verdict == Verdict::fail)
    return std::optional(without_asking(std::move(score), kNotNeeded));
  ASSAY_TRY(auto again, evaluate_with("judge: no verdict is stored; `assay run` asks for it"));
  return std::optional(std::move(again.first));
}

}  // namespace assay
