// What holds whenever a request leaves.
#include <algorithm>
#include <iterator>

#include "tests/simulation/promises.h"

namespace assay::testing {
namespace {

using std::chrono::seconds;

// docs/runner.md, "Retries and pauses": half a second, doubling, less a quarter of jitter.
constexpr Nanoseconds kFirstDelay = milliseconds{375};
constexpr Nanoseconds kLongestDelay = seconds{45};
constexpr Nanoseconds kRequestBurst = seconds{1};
constexpr int kFinalFailures = 3;

}  // namespace

// Only after its intent is on disk; for a cell that has no reply; once; as fast as its lane
// may; and nothing after a signal or at the end of the time.
void Promises::leaves(const Served& request) {
  const auto rows = attempts(request.attempt);
  promise(rows.size() == 1 && !rows.begin()->second.settled,
          "attempt {} leaves without an intent in the file", request.attempt);
  const Place place = rows.begin()->second.cell;
  promise(!left_for_.contains(request.attempt), "attempt {} leaves twice", request.attempt);
  asks_what_is_planned(request, place);
  const auto known = acknowledged_.find(place);
  promise(known == acknowledged_.end() || !known->second.is_reply,
          "{} is asked again though its reply is stored", name_of(place));
  promise(signals_ == 0, "attempt {} leaves after a signal", request.attempt);
  promise(!is_decided_, "attempt {} leaves though all is decided", request.attempt);
  promise(!deadline_ || world_.clock.now() < *deadline_, "attempt {} leaves after the time cap",
          request.attempt);
  promise(!is_given_up(request.model), "attempt {} asks {} again, which was given up",
          request.attempt, request.model);
  has_quota(request);
  may_try_again(request, place);
  left_for_[request.attempt] = place;
}

// A judge is asked of an answer that was given to the question of that cell.
void Promises::asks_what_is_planned(const Served& request, const Place& place) const {
  std::string model = kJudge;
  const Place answer = cell_of(place);
  promise(plan_.contains(answer), "attempt {} is for {}, which is not planned", request.attempt,
          name_of(place));
  if (is_call(place)) {
    const bool is_answer =
        std::any_of(network_.served.begin(), network_.served.end(), [&](const Served& each) {
          return each.reply && request.question.find(each.reply->answer) != std::string::npos &&
                 (each.is_lost || left_for_.at(each.attempt) == last_place_of(answer));
        });
    promise(is_answer, "attempt {} asks a judge of what nobody answered to {}", request.attempt,
            name_of(answer));
  } else {
    model = plan_.at(answer).model;
    says_what_was_said(request, place);
  }
  promise(model == request.model, "attempt {} of {} asks '{}' of {}", request.attempt,
          name_of(place), request.question, request.model);
}

// Every question so far, each followed by an answer that was given to just this one.
void Promises::says_what_was_said(const Served& request, const Place& place) const {
  const Place cell = cell_of(place);
  const Asked& asked = plan_.at(cell);
  promise(is_turn(place) == asked.is_dialogue, "{} is no place for a question", name_of(place));
  const std::size_t number = is_turn(place) ? rows_.request(id_of(place)) : 0;
  promise(request.said.size() == 2 * number + 1 && number < asked.questions.size(),
          "attempt {} of {} says {} messages", request.attempt, name_of(place),
          request.said.size());
  for (std::size_t i = 0; i <= number; ++i) {
    promise(request.said[2 * i] == asked.questions[i], "attempt {} of {} asks '{}'",
            request.attempt, name_of(place), request.said[2 * i]);
    if (i == number) return;
    const bool was_answered =
        std::any_of(network_.served.begin(), network_.served.end(), [&](const Served& each) {
          return each.reply && each.reply->answer == request.said[2 * i + 1] &&
                 (each.is_lost || left_for_.at(each.attempt) == place_of_request(cell, i));
        });
    promise(was_answered, "attempt {} of {} says '{}', which nobody answered", request.attempt,
            name_of(place), request.said[2 * i + 1]);
  }
}

void Promises::has_quota(const Served& request) const {
  const ProviderLimits& limits = limits_.at(request.url);
  promise(network_.in_flight(request.url) < limits.concurrency,
          "attempt {} is one too many at a time", request.attempt);
  const auto wait = network_.told_to_wait.find(request.url);
  promise(wait == network_.told_to_wait.end() || wait->second <= world_.clock.now(),
          "attempt {} leaves though the server said to wait", request.attempt);
  if (!limits.rpm) return;
  // However long one looks back: as many as that time and the burst allow.
  const Nanoseconds each_takes = Nanoseconds{std::chrono::minutes{1}} / *limits.rpm;
  int count = 1;
  for (auto past = network_.served.rbegin();
       past != network_.served.rend() && past->session == network_.session; ++past) {
    if (past->url != request.url) continue;
    const Nanoseconds time = world_.clock.now() - past->left_at;
    promise(++count * each_takes <= time + std::max(kRequestBurst, each_takes),
            "attempt {} is one too many a minute", request.attempt);
  }
}

std::vector<const Served*> Promises::failures_in_session(const Place& place) const {
  std::vector<const Served*> failures;
  for (const Served& each : network_.served)
    if (each.session == network_.session && left_for_.at(each.attempt) == place)
      failures.push_back(&each);
  return failures;
}

// Being told to wait is counted apart.
void Promises::may_try_again(const Served& request, const Place& place) const {
  const std::vector<const Served*> failures = failures_in_session(place);
  if (failures.empty()) return;
  const auto count_of = [&](bool limited) {
    return static_cast<int>(
        std::count_if(failures.begin(), failures.end(),
                      [limited](const Served* each) { return (each->status == 429) == limited; }));
  };
  promise(count_of(false) < most_attempts_ && count_of(true) < most_attempts_,
          "{} is asked for ever", name_of(place));
  const Served& last = *failures.back();
  promise(last.is_home, "attempt {} leaves beside another of {}", request.attempt, name_of(place));
  promise(!last.reply, "{} is asked again though it was answered", name_of(place));
  const Nanoseconds delay =
      std::min(kFirstDelay * (1 << (count_of(last.status == 429) - 1)), kLongestDelay);
  promise(world_.clock.now() >= last.home_at + delay, "attempt {} leaves too soon after another",
          request.attempt);
}

// After some refusals that are final, and no success between them.
bool Promises::is_given_up(const std::string& model) const {
  int in_a_row = 0;
  for (const std::size_t index : network_.came_home) {
    const Served& each = network_.served[index];
    if (each.model != model) continue;
    if (each.reply) in_a_row = 0;
    if (each.is_final && ++in_a_row == kFinalFailures) return true;
  }
  return false;
}

}  // namespace assay::testing
