// What a javascript assertion of the usual shapes says, without running it.
//
// A fixed small part of the language (javascript_tree.h). What is native means the same as the
// code does in an engine, for answers that are no JSON too: what throws there is a fail, under
// `not-` as well.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/json.h"

namespace assay {

struct ScriptMeaning {
  enum class Kind : std::uint8_t {
    unknown,  // the code has to be run
    native,   // `expectation` decides the same
    always_passes,
    always_fails,
  };
  Kind kind = Kind::unknown;
  Json expectation;  // with `not-` already in it
  std::string note;  // of native: what rare answers show; of always_...: why
};

struct ScriptSetting {
  bool answer_is_object = false;         // `output` is the parsed answer
  bool inverse = false;                  // what is wanted is that `not-` passes
  std::optional<double> threshold = {};  // of a number
};

// One line is an expression, several are a body with `return`.
ScriptMeaning javascript_meaning(std::string_view code, const ScriptSetting& setting);

}  // namespace assay
