#include "harness/cli/terminal/terminal_progress.h"

#include <fmt/format.h>

#include <chrono>
#include <ostream>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr Nanoseconds kHeartbeat = std::chrono::seconds{10};

std::string clock_text(Nanoseconds duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  if (seconds >= 3600) {
    return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
  return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

// Of cells this run has to ask for; stored ones take no time.
std::string remaining(const ProgressState& state) {
  const std::uint64_t asked = state.done - state.cached;
  if (asked == 0 || state.done >= state.planned) return {};
  const double per_cell = static_cast<double>(state.elapsed.count()) / static_cast<double>(asked);
  const double left = per_cell * static_cast<double>(state.planned - state.done);
  return "  ETA " + clock_text(Nanoseconds{static_cast<std::int64_t>(left)});
}

class TerminalProgress final : public Progress {
 public:
  TerminalProgress(std::ostream& out, ProgressStyle style) : out_(out), style_(style) {}

  void update(const ProgressState& state) override {
    if (style_ == ProgressStyle::line) {
      draw(state);
    } else if (style_ == ProgressStyle::heartbeat && state.elapsed - last_beat_ >= kHeartbeat) {
      last_beat_ = state.elapsed;
      out_ << progress_line(state) << std::endl;
    }
  }

  void finish(const ProgressState& state) override {
    if (style_ == ProgressStyle::line) {
      draw(state);
      out_ << '\n';
    } else if (style_ == ProgressStyle::heartbeat) {
      out_ << progress_line(state) << '\n';
    }
    out_.flush();
  }

  void note(const std::string& line) override {
    if (style_ == ProgressStyle::line) out_ << "\r\x1b[K";
    out_ << terminal_safe(line) << std::endl;
  }

 private:
  void draw(const ProgressState& state) {
    out_ << "\r\x1b[K" << progress_line(state);
    out_.flush();
  }

  std::ostream& out_;
  ProgressStyle style_;
  Nanoseconds last_beat_{};
};

}  // namespace

std::string progress_line(const ProgressState& state) {
  const std::uint64_t percent = state.planned == 0 ? 100 : 100 * state.done / state.planned;
  std::string line = fmt::format("{}/{}  {}%  ✓ {}  ✗ {}", state.done, state.planned, percent,
                                 state.passed, state.failed);
  if (state.errors > 0) line += fmt::format("  ! {}", state.errors);
  if (state.unscored > 0) line += fmt::format("  unscored {}", state.unscored);
  if (state.cached > 0) line += fmt::format("  stored {}", state.cached);
  if (state.in_flight > 0) line += fmt::format("  in flight {}", state.in_flight);
  if (state.waiting > 0) {
    line += fmt::format("  waiting {}", state.waiting);
    if (state.next_retry) line += " (next " + clock_text(*state.next_retry) + ")";
  }
  const double seconds = static_cast<double>(state.elapsed.count()) * 1e-9;
  if (state.output_tokens > 0 && seconds > 0.5) {
    line += fmt::format("  {:.0f} tok/s", static_cast<double>(state.output_tokens) / seconds);
  }
  if (state.spending.spent.picos > 0 || state.max_cost)
    line += "  " + spending_text(state.spending, state.max_cost);
  return line + remaining(state);
}

std::unique_ptr<Progress> make_terminal_progress(std::ostream& out, ProgressStyle style) {
  return std::make_unique<TerminalProgress>(out, style);
}

}  // namespace assay
