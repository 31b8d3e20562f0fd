// simulate: a model that plays the user of a dialogue.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "harness/base/text.h"
#include "harness/suite/key_advice.h"
#include "harness/suite/loader.h"
#include "harness/suite/served_models.h"

namespace assay {
namespace {

// Thinking counts against the cap of many servers, and a line that was cut off is none.
constexpr std::int64_t kLineTokens = 4096;
// Every request holds all turns before it.
constexpr std::int64_t kMostTurns = 50;
constexpr int kTurns = 10;
constexpr std::size_t kMostUserPromptBytes = std::size_t{1} << 20;

// One of the suite's `models` by its label, or "provider:model-id".
std::optional<Model> read_player(Loader& loader, const YamlNode& node) {
  for (const Model& model : loader.suite.models)
    if (node.is_scalar() && node.text == model.name) return model;
  return read_model_reference(loader, node, "'model'");
}

// A model that talks with itself takes its own manners for a user's.
void warn_of_itself(Loader& loader, const JudgeModel& player, const Position& at) {
  for (const Model& model : loader.suite.models) {
    if (model.provider != player.model.provider || model.id != player.model.id) continue;
    loader.diagnostics.warning(
        at, fmt::format("the simulated user is model '{}', which it talks with: models go along "
                        "with their own answers; let another family play the user",
                        model.name));
    return;
  }
}

bool are_one_player(const JudgeModel& a, const JudgeModel& b) {
  return a.plays_user && a.model.provider == b.model.provider && a.model.id == b.model.id &&
         a.model.params == b.model.params && a.model.price == b.model.price &&
         a.words_file == b.words_file;
}

// "user own:chat", and "user own:chat 2" where it is asked in another way, too.
std::string player_name(const Loader& loader, std::string_view reference) {
  const std::vector<JudgeModel>& judges = loader.suite.judges;
  const std::string name = fmt::format("user {}", reference);
  for (int number = 1;; ++number) {
    std::string numbered = number == 1 ? name : fmt::format("{} {}", name, number);
    const bool is_taken = std::any_of(judges.begin(), judges.end(), [&](const JudgeModel& judge) {
      return judge.name == numbered;
    });
    if (!is_taken) return numbered;
  }
}

// Its place among the suite's judges: cases that are alike share one.
std::optional<std::size_t> add_player(Loader& loader, JudgeModel player, const YamlNode& model) {
  const Provider& provider = loader.suite.providers[player.model.provider];
  if (provider.program) {
    loader.diagnostics.error(
        model.position(),
        fmt::format("provider '{}' is a program, and simulated users are models", provider.name));
    return std::nullopt;
  }
  player.model.params.try_emplace("max_tokens", kLineTokens);
  std::vector<JudgeModel>& judges = loader.suite.judges;
  const auto known = std::find_if(judges.begin(), judges.end(), [&](const JudgeModel& judge) {
    return are_one_player(judge, player);
  });
  if (known != judges.end()) return static_cast<std::size_t>(known - judges.begin());
  warn_of_itself(loader, player, model.position());
  player.name = player_name(loader, model.text);
  player.model.name = player.name;
  judges.push_back(std::move(player));
  return judges.size() - 1;
}

// Everything but who it is was read.
std::optional<JudgeModel> read_as_player(Loader& loader, const YamlNode& model,
                                         const Fields& fields) {
  std::optional<Model> read = read_player(loader, model);
  if (!read) return std::nullopt;
  JudgeModel player;
  player.plays_user = true;
  player.model = std::move(*read);
  if (const YamlNode* params = fields.find("params"))
    for (auto& [name, value] : read_params(loader, *params, {"simulate"}))
      player.model.params.insert_or_assign(name, value);
  if (const YamlNode* price = fields.find("price")) {
    player.model.price = read_price(loader, *price);
    player.model.priced_by.reset();
  }
  if (!read_prompt_file(loader, fields, "prompt", kMostUserPromptBytes, player.words,
                        player.words_file))
    return std::nullopt;
  return player;
}

}  // namespace

std::shared_ptr<const SimulatedUser> read_simulated_user(Loader& loader, const YamlNode& node) {
  const Fields fields(node, {"simulate"},
                      {"model", "goal", "max_turns", "first", "params", "price", "prompt"},
                      loader.diagnostics, advise_on_parameters);
  if (!fields.is_map()) return nullptr;
  const YamlNode* model = fields.require("model");
  const YamlNode* goal = fields.require("goal");
  if (model == nullptr || goal == nullptr) return nullptr;
  SimulatedUser user;
  std::optional<Template> wanted = read_template(loader, *goal, "'goal'");
  if (!wanted) return nullptr;
  if (trim(wanted->source()).empty()) {
    loader.diagnostics.error(goal->position(), "'goal' is empty: say what the user wants");
    return nullptr;
  }
  user.goal = std::move(*wanted);
  if (const YamlNode* first = fields.find("first")) {
    user.first = read_template(loader, *first, "'first'");
    if (!user.first) return nullptr;
  }
  user.max_turns = static_cast<int>(fields.integer("max_turns", {1, kMostTurns}).value_or(kTurns));
  std::optional<JudgeModel> player = read_as_player(loader, *model, fields);
  if (!player) return nullptr;
  const std::optional<std::size_t> place = add_player(loader, std::move(*player), *model);
  if (!place) return nullptr;
  user.player = *place;
  return std::make_shared<const SimulatedUser>(std::move(user));
}

}  // namespace assay
