// What the keeper does, on its side of the fork. For keeper.cc alone.
#pragma once

#include <string>
#include <vector>

#include "harness/script/script_program.h"

namespace assay {

// All that exec wants, made before the fork: other threads may hold any lock at that moment.
class PreparedProgram {
 public:
  explicit PreparedProgram(const ScriptProgram& program);
  PreparedProgram(const PreparedProgram&) = delete;
  PreparedProgram& operator=(const PreparedProgram&) = delete;

  const char* path() const { return path_.c_str(); }
  const char* folder() const { return folder_.c_str(); }
  char* const* words() const { return word_pointers_.data(); }
  char* const* environment() const { return environment_pointers_.data(); }

 private:
  std::string path_, folder_;
  std::vector<std::string> words_, environment_;
  std::vector<char*> word_pointers_, environment_pointers_;
};

// The ends that the keeper and the program have.
struct KeeperPipes {
  int input, output, errors;  // the program's
  int status, control;        // the keeper's
};

// What the keeper says of the program, once.
struct KeeperWord {
  int exec_errno = 0;   // 0: it was started
  int wait_status = 0;  // as wait(2) gives it
};

// Written to the control pipe: end the program without waiting for it to leave by itself.
inline constexpr char kEndNow = 'e';

// Of the forked process: never returns.
[[noreturn]] void keep_program(const PreparedProgram& program, const KeeperPipes& pipes);

}  // namespace assay
