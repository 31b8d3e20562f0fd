// What became of a key or an assertion of somebody else's suite.
#pragma once

#include <cstdint>
#include <string_view>

namespace assay {

enum class ImportOutcome : std::uint8_t {
  native,        // an expectation of assay that means the same
  script,        // the same code, which a script runs
  judge,         // a model is asked, in other words than there
  approximated,  // nearly the same; the note says where not
  refused,       // not there; the note says why
  ignored,       // said nothing there either
};

// As the account of an import spells it: "native", ...
std::string_view name(ImportOutcome outcome);

}  // namespace assay
