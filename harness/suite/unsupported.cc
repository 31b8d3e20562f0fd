#include "harness/suite/unsupported.h"

namespace assay {
namespace {

constexpr std::string_view kComparing = "gates that compare are not in this version";

constexpr UnsupportedKey kKeys[] = {
    {"gate", "compare", kComparing},
    {"gate", "no_worse_than", kComparing},
    {"gate", "at_most_ratio", kComparing},
    {"gate", "stop_early", kComparing},
    {"gate", "require_same_model", kComparing},
    {"case", "turns",
     "cases of several turns are not run in this version; a prompt's 'messages' can hold the turns "
     "that come before the question"},
};

}  // namespace

std::span<const UnsupportedKey> unsupported_keys() { return kKeys; }

const UnsupportedKey* find_unsupported(std::string_view place, std::string_view key) {
  for (const UnsupportedKey& row : kKeys) {
    if (row.place == place && row.key == key) return &row;
  }
  return nullptr;
}

}  // namespace assay
