// Errors of a suite, as the author sees them: where, what, the source line, a
// caret.
//   suites/faq.yaml:12:7: unknown key 'temperture' in model 'small'; did you mean 'temperature'?
//      12 |       temperture: 0
//         |       ^
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "harness/base/result.h"
#include "harness/suite/suite.h"

namespace assay {

// A file the loader read. `text` may be empty when only its name is known any
// more (data sets are dropped once parsed); errors then show no source line.
struct SourceFile {
  std::string name;  // as the user named it
  std::string text;  // valid UTF-8, without a byte order mark
};

// A place in a SourceFile, which outlives it.
struct Position {
  const SourceFile* file = nullptr;
  int line = 0;    // from 1; 0 when unknown
  int column = 0;  // in bytes, from 1
};

// What is wrong at a place of a text whose file the caller knows.
struct TextError {
  int line = 1;
  int column = 1;  // in bytes, from 1
  std::string message;
};

// "path:line:col", the column in code points.
std::string to_string(const Position& at);
Location to_location(const Position& at);

// Collects independent errors so that an author fixes them in one go. The same
// text is kept once: an alias repeats its node, not its errors.
class Diagnostics {
 public:
  static constexpr std::size_t kMaxShown = 20;

  void error(const Position& at, std::string_view message);
  // The message is made where it is shown: what it says (did you mean ...) may take
  // as long to find as the suite has names.
  template <class Make>
  requires std::is_invocable_r_v<std::string, const Make&>
  void error(const Position& at, const Make& make) {
    if (count_ < kMaxShown) return error(at, std::string_view(make()));
    ++count_;
  }
  // Worth a word, and no reason to refuse the suite.
  void warning(const Position& at, std::string_view message);

  std::size_t count() const { return count_; }
  bool has_errors() const { return count_ > 0; }
  // A usage error with every message, in the order found.
  tl::unexpected<Error> failure() const;
  // "suite.yaml:3:11: warning: ...", in the order found.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  std::vector<std::string> shown_;
  std::set<std::tuple<const SourceFile*, int, int, std::string>> told_;  // of shown_
  std::vector<std::string> warnings_;
  std::size_t count_ = 0;
};

}  // namespace assay
