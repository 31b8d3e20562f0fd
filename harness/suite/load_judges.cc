// judges: the models that mark answers, and which of them an expectation asks.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/provider/dialect.h"
#include "harness/suite/expectation_arguments.h"
#include "harness/suite/key_advice.h"
#include "harness/suite/loader.h"
#include "harness/suite/served_models.h"

namespace assay {
namespace {

// Thinking counts against the cap of many servers, and a verdict that was cut off is none.
constexpr std::int64_t kVerdictTokens = 4096;
constexpr std::size_t kMostPromptBytes = std::size_t{1} << 20;
constexpr std::size_t kMostGoldBytes = std::size_t{256} << 20;
// A majority needs no more, and each one is a call about every answer.
constexpr std::int64_t kMostSamples = 99;
// Five that all come out otherwise are a surprise (1 % at most) up to a share of 0.39.
constexpr std::int64_t kFewestCanaries = 5;
constexpr std::int64_t kMostCanaries = 1000;
constexpr double kMostFlips = 0.39;

std::vector<std::string> judge_names(std::span<const JudgeModel> judges) {
  std::vector<std::string> names;
  for (const JudgeModel& judge : judges) names.push_back(judge.name);
  return names;
}

const JudgeModel* find_judge(const Suite& suite, std::string_view name) {
  const auto found = std::find_if(
      suite.judges.begin(), suite.judges.end(),
      [&](const JudgeModel& judge) { return judge.name == name && !judge.plays_user; });
  return found == suite.judges.end() ? nullptr : &*found;
}

// Models prefer their own answers (arXiv:2410.21819).
void warn_of_self(Loader& loader, const JudgeModel& judge, const Position& at) {
  for (const Model& model : loader.suite.models) {
    if (model.provider != judge.model.provider || model.id != judge.model.id) continue;
    loader.diagnostics.warning(
        at, fmt::format("judge '{}' is model '{}', which it judges: models favour their own "
                        "answers; let another family judge",
                        judge.name, model.name));
    return;
  }
}

// Whether its provider is asked for embeddings at all; what they may be asked with is its
// dialect's to say.
void check_provider_embeds(Loader& loader, const JudgeModel& judge, const Position& at) {
  const Provider& provider = loader.suite.providers[judge.model.provider];
  const Dialect& dialect = *provider.dialect;
  if (dialect.embeddings == nullptr) {
    loader.diagnostics.error(
        at, fmt::format("provider '{}' cannot embed: it speaks {}, and {}; take a model of a "
                        "provider that speaks openai_chat",
                        provider.name, dialect.name, dialect.no_embeddings));
    return;
  }
  Provider asked = provider;
  if (asked.base_url.empty()) asked.base_url = "http://127.0.0.1";  // a server of our own
  const auto prepared = dialect.embeddings->prepare(asked, judge.model.id, judge.model.params);
  if (!prepared) loader.diagnostics.error(at, prepared.error().message);
}

// A judge's call is about an answer, and of no case.
bool wants_variables(Loader& loader, const Provider& asked, const Position& at) {
  if (!asked.application || asked.application->vars.empty()) return false;
  loader.diagnostics.error(
      at,
      fmt::format("the request of provider '{}' has '{{{{vars.{}}}}}', and a judge's call has no "
                  "variables",
                  asked.name, excerpt(asked.application->vars.front(), 60)));
  return true;
}

// A majority of two is both: where they differ there is no verdict.
void warn_of_ties(Loader& loader, const JudgeModel& judge, const Position& at) {
  if (judge.samples % 2 != 0) return;
  loader.diagnostics.warning(
      at, fmt::format("judge '{}' is asked {} times, and a tie is an error of the cell: ask an odd "
                      "number",
                      judge.name, judge.samples));
}

void add_judge(Loader& loader, JudgeModel judge, const Position& at) {
  judge.model.name = judge.name;
  if (wants_variables(loader, loader.suite.providers[judge.model.provider], at)) return;
  if (judge.embeds) {
    check_provider_embeds(loader, judge, at);
  } else {
    judge.model.params.try_emplace("max_tokens", kVerdictTokens);
    warn_of_self(loader, judge, at);
    warn_of_ties(loader, judge, at);
  }
  loader.suite.judges.push_back(std::move(judge));
}

// `canaries: 20`, or {count: 20, flips: 0.05}.
CanaryRule read_canaries(Loader& loader, const YamlNode& node, const Owner& judge) {
  CanaryRule rule;
  if (node.is_scalar()) {
    const auto count = loader.read.integer(node, "'canaries'", {kFewestCanaries, kMostCanaries});
    rule.count = static_cast<int>(count.value_or(0));
    return rule;
  }
  const Fields fields(node, judge, {"count", "flips"}, loader.diagnostics);
  if (!fields.is_map() || fields.require("count") == nullptr) return rule;
  rule.count =
      static_cast<int>(fields.integer("count", {kFewestCanaries, kMostCanaries}).value_or(0));
  rule.flips = fields.share("flips", {0, kMostFlips}).value_or(rule.flips);
  return rule;
}

// What means something of verdicts alone.
void check_embedder(Loader& loader, const JudgeModel& judge, const Fields& fields) {
  if (!judge.embeds) return;
  for (const char* const name : {"samples", "gold", "canaries", "prompt"}) {
    if (const YamlNode* field = fields.find(name))
      loader.diagnostics.error(
          field->position(), fmt::format("'{}' is of verdicts, and '{}' embeds", name, judge.name));
  }
}

std::optional<JudgeModel> read_judge(Loader& loader, const std::string& name,
                                     const YamlNode& node) {
  JudgeModel judge;
  judge.name = name;
  if (node.is_scalar()) {
    std::optional<Model> model = read_model_reference(loader, node, "'model'");
    if (!model) return std::nullopt;
    judge.model = std::move(*model);
    return judge;
  }
  const Owner owner{"judge", judge.name};
  const Fields fields(node, owner,
                      {"model", "params", "price", "samples", "gold", "canaries", "prompt",
                       "pair_prompt", "embeds"},
                      loader.diagnostics, advise_on_parameters);
  if (!fields.is_map()) return std::nullopt;
  const YamlNode* reference = fields.require("model");
  if (reference == nullptr) return std::nullopt;
  std::optional<Model> model = read_model_reference(loader, *reference, "'model'");
  if (!model) return std::nullopt;
  judge.model = std::move(*model);
  judge.embeds = fields.boolean("embeds").value_or(false);
  check_embedder(loader, judge, fields);
  if (const YamlNode* params = fields.find("params"))
    judge.model.params = read_params(loader, *params, owner);
  if (const YamlNode* price = fields.find("price")) {
    judge.model.price = read_price(loader, *price);
    judge.model.priced_by.reset();
  }
  judge.samples =
      static_cast<int>(fields.integer("samples", {1, kMostSamples}).value_or(judge.samples));
  if (const YamlNode* gold = fields.find("gold")) {
    std::optional<std::string> text = loader.files.read_apart(
        *gold, kMostGoldBytes,
        "`assay label` makes a gold file: leave 'gold' out until it is there");
    if (!text) return std::nullopt;
    judge.gold = loader.files.shown(gold->text);
    judge.gold_text = std::move(*text);
  }
  if (const YamlNode* canaries = fields.find("canaries"))
    judge.canaries = read_canaries(loader, *canaries, owner);
  if (!read_prompt_file(loader, fields, "prompt", kMostPromptBytes, judge.words,
                        judge.words_file) ||
      !read_prompt_file(loader, fields, "pair_prompt", kMostPromptBytes, judge.pair_words,
                        judge.pair_words_file))
    return std::nullopt;
  return judge;
}

// Names of those that the suite declares. Those that expectations brought along are meant by
// these alone.
std::vector<std::string> declared(const Loader& loader, bool embeds) {
  std::vector<std::string> names;
  for (const JudgeModel& judge : std::span(loader.suite.judges).first(loader.named_judges))
    if (judge.embeds == embeds) names.push_back(judge.name);
  return names;
}

// The one that is meant where none is named.
bool name_only_judge(Loader& loader, const YamlNode& item, Json& arguments) {
  const std::vector<std::string> judges = declared(loader, /*embeds=*/false);
  if (judges.size() == 1) {
    arguments["by"] = Json::array({judges.front()});
    return true;
  }
  if (judges.empty() && loader.has_unread_judge) return false;  // which has been said
  loader.diagnostics.error(
      item.position(),
      judges.empty() ? std::string("who judges? name a judge in 'judges' at the top of the suite, "
                                   "or say model: \"provider:model-id\" here")
                     : fmt::format("who judges? the suite has {}; say by: {}", join(judges, ", "),
                                   judges.front()));
  return false;
}

bool name_only_embedder(Loader& loader, const YamlNode& item, Json& arguments) {
  const std::vector<std::string> embedders = declared(loader, /*embeds=*/true);
  if (embedders.size() == 1) {
    arguments["by"] = embedders.front();
    return true;
  }
  if (embedders.empty() && loader.has_unread_judge) return false;
  loader.diagnostics.error(
      item.position(),
      embedders.empty()
          ? std::string("who embeds? say model: \"provider:model-id\" here, or name an entry of "
                        "'judges' that says embeds: true")
          : fmt::format("who embeds? the suite has {}; say by: {}", join(embedders, ", "),
                        embedders.front()));
  return false;
}

// Whether the judge that is named is there, and does what is asked of it.
bool is_named(Loader& loader, const YamlNode& item, std::string_view name, bool embeds) {
  const JudgeModel* judge = find_judge(loader.suite, name);
  if (judge != nullptr && judge->embeds == embeds) return true;
  if (judge == nullptr && loader.has_unread_judge) return false;
  std::string message;
  if (judge == nullptr)
    message = fmt::format("there is no judge '{}'{}", excerpt(name, 60),
                          did_you_mean(name.substr(0, 60), judge_names(loader.suite.judges)));
  else if (judge->embeds)
    message = fmt::format("'{}' embeds, and gives no verdicts", judge->name);
  else
    message =
        fmt::format("judge '{}' gives verdicts; an entry of 'judges' that embeds says embeds: true",
                    judge->name);
  loader.diagnostics.error(item.position(), std::move(message));
  return false;
}

// By the name of its model, for one that an expectation brings along.
bool add_named_model(Loader& loader, const YamlNode& item, const YamlNode* value,
                     const std::string& reference, bool embeds) {
  if (find_judge(loader.suite, reference) != nullptr)
    return is_named(loader, item, reference, embeds);
  const YamlNode* written = value->find("model");
  std::optional<Model> read = read_model_reference(loader, *written, "'model'");
  if (!read) return false;
  add_judge(loader, {.name = reference, .model = std::move(*read), .embeds = embeds},
            written->position());
  return true;
}

// What a 3 of 5 is, each judge decides for itself where nobody says so. Who names both ends in the
// rubric has said it.
void warn_of_bare_scale(Loader& loader, const YamlNode& item, const Json& arguments) {
  const Json scale = arguments.value("scale", Json());
  if (!scale.is_array() || scale.size() != 2) return;
  const Json rubric = arguments.value("rubric", Json(""));
  const bool is_told = std::all_of(scale.begin(), scale.end(), [&](const Json& end) {
    return rubric.is_string() &&
           rubric.get_ref<const std::string&>().find(dump_json(end)) != std::string::npos;
  });
  if (is_told) return;
  loader.diagnostics.warning(
      item.position(),
      fmt::format("scale {} does not say what its marks mean, and judges differ in that: say "
                  "scale: {{{}: meaning, {}: meaning}}, or name them in the rubric",
                  dump_json(scale), dump_json(scale[0]), dump_json(scale[1])));
}

// Whether both are asked the same of an answer, so that one verdict would be found for both.
bool are_one(const JudgeModel& a, const JudgeModel& b) {
  return a.model.provider == b.model.provider && a.model.id == b.model.id &&
         a.model.params == b.model.params && a.words == b.words && a.pair_words == b.pair_words;
}

// Whether a panel's votes are of judges that differ: one verdict must not count twice.
bool is_panel(Loader& loader, const YamlNode& item, const Json& by) {
  for (std::size_t i = 0; i < by.size(); ++i) {
    const auto& name = by[i].get_ref<const std::string&>();
    if (!is_named(loader, item, name, /*embeds=*/false)) return false;
    for (std::size_t earlier = 0; earlier < i; ++earlier) {
      const auto& other = by[earlier].get_ref<const std::string&>();
      if (!are_one(*find_judge(loader.suite, other), *find_judge(loader.suite, name))) continue;
      loader.diagnostics.error(
          item.position(),
          (name == other ? fmt::format("'by' names judge '{}' twice", name)
                         : fmt::format("judges '{}' and '{}' are one: the same model, asked in "
                                       "the same way",
                                       other, name)) +
              ", and its verdict would count twice; 'samples' asks a judge again");
      return false;
    }
  }
  return true;
}

// Whether no more than one of 'by' and 'model' says who is asked.
bool is_said_once(Loader& loader, const YamlNode& item, const Json& arguments,
                  std::string_view does) {
  if (!arguments.contains("model") || !arguments.contains("by")) return true;
  loader.diagnostics.error(item.position(),
                           fmt::format("'by' and 'model' both say who {}: leave out one", does));
  return false;
}

}  // namespace

bool read_prompt_file(Loader& loader, const Fields& fields, std::string_view field,
                      std::size_t most, std::string& words, std::string& name) {
  const YamlNode* written = fields.find(field);
  if (written == nullptr) return true;
  const SourceFile* file = loader.files.read(*written, most);
  if (file == nullptr) return false;
  words = file->text;
  name = file->name;
  return true;
}

void load_judges(Loader& loader, const YamlNode* judges) {
  if (judges == nullptr) return;
  if (!judges->is_map() || judges->entries() == 0) {
    loader.diagnostics.error(judges->position(),
                             "'judges' is a map of names, each a model or a map with 'model'");
    return;
  }
  for (std::size_t i = 0; i < judges->entries(); ++i) {
    const std::optional<std::string> name = read_label(loader, judges->key(i), "a judge's name");
    if (!name) continue;
    std::optional<JudgeModel> judge = read_judge(loader, *name, judges->value(i));
    loader.has_unread_judge |= !judge;
    if (judge) add_judge(loader, std::move(*judge), judges->key(i).position());
  }
  loader.named_judges = loader.suite.judges.size();
}

bool name_judges(Loader& loader, const YamlNode& item, const YamlNode* value, Json& arguments) {
  if (!are_fixed(loader, item, arguments, {"by", "model", "use", "scale", "over"})) return false;
  if (!is_said_once(loader, item, arguments, "judges")) return false;
  warn_of_bare_scale(loader, item, arguments);
  const auto model = arguments.find("model");
  const auto by = arguments.find("by");
  if (model == arguments.end() && by == arguments.end())
    return name_only_judge(loader, item, arguments);
  if (by != arguments.end()) {
    if (!by->is_array()) *by = Json::array({*by});
    return is_panel(loader, item, *by);
  }
  const std::string reference = model->get<std::string>();
  if (!add_named_model(loader, item, value, reference, /*embeds=*/false)) return false;
  arguments.erase(model);
  arguments["by"] = Json::array({reference});
  return true;
}

bool name_embedder(Loader& loader, const YamlNode& item, const YamlNode* value, Json& arguments) {
  if (!are_fixed(loader, item, arguments, {"by", "model"})) return false;
  if (!is_said_once(loader, item, arguments, "embeds")) return false;
  const auto model = arguments.find("model");
  const auto by = arguments.find("by");
  if (by != arguments.end())
    return is_named(loader, item, by->get_ref<const std::string&>(), /*embeds=*/true);
  if (model == arguments.end()) return name_only_embedder(loader, item, arguments);
  const std::string reference = model->get<std::string>();
  if (!add_named_model(loader, item, value, reference, /*embeds=*/true)) return false;
  arguments.erase(model);
  arguments["by"] = reference;
  return true;
}

}  // namespace assay
