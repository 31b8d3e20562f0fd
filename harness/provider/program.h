// A program of the suite's author that answers in place of a model: what a provider of dialect
// `exec` says of it (docs/programs.md). Read from a suite, immutable from then on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"

namespace assay {

struct Program {
  // How it talks: a line of JSON each way for many questions, or one question and its end.
  enum class Manner { lines, once };

  std::string kind;                  // exec, python, javascript, promptfoo
  std::vector<std::string> command;  // exec: the program and its arguments
  // Of a language: from the suite's folder. promptfoo: its package's folder, absolute; "": there
  // is none.
  std::string file;
  // In `file`; "": the one that the language has for it. promptfoo: the id of its provider.
  std::string function;
  // Variables of the environment that it sees, beside a few; one with a `?` may be missing.
  std::vector<std::string> env;
  Json config;  // told to it as it is; null: none
  Manner manner = Manner::once;
  bool is_text = false;     // of `once`: all that it writes is the answer
  bool may_repeat = false;  // whether a question that may have been acted on may be put again
  // All of the above, and the hashes of its files, for Keys.
  std::string written;
};

// What stands for the base URL of a program. Its requests go to kProgramScheme + the provider's
// name.
inline constexpr std::string_view kProgramScheme = "exec:";

}  // namespace assay
