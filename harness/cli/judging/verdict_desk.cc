#include "harness/cli/judging/verdict_desk.h"

#include <fmt/format.h>

#include <utility>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/judge/question.h"
#include "harness/judge/verdict.h"
#include "harness/plan/cell_key.h"

namespace assay {
namespace {

JudgeVote name_judge(JudgeVote vote, const std::string& name) {
  if (vote) return vote;
  return tl::unexpected(fmt::format("judge '{}': {}", name, vote.error()));
}

Judgement judgement_of(const JudgeRequest& request, const std::vector<JudgeVote>& votes) {
  const tl::expected<JudgeOpinion, std::string> opinion = settle_votes(votes);
  if (!opinion) {
    ASSAY_MARK("judge.no_verdict");
    return Judgement::unable(std::string(to_string(FailureKind::judge)) + ": " + opinion.error());
  }
  const JudgeVerdict& verdict = opinion->verdict;
  const bool passed =
      verdict.score ? static_cast<double>(*verdict.score) >= request.at_least : verdict.passed;
  std::string reason = verdict.score
                           ? fmt::format("{} of {}: ", *verdict.score, request.shape.scale->second)
                           : verdict.label + ": ";
  if (opinion->asked > 1)
    reason = fmt::format("{} of {} said {}", opinion->asked - opinion->errors - opinion->flips,
                         opinion->asked, reason);
  return {Judgement::Kind::scored, verdict.value, passed, reason + verdict.reason};
}

}  // namespace

bool is_cut_off(const Reply& reply) {
  return reply.finish_reason == FinishReason::length;
}

const std::string* JudgeReplies::error(const Key& key) const {
  const auto known = errors_.find(key);
  return known == errors_.end() ? nullptr : &known->second;
}

const std::string* JudgeReplies::distrust_of(std::size_t judge) const {
  const auto known = distrusted_.find(judge);
  return known == distrusted_.end() ? nullptr : &known->second;
}

const std::string* JudgeReplies::given_up(std::size_t judge) const {
  const auto known = given_up_.find(judge);
  return known == given_up_.end() ? nullptr : &known->second;
}

Result<std::optional<Reply>> JudgeReplies::find(const Key& key) const {
  if (!look_up_ && !asked_.contains(key)) return std::optional<Reply>();
  ASSAY_TRY(std::optional<StoredReply> stored, store_.find_reply(key));
  if (!stored) return std::optional<Reply>();
  return std::optional(std::move(stored->reply));
}

Result<std::optional<Embedding>> JudgeReplies::vector(const Key& key) const {
  if (const Embedding* const known = vectors_.find(key)) return std::optional(*known);
  ASSAY_TRY(const std::optional<Reply> reply, find(key));
  if (!reply) return std::optional<Embedding>();
  tl::expected<Embedding, std::string> vector = embedding_of(*reply);
  if (!vector) return std::optional<Embedding>();
  return std::optional(vectors_.insert(key, std::move(*vector)));
}

Judgement VerdictDesk::judge(const JudgeRequest& request, std::string_view text) {
  JudgeQuestion question{request.rubric,    question_,       std::nullopt,
                         request.reference, request.context, request.shape};
  if (request.shows_answer) question.answer = std::string(text);
  std::vector<JudgeVote> votes;
  bool is_whole = true;
  note_asked(request.by);
  for (const std::string& name : request.by) {
    const std::size_t judge = judge_index(suite_, name);
    const Messages messages = judge_messages(calls_.words(judge), question);
    const std::string json = messages_to_json(messages);
    for (int sample = 0; sample < suite_.judges[judge].samples; ++sample) {
      std::optional<JudgeVote> vote = vote_of(judge, request.shape, json, sample, messages);
      is_whole = is_whole && vote;
      if (vote) votes.push_back(name_judge(std::move(*vote), name));
    }
  }
  if (!is_whole) return Judgement::unable(std::string(instead_));
  return judgement_of(request, votes);
}

void VerdictDesk::turn_to(std::size_t answer) {
  question_ = question_text(asked_before(*dialogue_, answer));
}

std::string VerdictDesk::take_asked() {
  return std::exchange(asked_by_, {});
}

void VerdictDesk::note_asked(const std::vector<std::string>& judges) {
  asked_by_ += (asked_by_.empty() ? "" : ", ") + join(judges, ", ");
}

std::optional<JudgeVote> VerdictDesk::vote_of(std::size_t judge, const VerdictShape& shape,
                                              std::string_view json, int sample,
                                              const Messages& messages) {
  const std::uint32_t ordinal = ordinals_[judge]++;
  if (const std::string* const why = replies_.distrust_of(judge))
    return JudgeVote(tl::unexpected(*why));
  for (const bool is_wide : {false, true}) {
    const std::size_t call = calls_.find(judge, shape, is_wide);
    const Key key = cell_key(calls_.all()[call].key, json, static_cast<std::uint32_t>(sample));
    if (wanted != nullptr && key == *wanted) found = messages;
    if (const std::string* const why = replies_.error(key)) return JudgeVote(tl::unexpected(*why));
    Result<std::optional<Reply>> reply = replies_.find(key);
    if (!reply) error = reply.error();
    if (reply && *reply) {
      JudgeVote vote = read_verdict(**reply, shape);
      if (vote && stored != nullptr) stored->push_back({key, call, *vote, messages});
      if (vote) return vote;
      if (is_cut_off(**reply) && !is_wide) continue;
    }
    if (const std::string* const why = replies_.given_up(judge))
      return JudgeVote(tl::unexpected(*why));
    missing.push_back(
        {rows_.of(cell_, static_cast<std::uint32_t>(judge), ordinal, is_wide), key, call});
    return std::nullopt;
  }
  return std::nullopt;
}

tl::expected<Embedding, Judgement> VerdictDesk::embed(const std::string& embedder,
                                                      std::string_view text) {
  const std::size_t judge = judge_index(suite_, embedder);
  const std::size_t call = calls_.find(judge, {}, /*is_wide=*/false);
  Messages messages{{Role::user, std::string(text), {}, {}}};
  const Key key = cell_key(calls_.all()[call].key, messages_to_json(messages), 0);
  const std::uint32_t ordinal = ordinals_[judge]++;
  if (wanted != nullptr && key == *wanted) found = std::move(messages);
  if (const std::string* const why = replies_.error(key)) {
    ASSAY_MARK("embedding.no_vector");
    return tl::unexpected(Judgement::unable(
        fmt::format("{}: embedder '{}': {}", to_string(FailureKind::judge), embedder, *why)));
  }
  const Result<std::optional<Embedding>> vector = replies_.vector(key);
  if (!vector) error = vector.error();
  if (vector && *vector) return **vector;
  missing.push_back(
      {rows_.of(cell_, static_cast<std::uint32_t>(judge), ordinal, /*is_wide=*/false), key, call});
  return tl::unexpected(Judgement::unable(std::string(instead_)));
}

}  // namespace assay
