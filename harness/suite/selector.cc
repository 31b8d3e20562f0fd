#include "harness/suite/selector.h"

#include <algorithm>

#include "harness/base/text.h"

namespace assay {

bool matches_model(std::string_view glob, const Suite& suite, const Model& model) {
  return glob_match(glob, model.name) ||
         glob_match(glob, suite.providers[model.provider].name + ":" + model.id);
}

bool matches(const Selector& selector, const Suite& suite, const Model& model, const Prompt& prompt,
             const Params& params) {
  if (selector.model && !matches_model(*selector.model, suite, model)) return false;
  if (selector.prompt && !glob_match(*selector.prompt, prompt.id)) return false;
  return std::all_of(selector.params.begin(), selector.params.end(), [&](const auto& wanted) {
    const auto found = params.find(wanted.first);
    return found != params.end() && found->second == wanted.second;
  });
}

}  // namespace assay
