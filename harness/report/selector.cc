#include "harness/report/selector.h"

#include <string>

#include "harness/base/text.h"

namespace assay {
namespace {

bool names_model(const std::string& pattern, const VariantIdentity& variant) {
  return glob_match(pattern, variant.model) || glob_match(pattern, variant.model_id) ||
         glob_match(pattern, variant.provider + ":" + variant.model_id);
}

}  // namespace

bool matches(const Selector& selector, const VariantIdentity& variant) {
  if (selector.model && !names_model(*selector.model, variant)) return false;
  if (selector.prompt && !glob_match(*selector.prompt, variant.prompt)) return false;
  for (const auto& [name, value] : selector.params) {
    const auto found = variant.params.find(name);
    const auto axis = variant.axes.find(name);
    const bool in_params = found != variant.params.end() && found->second == value;
    const bool in_axes = axis != variant.axes.end() && axis->second == value;
    if (!in_params && !in_axes) return false;
  }
  return true;
}

}  // namespace assay
