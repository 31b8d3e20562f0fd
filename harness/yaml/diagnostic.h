// Errors in what somebody wrote, as the author sees them: where, what, the source
// line, a caret.
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
#include "harness/yaml/source.h"

namespace assay {

// Collects independent errors so that an author fixes them in one go. The same
// text is kept once: an alias repeats its node, not its errors.
class Diagnostics {
 public:
  static constexpr std::size_t kMaxShown = 20;

  void error(const Position& at, std::string_view message);
  // The message is made where it is shown: what it says (did you mean ...) may take
  // as long to find as the file has names.
  template <class Make>
  requires std::is_invocable_r_v<std::string, const Make&>
  void error(const Position& at, const Make& make) {
    if (count_ < kMaxShown) return error(at, std::string_view(make()));
    ++count_;
  }
  // Worth a word, and no reason to refuse the file.
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
