#include "harness/cli/judging/gold_desk.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>

namespace assay {
namespace {

std::optional<bool> passed_by(const GoldLabel& label, const JudgeRequest& request) {
  if (const Verdict* verdict = std::get_if<Verdict>(&label)) return *verdict == Verdict::pass;
  const std::int64_t* mark = std::get_if<std::int64_t>(&label);
  if (mark == nullptr || !request.shape.scale) return std::nullopt;
  return static_cast<double>(*mark) >= request.at_least;
}

}  // namespace

void GoldDesk::turn_to(std::size_t answer) {
  if (const auto question = last_question_hash(asked_before(*dialogue_, answer)))
    answer_.question = *question;
  answer_.answer = sha256(dialogue_->answers[answer].reply.answer);
  judged_.turn_to(answer);
}

Judgement GoldDesk::judge(const JudgeRequest& request, std::string_view) {
  answer_.criterion = sha256(request.rubric);
  for (const std::string& name : request.by) {
    const auto labels = gold_.find(name);
    if (labels == gold_.end()) continue;
    const Result<std::optional<GoldMatch>> match = labels->second.find(answer_);
    if (!match) error = match.error();
    if (!match || !*match) continue;
    found.insert(name);
    const std::optional<bool> passed = passed_by((*match)->label, request);
    weight = std::max(weight, (*match)->weight);
    if (!passed) continue;
    has_label_ = true;
    return *passed ? Judgement::pass() : Judgement::fail("people say so");
  }
  return Judgement::unable("nobody has labelled it");
}

tl::expected<Embedding, Judgement> GoldDesk::embed(const std::string& embedder,
                                                   std::string_view text) {
  return judged_.embed(embedder, text);
}

Judgement GoldDesk::prefer(const PreferRequest& request, Channel channel, std::string_view text) {
  return judged_.prefer(request, channel, text);
}

std::string GoldDesk::take_asked() {
  labelled.push_back(std::exchange(has_label_, false));
  return {};
}

}  // namespace assay
