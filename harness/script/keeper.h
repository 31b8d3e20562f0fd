// A program that runs under a keeper, so that nothing of it outlives this process.
//
// The keeper is a process of its own, forked here: it starts the program in a process group
// of its own, adopts whatever the program leaves behind (PR_SET_CHILD_SUBREAPER), and ends
// all of it when it is told to, when the program has ended, and when its pipe to this process
// closes. The last happens however this process ends, SIGKILL included. What is ended gets
// SIGTERM, and SIGKILL 200 ms later. Should the keeper itself be killed, the program is
// (PR_SET_PDEATHSIG); what that has started is beyond reach then.
#pragma once

#include <sys/types.h>

#include <optional>

#include "harness/base/result.h"
#include "harness/script/descriptor.h"
#include "harness/script/script_program.h"

namespace assay {

// How a program ended.
struct ProgramEnd {
  enum class Kind { not_started, exited, killed };
  Kind kind = Kind::exited;
  int value = 0;  // an errno, an exit code, a signal
};

// Not thread-safe. Its descriptors do not block.
class KeptProgram {
 public:
  // An infrastructure error where there is no process or pipe to be had. A program that cannot
  // be started is an end, told later.
  // `watched`: unread() is known; it costs a descriptor, and whoever writes to a program that
  // does not read never learns it from the pipe.
  enum class Input { plain, watched };
  static Result<KeptProgram> start(const ScriptProgram& program, Input input = Input::plain);
  KeptProgram(KeptProgram&& other) noexcept;
  KeptProgram& operator=(KeptProgram&&) = delete;
  // Ends the program and what it started: all is gone when this returns, after a second
  // at most, or is the keeper's to end.
  ~KeptProgram();

  int input() const { return input_.get(); }    // to write to
  int output() const { return output_.get(); }  // to read from, as the next two
  int errors() const { return errors_.get(); }
  int status() const { return status_.get(); }  // readable once it has ended

  void close_input() { input_.close(); }
  // Of what was written, how much it has not read: while input() is open, or where it is watched.
  std::size_t unread() const;

  // Begins to end it, at once.
  void end_now();
  // The same for a program that may leave by itself first: its input ends.
  void let_go() {
    input_.close();
    control_.close();
  }
  // How it ended; nothing while it runs. Its output may still hold what it wrote before.
  std::optional<ProgramEnd> end();
  // Whether the destructor has nothing left to wait for. end() is not asked any more.
  bool is_gone();

 private:
  KeptProgram() = default;

  pid_t keeper_ = -1;
  Descriptor input_, output_, errors_, status_, control_;
  Descriptor input_end_;  // the one that the program reads from, where it is watched
  std::optional<ProgramEnd> end_;
};

}  // namespace assay
