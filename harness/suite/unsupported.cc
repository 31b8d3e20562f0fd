#include "harness/suite/unsupported.h"

namespace assay {
namespace {

constexpr UnsupportedKey kKeys[] = {
    {"case", "turns",
     "cases of several turns are not run in this version; a prompt's 'messages' can hold the turns "
     "that come before the question"},
};

}  // namespace

const UnsupportedKey* find_unsupported(std::string_view place, std::string_view key) {
  for (const UnsupportedKey& row : kKeys) {
    if (row.place == place && row.key == key) return &row;
  }
  return nullptr;
}

}  // namespace assay
