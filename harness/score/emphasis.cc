#include "harness/score/emphasis.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "harness/base/text.h"
#include "harness/score/words.h"

namespace assay {
namespace {

constexpr std::string_view kMarks = "*_~`";
constexpr std::size_t kLongest = 3;
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

// A run of one mark.
struct Run {
  std::size_t at;
  std::size_t length;
  std::size_t kind;              // by mark and length: what closes what
  std::size_t previous = kNone;  // the open run of the same kind before it
};

bool is_mark_length(char mark, std::size_t length) {
  if (mark == '~') return length == 2;
  return length <= (mark == '`' ? 2U : kLongest);
}

CharacterKind kind_before(std::string_view text, std::size_t at) {
  if (at == 0) return CharacterKind::space;
  std::size_t start = at - 1;
  for (int back = 0; back < 3 && start > 0 && continues_utf8(text[start]); ++back) --start;
  return kind_of(static_cast<char32_t>(std::max(0, code_point_at(text, start).value)));
}

CharacterKind kind_after(std::string_view text, std::size_t at) {
  if (at >= text.size()) return CharacterKind::space;
  return kind_of(static_cast<char32_t>(std::max(0, code_point_at(text, at).value)));
}

bool belongs_to_word(CharacterKind kind) {
  return kind == CharacterKind::letter || kind == CharacterKind::digit;
}

// Runs that wait for their partners, the latest last.
class OpenRuns {
 public:
  OpenRuns() { clear(); }

  void clear() {
    runs_.clear();
    latest_.fill(kNone);
  }

  void push(Run run) {
    run.previous = latest_[run.kind];
    latest_[run.kind] = runs_.size();
    runs_.push_back(run);
  }

  // The latest of `kind`, which leaves together with all that came after it;
  // nullptr when there is none. Lives until the next call.
  const Run* take(std::size_t kind) {
    const std::size_t index = latest_[kind];
    if (index == kNone) return nullptr;
    while (runs_.size() > index) {
      taken_ = runs_.back();
      latest_[taken_.kind] = taken_.previous;
      runs_.pop_back();
    }
    return &taken_;
  }

 private:
  std::vector<Run> runs_;
  std::array<std::size_t, kMarks.size() * (kLongest + 1)> latest_{};  // by kind
  Run taken_{};
};

}  // namespace

std::string without_emphasis(std::string_view text) {
  std::vector<bool> dropped(text.size());
  const auto drop = [&dropped](std::size_t at, std::size_t length) {
    std::fill_n(dropped.begin() + static_cast<std::ptrdiff_t>(at), length, true);
  };
  OpenRuns open;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t mark = kMarks.find(text[at]);
    if (mark == std::string_view::npos) {
      if (text.substr(at, 2) == "\n\n") open.clear();
      ++at;
      continue;
    }
    const std::size_t length = std::min(text.find_first_not_of(text[at], at), text.size()) - at;
    if (is_mark_length(text[at], length)) {
      const Run run{at, length, mark * (kLongest + 1) + length};
      const CharacterKind before = kind_before(text, at);
      const CharacterKind after = kind_after(text, at + length);
      const bool can_close = before != CharacterKind::space && !belongs_to_word(after);
      const bool can_open = after != CharacterKind::space && !belongs_to_word(before);
      const Run* partner = can_close ? open.take(run.kind) : nullptr;
      if (partner != nullptr) {
        drop(partner->at, length);
        drop(at, length);
      } else if (can_open) {
        open.push(run);
      }
    }
    at += length;
  }
  std::string kept;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!dropped[i]) kept += text[i];
  }
  return kept;
}

}  // namespace assay
