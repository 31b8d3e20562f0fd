#include "harness/cli/judging/pair_desk.h"

#include <fmt/format.h>

#include <utility>

#include "harness/base/text.h"
#include "harness/score/compiled.h"

namespace assay {
namespace {

constexpr int kOrders = 2;

std::string as_judge_error(std::string_view why) {
  return fmt::format("{}: {}", to_string(FailureKind::judge), why);
}

Judgement judgement_of(const PreferRequest& request, Preference preference,
                       const std::string& reason) {
  const double value = value_of(preference);
  return {Judgement::Kind::scored, value, value >= request.at_least, reason};
}

std::string said_text(Preference preference, const std::string& other) {
  if (preference == Preference::own) return fmt::format("preferred to {}", other);
  if (preference == Preference::tie) return fmt::format("tie with {}", other);
  return fmt::format("{} is preferred", other);
}

Judgement judgement_of(const PreferRequest& request, const std::vector<PairVotes>& votes,
                       const std::string& other) {
  const tl::expected<PairOpinion, std::string> opinion = settle_pairs(votes);
  if (!opinion) return Judgement::unable(as_judge_error(opinion.error()));
  std::string reason;
  if (opinion->asked > 1) reason = fmt::format("{} of {} said ", opinion->agreed, opinion->asked);
  reason += fmt::format("{}: {}", said_text(opinion->preference, other), opinion->reason);
  return judgement_of(request, opinion->preference, reason);
}

Judgement no_rival(const Rival& rival) {
  if (rival.variant.empty()) return Judgement::unable(as_judge_error(rival.why));
  return Judgement::unable(as_judge_error(
      fmt::format("no answer of '{}' to compare with: {}", rival.variant, rival.why)));
}

}  // namespace

CallCounts PairDesk::keep_places(const PreferRequest& request) {
  CallCounts kept;
  for (const std::string& name : request.by) {
    const std::size_t judge = judge_index(suite_, name);
    const int calls = kOrders * suite_.judges[judge].samples;
    ordinals_[judge] += static_cast<std::uint32_t>(calls);
    kept[judge] += static_cast<std::uint64_t>(calls);
  }
  return kept;
}

Judgement PairDesk::prefer(const PreferRequest& request, Channel channel, std::string_view text) {
  Result<Rival> known = rivals_.find(asked_, cell_, request.over);
  if (!known) {
    error = known.error();
    return Judgement::unable(std::string(instead_));
  }
  const Rival& rival = *known;
  if (rival.is_self) {
    keep_places(request);
    return Judgement::exempt("not judged: others are compared with this variant");
  }
  if (!rival.why.empty()) {
    keep_places(request);
    return no_rival(rival);
  }
  if (rival.reply) return compare(request, rival, channel_text(*rival.reply, channel), text);
  for (const auto& [judge, calls] : keep_places(request)) later[judge] += calls;
  awaited.insert(rival.cell);
  note_asked(request.by);
  return Judgement::unable(std::string(instead_));
}

Judgement PairDesk::compare(const PreferRequest& request, const Rival& rival,
                            const std::string& other, std::string_view text) {
  const std::string name = fmt::format("'{}'", rival.variant);
  if (other == text) {
    keep_places(request);
    return judgement_of(request, Preference::tie,
                        fmt::format("tie with {}: the same answer", name));
  }
  note_asked(request.by);
  const PreferQuestion question{request.rubric,
                                {question_, std::string(text)},
                                {rival.question.value_or(question_), other},
                                request.reference,
                                request.context};
  bool is_whole = true;
  const std::vector<PairVotes> votes = votes_of(request, question, is_whole);
  if (!is_whole) return Judgement::unable(std::string(instead_));
  return judgement_of(request, votes, name);
}

std::vector<PairVotes> PairDesk::votes_of(const PreferRequest& request,
                                          const PreferQuestion& question, bool& is_whole) {
  std::vector<PairVotes> votes;
  const std::string code = pair_code(question);
  for (const std::string& name : request.by) {
    const std::size_t judge = judge_index(suite_, name);
    const Messages orders[kOrders] = {judge_messages(calls_.pair_words(judge), question),
                                      judge_messages(calls_.pair_words(judge), question.swapped())};
    const std::string json[kOrders] = {messages_to_json(orders[0]), messages_to_json(orders[1])};
    for (int sample = 0; sample < suite_.judges[judge].samples; ++sample) {
      std::optional<JudgeVote> said[kOrders];
      for (int i = 0; i < kOrders; ++i)
        said[i] = vote_of(judge, pair_shape(), json[i], sample, orders[i]);
      is_whole = is_whole && said[0] && said[1];
      if (!said[0] || !said[1]) continue;
      PairVotes vote = settle_orders(*said[0], *said[1]);
      if (vote) {
        pairs_.push_back(
            {name, vote->as_first, vote->as_second, fmt::format("{}/{}", code, sample)});
        votes.push_back(std::move(vote));
      } else {
        votes.push_back(tl::unexpected(fmt::format("judge '{}': {}", name, vote.error())));
      }
    }
  }
  return votes;
}

std::vector<ComparedPair> PairDesk::take_pairs() {
  return std::exchange(pairs_, {});
}

}  // namespace assay
