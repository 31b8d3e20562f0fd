#include "harness/cli/judging/gold_desk.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>

namespace assay {
namespace {

// What a label is in place of a verdict.
struct Said {
  bool passed = false;
  std::optional<double> value = {};  // nothing: it only says on which side it is
};

// A mark's place on the scale, as a judge's; a mark outside it is no label.
std::optional<Said> said_by(const GoldLabel& label, const JudgeRequest& request) {
  const auto& scale = request.shape.scale;
  if (const Verdict* verdict = std::get_if<Verdict>(&label)) {
    const bool passed = *verdict == Verdict::pass;
    const bool is_exact = !scale && request.shape.labels.empty();
    return Said{passed, is_exact ? std::optional(passed ? 1.0 : 0.0) : std::nullopt};
  }
  const std::int64_t* mark = std::get_if<std::int64_t>(&label);
  if (mark == nullptr || !scale || *mark < scale->first || *mark > scale->second)
    return std::nullopt;
  return Said{static_cast<double>(*mark) >= request.at_least,
              static_cast<double>(*mark - scale->first) /
                  static_cast<double>(scale->second - scale->first)};
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
    const std::optional<Said> said = said_by((*match)->label, request);
    weight = std::max(weight, (*match)->weight);
    if (!said) continue;
    has_label_ = true;
    has_gap_ = has_gap_ || !said->value;
    return {Judgement::Kind::scored, said->value.value_or(said->passed ? 1 : 0), said->passed,
            said->passed ? "" : "people say so"};
  }
  has_gap_ = true;
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
  marked.push_back(labelled.back() && !std::exchange(has_gap_, false));
  has_gap_ = false;
  return {};
}

}  // namespace assay
