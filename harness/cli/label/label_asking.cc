#include "harness/cli/label/label_asking.h"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <string>
#include <string_view>

#include "harness/base/redact.h"
#include "harness/base/text.h"
#include "harness/cli/label/label_screen.h"
#include "harness/cli/terminal/key_reader.h"
#include "harness/cli/terminal/signals.h"
#include "harness/cli/terminal/standard_streams.h"
#include "harness/cli/terminal/terminal.h"

namespace assay {
namespace {

constexpr std::size_t kLongestComment = 2'000;  // code points
constexpr std::string_view kOtherKeys = "u unsure, s skip, b back, c comment, q quit";
constexpr int kHighestDigit = 9;

// Whether each of its marks is one key.
bool has_single_keys(const std::pair<int, int>& scale) {
  return scale.first >= 0 && scale.second <= kHighestDigit;
}

std::string keys_text(const AnswerRecord& answer) {
  if (!answer.scale) return fmt::format("y yes, n no, {}", kOtherKeys);
  const auto& [low, high] = *answer.scale;
  if (has_single_keys(*answer.scale)) return fmt::format("{} to {}, {}", low, high, kOtherKeys);
  return fmt::format("m and then a mark from {} to {} and Enter, {}", low, high, kOtherKeys);
}

class Asking {
 public:
  Asking(LabelSession& session, const std::vector<AnswerText>& texts, LabelFiles& files,
         const Clock& clock)
      : session_(session), texts_(texts), files_(files), clock_(clock), reader_(guard_.count()) {}

  Result<LabelsGiven> ask() {
    while (session_.current() != nullptr) {
      show();
      const Instant shown_at = clock_.now();
      comment_.clear();
      for (Next next = Next::same; next == Next::same;) {
        std::cout << "? ";
        if (!stdout_has_all()) return LabelsGiven{LabelsGiven::End::unheard, 0};
        const std::optional<std::string> key = reader_.key();
        if (!key || *key == "q") return stopped();
        ASSAY_TRY(next, answer(*key, shown_at));
      }
    }
    return LabelsGiven{};
  }

 private:
  enum class Next { same, another };

  LabelsGiven stopped() {
    std::cout << '\n';
    if (guard_.count() == 0) return {LabelsGiven::End::stopped, 0};
    return {LabelsGiven::End::signal, guard_.last_signal()};
  }

  const AnswerRecord& asked() const { return session_.answer_of(*session_.current()).answer; }

  void show() {
    const std::size_t columns =
        is_terminal(STDOUT_FILENO) ? static_cast<std::size_t>(terminal_columns(STDOUT_FILENO)) : 0;
    std::cout << fmt::format("\n-- {} of {} --\n", session_.place(), session_.size())
              << shown_answer(texts_[session_.current()->answer], columns);
    const std::string keys = keys_text(asked());
    if (keys != keys_) std::cout << "keys: " << keys << '\n';
    keys_ = keys;
  }

  Result<Next> answer(const std::string& key, Instant shown_at) {
    if (const std::optional<GoldLabel> label = label_of(key)) return keep(label, false, shown_at);
    if (key == "u" || key == "s") return keep(std::nullopt, key == "s", shown_at);
    if (key == "b" && session_.go_back()) return Next::another;
    if (key == "c") {
      take_comment();
    } else if (key == "b") {
      std::cout << "this is the first\n";
    } else {
      std::cout << terminal_safe("'" + excerpt(key, 20) + "' is no key here: ") << keys_ << '\n';
    }
    return Next::same;
  }

  // What a key, or a line from a pipe, says of the answer; nothing where it says nothing.
  std::optional<GoldLabel> label_of(const std::string& key) {
    const std::optional<std::pair<int, int>>& scale = asked().scale;
    if (!scale) {
      if (key == "y") return Verdict::pass;
      if (key == "n") return Verdict::fail;
      return std::nullopt;
    }
    if (has_single_keys(*scale) || !reader_.is_single()) {
      if (const std::optional<GoldLabel> mark = mark_on(*scale, key)) return mark;
    }
    if (key != "m") return std::nullopt;
    std::cout << "mark: " << std::flush;
    const std::optional<std::string> line = reader_.line();
    return line ? mark_on(*scale, trim(*line)) : std::nullopt;
  }

  void take_comment() {
    std::cout << "comment: " << std::flush;
    const std::optional<std::string> line = reader_.line();
    if (line) comment_ = one_line(redact(to_valid_utf8(*line)), kLongestComment);
  }

  Result<Next> keep(std::optional<GoldLabel> label, bool is_skipped, Instant shown_at) {
    GoldLine line = session_.line(label, is_skipped);
    line.time = to_rfc3339(clock_.wall());
    line.ms = std::chrono::duration_cast<milliseconds>(clock_.now() - shown_at).count();
    line.comment = comment_;
    ASSAY_CHECK(files_.append(asked().file, gold_line_text(line)));
    session_.take(line);
    return Next::another;
  }

  LabelSession& session_;
  const std::vector<AnswerText>& texts_;
  LabelFiles& files_;
  const Clock& clock_;
  InterruptGuard guard_;
  KeyReader reader_;
  std::string keys_;     // as they were told last
  std::string comment_;  // on what is shown
};

}  // namespace

Result<LabelsGiven> ask_for_labels(LabelSession& session, const std::vector<AnswerText>& texts,
                                   LabelFiles& files, const Clock& clock) {
  return Asking(session, texts, files, clock).ask();
}

}  // namespace assay
