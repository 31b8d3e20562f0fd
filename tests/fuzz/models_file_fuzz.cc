// Any bytes as a models file: what its header promises, or a refusal with a place.
#include <algorithm>

#include "harness/simulate/models_file/models_file.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(models_file) {
  const auto file = assay::parse_models_file(input, "fuzz.yaml");
  if (!file) return assay::require(file.error().message.starts_with("fuzz.yaml:"));
  for (const assay::SimulatedModel& model : file->models) {
    const auto& points = model.skill.points;
    assay::require(!model.id.empty() && !points.empty());
    assay::require(std::is_sorted(points.begin(), points.end()));
    const double skill = model.skill.at(0.5);
    assay::require(skill >= 0 && skill <= 1);
    assay::require(file->find_model(model.id) == &model);
  }
}
