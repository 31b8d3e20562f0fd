#include "harness/import/promptfoo/javascript_space.h"

#include <algorithm>
#include <array>

namespace assay {
namespace {

// The members of kJavascriptSpace in UTF-8.
constexpr std::array<std::string_view, 25> kSpaces = {
    "\t",           "\n",           "\v",           "\f",           "\r",           " ",
    "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
    "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89",
    "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80",
    "\xEF\xBB\xBF"};

}  // namespace

std::string_view without_javascript_space_before(std::string_view text) {
  for (;;) {
    const auto* const found = std::find_if(kSpaces.begin(), kSpaces.end(),
                                           [&](auto space) { return text.starts_with(space); });
    if (found == kSpaces.end()) return text;
    text.remove_prefix(found->size());
  }
}

std::string_view trim_javascript(std::string_view text) {
  text = without_javascript_space_before(text);
  for (;;) {
    const auto* const found = std::find_if(kSpaces.begin(), kSpaces.end(),
                                           [&](auto space) { return text.ends_with(space); });
    if (found == kSpaces.end()) return text;
    text.remove_suffix(found->size());
  }
}

}  // namespace assay
