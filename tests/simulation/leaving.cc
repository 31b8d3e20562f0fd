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

constexpr std::string_view kOfUser = "user: ";
constexpr std::string_view kOfModel = "assistant: ";

// What a user replies that says this.
std::string line_of(std::string_view text) {
  return fmt::format(R"({{"message":"{}","status":"continue"}})", text);
}

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
  if (is_line_call(place)) {
    model = kUser;
    asks_for_a_line(request, place);
  } else if (is_call(place)) {
    const bool is_answer =
        std::any_of(network_.served.begin(), network_.served.end(), [&](const Served& each) {
          return each.reply && !each.reply->answer.empty() &&
                 request.question.find(each.reply->answer) != std::string::npos &&
                 (each.is_lost || may_be_last(left_for_.at(each.attempt), answer));
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

bool Promises::was_said(const Place& place, std::string_view text) const {
  return std::any_of(network_.served.begin(), network_.served.end(), [&](const Served& each) {
    return each.reply && said_in(*each.reply) == text &&
           (each.is_lost || left_for_.at(each.attempt) == place);
  });
}

// Whether that is what is said as the `script`-th thing in a cell: by its script, or its user.
bool Promises::is_said_next(const Place& cell, std::size_t script, const std::string& text) const {
  const Asked& asked = plan_.at(cell);
  if (script >= asked.questions.size()) return false;
  if (!asked.user) return text == asked.questions[script];
  if (asked.user->says_first && script == 0) return text == asked.user->goal;
  return was_said(place_of_line(cell, script - (asked.user->says_first ? 1 : 0)), line_of(text));
}

// All that was said so far: each question, or the result of a tool that was called, followed by an
// answer that was given to just this one.
void Promises::says_what_was_said(const Served& request, const Place& place) const {
  const Place cell = cell_of(place);
  const Asked& asked = plan_.at(cell);
  promise(is_turn(place) == asked.is_dialogue, "{} is no place for a question", name_of(place));
  const std::size_t number = is_turn(place) ? rows_.request(id_of(place)) : 0;
  promise(request.said.size() == 2 * number + 1, "attempt {} of {} says {} messages",
          request.attempt, name_of(place), request.said.size());
  std::string called;  // by the answer before
  std::size_t script = 0;
  int rounds = 0;
  for (std::size_t i = 0; i <= number; ++i) {
    const std::string& asks = request.said[2 * i];
    const bool is_next =
        called.empty()
            ? asks.starts_with(kOfUser) && is_said_next(cell, script, asks.substr(kOfUser.size()))
            : asks == fmt::format("tool{}: {}", called, kToolSays);
    promise(is_next, "attempt {} of {} says '{}'", request.attempt, name_of(place), asks);
    if (i == number) return;
    const std::string& answer = request.said[2 * i + 1];
    promise(answer.starts_with(kOfModel) &&
                was_said(place_of_request(cell, i), answer.substr(kOfModel.size())),
            "attempt {} of {} says '{}', which nobody answered", request.attempt, name_of(place),
            answer);
    const std::string_view said = std::string_view(answer).substr(kOfModel.size());
    called = calls_tool(said) ? said.substr(std::string_view("calls").size()) : "";
    if (called.empty())
      ++script;
    else
      promise(++rounds <= asked.rounds, "attempt {} of {} goes on after {} rounds of tools",
              request.attempt, name_of(place), rounds);
  }
}

// Who plays a user is told its goal, what it has said itself, and what was answered to that.
void Promises::asks_for_a_line(const Served& request, const Place& place) const {
  const Place cell = cell_of(place);
  const Asked& asked = plan_.at(cell);
  std::size_t line = 0;
  while (line < asked.questions.size() && place_of_line(cell, line) != place) ++line;
  const std::size_t lines = line + (asked.user->says_first ? 1 : 0);  // so far
  promise(lines < asked.questions.size() && request.said.size() == 2 * lines + 2,
          "attempt {} of {} asks for line {} with {} messages", request.attempt, name_of(place),
          line, request.said.size());
  promise(request.said[0].find("\n" + asked.user->goal + "\n") != std::string::npos,
          "attempt {} of {} has another goal", request.attempt, name_of(place));
  std::size_t next = 0;  // request that may have been answered so
  for (std::size_t i = 0; i <= lines; ++i) {
    if (i > 0) {
      const std::optional<std::size_t> heard = heard_in(request.said[2 * i + 1], cell, next);
      promise(heard.has_value(), "attempt {} of {} tells its user what nobody answered: {}",
              request.attempt, name_of(place), request.said[2 * i + 1]);
      next = *heard + 1;
    }
    if (i == lines) return;
    const std::string& said = request.said[2 * i + 2];
    const bool is_own =
        asked.user->says_first && i == 0
            ? said == std::string(kOfModel) + line_of(asked.user->goal)
            : said.starts_with(kOfModel) &&
                  was_said(place_of_line(cell, i - (lines - line)), said.substr(kOfModel.size()));
    promise(is_own, "attempt {} of {} has its user say '{}'", request.attempt, name_of(place),
            said);
  }
}

// To which request of a cell the answer in a text was given, of `first` and those after it that
// tools may have answered.
std::optional<std::size_t> Promises::heard_in(const std::string& text, const Place& cell,
                                              std::size_t first) const {
  const auto rounds = static_cast<std::size_t>(plan_.at(cell).rounds);
  for (std::size_t i = first; i <= first + rounds; ++i) {
    const bool is_heard =
        std::any_of(network_.served.begin(), network_.served.end(), [&](const Served& each) {
          return each.reply && !each.reply->answer.empty() &&
                 text.find("\n" + each.reply->answer + "\n") != std::string::npos &&
                 (each.is_lost || left_for_.at(each.attempt) == place_of_request(cell, i));
        });
    if (is_heard) return i;
  }
  return std::nullopt;
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
