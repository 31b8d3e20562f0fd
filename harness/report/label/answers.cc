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
      const Result<Messages> asked = messages_from_json(messages);
      question = asked ? last_question_hash(*asked) : std::nullopt;
    }
    if (question) visit(view, *question, sha256(view.reply->reply.answer));
  });
}

std::optional<Key> criterion_hash(const LabelRequest& request) {
  return request.criterion ? std::optional(sha256(*request.criterion)) : std::nullopt;
}

std::optional<Key> labelled_text(const LabelRequest& request) {
  return request.is_human && request.part ? std::optional(sha256(*request.part)) : std::nullopt;
}

std::vector<LabelRequest> unknown_request(const CellView& view) {
  LabelRequest request;
  if (view.score) request.judged = judged_by(view.score->score);
  return {request};
}

Result<std::vector<AnswerRecord>> answers_of(Store& store, std::string_view run_id,
                                             const LabelRequests& requests) {
  std::vector<AnswerRecord> answers;
  std::unordered_map<Key, std::size_t> places;  // by the hashes
  const auto add = [&](const AnswerRecord& record) {
    KeyBuilder all;
    all.add(record.question.view()).add(record.answer.view());
    if (record.criterion) all.add(record.criterion->view()).add(record.file);
    const auto [place, is_new] = places.emplace(all.finish(), answers.size());
    if (is_new) {
      answers.push_back(record);
      return;
    }
    AnswerRecord& known = answers[place->second];
    if (record.judged) known.judged = known.judged.value_or(true) && *record.judged;
    known.is_human |= record.is_human;
    known.waits |= record.waits;
  };
  ASSAY_CHECK(
      each_answer(store, run_id, [&](const CellView& view, const Key& question, const Key& answer) {
        AnswerRecord record{question, answer, view.cell.id};
        for (const LabelRequest& request : requests(view)) {
          record.question = request.question.value_or(question);
          record.judged = request.judged;
          record.criterion = criterion_hash(request);
          record.answer = labelled_text(request).value_or(answer);
          record.scale = request.scale;
          record.at_least = request.at_least;
          record.is_human = request.is_human;
          record.waits = request.waits;
          record.file = request.file;
          add(record);
        }
      }));
  return answers;
}

Result<std::vector<AnswerText>> texts_of(Store& store, std::string_view run_id,
                                         std::span<const AnswerRecord> answers,
                                         const LabelRequests& requests) {
  std::multimap<CellId, std::size_t> places;
  for (std::size_t i = 0; i < answers.size(); ++i) places.emplace(answers[i].cell, i);
  std::vector<AnswerText> texts(answers.size());
  ASSAY_CHECK(store.each_cell(run_id, [&](const CellView& view) {
    const auto [begin, end] = places.equal_range(view.cell.id);
    if (begin == end || !view.reply) return;
    const std::vector<LabelRequest> asked = requests(view);
    for (auto at = begin; at != end; ++at) {
      AnswerText& text = texts[at->second];
      text = {last_question(view.messages).value_or(""), view.reply->reply.answer};
      const AnswerRecord& wanted = answers[at->second];
      const auto is_wanted = [&](const LabelRequest& request) {
        return criterion_hash(request) == wanted.criterion && request.file == wanted.file &&
               request.question.value_or(wanted.question) == wanted.question;
      };
      const auto found = std::find_if(asked.begin(), asked.end(), is_wanted);
      if (found == asked.end()) continue;
      text.request = *found;
      if (found->question) text.question = found->conversation;
      if (labelled_text(*found)) text.answer = *std::exchange(text.request.part, std::nullopt);
    }
  }));
  return texts;
}

}  // namespace assay
