#include "harness/simulate/models_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "harness/base/encoding.h"
#include "harness/base/file.h"
#include "harness/base/spelling.h"
#include "harness/simulate/models_file_parts.h"

namespace assay {
namespace {

const std::vector<std::string> kTopKeys = {
    "seed",    "models",      "answers",         "default_answer", "recorded", "faults", "wire",
    "journal", "require_key", "reasoning_style", "content_style",  "usage",    "tls",    "ca_file"};
const std::vector<std::string> kTlsKinds = {"good",    "self_signed",   "wrong_host",
                                            "expired", "not_yet_valid", "tls1_0"};

template <class T>
using ReadItem = Result<T> (*)(const ModelsSource&, const ModelsYaml&);

template <class T>
Result<std::vector<T>> read_items(const ModelsSource& source, const ModelsYaml& root,
                                  std::string_view key, ReadItem<T> read_item) {
  std::vector<T> items;
  const ModelsYaml* node = root.find(key);
  if (node == nullptr) return items;
  ASSAY_CHECK(source.expect_list(*node, key));
  for (const ModelsYaml& item : node->items) {
    ASSAY_TRY(T value, read_item(source, item));
    items.push_back(std::move(value));
  }
  return items;
}

Result<void> read_texts(const ModelsSource& source, const ModelsYaml& root, ModelsFile& file) {
  const std::pair<const char*, std::string*> texts[] = {{"default_answer", &file.default_answer},
                                                        {"wire", &file.wire},
                                                        {"journal", &file.journal},
                                                        {"require_key", &file.require_key},
                                                        {"ca_file", &file.ca_file}};
  for (const auto& [key, target] : texts) {
    if (const ModelsYaml* node = root.find(key)) {
      ASSAY_TRY(*target, source.text(*node, key));
    }
  }
  return {};
}

Result<void> read_tls(const ModelsSource& source, const ModelsYaml& root, ModelsFile& file) {
  if (const ModelsYaml* tls = root.find("tls")) {
    ASSAY_TRY(const std::size_t kind, source.choice(*tls, "tls", kTlsKinds));
    file.tls = static_cast<TlsKind>(kind);
  } else if (const ModelsYaml* ca_file = root.find("ca_file")) {
    return source.error_at(*ca_file, "ca_file goes with 'tls'");
  }
  return {};
}

Result<void> read_models(const ModelsSource& source, const ModelsYaml& root, ModelsFile& file) {
  SimulatedModel defaults;
  ASSAY_CHECK(read_wire_styles(source, root, defaults));
  if (const ModelsYaml* node = root.find("models")) {
    ASSAY_CHECK(source.expect_list(*node, "models"));
    for (const ModelsYaml& item : node->items) {
      ASSAY_TRY(SimulatedModel model, read_simulated_model(source, item, defaults));
      if (file.find_model(model.id) != nullptr) {
        return source.error_at(item, fmt::format("model '{}' is given twice", model.id));
      }
      file.models.push_back(std::move(model));
    }
  }
  // A model that only has recorded replies needs no row of its own.
  for (const RecordedSource& recorded : file.recorded) {
    for (const auto& [id, path] : recorded.reply) {
      if (file.find_model(id) != nullptr) continue;
      SimulatedModel model = defaults;
      model.id = id;
      file.models.push_back(std::move(model));
    }
  }
  if (file.models.empty() && file.wire.empty()) {
    return source.error_at(root, "no models: give 'models', 'recorded' or 'wire'");
  }
  return {};
}

// `model:` of a rule or a fault must be one that exists.
Result<void> check_model_names(const ModelsSource& source, const ModelsYaml& root,
                               const ModelsFile& file, std::string_view section) {
  const ModelsYaml* list = root.find(section);
  if (list == nullptr) return {};
  std::vector<std::string> ids;
  for (const SimulatedModel& model : file.models) ids.push_back(model.id);
  for (const ModelsYaml& item : list->items) {
    const ModelsYaml* name = item.find("model");
    if (name == nullptr || file.find_model(name->scalar) != nullptr) continue;
    return source.error_at(
        *name, fmt::format("no model '{}'{}", name->scalar, did_you_mean(name->scalar, ids)));
  }
  return {};
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
  const ModelsSource source(std::move(name), yaml);
  ASSAY_TRY(const ModelsYaml root, source.parse());
  ASSAY_CHECK(source.expect_map(root, "the models file", kTopKeys));
  ModelsFile file;
  if (const ModelsYaml* seed = root.find("seed")) {
    ASSAY_TRY(const std::int64_t value,
              source.integer(*seed, "seed", 0, std::numeric_limits<std::int64_t>::max()));
    file.seed = static_cast<std::uint64_t>(value);
  }
  ASSAY_CHECK(read_texts(source, root, file));
  ASSAY_CHECK(read_tls(source, root, file));
  ASSAY_TRY(file.recorded, read_items(source, root, "recorded", read_recorded_source));
  ASSAY_TRY(file.answers, read_items(source, root, "answers", read_answer_rule));
  ASSAY_TRY(file.faults, read_items(source, root, "faults", read_fault));
  ASSAY_CHECK(read_models(source, root, file));
  ASSAY_CHECK(check_model_names(source, root, file, "answers"));
  if (file.wire.empty()) ASSAY_CHECK(check_model_names(source, root, file, "faults"));
  return file;
}

Result<ModelsFile> load_models_file(const std::filesystem::path& path) {
  ASSAY_TRY(std::string bytes, read_file(path, kMaxModelsFileBytes));
  const tl::expected<std::string, EncodingError> text = decode_text(std::move(bytes));
  if (!text) {
    return usage_error(
        fmt::format("{}:{}:1: {}", path.string(), text.error().line, text.error().message));
  }
  return parse_models_file(*text, path.string());
}

}  // namespace assay
