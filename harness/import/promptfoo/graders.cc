// Who marks: graders as `judges`, and who embeds.
#include <fmt/format.h>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"

namespace assay {
namespace {

// What promptfoo asks when nobody is named and the key of OpenAI is there.
constexpr std::string_view kDefaultGrader = "gpt-5.5-2026-04-23";
constexpr std::string_view kDefaultEmbedder = "openai:text-embedding-3-large";

std::string add_judge(Importer& importer, std::string_view wanted, MadeModel model) {
  for (const auto& [name, known] : importer.judges)
    if (known.provider == model.provider && known.id == model.id &&
        write_yaml(known.params) == write_yaml(model.params))
      return name;
  std::string base = name_for_file(wanted);
  if (base.empty()) base = "grader";
  std::set<std::string> taken;
  for (const auto& [name, known] : importer.judges) taken.insert(name);
  std::string name = base;
  for (std::size_t i = 2; taken.contains(name); ++i) name = fmt::format("{}-{}", base, i);
  importer.judges.emplace_back(name, std::move(model));
  return name;
}

// Of `{text: ..., embedding: ...}` the one that is meant.
const YamlNode* part_of(const YamlNode* grader, std::string_view part) {
  if (grader == nullptr || !grader->is_map()) return grader;
  if (const YamlNode* const named = grader->find(part)) return named;
  return grader->find("text") != nullptr || grader->find("embedding") != nullptr ? nullptr : grader;
}

}  // namespace

std::string judge_for(Importer& importer, const YamlNode* grader) {
  const YamlNode* const node = part_of(grader, "text");
  if (node == nullptr) {
    MadeModel model;
    model.provider = "openai";
    model.id = kDefaultGrader;
    return add_judge(importer, "grader", std::move(model));
  }
  const auto known = importer.graders.find(node);
  if (known != importer.graders.end()) return known->second;
  const YamlNode* const id = node->is_map() ? node->find("id") : node;
  const std::string shown = id != nullptr ? text_of(*id) : "?";
  constexpr std::size_t kMostJudges = 200;
  if (importer.judges.size() >= kMostJudges) {
    importer.account.add(node->position(), fmt::format("grader {}", excerpt(shown, 80)),
                         ImportOutcome::refused, fmt::format("more than {} graders", kMostJudges));
    importer.graders.emplace(node, "");
    return "";
  }
  std::optional<MadeModel> model =
      import_model(importer, *node, fmt::format("grader {}", excerpt(shown, 80)));
  std::string name;
  if (model && model->is_own)
    importer.account.add(node->position(), fmt::format("grader {}", excerpt(shown, 80)),
                         ImportOutcome::approximated,
                         "the program is asked in assay's words, and answers with the verdict as "
                         "JSON that they ask for; what is no such verdict is an error");
  if (model)
    name = add_judge(importer, model->name.empty() ? "grader" : label_of(model->name),
                     std::move(*model));
  importer.graders.emplace(node, name);
  return name;
}

std::string embedder_for(Importer& importer, const YamlNode* grader) {
  const YamlNode* const node = part_of(grader, "embedding");
  const bool is_of_text = node != nullptr && node == grader &&
                          (node->is_scalar()             ? node->text
                           : node->find("id") != nullptr ? node->find("id")->text
                                                         : std::string_view{})
                                  .find("embed") == std::string_view::npos;
  if (node == nullptr || is_of_text) return std::string(kDefaultEmbedder);
  const auto known = importer.graders.find(node);
  if (known != importer.graders.end()) return known->second;
  return importer.graders.emplace(node, import_embedder(importer, *node)).first->second;
}

}  // namespace assay
