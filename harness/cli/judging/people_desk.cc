#include "harness/cli/judging/people_desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/base/count_text.h"
#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::string_view kWaits = "waits for a label";

// "of 2 raters 1 says fail, 1 says pass"; "" where nobody labelled it.
std::string open_text(const GoldWords& words) {
  std::size_t raters = words.undecided;
  std::vector<std::string> said;
  for (const auto& [label, count] : words.votes) {
    raters += count;
    said.push_back(fmt::format("{} {} {}", count, count == 1 ? "says" : "say", label_text(label)));
  }
  if (words.undecided > 0)
    said.push_back(fmt::format("{} {} unsure or skipped it", words.undecided,
                               words.undecided == 1 ? "is" : "are"));
  if (raters == 0) return "";
  return fmt::format(": of {} {}", counted(static_cast<std::int64_t>(raters), "rater"),
                     join(said, ", "));
}

Judgement judgement_of(const PeopleQuestion& question, const GoldMatch& match) {
  if (const Verdict* const verdict = std::get_if<Verdict>(&match.label)) {
    if (*verdict == Verdict::pass) return Judgement::pass();
    return Judgement::fail("people say no");
  }
  const std::int64_t mark = std::get<std::int64_t>(match.label);
  if (!question.scale)
    return Judgement::waits(
        fmt::format("{}: {} is a mark, and people are asked yes or no", kWaits, mark));
  const auto [low, high] = *question.scale;
  if (mark < low || mark > high)
    return Judgement::waits(
        fmt::format("{}: {} is no mark from {} to {}", kWaits, mark, low, high));
  const double value = static_cast<double>(mark - low) / static_cast<double>(high - low);
  const bool passed = static_cast<double>(mark) >= question.at_least;
  return {Judgement::Kind::scored, value, passed, fmt::format("people say {} of {}", mark, high)};
}

}  // namespace

std::optional<Key> labelled_question(const Messages& messages, bool is_dialogue) {
  const std::optional<Key> last = last_question_hash(messages);
  return last && is_dialogue ? std::optional(sha256(messages_to_key_json(messages))) : last;
}

PeopleDesk::PeopleDesk(const std::map<std::string, GoldLabels>& files, std::optional<Key> question,
                       std::string_view case_id, std::string_view variant)
    : files_(files), question_(question), case_id_(case_id), variant_(variant) {}

Judgement PeopleDesk::label(const PeopleQuestion& question, std::string_view text) {
  const auto file = files_.find(question.labels);
  if (!question_ || file == files_.end()) return Judgement::waits(std::string(kWaits));
  const Result<GoldWords> words = file->second.words_on(
      {*question_, sha256(text), case_id_, variant_, sha256(question.criterion)});
  if (!words) {
    error = words.error();
    return Judgement::waits(std::string(kWaits));
  }
  if (!words->votes.empty() || words->undecided > 0) found.insert(question.labels);
  if (words->match) return judgement_of(question, *words->match);
  return Judgement::waits(std::string(kWaits) + open_text(*words));
}

}  // namespace assay
