// The variables of one case. Names are shared by all rows of a data set.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"

namespace assay {

// Names in their order, and where each stands.
class VarNames {
 public:
  explicit VarNames(std::vector<std::string> names);

  const std::vector<std::string>& all() const { return names_; }

  struct Search {
    std::optional<std::size_t> place;  // of several, the first
    int looks = 0;                     // at names: no more than it takes to halve them all
  };
  Search find(std::string_view name) const;

 private:
  std::vector<std::string> names_;
  std::vector<std::uint32_t> sorted_;  // places, by name
};

class Vars {
 public:
  using Names = std::shared_ptr<const VarNames>;

  Vars() = default;
  // One value for each name.
  Vars(Names names, std::vector<Json> values)
      : names_(std::move(names)), values_(std::move(values)) {}

  std::size_t size() const { return values_.size(); }
  const std::string& name(std::size_t i) const { return names_->all()[i]; }
  std::vector<std::string> names() const {
    return names_ == nullptr ? std::vector<std::string>() : names_->all();
  }
  const Json& value(std::size_t i) const { return values_[i]; }

  // These, and one more of another name.
  Vars with(const std::string& name, Json value) const;

  // The same for all Vars that share their list of names.
  const void* shape() const { return names_.get(); }

  // nullptr when there is none.
  const Json* find(std::string_view name) const {
    if (names_ == nullptr) return nullptr;
    const std::optional<std::size_t> place = names_->find(name).place;
    return place && *place < values_.size() ? &values_[*place] : nullptr;
  }

 private:
  Names names_;
  std::vector<Json> values_;
};

}  // namespace assay
