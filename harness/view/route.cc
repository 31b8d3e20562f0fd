#include "harness/view/route.h"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::size_t kMostDigits = 9;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return std::nullopt;
}

// "" for what is not a percent-encoded segment.
std::string decoded(std::string_view segment) {
  std::string text;
  for (std::size_t at = 0; at < segment.size(); ++at) {
    if (segment[at] != '%') {
      text += segment[at];
      continue;
    }
    if (at + 2 >= segment.size()) return {};
    const std::optional<int> high = hex_digit(segment[at + 1]);
    const std::optional<int> low = hex_digit(segment[at + 2]);
    if (!high || !low) return {};
    text += static_cast<char>(*high * 16 + *low);
    at += 2;
  }
  return text;
}

std::optional<std::size_t> number_of(std::string_view digits) {
  if (digits.empty() || digits.size() > kMostDigits) return std::nullopt;
  std::size_t number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::size_t>(c - '0');
  }
  return number;
}

std::string encoded(std::string_view text) {
  std::string path;
  for (const char c : text) {
    path += is_plain(c) ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return path;
}

Route route_of_labels(const std::vector<std::string_view>& parts, const std::string& run) {
  if (parts.size() == 3) return {Route::Page::bare_labels, run};
  if (parts.size() == 4 && parts[3].empty()) return {Route::Page::labels, run};
  if (parts.size() == 4 && parts[3] == "next") return {Route::Page::next_label, run};
  if (parts.size() != 5 || parts[3] != "at") return {};
  const std::optional<std::size_t> place = number_of(parts[4]);
  return place ? Route{Route::Page::label, run, {}, *place} : Route();
}

}  // namespace

Route route_of(std::string_view target) {
  if (target == "/") return {Route::Page::runs};
  if (target.find('?') != std::string_view::npos) return {};
  const std::vector<std::string_view> parts = split(target, '/');  // of "/a/b": "", "a", "b"
  if (parts.size() < 3 || !parts[0].empty()) return {};
  if (parts[1] != "runs" && parts[1] != "label") return {};
  const std::string run = decoded(parts[2]);
  if (run.empty()) return {};
  if (parts[1] == "label") return route_of_labels(parts, run);
  if (parts.size() == 3) return {Route::Page::bare, run};
  if (parts.size() == 4 && parts[3].empty()) return {Route::Page::run, run};
  if (parts.size() == 4 && parts[3] == "state") return {Route::Page::state, run};
  if (parts.size() != 6 || parts[3] != "texts") return {};
  const std::optional<std::size_t> chunk = number_of(parts[5]);
  if (!chunk) return {};
  return {Route::Page::texts, run, std::string(parts[4]), *chunk};
}

std::string path_of_run(std::string_view run_id) {
  return "/runs/" + encoded(run_id) + "/";
}

std::string path_of_labels(std::string_view run_id) {
  return "/label/" + encoded(run_id) + "/";
}

}  // namespace assay
