// The sections of a models file, one reader each. Private to models_file*.cc.
//
// What is wrong is an error in `diagnostics`; what is read then is not to be used.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/simulate/models_file/models_file.h"
#include "harness/yaml/fields.h"

namespace assay {

// The value of `key`, one of `names`, which are those of the enum's values in their order.
template <class Enum>
std::optional<Enum> choose(const Fields& fields, std::string_view key,
                           const std::vector<std::string>& names) {
  const std::optional<std::size_t> row = fields.choice(key, names);
  return row ? std::optional<Enum>(static_cast<Enum>(*row)) : std::nullopt;
}

// `defaults` carries what the top of the file says for every model.
SimulatedModel read_simulated_model(const YamlNode& node, const SimulatedModel& defaults,
                                    Diagnostics& diagnostics);
SkillCurve read_skill(const YamlNode& node, Diagnostics& diagnostics);
// `reasoning_style`, `content_style`, `usage`: on a model, or for all of them.
void read_wire_styles(const Fields& fields, SimulatedModel& model);
SimulatedJudge read_simulated_judge(const YamlNode& node, Diagnostics& diagnostics);
// The value of `regex`, compiled.
std::optional<QuestionPattern> read_regex(const Fields& fields, Diagnostics& diagnostics);
AnswerRule read_answer_rule(const YamlNode& node, Diagnostics& diagnostics);
RecordedSource read_recorded_source(const YamlNode& node, Diagnostics& diagnostics);
// The keys of a fault's effects, and the one that it has: into `fault`. False when it
// has none.
std::vector<std::string_view> effect_keys();
bool read_effect(const Fields& fields, ServerFault& fault, Diagnostics& diagnostics);
// The name of an error envelope.
std::string read_envelope(const Fields& fields, std::string_view key);
ServerFault read_fault(const YamlNode& node, Diagnostics& diagnostics);

}  // namespace assay
