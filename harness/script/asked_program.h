// One process of a program that answers in place of a model, at one question at a time.
//
// What it says is its answer to what it is at, or nothing is: lines that are no reply, a reply
// to another question, one more after the first, an answer to what it has not read. Who has
// said such a thing once is out of step, so that the process is ended and never asked again.
#pragma once

#include <poll.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/script/error_tail.h"
#include "harness/script/keeper.h"
#include "harness/script/script_program.h"

namespace assay {

struct AnsweringProgram {
  ScriptProgram program;  // its timeout means nothing here
  // One process answers many questions: a line of JSON each, with an "id" that its reply has
  // too. Otherwise a question is all of its input, and what it writes until it ends is the reply.
  bool speaks_lines = false;
};

// Why there is no answer; `why` is one line, which begins with "it" where it is of the program.
struct ProgramFault {
  // no_process: this machine had none to give, and nothing was asked.
  enum class Kind { no_process, not_started, timed_out, died, misspoke, wrote_too_much };
  Kind kind = Kind::died;
  std::string why;
};

struct ProgramAnswer {
  Instant at{};                       // when the last of it was read
  std::string bytes;                  // as it was written
  std::optional<ProgramFault> fault;  // then `bytes` is nothing
};

// Not thread-safe, and never waits.
class AskedProgram {
 public:
  // An infrastructure error where there is no process or pipe to be had.
  static Result<AskedProgram> start(const AnsweringProgram& program);

  // Whether it may be asked.
  bool is_free() const { return !is_over_ && !is_asked_ && !answer_; }
  // Whether there is nothing more to be had of it: it is to be ended.
  bool is_over() const { return is_over_; }
  // `question`: a JSON object on one line, with members and without an id.
  void ask(std::string_view question, Instant now, milliseconds timeout);
  // Reads, writes and looks at the time.
  void go_on(Instant now);
  // What came of the question, once. The first few answers of a process are held back until it
  // would have given a second one to the same question.
  std::optional<ProgramAnswer> take();

  void add_polls(std::vector<pollfd>& polls) const;
  Instant due() const;  // when it has something to do whatever happens
  // The process, to be ended; nothing else is called after it.
  KeptProgram release() { return std::move(kept_); }

 private:
  AskedProgram(KeptProgram kept, bool speaks_lines)
      : kept_(std::move(kept)), speaks_lines_(speaks_lines) {}

  void write();
  void read(Instant now);
  void take_lines(Instant now);
  void on_line(std::string_view line, Instant now);
  void on_reply(std::uint64_t id, std::string_view line, Instant now);
  void look_at_end(Instant now);
  void end_once(const ProgramEnd& end);
  bool has_unread() const;
  std::string promise() const;
  std::string begin_of_output() const;
  void answer(std::string bytes, Instant at);
  void fail(ProgramFault::Kind kind, std::string why);

  KeptProgram kept_;
  bool speaks_lines_;
  bool is_over_ = false;
  std::optional<ProgramAnswer> answer_;
  std::optional<Instant> held_until_;
  int answers_ = 0;

  // Of the question.
  bool is_asked_ = false;
  std::uint64_t id_ = 0;
  std::string output_;  // to be written
  std::size_t written_ = 0;
  milliseconds timeout_{};
  Instant due_{};
  std::string taint_;  // what it wrote that is no reply; "": nothing

  std::string input_;           // read, and not taken
  std::size_t read_bytes_ = 0;  // since the question
  Instant read_at_{};
  ErrorTail errors_;
  bool is_input_closed_ = false;
  bool is_errors_closed_ = false;
  std::optional<Instant> output_closed_at_;
  std::optional<Instant> ended_at_;
};

}  // namespace assay
