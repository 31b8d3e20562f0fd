#include "harness/cli/terminal/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace assay {
namespace {

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool is_on(const char* name) {
  return is_set(name) && std::string_view(std::getenv(name)) != "0";
}

}  // namespace

Result<ColourWhen> parse_colour(const std::string& word) {
  const auto found = std::find(std::begin(kColourWords), std::end(kColourWords), word);
  if (found == std::end(kColourWords)) return usage_error("expected auto, always or never");
  return static_cast<ColourWhen>(found - std::begin(kColourWords));
}

bool is_terminal(int descriptor) {
  return ::isatty(descriptor) == 1;
}

bool use_colour(ColourWhen wanted, int descriptor) {
  if (wanted == ColourWhen::always) return true;
  if (wanted == ColourWhen::never) return false;
  if (is_set("NO_COLOR")) return false;
  if (is_on("CLICOLOR_FORCE") || is_on("FORCE_COLOR")) return true;
  const char* term = std::getenv("TERM");
  return is_terminal(descriptor) && (term == nullptr || std::string_view(term) != "dumb");
}

int terminal_columns(int descriptor) {
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 100;
}

}  // namespace assay
