// Criteria that come with assay. To add one: a file in rubrics/, a row here.
#pragma once

#include <span>
#include <string_view>

#include "harness/judge/shape.h"

namespace assay {

enum class Needs { no, may, must };

struct BuiltInRubric {
  std::string_view name;
  std::string_view help;
  // What the criterion speaks of. What it does not need is not shown to the judge.
  Needs answer;
  Needs reference;
  Needs context;
  VerdictShape shape;
  std::string_view text;  // of rubrics/NAME.md
};

std::span<const BuiltInRubric> built_in_rubrics();
const BuiltInRubric* find_rubric(std::string_view name);  // nullptr: there is none

}  // namespace assay
