#include "harness/cli/terminal/key_reader.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "harness/base/text.h"
#include "harness/cli/terminal/terminal.h"

namespace assay {
namespace {

constexpr int kSignalCheckMs = 100;  // one that comes just before a wait does not end it
constexpr std::size_t kLongestTyped = std::size_t{64} << 10;
constexpr char kEscape = '\x1b';
constexpr char kEndOfText = '\x04';  // Ctrl-D

// The bytes of the key that begins here: an arrow or a function key is several (ECMA-48, 5.4).
std::size_t key_length(std::string_view bytes) {
  if (bytes.front() != kEscape) return code_point_at(bytes, 0).length;
  if (bytes.size() < 2 || (bytes[1] != '[' && bytes[1] != 'O')) return 1;
  std::size_t end = 2;
  while (end < bytes.size() && (bytes[end] < '@' || bytes[end] > '~')) ++end;
  return std::min(end + 1, bytes.size());
}

}  // namespace

KeyReader::KeyReader(const std::atomic<int>& signals) : signals_(signals) {
  if (is_terminal(STDIN_FILENO)) single_.emplace();
}

bool KeyReader::read_more() {
  while (!ended_ && signals_ == 0) {
    pollfd waited{STDIN_FILENO, POLLIN, 0};
    const int ready = ::poll(&waited, 1, kSignalCheckMs);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    char bytes[4096];
    const ssize_t got = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    ended_ = got <= 0;
    if (!ended_) buffer_.append(bytes, static_cast<std::size_t>(got));
    return !ended_;
  }
  return false;
}

std::optional<std::string> KeyReader::take_line() {
  std::size_t end = buffer_.find('\n');
  while (end == std::string::npos && buffer_.size() < kLongestTyped && read_more()) {
    end = buffer_.find('\n');
  }
  if (signals_ != 0 || (end == std::string::npos && buffer_.empty())) return std::nullopt;
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end == std::string::npos ? end : end + 1);
  return line;
}

std::optional<std::string> KeyReader::line() {
  if (!single_) return take_line();
  single_.reset();
  std::optional<std::string> line = take_line();
  single_.emplace();
  return line;
}

std::optional<std::string> KeyReader::key() {
  while (!single_) {
    const std::optional<std::string> line = take_line();
    if (!line) return std::nullopt;
    if (!trim(*line).empty()) return std::string(trim(*line));
  }
  while (signals_ == 0 && (!buffer_.empty() || read_more())) {
    const std::string key = buffer_.substr(0, key_length(buffer_));
    buffer_.erase(0, key.size());
    if (key.front() == kEndOfText) return std::nullopt;
    if (key.front() != kEscape && key != "\n" && key != "\r") return key;
  }
  return std::nullopt;
}

}  // namespace assay
