#include "harness/score/fence.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::size_t kShortest = 3;

bool is_space_or_tab(char c) {
  return c == ' ' || c == '\t';
}
bool is_label_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_' ||
         c == '-' || c == '+' || c == '#' || static_cast<unsigned char>(c) >= 0x80;
}

std::size_t count_blanks(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_space_or_tab) -
                                  text.begin());
}

std::size_t run_length(std::string_view text, char mark) {
  return std::min(text.find_first_not_of(mark), text.size());
}

// The length of the run of `mark` that ends `text`.
std::size_t tail_length(std::string_view text, char mark) {
  const std::size_t last = text.find_last_not_of(mark);
  return last == std::string_view::npos ? text.size() : text.size() - last - 1;
}

// Where a run of at least `length` begins; one look at every byte.
std::size_t find_run(std::string_view text, char mark, std::size_t length) {
  for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at)) {
    const std::size_t run = run_length(text.substr(at), mark);
    if (run >= length) return at;
    at += run;
  }
  return std::string_view::npos;
}

// The bytes of a list item's marker and the blanks behind it: "- ", "12. ".
std::size_t marker_length(std::string_view text) {
  std::size_t at = 0;
  if (!text.empty() && (text[0] == '-' || text[0] == '*' || text[0] == '+')) {
    at = 1;
  } else {
    while (at < text.size() && at < 9 && is_ascii_digit(text[at])) ++at;
    if (at == 0 || at == text.size() || (text[at] != '.' && text[at] != ')')) return 0;
    ++at;
  }
  const std::size_t blanks = count_blanks(text.substr(at));
  return blanks == 0 ? 0 : at + blanks;
}

std::string_view first_word(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_label_character);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

// The label of an info string, also of Pandoc's {.json}; `text` moves behind it.
std::string_view take_label(std::string_view& text) {
  text.remove_prefix(count_blanks(text));
  const bool is_class = text.starts_with("{.");
  const std::string_view label = first_word(text.substr(is_class ? 2 : 0));
  if (is_class && label.empty()) return {};
  text.remove_prefix(label.size() + (is_class ? 2 : 0));
  return label;
}

// Whether what follows a label begins the content already: attributes such as
// title="x", {1,3} and {.wide} do not.
bool begins_content(std::string_view rest) {
  if (rest.starts_with('[')) return true;
  if (!rest.starts_with('{')) return false;
  const std::string_view inside = trim(rest.substr(1));
  return inside.empty() || inside[0] == '"' || inside == "}";
}

class FenceReader {
 public:
  explicit FenceReader(std::string_view text) : text_(text) {}

  std::vector<Fence> read() {
    for (std::size_t start = 0; start < text_.size();) {
      const std::size_t end = std::min(text_.find('\n', start), text_.size());
      read_line(start, end);
      start = end + 1;
    }
    if (open_) end_open(!open_->fence.label.empty());
    return std::move(fences_);
  }

 private:
  struct Open {
    Fence fence;
    char mark;
    std::size_t length;
    std::size_t body;                       // where it begins
    std::optional<std::size_t> ragged_end;  // of a line that ends in a closing run
  };

  void read_line(std::size_t start, std::size_t end) {
    if (open_) {
      if (closes(start, end)) return;
      if (!is_new_block(start, end)) return note_ragged_end(start, end);
      end_open(false);
    }
    if (!open_line(start, end)) look_within(start, end);
  }

  bool closes(std::size_t start, std::size_t end) {
    const std::string_view line = trim(text_.substr(start, end - start));
    if (line.size() < open_->length || run_length(line, open_->mark) != line.size()) return false;
    close(start);
    return true;
  }

  // Inside a block whose end is in doubt, a fence with a label begins another.
  bool is_new_block(std::size_t start, std::size_t end) const {
    if (open_->fence.begins_line && !open_->ragged_end) return false;
    const std::string_view line = trim(text_.substr(start, end - start));
    const char mark = line.empty() ? ' ' : line[0];
    if (mark != '`' && mark != '~') return false;
    const std::size_t length = run_length(line, mark);
    return length >= kShortest && !first_word(line.substr(length)).empty();
  }

  void note_ragged_end(std::size_t start, std::size_t end) {
    if (open_->ragged_end) return;
    std::string_view line = text_.substr(start, end - start);
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    const std::size_t run = tail_length(line, open_->mark);
    if (run >= open_->length) open_->ragged_end = start + line.size() - run;
  }

  void close(std::size_t body_end) {
    Fence fence = open_->fence;
    fence.body = text_.substr(open_->body, body_end - open_->body);
    fences_.push_back(fence);
    open_.reset();
  }

  // Of a block without a closing line. One behind words, where `is_meant` is
  // false, was talked about and not opened.
  void end_open(bool is_meant) {
    if (open_->ragged_end) {
      close(*open_->ragged_end);
    } else if (open_->fence.begins_line || is_meant) {
      close(text_.size());
    } else {
      open_.reset();
    }
  }

  // A fence that begins its line.
  bool open_line(std::size_t start, std::size_t end) {
    const std::string_view line = text_.substr(start, end - start);
    std::size_t at = count_blanks(line);
    for (std::size_t marker = 1; marker > 0 && at < line.size();) {
      marker = marker_length(line.substr(at));
      at += marker;
    }
    if (at >= line.size() || (line[at] != '`' && line[at] != '~')) return false;
    const char mark = line[at];
    const std::size_t length = run_length(line.substr(at), mark);
    if (length < kShortest) return false;
    std::string_view rest = trim(line.substr(at + length));
    const std::size_t tail = tail_length(rest, mark);
    if (tail >= length) return add_one_liner(rest.substr(0, rest.size() - tail), at);
    if (mark == '`' && rest.find('`') != std::string_view::npos) return false;
    Fence fence;
    fence.indent = at;
    fence.label = take_label(rest);
    rest = trim(rest);
    const std::size_t body = begins_content(rest)
                                 ? static_cast<std::size_t>(rest.data() - text_.data())
                                 : std::min(end + 1, text_.size());
    open_ = Open{fence, mark, length, body, std::nullopt};
    return true;
  }

  bool add_one_liner(std::string_view inside, std::size_t indent) {
    Fence fence;
    fence.indent = indent;
    fence.label = take_label(inside);
    fence.body = trim(inside);
    if (fence.body.empty()) {  // ```42```
      fence.body = fence.label;
      fence.label = {};
    }
    if (!fence.body.empty()) fences_.push_back(fence);
    return true;
  }

  // A fence with words before it.
  void look_within(std::size_t start, std::size_t end) {
    constexpr std::string_view kRun = "```";
    const std::string_view line = text_.substr(start, end - start);
    const std::size_t at = line.find(kRun);
    if (at == std::string_view::npos) return;
    const std::size_t length = run_length(line.substr(at), '`');
    std::string_view rest = trim(line.substr(at + length));
    Fence fence;
    fence.begins_line = false;
    const std::size_t close = find_run(rest, '`', length);
    if (close != std::string_view::npos) {
      std::string_view inside = rest.substr(0, close);
      fence.label = take_label(inside);
      fence.body = trim(inside);
      if (!fence.label.empty() && !fence.body.empty()) fences_.push_back(fence);
      return;
    }
    fence.label = take_label(rest);
    if (!trim(rest).empty()) return;
    open_ = Open{fence, '`', length, std::min(end + 1, text_.size()), std::nullopt};
  }

  std::string_view text_;
  std::vector<Fence> fences_;
  std::optional<Open> open_;
};

}  // namespace

std::vector<Fence> find_fences(std::string_view text) {
  return FenceReader(text).read();
}

std::string dedented(const Fence& fence) {
  std::string text;
  text.reserve(fence.body.size());
  for (std::size_t start = 0; start < fence.body.size();) {
    const std::size_t end = std::min(fence.body.find('\n', start), fence.body.size() - 1);
    const std::string_view line = fence.body.substr(start, end - start + 1);
    text += line.substr(std::min(count_blanks(line), fence.indent));
    start = end + 1;
  }
  return text;
}

}  // namespace assay
