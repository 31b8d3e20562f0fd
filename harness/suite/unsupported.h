// Keys that the format has and this version does not run: refused by name, so
// that nobody believes a rule is enforced that is not.
#pragma once

#include <string_view>

namespace assay {

struct UnsupportedKey {
  std::string_view place;  // the Owner's kind: "case"
  std::string_view key;
  std::string_view why;
};

const UnsupportedKey* find_unsupported(std::string_view place, std::string_view key);

}  // namespace assay
