// What a judge is shown: the parts of its question that stand between lines of their own,
//
//   <<answer 3f2a>>
//   Paris.
//   <<end answer 3f2a>>
#pragma once

#include <optional>
#include <string_view>

namespace assay {

// Views into the message. A part that is there twice counts once, the first time.
struct JudgeMaterial {
  std::optional<std::string_view> question;
  std::optional<std::string_view> answer;
  std::optional<std::string_view> context;
};

// A line `<<NAME CODE>>` begins a part, and the next line `<<end NAME CODE>>` with the same
// code ends it. Nothing inside a part begins another one.
JudgeMaterial read_judge_material(std::string_view message);

}  // namespace assay
