// The variables of one case. Names are shared by all rows of a data set.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"

namespace assay {

class Vars {
 public:
  Vars() = default;
  Vars(std::shared_ptr<const std::vector<std::string>> names, std::vector<Json> values)
      : names_(std::move(names)), values_(std::move(values)) {}

  std::size_t size() const { return values_.size(); }
  const std::string& name(std::size_t i) const { return (*names_)[i]; }
  const Json& value(std::size_t i) const { return values_[i]; }

  // The same for all Vars that share their list of names.
  const void* shape() const { return names_.get(); }

  // nullptr when there is none.
  const Json* find(std::string_view name) const {
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if ((*names_)[i] == name) return &values_[i];
    }
    return nullptr;
  }

 private:
  std::shared_ptr<const std::vector<std::string>> names_;  // at least as long as values_
  std::vector<Json> values_;
};

}  // namespace assay
