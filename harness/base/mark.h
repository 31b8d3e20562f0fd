// Marks: places that only a fault leads to. A test that claims to try the fault must have
// passed them, or it tried something else: tests/faults/matrix.md names them.
//
// A mark is nothing at all in a build with NDEBUG. Elsewhere it appends its name, once a test,
// to the file that the environment variable ASSAY_MARKS names, or that a test has chosen; with
// neither it does nothing. Safe in a signal handler.
#pragma once

#ifdef NDEBUG

#define ASSAY_MARK(name) static_cast<void>(0)
// The condition is not evaluated.
#define ASSAY_MARK_IF(condition, name) static_cast<void>(sizeof((condition) ? 1 : 0))

#else

#include <atomic>
#include <string_view>

namespace assay {

// Grows with each file that marks are written to; 0 before the first.
extern std::atomic<unsigned> marks_file;

void write_mark(std::string_view line);

// From here on marks go to this file, also those that went to another before. No mark may be
// passed meanwhile.
void write_marks_to(std::string_view file);

inline void pass_mark(std::atomic<unsigned>& told, std::string_view line) {
  const unsigned now = marks_file.load(std::memory_order_relaxed);
  if (told.load(std::memory_order_relaxed) == now) return;
  if (told.exchange(now, std::memory_order_relaxed) != now) write_mark(line);
}

}  // namespace assay

#define ASSAY_MARK(name)                          \
  do {                                            \
    static std::atomic<unsigned> mark_told_in{0}; \
    ::assay::pass_mark(mark_told_in, name "\n");  \
  } while (false)
#define ASSAY_MARK_IF(condition, name) \
  do {                                 \
    if (condition) ASSAY_MARK(name);   \
  } while (false)

#endif
