// `normalise:`: what two texts may differ in and be equal still.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace assay {

struct NormaliserRow {
  std::string_view name;
  std::string_view help;
  bool changes_ascii;  // false: a text of ASCII alone is left as it is, without a copy
  std::string (*apply)(std::string_view text);
};

// In the order in which they are applied, whatever the order they are written in.
std::span<const NormaliserRow> normaliser_rows();
std::span<const std::string_view> normaliser_names();

// Some of the rows. Whoever compares applies one to both sides.
class Normaliser {
 public:
  Normaliser() = default;  // changes nothing
  // A usage error for a name that is none.
  static Result<Normaliser> of(const std::vector<std::string>& names);
  Result<void> add(std::string_view name);

  // The text itself where nothing changes it, else a view of `storage`.
  std::string_view apply(std::string_view text, std::string& storage) const;
  std::string apply(std::string_view text) const;

 private:
  std::vector<const NormaliserRow*> steps_;
};

// What is done to every text that is compared, unless `exact`: NFC. Where an end
// of a text matters, white space there does not (trim_white_space).
const Normaliser& default_normaliser();

// The default and what `arguments["normalise"]` says beyond it.
Result<Normaliser> read_normaliser(const Json& arguments);

}  // namespace assay
