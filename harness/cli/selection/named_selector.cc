#include "harness/cli/selection/named_selector.h"

#include <algorithm>
#include <set>
#include <utility>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/report/selector.h"
#include "harness/suite/selector.h"

namespace assay {
namespace {

// Keys of a selector, and what each may be in this run.
std::vector<std::string> selector_keys(const std::vector<ManifestVariant>& variants) {
  std::set<std::string> parameters;
  for (const ManifestVariant& variant : variants) {
    for (const auto& [name, value] : variant.params) parameters.insert(name);
  }
  std::vector<std::string> keys = {"model", "prompt"};
  keys.insert(keys.end(), parameters.begin(), parameters.end());
  return keys;
}

std::vector<std::string> values_of(const std::vector<ManifestVariant>& variants,
                                   const std::string& key) {
  std::set<std::string> values;
  for (const ManifestVariant& variant : variants) {
    if (key == "model") values.insert(variant.model);
    if (key == "prompt") values.insert(variant.prompt);
    const auto found = variant.params.find(key);
    if (found != variant.params.end()) values.insert(parameter_text(found->second));
  }
  return {values.begin(), values.end()};
}

Result<Selector> selector_of(const KeyValues& pairs, const std::string& run,
                             const std::vector<ManifestVariant>& variants) {
  const std::vector<std::string> keys = selector_keys(variants);
  Selector selector;
  std::set<std::string> seen;
  for (const auto& [key, value] : pairs) {
    if (!seen.insert(key).second) return usage_error("a selector names '" + key + "' twice");
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      return usage_error("'" + key + "=" + value + "': no variant of run " + run + " has a '" +
                         key + "'" + did_you_mean(key, keys) + " (one of " + listed(keys) + ")");
    }
    Selector field = selector_of_word(key, value);
    if (std::none_of(variants.begin(), variants.end(),
                     [&](const ManifestVariant& each) { return matches(field, each); })) {
      const std::vector<std::string> there = values_of(variants, key);
      return usage_error("'" + key + "=" + value + "' fits no variant of run " + run +
                         did_you_mean(value, there) + " (there is " + key + "=" + listed(there) +
                         ")");
    }
    if (field.model) selector.model = std::move(field.model);
    if (field.prompt) selector.prompt = std::move(field.prompt);
    selector.params.merge(field.params);
  }
  return selector;
}

}  // namespace

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 12;
  const std::size_t shown = std::min(names.size(), kMost);
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(shown);
  const std::string text = join({names.begin(), end}, ", ");
  return shown == names.size() ? text
                               : text + " and " + std::to_string(names.size() - shown) + " more";
}

Result<std::optional<Selector>> named_selector(const std::string& text, const std::string& run,
                                               const Manifest& manifest) {
  const std::optional<KeyValues> pairs = selector_words(text);
  if (!pairs) return std::optional<Selector>();
  ASSAY_TRY(Selector selector, selector_of(*pairs, run, manifest.variants));
  return std::optional(std::move(selector));
}

}  // namespace assay
