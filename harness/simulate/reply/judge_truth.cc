#include "harness/simulate/reply/judge_truth.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "harness/base/text.h"
#include "harness/provider/request.h"
#include "harness/simulate/reply/judge_material.h"
#include "harness/simulate/reply/rule_match.h"

namespace assay {
namespace {

bool goes_on_a_word(std::string_view character) {
  static const RE2 kJoined(R"([\p{L}\p{M}\p{N}_])");
  static const RE2 kUnspaced(
      R"([\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}])");
  const re2::StringPiece piece(character.data(), character.size());
  return RE2::FullMatch(piece, kJoined) && !RE2::FullMatch(piece, kUnspaced);
}

std::string_view character_at(std::string_view text, std::size_t at) {
  return text.substr(at, code_point_at(text, at).length);
}

std::string_view character_before(std::string_view text, std::size_t end) {
  std::size_t at = end - 1;
  while (at > 0 && continues_utf8(text[at])) --at;
  return text.substr(at, end - at);
}

// Longer texts say more of the answer than what they contain: "Paris, Texas" than "Paris".
class Evidence {
 public:
  explicit Evidence(std::string_view answer) : answer_(answer) {}

  void weigh(std::string_view text, bool is_good) {
    text = trim(text);
    if (contains_whole_words(answer_, text)) note(text.size(), is_good);
  }

  void weigh(const TruthPattern& pattern, bool is_good) {
    if (!pattern.regex) return weigh(pattern.text, is_good);
    if (const auto match = pattern.regex->match(answer_)) note((*match)[0].size(), is_good);
  }

  // Nothing was found: nothing. As much for either: the answer does not commit itself.
  std::optional<bool> verdict() const {
    if (good_ == kNothing && bad_ == kNothing) return std::nullopt;
    return good_ > bad_;
  }

 private:
  void note(std::size_t length, bool is_good) {
    std::ptrdiff_t& longest = is_good ? good_ : bad_;
    longest = std::max(longest, static_cast<std::ptrdiff_t>(length));
  }

  std::string_view answer_;
  static constexpr std::ptrdiff_t kNothing = -1;  // less than any length
  std::ptrdiff_t good_ = kNothing;                // bytes of the longest that was found
  std::ptrdiff_t bad_ = kNothing;
};

bool is_good_by_rule(const RuleMatch& match, std::string_view question, std::string_view answer) {
  Evidence evidence(answer);
  const auto weigh = [&](const CannedAnswer& canned, bool is_good) {
    const std::string text = fill_answer(canned.text, question, match.groups);
    evidence.weigh(text, is_good);
    evidence.weigh(answer_in_json(text), is_good);
  };
  if (match.rule->right) weigh(*match.rule->right, true);
  if (match.rule->json) weigh(*match.rule->json, true);
  for (const CannedAnswer& wrong : match.rule->wrong) weigh(wrong, false);
  for (const CannedAnswer& wrong : match.rule->wrong_json) weigh(wrong, false);
  return evidence.verdict().value_or(false);
}

std::optional<bool> is_good_by_truth(const SimulatedJudge& judge, std::string_view answer) {
  Evidence evidence(answer);
  for (const TruthPattern& pattern : judge.good) evidence.weigh(pattern, true);
  for (const TruthPattern& pattern : judge.bad) evidence.weigh(pattern, false);
  if (const std::optional<bool> found = evidence.verdict()) return found;
  if (judge.good.empty() == judge.bad.empty()) return std::nullopt;
  return judge.good.empty();  // one kind is told apart, so the rest is the other
}

// A conversation is shown to judges as a list of its messages; what a model was asked is
// the last one of the user.
std::string last_user_message(std::string_view question) {
  std::string last(question);
  if (!question.starts_with('[')) return last;
  const Result<Messages> messages = messages_from_json(question);
  if (!messages) return last;
  for (const Message& message : *messages) {
    if (message.role == Role::user) last = message.content;
  }
  return last;
}

}  // namespace

bool contains_whole_words(std::string_view inside, std::string_view text) {
  if (text.empty()) return inside.empty();
  const bool begins_with_word = goes_on_a_word(character_at(text, 0));
  const bool ends_with_word = goes_on_a_word(character_before(text, text.size()));
  for (std::size_t at = inside.find(text); at != std::string_view::npos;
       at = inside.find(text, at + 1)) {
    const std::size_t end = at + text.size();
    const bool joined_before =
        begins_with_word && at > 0 && goes_on_a_word(character_before(inside, at));
    const bool joined_after =
        ends_with_word && end < inside.size() && goes_on_a_word(character_at(inside, end));
    if (!joined_before && !joined_after) return true;
  }
  return false;
}

std::optional<bool> is_good_answer(const ModelsFile& file, const SimulatedJudge& judge,
                                   std::string_view message) {
  const JudgeMaterial material = read_judge_material(message);
  const std::string question = last_user_message(material.question.value_or(message));
  const std::string_view answer =
      trim(material.answer ? *material.answer : material.context.value_or(message));
  const auto match = match_rule(file, question, [&](const AnswerRule& rule) {
    const SimulatedModel* model = rule.model ? file.find_model(*rule.model) : nullptr;
    return (rule.right || rule.json) && (model == nullptr || !model->judge);
  });
  if (match) return is_good_by_rule(*match, question, answer);
  return is_good_by_truth(judge, answer);
}

}  // namespace assay
