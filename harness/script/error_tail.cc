#include "harness/script/error_tail.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <string_view>

#include "harness/base/redact.h"
#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::size_t kKept = std::size_t{4} << 10;  // bytes
constexpr std::size_t kShown = 300;                  // characters

}  // namespace

bool ErrorTail::read(int fd) {
  std::array<char, 16384> bytes;
  for (int i = 0; i < 64; ++i) {  // what it goes on writing is read the next time
    const ssize_t count = ::read(fd, bytes.data(), bytes.size());
    if (count <= 0) return count != 0;
    bytes_.append(bytes.data(), static_cast<std::size_t>(count));
    if (bytes_.size() > 2 * kKept) bytes_.erase(0, bytes_.size() - kKept);
  }
  return true;
}

std::string ErrorTail::with(std::string text) const {
  const std::string hidden = redact(bytes_);  // while it is whole
  std::string_view said = trim(hidden);
  if (said.size() > kShown) {
    said.remove_prefix(said.size() - kShown);
    while (!said.empty() && continues_utf8(said.front())) said.remove_prefix(1);
  }
  if (said.empty()) return text;
  return fmt::format("{}; it said: {}", text, excerpt(said, kShown));
}

}  // namespace assay
