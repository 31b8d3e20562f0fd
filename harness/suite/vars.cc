#include "harness/suite/vars.h"

#include <algorithm>
#include <numeric>

namespace assay {

VarNames::VarNames(std::vector<std::string> names)
    : names_(std::move(names)), sorted_(names_.size()) {
  std::iota(sorted_.begin(), sorted_.end(), 0U);
  std::stable_sort(sorted_.begin(), sorted_.end(),
                   [this](std::uint32_t a, std::uint32_t b) { return names_[a] < names_[b]; });
}

VarNames::Search VarNames::find(std::string_view name) const {
  Search search;
  const auto at = std::lower_bound(sorted_.begin(), sorted_.end(), name,
                                   [&](std::uint32_t place, std::string_view wanted) {
                                     ++search.looks;
                                     return names_[place] < wanted;
                                   });
  if (at == sorted_.end()) return search;
  ++search.looks;
  if (names_[*at] == name) search.place = *at;
  return search;
}

Vars Vars::with(const std::string& name, Json value) const {
  std::vector<std::string> names = this->names();
  names.push_back(name);
  std::vector<Json> values = values_;
  values.push_back(std::move(value));
  return {std::make_shared<const VarNames>(std::move(names)), std::move(values)};
}

}  // namespace assay
