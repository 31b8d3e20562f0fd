#include "harness/judge/opinion.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/count_text.h"

namespace assay {
namespace {

using Votes = std::vector<const JudgeVerdict*>;

std::size_t count_passes(const Votes& votes) {
  return static_cast<std::size_t>(
      std::count_if(votes.begin(), votes.end(), [](const JudgeVerdict* v) { return v->passed; }));
}

// The votes of the side that more than half of `asked` took; none where there is no such side.
Votes winning_side(const Votes& votes, std::size_t asked) {
  const std::size_t passes = count_passes(votes);
  const bool passed = 2 * passes > asked;
  if (!passed && 2 * (votes.size() - passes) <= asked) return {};
  Votes side;
  for (const JudgeVerdict* vote : votes) {
    if (vote->passed == passed) side.push_back(vote);
  }
  return side;
}

// Of the side's labels the most frequent, of these the least worth.
const JudgeVerdict* label_of(const Votes& side) {
  std::map<std::string, std::pair<std::size_t, double>> labels;  // times, less worth
  for (const JudgeVerdict* vote : side) {
    auto& [times, worth] = labels[vote->label];
    ++times;
    worth = -vote->value;
  }
  return *std::max_element(side.begin(), side.end(), [&](const auto* a, const auto* b) {
    return labels[a->label] < labels[b->label];
  });
}

// The highest score that more than half of `asked` reach, wherever the errors would be; none
// where it depends on them.
const JudgeVerdict* score_of(Votes votes, std::size_t asked) {
  const std::size_t needed = asked / 2 + 1;
  const std::size_t errors = asked - votes.size();
  if (votes.size() < needed) return nullptr;
  std::stable_sort(votes.begin(), votes.end(),
                   [](const auto* a, const auto* b) { return a->score > b->score; });
  const JudgeVerdict* lowest = votes[needed - 1];  // were no error to reach it
  const JudgeVerdict* highest = votes[needed - 1 - std::min(errors, needed - 1)];
  return lowest->score == highest->score ? lowest : nullptr;
}

std::string undecided(const Votes& votes, std::size_t asked) {
  std::vector<std::string> said;
  for (const JudgeVerdict* vote : votes) {
    said.push_back(vote->score ? std::to_string(*vote->score) : vote->label);
  }
  std::sort(said.begin(), said.end());
  std::string text = fmt::format("undecided: {}", fmt::join(said, ", "));
  if (const std::size_t errors = asked - votes.size(); errors > 0) {
    text += fmt::format(", and {}", counted(errors, "error"));
  }
  return text;
}

}  // namespace

tl::expected<JudgeOpinion, std::string> settle_votes(std::span<const JudgeVote> all) {
  Votes votes;
  for (const JudgeVote& vote : all) {
    if (vote) votes.push_back(&*vote);
  }
  if (votes.empty()) {
    return tl::unexpected(all.empty() ? std::string("nobody was asked") : all.front().error());
  }
  const bool has_scores = votes.front()->score.has_value();
  const JudgeVerdict* verdict = nullptr;
  if (has_scores) {
    verdict = score_of(votes, all.size());
  } else if (const Votes side = winning_side(votes, all.size()); !side.empty()) {
    verdict = label_of(side);
  }
  if (verdict == nullptr) return tl::unexpected(undecided(votes, all.size()));

  const auto differs = [&](const JudgeVerdict* vote) {
    return has_scores ? vote->score != verdict->score : vote->passed != verdict->passed;
  };
  JudgeOpinion opinion{*verdict};
  opinion.asked = static_cast<std::int64_t>(all.size());
  opinion.errors = static_cast<std::int64_t>(all.size() - votes.size());
  opinion.flips = std::count_if(votes.begin(), votes.end(), differs);
  return opinion;
}

}  // namespace assay
