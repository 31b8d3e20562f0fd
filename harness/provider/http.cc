#include "harness/provider/http.h"

#include <algorithm>

#include "harness/base/text.h"

namespace assay {

const Header* find_header(const Headers& headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const Header& each) {
    return equals_ignoring_ascii_case(each.name, name);
  });
  return found == headers.end() ? nullptr : &*found;
}

}  // namespace assay
