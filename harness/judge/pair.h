// Two answers to one question, compared by a judge that is asked twice: once with either of
// them first, since judges prefer places (Zheng et al., arXiv 2306.05685, section 3.4).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "harness/judge/judge_template.h"
#include "harness/judge/opinion.h"
#include "harness/judge/shape.h"
#include "harness/provider/request.h"

namespace assay {

// What one of the two calls is asked. As in JudgeQuestion nothing is escaped, shortened or
// rendered, and the code of the delimiters is a hash over all that stands between them.
struct PreferQuestion {
  struct Side {
    std::string question;
    std::string answer;
  };

  std::string rubric;  // the criterion
  Side first;
  Side second;
  std::optional<std::string> reference = {};
  std::optional<std::string> context = {};

  PreferQuestion swapped() const { return {rubric, second, first, reference, context}; }
};

// What a judge may say of the two.
inline constexpr std::string_view kLabelFirst = "first";
inline constexpr std::string_view kLabelSecond = "second";
inline constexpr std::string_view kLabelTie = "tie";
const VerdictShape& pair_shape();

// 24 hex digits, of everything in `question`.
std::string delimiter_code(const PreferQuestion& question);
// The same for both orders: one of their two codes.
std::string pair_code(const PreferQuestion& question);

// A system message (role, rules, criterion, form of the verdict) and a user message (the
// material, the two answers last). A question that both were asked is shown once; of two, each
// is shown, for one alone would favour the answer that was given to it.
Messages judge_messages(const JudgeTemplate& words, const PreferQuestion& question);

// Which of two answers is preferred: one of them, which is called its own, or the other.
enum class Preference { other, tie, own };
double value_of(Preference preference);  // 0, 0.5, 1

struct PairVote {
  Preference preference = Preference::tie;
  std::string reason;     // the judge's words: hostile
  std::string as_first;   // the label where the own answer stood first
  std::string as_second;  // and where it stood second
};
using PairVotes = tl::expected<PairVote, std::string>;  // or why there is none

// One answer is preferred where both orders say so; a tie is all else: two ties, and any
// conflict. Without a verdict in one of the orders there is none.
PairVotes settle_orders(const JudgeVote& own_first, const JudgeVote& own_second);

struct PairOpinion {
  Preference preference = Preference::tie;
  std::string reason;       // of the first vote that says the same
  std::int64_t asked = 0;   // votes and errors
  std::int64_t agreed = 0;  // votes that say the same
};

// The median of several votes, of one judge asked again or of a panel: seen from the other
// answer it is the same one. Where it would depend on what errors might have said, or lies
// between two votes, it is undecided, which is an error that lists the votes.
tl::expected<PairOpinion, std::string> settle_pairs(std::span<const PairVotes> votes);

}  // namespace assay
