// What one script is asked and says: lines out, lines in, several under way.
//
// A script is a sequence: it reads a line, answers it, reads the next. So the oldest line
// that has no answer (the head) is what it is at, whatever else was written to it: the head's
// time runs, and the head is to blame for what goes wrong. Answers in another order are taken
// as they come. A script that has to be ended is started again for the lines behind the head.
#pragma once

#include <poll.h>

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/clock.h"
#include "harness/script/error_tail.h"
#include "harness/script/keeper.h"
#include "harness/script/script_program.h"
#include "harness/script/script_reply.h"

namespace assay {

// What came of one question.
struct Marked {
  std::uint64_t ticket = 0;  // the asker's
  ScriptReply reply;         // a mark, or one line of why there is none
};

// Not thread-safe, and never waits but for a program that has to be ended.
class Conversation {
 public:
  explicit Conversation(ScriptProgram program);

  // `question`: an object as JSON on one line, without an id.
  void ask(std::uint64_t ticket, std::string question);
  // Reads, writes, starts and ends what there is to.
  void go_on(Instant now);
  // What is to be waited for until go_on() has something to do.
  void add_polls(std::vector<pollfd>& polls) const;
  Instant due() const;  // when it has something to do whatever happens
  // What is settled since the last call.
  std::vector<Marked> take();
  // Begins to end the program; the destructor waits for it. Nothing else is called after it.
  void let_go() {
    if (kept_) kept_->let_go();
  }

 private:
  struct Question {
    std::uint64_t ticket;
    std::string text;
  };
  struct Sent {
    std::uint64_t id;
    Question question;
  };
  struct Held {
    std::uint64_t id;
    Instant since;
    Marked mark;
  };

  void start(Instant now);
  void send(Instant now);
  void write();
  void read_output(Instant now);
  void read_errors();
  void take_last_line(Instant now);
  void on_line(std::string_view line, Instant now);
  void on_answer(ScriptLine line, Instant now);
  void blame(std::string why);
  void next_head(Instant now);
  void release_held();
  void watch_end(Instant now);
  void watch_time(Instant now);
  // It is gone, or is ended now: the head has no answer since `why`, the rest is asked again.
  void restart(const std::string& why);
  void give_up(const std::string& why);

  ScriptProgram program_;
  std::optional<KeptProgram> kept_;
  std::deque<Question> queue_;  // not written yet
  std::deque<Sent> sent_;       // without an answer; the first is the head
  std::optional<Held> held_;    // the last answer, until it is known to be the only one
  std::vector<Marked> done_;
  std::string given_up_;  // why nothing is asked any more; "": it is

  // Of the program that runs.
  std::string output_, input_;  // to be written; read and without a line's end
  std::size_t written_ = 0;     // of output_
  ErrorTail errors_;
  std::uint64_t next_id_ = 1;
  std::set<std::uint64_t> settled_by_blame_;  // ids whose own answer may still come
  std::optional<std::string> taint_;          // the head's error, once it is answered
  std::size_t noise_bytes_ = 0;               // read since the head began, and no answer
  Instant head_since_{};
  bool has_answered_ = false;
  bool is_input_closed_ = false;
  bool is_errors_closed_ = false;
  std::optional<Instant> output_closed_at_;
  std::optional<Instant> ended_at_;
  int failures_in_row_ = 0;  // of starts, each without an answer
};

}  // namespace assay
