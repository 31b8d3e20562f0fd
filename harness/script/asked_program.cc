#include "harness/script/asked_program.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/mark.h"
#include "harness/base/redact.h"
#include "harness/base/text.h"
#include "harness/script/program_end.h"

namespace assay {
namespace {

constexpr std::size_t kMostReply = std::size_t{4} << 20;  // bytes
// Who answers twice does it from the beginning; what it says later is told of what it is at then.
constexpr int kHeldAnswers = 3;
constexpr Nanoseconds kSecondAnswerComes = milliseconds{20};
constexpr std::size_t kShownOutput = 100;                // characters
constexpr std::size_t kLookedAt = std::size_t{4} << 10;  // bytes

std::string quoted_output(std::string_view text) {
  // Enough that a secret is found whole before it is cut.
  const std::string hidden = redact(trim(text).substr(0, kLookedAt));
  return fmt::format("'{}'", excerpt(hidden, kShownOutput));
}

// The id that a line names; nothing where it is no JSON object, or has none.
std::optional<std::uint64_t> id_in(std::string_view line) {
  const Result<Json> object = parse_json(to_valid_utf8(line));
  if (!object || !object->is_object()) return std::nullopt;
  const auto id = object->find("id");
  if (id == object->end() || !id->is_number_unsigned()) return std::nullopt;
  return id->get<std::uint64_t>();
}

}  // namespace

Result<AskedProgram> AskedProgram::start(const AnsweringProgram& program) {
  const auto input = program.speaks_lines ? KeptProgram::Input::plain : KeptProgram::Input::watched;
  ASSAY_TRY(KeptProgram kept, KeptProgram::start(program.program, input));
  return AskedProgram(std::move(kept), program.speaks_lines);
}

void AskedProgram::ask(std::string_view question, Instant now, milliseconds timeout) {
  is_asked_ = true;
  output_.clear();
  written_ = 0;
  if (speaks_lines_)
    output_ = fmt::format("{{\"id\":{},{}\n", ++id_, question.substr(1));
  else
    output_ = question;
  timeout_ = timeout;
  due_ = now + timeout;
  taint_.clear();
  read_bytes_ = 0;
  write();
}

std::optional<ProgramAnswer> AskedProgram::take() {
  if (held_until_ && !is_over_) return std::nullopt;
  return std::exchange(answer_, std::nullopt);
}

void AskedProgram::go_on(Instant now) {
  if (is_over_) return;
  write();
  if (!is_errors_closed_) is_errors_closed_ = !errors_.read(kept_.errors());
  if (!output_closed_at_) read(now);
  if (!is_over_) look_at_end(now);
  if (held_until_ && now >= *held_until_) held_until_.reset();
  if (is_over_ || !is_asked_ || ended_at_ || now < due_) return;
  ASSAY_MARK("program.timeout");
  std::string why = "it gave no answer within " + seconds_text(timeout_) + ", and was ended";
  if (!taint_.empty()) why += "; before that " + taint_;
  if (has_unread()) why += "; it has not read what it was asked";
  fail(ProgramFault::Kind::timed_out, errors_.with(why + begin_of_output()));
}

void AskedProgram::write() {
  while (!is_input_closed_ && written_ < output_.size()) {
    const ssize_t bytes =
        ::write(kept_.input(), output_.data() + written_, output_.size() - written_);
    if (bytes > 0) written_ += static_cast<std::size_t>(bytes);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0 && errno == EAGAIN) return;
    if (bytes < 0) is_input_closed_ = true;
  }
  if (speaks_lines_ || !is_asked_ || is_input_closed_) return;
  kept_.close_input();
  is_input_closed_ = true;
}

void AskedProgram::read(Instant now) {
  static thread_local std::array<char, 65536> bytes;
  for (int i = 0; i < 16 && !is_over_; ++i) {
    const ssize_t count = ::read(kept_.output(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;
    if (count == 0) {
      output_closed_at_ = now;
      break;
    }
    read_at_ = now;
    input_.append(bytes.data(), static_cast<std::size_t>(count));
    read_bytes_ += static_cast<std::size_t>(count);
    if (read_bytes_ <= kMostReply) continue;
    ASSAY_MARK("program.too_much_output");
    return fail(ProgramFault::Kind::wrote_too_much,
                fmt::format("it wrote more than {} MiB for one answer, and was ended{}",
                            kMostReply >> 20, begin_of_output()));
  }
  if (speaks_lines_ && !is_over_) take_lines(now);
}

void AskedProgram::take_lines(Instant now) {
  std::size_t begin = 0;
  for (std::size_t end = input_.find('\n'); end != std::string::npos && !is_over_;
       end = input_.find('\n', begin)) {
    on_line(std::string_view(input_).substr(begin, end - begin), now);
    begin = end + 1;
  }
  input_.erase(0, begin);
  // Half a line, and nothing that it could answer.
  if (!is_asked_ && !is_over_ && !trim(input_).empty()) on_line(std::string(input_), now);
}

void AskedProgram::on_line(std::string_view line, Instant now) {
  if (trim(line).empty()) return;
  if (!is_asked_) {
    is_over_ = true;
    // The answer before it is doubtful then, where it has not been told.
    if (!answer_ || answer_->fault) return;
    ASSAY_MARK("program.answered_twice");
    is_asked_ = true;
    answer_.reset();
    return fail(ProgramFault::Kind::misspoke,
                "it wrote " + quoted_output(line) + " after its answer");
  }
  if (!trim(line).starts_with('{')) {
    ASSAY_MARK("program.noise");
    if (taint_.empty())
      taint_ =
          "it wrote " + quoted_output(line) + " to its standard output, where only replies belong";
    return;
  }
  if (const std::optional<std::uint64_t> id = id_in(line)) return on_reply(*id, line, now);
  ASSAY_MARK("program.no_reply");
  fail(ProgramFault::Kind::misspoke, "it wrote " + quoted_output(line) + ": " + promise());
}

void AskedProgram::on_reply(std::uint64_t id, std::string_view line, Instant now) {
  if (id != id_) {
    ASSAY_MARK("program.another_id");
    const bool is_earlier = id > 0 && id < id_;
    return fail(ProgramFault::Kind::misspoke,
                is_earlier ? "it answered an earlier question a second time"
                           : fmt::format("it answered for id {}, and was asked {}", id, id_));
  }
  if (has_unread()) {
    ASSAY_MARK("program.unread");
    return fail(ProgramFault::Kind::misspoke, "it answered before it had read what it was asked");
  }
  if (!taint_.empty()) return fail(ProgramFault::Kind::misspoke, taint_);
  answer(std::string(line), now);
}

void AskedProgram::look_at_end(Instant now) {
  if (!ended_at_) {
    const std::optional<ProgramEnd> end = kept_.end();
    if (end) ended_at_ = now;
    if (end && end->kind == ProgramEnd::Kind::not_started)
      return fail(ProgramFault::Kind::not_started, end_text(*end));
  }
  if (!ended_at_) {
    const bool is_mute = speaks_lines_ && output_closed_at_;
    if (!is_mute || now - *output_closed_at_ < kUntilEndIsTold) return;
    return fail(ProgramFault::Kind::died, errors_.with("it closed its output, and was ended"));
  }
  // What its own children hold open, the keeper closes.
  if (!output_closed_at_ && now - *ended_at_ < kUntilOutputEnds) return;
  if (!speaks_lines_) return end_once(*kept_.end());
  ASSAY_MARK_IF(is_asked_, "program.died");
  std::string why = end_text(*kept_.end()) + begin_of_output();
  if (!taint_.empty()) why += "; before that " + taint_;
  fail(ProgramFault::Kind::died, errors_.with(std::move(why)));
}

// Of a program that is asked once: its end is the end of its answer.
void AskedProgram::end_once(const ProgramEnd& end) {
  if (end.kind != ProgramEnd::Kind::exited || end.value != 0) {
    ASSAY_MARK("program.failed");
    return fail(ProgramFault::Kind::died, errors_.with(end_text(end) + begin_of_output()));
  }
  if (has_unread()) {
    ASSAY_MARK("program.read_nothing");
    return fail(ProgramFault::Kind::misspoke,
                "it ended without having read what it was asked" + begin_of_output());
  }
  if (trim(input_).empty()) {
    ASSAY_MARK("program.silent");
    return fail(ProgramFault::Kind::misspoke,
                errors_.with("it ended without having written anything, with exit code 0"));
  }
  answer(std::exchange(input_, {}), read_at_);
  is_over_ = true;
}

bool AskedProgram::has_unread() const {
  return written_ < output_.size() || kept_.unread() > 0;
}

std::string AskedProgram::promise() const {
  return fmt::format("looked for a line {{\"id\": {}, \"output\": ...}}", id_);
}

std::string AskedProgram::begin_of_output() const {
  return trim(input_).empty() ? "" : "; it began with " + quoted_output(input_);
}

void AskedProgram::answer(std::string bytes, Instant at) {
  answer_ = ProgramAnswer{at, std::move(bytes), {}};
  is_asked_ = false;
  if (speaks_lines_ && ++answers_ <= kHeldAnswers) held_until_ = at + kSecondAnswerComes;
}

void AskedProgram::fail(ProgramFault::Kind kind, std::string why) {
  if (is_asked_) answer_ = ProgramAnswer{{}, "", ProgramFault{kind, std::move(why)}};
  is_asked_ = false;
  is_over_ = true;
}

void AskedProgram::add_polls(std::vector<pollfd>& polls) const {
  if (!output_closed_at_) polls.push_back({kept_.output(), POLLIN, 0});
  if (!is_errors_closed_) polls.push_back({kept_.errors(), POLLIN, 0});
  if (!ended_at_) polls.push_back({kept_.status(), POLLIN, 0});
  if (written_ < output_.size() && !is_input_closed_) polls.push_back({kept_.input(), POLLOUT, 0});
}

Instant AskedProgram::due() const {
  Instant due = Instant::max();
  if (is_asked_ && !ended_at_) due = due_;
  if (held_until_) due = std::min(due, *held_until_);
  if (speaks_lines_ && output_closed_at_) due = std::min(due, *output_closed_at_ + kUntilEndIsTold);
  if (ended_at_) due = std::min(due, *ended_at_ + kUntilOutputEnds);
  return due;
}

}  // namespace assay
