// The sections of a models file, one reader each. Private to models_file*.cc.
#pragma once

#include "harness/simulate/models_file.h"
#include "harness/simulate/models_yaml.h"

namespace assay {

// `defaults` carries what the top of the file says for every model.
Result<SimulatedModel> read_simulated_model(const ModelsSource& source, const ModelsYaml& node,
                                            const SimulatedModel& defaults);
Result<SkillCurve> read_skill(const ModelsSource& source, const ModelsYaml& node);
// `reasoning_style`, `content_style`, `usage`: on a model, or for all of them.
Result<void> read_wire_styles(const ModelsSource& source, const ModelsYaml& node,
                              SimulatedModel& model);
Result<AnswerRule> read_answer_rule(const ModelsSource& source, const ModelsYaml& node);
Result<RecordedSource> read_recorded_source(const ModelsSource& source, const ModelsYaml& node);
// The keys of a fault's effects, and the one that `node` has: into `fault`.
// False when it has none.
std::vector<std::string> effect_keys();
Result<bool> read_effect(const ModelsSource& source, const ModelsYaml& node, ServerFault& fault);
Result<ServerFault> read_fault(const ModelsSource& source, const ModelsYaml& node);

}  // namespace assay
