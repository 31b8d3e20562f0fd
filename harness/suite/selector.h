// Which variants a Selector, or a filter of the command line, means.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/suite/suite.h"

namespace assay {

// Whether a glob names `model`, by its label or as provider:id.
bool matches_model(std::string_view glob, const Suite& suite, const Model& model);

// Whether every field of `selector` that is set matches. `params` are a
// variant's effective parameters.
bool matches(const Selector& selector, const Suite& suite, const Model& model, const Prompt& prompt,
             const Params& params);

// "model mini, temperature=0.7"; "" for all.
std::string selector_text(const Selector& selector);

// "KEY=VALUE,..." as its pairs; nothing for a text that is written in another way.
using KeyValues = std::vector<std::pair<std::string, std::string>>;
std::optional<KeyValues> selector_words(std::string_view text);

// The selector of one of them. A parameter's value is a number, a boolean or a list as JSON
// writes it; else text.
Selector selector_of_word(const std::string& key, const std::string& value);

}  // namespace assay
