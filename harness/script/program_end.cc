#include "harness/script/program_end.h"

#include <fmt/format.h>

#include <cstring>

#include "harness/base/text.h"

namespace assay {

std::string end_text(const ProgramEnd& end) {
  switch (end.kind) {
    case ProgramEnd::Kind::not_started:
      return fmt::format("it cannot be started: {}", std::strerror(end.value));
    case ProgramEnd::Kind::exited:
      return fmt::format("it ended without an answer, with exit code {}", end.value);
    case ProgramEnd::Kind::killed:
      return fmt::format("it was killed by signal {} ({})", end.value, ::strsignal(end.value));
  }
  return {};
}

std::string seconds_text(milliseconds time) {
  return format_number(static_cast<double>(time.count()) / 1000) + " s";
}

}  // namespace assay
