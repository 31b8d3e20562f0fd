#include "harness/report/label/answers.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "harness/provider/request.h"

namespace assay {
namespace {

// The parts of a score that a judge decided.
constexpr std::string_view kJudgePart = "judge";
constexpr std::string_view kNegatedJudgePart = "not judge";

// What the judge said, which `not` turns round. Its errors are no verdict.
std::optional<bool> judged_by(const CellScore& score) {
  std::optional<bool> judged;
  for (const ScorePart& part : score.parts) {
    const bool is_negated = part.name == kNegatedJudgePart;
    if (part.name != kJudgePart && !is_negated) continue;
    if (part.verdict != Verdict::pass && part.verdict != Verdict::fail) continue;
    judged = judged.value_or(true) && ((part.verdict == Verdict::pass) != is_negated);
  }
  return judged;
}

}  // namespace

std::optional<std::string> last_question(std::string_view messages_json) {
  if (messages_json.empty()) return std::nullopt;
  Result<Messages> messages = messages_from_json(messages_json);
  if (!messages) return std::nullopt;
  const auto last = std::find_if(messages->rbegin(), messages->rend(),
                                 [](const Message& one) { return one.role == Role::user; });
  if (last == messages->rend()) return std::nullopt;
  return std::move(last->content);
}

Result<void> each_answer(Store& store, std::string_view run_id,
                         const std::function<void(const CellView& view, const Key& question,
                                                  const Key& answer)>& visit) {
  std::string messages;  // cells of one question follow each other
  std::optional<Key> question;
  return store.each_cell(run_id, [&](const CellView& view) {
    if (!view.reply) return;
    if (messages.empty() || messages != view.messages) {
      messages = view.messages;
      const std::optional<std::string> text = last_question(messages);
      question = text ? std::optional(sha256(*text)) : std::nullopt;
    }
    if (question) visit(view, *question, sha256(view.reply->reply.answer));
  });
}

Result<std::vector<AnswerRecord>> answers_of(Store& store, std::string_view run_id) {
  std::vector<AnswerRecord> answers;
  std::unordered_map<Key, std::size_t> places;  // by both hashes
  ASSAY_CHECK(
      each_answer(store, run_id, [&](const CellView& view, const Key& question, const Key& answer) {
        AnswerRecord record{question, answer, view.cell.id};
        if (view.score) record.judged = judged_by(view.score->score);
        const Key both = KeyBuilder().add(question.view()).add(answer.view()).finish();
        const auto [place, is_new] = places.emplace(both, answers.size());
        if (is_new) {
          answers.push_back(record);
        } else if (record.judged) {
          std::optional<bool>& judged = answers[place->second].judged;
          judged = judged.value_or(true) && *record.judged;
        }
      }));
  return answers;
}

Result<std::vector<AnswerText>> texts_of(Store& store, std::string_view run_id,
                                         std::span<const AnswerRecord> answers) {
  std::map<CellId, std::size_t> places;
  for (std::size_t i = 0; i < answers.size(); ++i) places.emplace(answers[i].cell, i);
  std::vector<AnswerText> texts(answers.size());
  ASSAY_CHECK(store.each_cell(run_id, [&](const CellView& view) {
    const auto found = places.find(view.cell.id);
    if (found == places.end() || !view.reply) return;
    texts[found->second] = {last_question(view.messages).value_or(""), view.reply->reply.answer};
  }));
  return texts;
}

}  // namespace assay
