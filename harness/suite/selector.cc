#include "harness/suite/selector.h"

#include <algorithm>
#include <utility>

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

std::optional<KeyValues> selector_words(std::string_view text) {
  KeyValues pairs;
  for (const std::string_view part : split(text, ',')) {
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos || equals == 0) return std::nullopt;
    const std::string_view key = trim(part.substr(0, equals));
    if (key.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != std::string_view::npos)
      return std::nullopt;
    pairs.emplace_back(key, trim(part.substr(equals + 1)));
  }
  return pairs;
}

Selector selector_of_word(const std::string& key, const std::string& value) {
  if (key == "model") return {value, {}, {}};
  if (key == "prompt") return {{}, value, {}};
  Result<Json> json = parse_json(value);
  return {{}, {}, {{key, json ? std::move(*json) : Json(value)}}};
}

}  // namespace assay
