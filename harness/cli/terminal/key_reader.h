// What a person says to a program that asks: single keys where stdin is a terminal, else a
// line each, so that tests and editors can say it too.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "harness/cli/terminal/single_keys.h"

namespace assay {

class KeyReader {
 public:
  // `signals` counts those that came (InterruptGuard): the first ends the reading.
  explicit KeyReader(const std::atomic<int>& signals);

  // Both: nothing where the input has ended or a signal came.
  // A key; of a pipe a line that is not empty, without the white space around it.
  std::optional<std::string> key();
  // Whether a key is a single one, and not a line.
  bool is_single() const { return single_.has_value(); }
  // A line as it was typed, with the terminal's own editing.
  std::optional<std::string> line();

 private:
  bool read_more();
  std::optional<std::string> take_line();

  const std::atomic<int>& signals_;
  std::optional<SingleKeys> single_;  // where stdin is a terminal
  std::string buffer_;
  bool ended_ = false;
};

}  // namespace assay
