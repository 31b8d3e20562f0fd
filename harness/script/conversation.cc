#include "harness/script/conversation.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/script/program_end.h"

namespace assay {
namespace {

// Lines under way. So many that neither side waits for the other, so few that little is asked
// again when the script has to be ended.
constexpr std::size_t kWindow = 128;
constexpr std::size_t kMostUnwritten = std::size_t{256} << 10;  // bytes
constexpr std::size_t kMostLine = std::size_t{1} << 20;         // bytes, of a reply
// A second answer to a line comes within this time, or is told of the next line.
constexpr Nanoseconds kHold = milliseconds{20};
// Starts without one answer after which the script is not tried any more.
constexpr int kMostFailures = 10;

}  // namespace

Conversation::Conversation(ScriptProgram program) : program_(std::move(program)) {}

void Conversation::ask(std::uint64_t ticket, std::string question) {
  if (given_up_.empty())
    queue_.push_back({ticket, std::move(question)});
  else
    done_.push_back({ticket, tl::unexpected(given_up_)});
}

std::vector<Marked> Conversation::take() {
  return std::exchange(done_, {});
}

void Conversation::go_on(Instant now) {
  if (!kept_ && !queue_.empty()) start(now);
  if (!kept_) return;
  send(now);
  read_errors();
  read_output(now);
  if (kept_) watch_end(now);
  if (kept_) watch_time(now);
  if (kept_) send(now);
}

void Conversation::start(Instant now) {
  output_.clear();
  input_.clear();
  errors_.clear();
  written_ = noise_bytes_ = 0;
  next_id_ = 1;
  settled_by_blame_.clear();
  taint_.reset();
  has_answered_ = is_input_closed_ = is_errors_closed_ = false;
  output_closed_at_.reset();
  ended_at_.reset();
  head_since_ = now;
  Result<KeptProgram> kept = KeptProgram::start(program_);
  if (kept)
    kept_.emplace(std::move(*kept));
  else
    give_up(kept.error().message);
}

void Conversation::send(Instant now) {
  while (!queue_.empty() && !is_input_closed_ && sent_.size() < kWindow &&
         output_.size() - written_ < kMostUnwritten) {
    if (sent_.empty()) next_head(now);
    Question question = std::move(queue_.front());
    queue_.pop_front();
    const std::string_view members = std::string_view(question.text).substr(1);
    output_ += fmt::format("{{\"id\":{}{}{}\n", next_id_, members == "}" ? "" : ",", members);
    sent_.push_back({next_id_++, std::move(question)});
  }
  write();
}

void Conversation::write() {
  while (!is_input_closed_ && written_ < output_.size()) {
    const ssize_t bytes =
        ::write(kept_->input(), output_.data() + written_, output_.size() - written_);
    if (bytes > 0) written_ += static_cast<std::size_t>(bytes);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0 && errno == EAGAIN) break;
    if (bytes < 0) is_input_closed_ = true;
  }
  if (written_ == output_.size()) {
    output_.clear();
    written_ = 0;
  }
}

void Conversation::read_errors() {
  if (!errors_.read(kept_->errors())) is_errors_closed_ = true;
}

void Conversation::read_output(Instant now) {
  static thread_local std::array<char, 65536> bytes;
  for (int i = 0; i < 16 && kept_; ++i) {
    const ssize_t count = ::read(kept_->output(), bytes.data(), bytes.size());
    if (count < 0) return;
    if (count == 0) {
      if (!output_closed_at_) take_last_line(now);
      if (!output_closed_at_) output_closed_at_ = now;
      return;
    }
    input_.append(bytes.data(), static_cast<std::size_t>(count));
    std::size_t begin = 0;
    for (std::size_t end = input_.find('\n'); end != std::string::npos;
         end = input_.find('\n', begin)) {
      on_line(std::string_view(input_).substr(begin, end - begin), now);
      begin = end + 1;
    }
    input_.erase(0, begin);
    if (input_.size() + noise_bytes_ <= kMostLine) continue;
    ASSAY_MARK("script.too_much_output");
    return restart(
        fmt::format("it wrote more than {} MiB for one answer, and was ended", kMostLine >> 20));
  }
}

// Who writes one reply and ends may leave its newline out. Of half a reply its end is told.
void Conversation::take_last_line(Instant now) {
  const std::string line = std::exchange(input_, {});
  ScriptLine read = read_script_line(line);
  if (read.kind == ScriptLine::Kind::answered) on_answer(std::move(read), now);
}

void Conversation::on_line(std::string_view line, Instant now) {
  if (trim(line).empty()) return;
  ScriptLine read = read_script_line(line);
  if (read.kind == ScriptLine::Kind::answered) return on_answer(std::move(read), now);
  ASSAY_MARK("script.no_reply_line");
  noise_bytes_ += line.size();
  if (read.kind == ScriptLine::Kind::noise) {
    if (!taint_) taint_ = std::move(read.reply.error());
    return;
  }
  blame(std::move(read.reply.error()));
  next_head(now);
}

void Conversation::on_answer(ScriptLine line, Instant now) {
  const auto sent = std::find_if(sent_.begin(), sent_.end(),
                                 [&](const Sent& each) { return each.id == line.id; });
  if (sent != sent_.end()) {
    release_held();
    if (sent == sent_.begin() && taint_) line.reply = tl::unexpected(*std::exchange(taint_, {}));
    held_ = Held{line.id, now, {sent->question.ticket, std::move(line.reply)}};
    const bool was_head = sent == sent_.begin();
    sent_.erase(sent);
    if (was_head) next_head(now);
    has_answered_ = true;
    failures_in_row_ = 0;
    return;
  }
  if (settled_by_blame_.erase(line.id) > 0) return;
  if (held_ && held_->id == line.id) {
    ASSAY_MARK("script.answered_twice");
    held_->mark.reply = tl::unexpected(std::string("it answered twice"));
    return;
  }
  if (line.id < next_id_) {
    if (!taint_) taint_ = "it answered an earlier line a second time";
    return;
  }
  ASSAY_MARK("script.unknown_id");
  blame(fmt::format("it answered for id {}, which it was not asked", line.id));
  next_head(now);
}

// The head has an error in place of an answer. That may come later, and is not looked at.
void Conversation::blame(std::string why) {
  if (sent_.empty()) {
    if (!taint_) taint_ = std::move(why);
    return;
  }
  settled_by_blame_.insert(sent_.front().id);
  done_.push_back({sent_.front().question.ticket, tl::unexpected(std::move(why))});
  sent_.pop_front();
  taint_.reset();
}

void Conversation::next_head(Instant now) {
  head_since_ = now;
  noise_bytes_ = 0;
}

void Conversation::release_held() {
  if (held_) done_.push_back(std::move(held_->mark));
  held_.reset();
}

void Conversation::watch_end(Instant now) {
  if (held_ && now - held_->since >= kHold) release_held();
  const std::optional<ProgramEnd> end = kept_->end();
  if (!end) {
    const bool is_deaf = is_input_closed_ && sent_.empty() && !queue_.empty();
    if (is_deaf) return restart("it closed its input");
    if (output_closed_at_ && now - *output_closed_at_ >= kUntilEndIsTold)
      restart(errors_.with("it closed its output, and was ended"));
    return;
  }
  if (end->kind == ProgramEnd::Kind::not_started) return give_up(end_text(*end));
  if (!ended_at_) ended_at_ = now;
  if (!output_closed_at_ && now - *ended_at_ < kUntilOutputEnds) return;
  const bool has_left = end->kind == ProgramEnd::Kind::exited && end->value == 0 && has_answered_;
  ASSAY_MARK_IF(!has_left, "script.died");
  restart(has_left ? "" : errors_.with(end_text(*end)));
}

void Conversation::watch_time(Instant now) {
  if (sent_.empty() || ended_at_ || now - head_since_ < program_.timeout) return;
  ASSAY_MARK("script.timeout");
  std::string why =
      fmt::format("it gave no answer within {}, and was ended", seconds_text(program_.timeout));
  if (taint_) why += "; before that " + *taint_;
  if (is_input_closed_) why += "; it had closed its input";
  restart(errors_.with(std::move(why)));
}

void Conversation::restart(const std::string& why) {
  release_held();
  const bool is_failure = !why.empty();
  if (is_failure && !has_answered_) ++failures_in_row_;
  if (is_failure && !sent_.empty()) {
    done_.push_back({sent_.front().question.ticket, tl::unexpected(why)});
    sent_.pop_front();
  }
  for (; !sent_.empty(); sent_.pop_back()) queue_.push_front(std::move(sent_.back().question));
  kept_->end_now();
  kept_.reset();
  if (failures_in_row_ >= kMostFailures)
    give_up(fmt::format("{} (not started again after {} times without an answer)", why,
                        failures_in_row_));
}

void Conversation::give_up(const std::string& why) {
  ASSAY_MARK("script.given_up");
  given_up_ = why;
  for (Sent& each : sent_) done_.push_back({each.question.ticket, tl::unexpected(why)});
  for (Question& each : queue_) done_.push_back({each.ticket, tl::unexpected(why)});
  sent_.clear();
  queue_.clear();
  kept_.reset();
}

void Conversation::add_polls(std::vector<pollfd>& polls) const {
  if (!kept_) return;
  if (!output_closed_at_) polls.push_back({kept_->output(), POLLIN, 0});
  if (!is_errors_closed_) polls.push_back({kept_->errors(), POLLIN, 0});
  if (!ended_at_) polls.push_back({kept_->status(), POLLIN, 0});
  if (written_ < output_.size() && !is_input_closed_) polls.push_back({kept_->input(), POLLOUT, 0});
}

Instant Conversation::due() const {
  Instant due = Instant::max();
  if (!kept_) return queue_.empty() ? due : Instant::min();
  if (held_) due = std::min(due, held_->since + kHold);
  if (!sent_.empty() && !ended_at_) due = std::min(due, head_since_ + program_.timeout);
  if (output_closed_at_) due = std::min(due, *output_closed_at_ + kUntilEndIsTold);
  if (ended_at_) due = std::min(due, *ended_at_ + kUntilOutputEnds);
  return due;
}

}  // namespace assay
