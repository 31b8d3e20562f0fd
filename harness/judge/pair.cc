#include "harness/judge/pair.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/count_text.h"
#include "harness/base/key.h"
#include "harness/judge/block.h"

namespace assay {
namespace {

constexpr std::string_view kAfterBoth =
    "The material ends here. Compare the two answers by the criterion of the first message, and "
    "reply with the JSON object alone.";

std::string_view text_of(Preference preference) {
  switch (preference) {
    case Preference::own:
      return "preferred";
    case Preference::tie:
      return kLabelTie;
    case Preference::other:
      break;
  }
  return "other preferred";
}

// What a label says of the answer that stood in `place`.
Preference said_of(std::string_view place, std::string_view label) {
  if (label == kLabelTie) return Preference::tie;
  return label == place ? Preference::own : Preference::other;
}

std::string conflict_text(const JudgeVerdict& own_first, const JudgeVerdict& own_second) {
  return fmt::format("the orders disagree: it said {} ({}), and the other way round {} ({})",
                     own_first.label, own_first.reason, own_second.label, own_second.reason);
}

std::string undecided_text(std::span<const PairVotes> votes, std::size_t errors) {
  std::vector<std::string_view> said;
  for (const PairVotes& vote : votes)
    if (vote) said.push_back(text_of(vote->preference));
  std::sort(said.begin(), said.end());
  std::string text = fmt::format("undecided: {}", fmt::join(said, ", "));
  if (errors > 0)
    text += fmt::format(", and {}", counted(static_cast<std::int64_t>(errors), "error"));
  return text;
}

}  // namespace

const VerdictShape& pair_shape() {
  static const VerdictShape shape{std::nullopt,
                                  {{std::string(kLabelFirst), 1, true},
                                   {std::string(kLabelSecond), 0, false},
                                   {std::string(kLabelTie), 0.5}}};
  return shape;
}

std::string delimiter_code(const PreferQuestion& question) {
  KeyBuilder fields;
  fields.add("assay pair delimiter").add(question.rubric);
  for (const PreferQuestion::Side& side : {question.first, question.second})
    fields.add(side.question).add(side.answer);
  for (const auto& text : {question.reference, question.context})
    fields.add(text ? 1 : 0).add(text ? *text : "");
  return delimiter_code(fields);
}

std::string pair_code(const PreferQuestion& question) {
  return std::min(delimiter_code(question), delimiter_code(question.swapped()));
}

Messages judge_messages(const JudgeTemplate& words, const PreferQuestion& question) {
  const std::string code = delimiter_code(question);
  const auto& [rubric, first, second, reference, context] = question;
  std::string material;
  if (first.question == second.question) {
    material = block("question", first.question, code);
  } else {
    material = block("question of first", first.question, code) + '\n' +
               block("question of second", second.question, code);
  }
  if (context) material += '\n' + block("context", *context, code);
  if (reference) material += '\n' + block("reference", *reference, code);
  material += '\n' + block(kLabelFirst, first.answer, code);
  material += '\n' + block(kLabelSecond, second.answer, code);
  material.append("\n").append(kAfterBoth);

  std::string criterion = block("criterion", rubric, code);
  criterion.pop_back();  // the template ends the line
  return {{Role::system, words.render(code, criterion, verdict_form(pair_shape())), {}, {}},
          {Role::user, std::move(material), {}, {}}};
}

double value_of(Preference preference) {
  return static_cast<double>(preference) / 2;
}

PairVotes settle_orders(const JudgeVote& own_first, const JudgeVote& own_second) {
  if (!own_first) return tl::unexpected(own_first.error());
  if (!own_second) return tl::unexpected(own_second.error());
  PairVote vote{said_of(kLabelFirst, own_first->label), own_first->reason, own_first->label,
                own_second->label};
  if (vote.preference == said_of(kLabelSecond, own_second->label)) return vote;
  vote.preference = Preference::tie;
  vote.reason = conflict_text(*own_first, *own_second);
  return vote;
}

tl::expected<PairOpinion, std::string> settle_pairs(std::span<const PairVotes> votes) {
  std::vector<Preference> low;  // with errors at their worst
  for (const PairVotes& vote : votes)
    if (vote) low.push_back(vote->preference);
  if (low.empty())
    return tl::unexpected(votes.empty() ? std::string("nobody was asked") : votes.front().error());
  const std::size_t errors = votes.size() - low.size();
  std::vector<Preference> high = low;  // at their best
  low.insert(low.end(), errors, Preference::other);
  high.insert(high.end(), errors, Preference::own);
  std::sort(low.begin(), low.end());
  std::sort(high.begin(), high.end());
  // The least and the most that a middle vote may be.
  const Preference median = low[(votes.size() - 1) / 2];
  if (median != high[votes.size() / 2]) return tl::unexpected(undecided_text(votes, errors));

  PairOpinion opinion{median, {}, static_cast<std::int64_t>(votes.size()), 0};
  for (const PairVotes& vote : votes) {
    if (!vote || vote->preference != median) continue;
    if (opinion.agreed++ == 0) opinion.reason = vote->reason;
  }
  return opinion;
}

}  // namespace assay
