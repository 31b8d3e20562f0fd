// Text as strangers write it: what models, providers and suites have been seen to
// break reports, spreadsheets, terminals, CI logs and parsers with. Every sink
// is shown every one of these (tests/faults/matrix.md, rows 35, 50-54, 71, 73).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::testing {

struct HostileText {
  std::string_view name;  // unique; letters, digits and '_'
  std::string text;       // bytes: not always UTF-8, may hold NUL
};

const std::vector<HostileText>& hostile_corpus();

}  // namespace assay::testing
