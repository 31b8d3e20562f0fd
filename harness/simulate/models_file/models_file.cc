#include "harness/simulate/models_file/models_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/file.h"
#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/simulate/models_file/parts.h"

namespace assay {
namespace {

const std::vector<std::string> kTlsKinds = {"good",    "self_signed",   "wrong_host",
                                            "expired", "not_yet_valid", "tls1_0"};

void read_tls(const Fields& fields, ModelsFile& file, Diagnostics& diagnostics) {
  file.tls = choose<TlsKind>(fields, "tls", kTlsKinds);
  file.ca_file = fields.text("ca_file").value_or("");
  const YamlNode* ca_file = fields.find("ca_file");
  if (ca_file != nullptr && fields.find("tls") == nullptr) {
    diagnostics.error(ca_file->position(), "'ca_file' goes with 'tls'");
  }
}

void read_models(const Fields& fields, ModelsFile& file, Diagnostics& diagnostics) {
  SimulatedModel defaults;
  read_wire_styles(fields, defaults);
  for (const YamlNode* item : fields.items("models")) {
    SimulatedModel model = read_simulated_model(*item, defaults, diagnostics);
    if (!model.id.empty() && file.find_model(model.id) != nullptr) {
      diagnostics.error(item->position(), fmt::format("model '{}' is given twice", model.id));
    }
    file.models.push_back(std::move(model));
  }
  // A model that only has recorded replies needs no row of its own.
  for (const RecordedSource& recorded : file.recorded) {
    for (const auto& [id, path] : recorded.reply) {
      if (const SimulatedModel* row = file.find_model(id)) {
        if (!row->judge) continue;
        diagnostics.error(
            fields.find("models")->position(),
            fmt::format("model '{}' is a judge: it cannot have recorded replies", excerpt(id, 60)));
        continue;
      }
      SimulatedModel model = defaults;
      model.id = id;
      file.models.push_back(std::move(model));
    }
  }
}

// `model:` of a rule or a fault must be one that exists.
void check_model_names(const Fields& fields, std::string_view section, const ModelsFile& file,
                       Diagnostics& diagnostics) {
  std::vector<std::string> ids;
  for (const SimulatedModel& model : file.models) ids.push_back(model.id);
  for (const YamlNode* item : fields.items(section)) {
    const YamlNode* name = item->find("model");
    if (name == nullptr || file.find_model(name->text) != nullptr) continue;
    diagnostics.error(name->position(), [&] {
      return fmt::format("no model '{}'{}", excerpt(name->text, 60),
                         did_you_mean(name->text.substr(0, 60), ids));
    });
  }
}

ModelsFile read_models_file(const YamlNode& root, Diagnostics& diagnostics) {
  const Fields fields(
      root, {"the models file"},
      {"seed", "models", "answers", "default_answer", "recorded", "faults", "wire", "journal",
       "require_key", "reasoning_style", "content_style", "usage", "tls", "ca_file"},
      diagnostics);
  ModelsFile file;
  file.seed = static_cast<std::uint64_t>(fields.integer("seed", {0, {}}).value_or(0));
  file.default_answer = fields.text("default_answer").value_or(file.default_answer);
  file.wire = fields.text("wire").value_or("");
  file.journal = fields.text("journal").value_or("");
  file.require_key = fields.text("require_key").value_or("");
  read_tls(fields, file, diagnostics);
  for (const YamlNode* item : fields.items("recorded")) {
    file.recorded.push_back(read_recorded_source(*item, diagnostics));
  }
  read_models(fields, file, diagnostics);
  for (const YamlNode* item : fields.items("answers")) {
    file.answers.push_back(read_answer_rule(*item, diagnostics));
  }
  for (const YamlNode* item : fields.items("faults")) {
    file.faults.push_back(read_fault(*item, diagnostics));
  }
  // From here on all models are known, or errors would breed errors.
  if (diagnostics.has_errors()) return file;
  if (file.models.empty() && file.wire.empty()) {
    diagnostics.error(root.position(), "no models: give 'models', 'recorded' or 'wire'");
  }
  check_model_names(fields, "answers", file, diagnostics);
  if (file.wire.empty()) check_model_names(fields, "faults", file, diagnostics);
  return file;
}

}  // namespace

const SimulatedModel* ModelsFile::find_model(std::string_view id) const {
  const auto found = std::find_if(models.begin(), models.end(),
                                  [&](const SimulatedModel& model) { return model.id == id; });
  return found == models.end() ? nullptr : &*found;
}

Result<std::filesystem::path> path_below(const std::filesystem::path& root, std::string_view what,
                                         const std::string& relative) {
  const std::filesystem::path path = std::filesystem::path(relative).lexically_normal();
  if (path.is_absolute() || path.empty() || *path.begin() == "..") {
    return usage_error(fmt::format("{}: '{}' leaves the root folder", what, relative));
  }
  return root / path;
}

double SkillCurve::at(double temperature) const {
  if (temperature <= points.front().first) return points.front().second;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const auto& [left, left_skill] = points[i - 1];
    const auto& [right, right_skill] = points[i];
    if (temperature > right) continue;
    return left_skill + (right_skill - left_skill) * (temperature - left) / (right - left);
  }
  return points.back().second;
}

Result<ModelsFile> parse_models_file(std::string_view yaml, std::string name) {
  SourceFile source{std::move(name), std::string(yaml)};
  Diagnostics diagnostics;
  if (!accept_text(source, diagnostics)) return diagnostics.failure();
  TextBudget budget;
  const std::optional<YamlTree> tree = YamlTree::parse(source, diagnostics, budget);
  if (!tree) return diagnostics.failure();
  ModelsFile file = read_models_file(tree->root(), diagnostics);
  if (diagnostics.has_errors()) return diagnostics.failure();
  return file;
}

Result<ModelsFile> load_models_file(const std::filesystem::path& path) {
  ASSAY_TRY(const std::string yaml, read_file(path, kMaxYamlBytes));
  return parse_models_file(yaml, path.string());
}

}  // namespace assay
