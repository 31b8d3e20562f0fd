// `providers` and `targets`: the models of a suite, and where they are asked.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"
#include "harness/import/promptfoo/provider_defaults.h"
#include "harness/import/promptfoo/provider_endpoint.h"
#include "harness/import/promptfoo/provider_family.h"

namespace assay {
namespace {

constexpr std::array kPrefixes = {
    ProviderPrefix{"openai", "openai", "", "OPENAI_API_KEY"},
    ProviderPrefix{"anthropic", "anthropic", "", "ANTHROPIC_API_KEY"},
    ProviderPrefix{"google", "gemini", "", "GEMINI_API_KEY"},
    ProviderPrefix{"gemini", "gemini", "", "GEMINI_API_KEY"},
    ProviderPrefix{"palm", "gemini", "", "GEMINI_API_KEY"},
    ProviderPrefix{"azure", "azure-openai", "https://${AZURE_API_HOST}/openai/v1", "AZURE_API_KEY"},
    ProviderPrefix{"azureopenai", "azure-openai", "https://${AZURE_API_HOST}/openai/v1",
                   "AZURE_API_KEY"},
    ProviderPrefix{"ollama", "ollama", "", ""},
    ProviderPrefix{"openrouter", "openrouter", "", "OPENROUTER_API_KEY"},
    ProviderPrefix{"groq", "groq", "", "GROQ_API_KEY"},
    ProviderPrefix{"deepseek", "deepseek", "", "DEEPSEEK_API_KEY"},
    ProviderPrefix{"mistral", "mistral", "", "MISTRAL_API_KEY"},
    ProviderPrefix{"together", "together", "", "TOGETHER_API_KEY"},
    ProviderPrefix{"togetherai", "together", "", "TOGETHER_API_KEY"},
    ProviderPrefix{"vllm", "vllm", "", ""},
    ProviderPrefix{"llama", "llamacpp", "", ""},
    ProviderPrefix{"llamacpp", "llamacpp", "", ""},
    ProviderPrefix{"localai", "", "http://127.0.0.1:8080/v1", ""},
    ProviderPrefix{"litellm", "", "http://127.0.0.1:4000", "LITELLM_API_KEY"},
    ProviderPrefix{"cerebras", "", "https://api.cerebras.ai/v1", "CEREBRAS_API_KEY"},
    ProviderPrefix{"perplexity", "", "https://api.perplexity.ai", "PERPLEXITY_API_KEY"},
    ProviderPrefix{"xai", "", "https://api.x.ai/v1", "XAI_API_KEY"},
    ProviderPrefix{"fireworks", "", "https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY"},
    ProviderPrefix{"hyperbolic", "", "https://api.hyperbolic.xyz/v1", "HYPERBOLIC_API_KEY"},
    ProviderPrefix{"deepinfra", "", "https://api.deepinfra.com/v1/openai", "DEEPINFRA_API_KEY"},
    ProviderPrefix{"nvidia", "", "https://integrate.api.nvidia.com/v1", "NVIDIA_API_KEY"},
    ProviderPrefix{"cohere", "", "https://api.cohere.ai/compatibility/v1", "COHERE_API_KEY"},
    ProviderPrefix{"github", "", "https://models.github.ai/inference", "GITHUB_TOKEN"},
};
// What has no counterpart, and what can be done.
struct Unknown {
  std::string_view prefix;
  std::string_view note;
};
constexpr std::array kUnknown = {
    Unknown{"promptfoo",
            "a service of promptfoo's own, or a part of its red team; a user who is "
            "simulated is `simulate` of a case"},
    Unknown{"agentic", "a part of promptfoo's red team"},
    Unknown{"sequence", "what is sent one after another is `turns` of a case"},
    Unknown{"fal", "it makes pictures"},
    Unknown{"modelslab", "it makes pictures"},
    Unknown{"quiverai", "it makes pictures"},
    Unknown{"voyage", "no model that answers: its embeddings can be a judge's"},
    Unknown{"bam", "its service ended in 2025"},
    Unknown{"manual-input",
            "answers that people type: `assay import outputs` scores answers that exist"},
};
// Kinds of an id's second word that ask a model for a chat.
constexpr std::array<std::string_view, 6> kChats = {"chat",      "messages", "completion",
                                                    "responses", "gemini",   "completions"};

struct ParsedId {
  std::string_view prefix, kind, model;
};

ParsedId parse_id(std::string_view id) {
  const std::size_t colon = id.find(':');
  ParsedId parsed{id.substr(0, colon),
                  {},
                  colon == std::string_view::npos ? std::string_view{} : id.substr(colon + 1)};
  const std::string_view word = parsed.model.substr(0, parsed.model.find(':'));
  if (std::find(kChats.begin(), kChats.end(), word) == kChats.end()) return parsed;
  parsed.kind = word;
  parsed.model =
      word.size() < parsed.model.size() ? parsed.model.substr(word.size() + 1) : std::string_view{};
  return parsed;
}

const ProviderPrefix* find_prefix(std::string_view name) {
  const auto row = std::find_if(kPrefixes.begin(), kPrefixes.end(),
                                [&](const ProviderPrefix& each) { return each.prefix == name; });
  return row == kPrefixes.end() ? nullptr : &*row;
}

// Where the model is the same, and the endpoint is not.
std::string note_of(const ParsedId& id) {
  if (id.kind == "responses")
    return "asked by chat completions: the same model, another endpoint than the Responses API";
  if (id.kind.starts_with("completion") || (id.prefix == "ollama" && id.kind.empty()))
    return "asked by chat completions, not by the older endpoint that goes on with a text";
  if (id.prefix.starts_with("azure"))
    return "asked by Azure's v1 endpoint, where the deployment is the model; its host is apiHost "
           "or the variable AZURE_API_HOST";
  if (id.prefix == "google" || id.prefix == "gemini" || id.prefix == "palm")
    return "asked by Gemini's endpoint that speaks OpenAI's format; its key is GEMINI_API_KEY";
  return {};
}

// An id that a table knows, with its config.
std::optional<MadeModel> import_api(Importer& importer, std::string_view id,
                                    const ProviderSettings& settings, const Position& at,
                                    std::string_view what) {
  const ParsedId parsed = parse_id(id);
  for (const Unknown& row : kUnknown)
    if (row.prefix == parsed.prefix) {
      importer.account.add(at, what, ImportOutcome::refused,
                           fmt::format("no provider '{}' here: {}", row.prefix, row.note));
      return std::nullopt;
    }
  const ProviderPrefix* const row = find_prefix(parsed.prefix);
  const ProviderFamily* const family = find_family(id);
  const std::string_view textless = textless_part(id);
  if (textless.empty() && family != nullptr)
    return import_by_promptfoo(importer, id, *family, settings, at, what);
  if (row == nullptr || parsed.model.empty() || !textless.empty()) {
    const std::string note =
        !textless.empty() ? fmt::format("'{}' is no model that answers texts with texts", textless)
        : row == nullptr  ? "no provider of this name is known here; where promptfoo knows it, its "
                            "own package can ask it: `promptfoo: ID` of a program (docs/programs.md)"
                          : "no model is named";
    importer.account.add(at, what, ImportOutcome::refused, note);
    return std::nullopt;
  }
  MadeModel model;
  model.id = parsed.model;
  model.at = at;
  if (settings.config != nullptr) {
    import_parameters(importer, *settings.config, what, endpoint_keys(), model);
  }
  model.provider = import_endpoint(importer, *row, settings.config, what);
  if (importer.options.faithful && model.provider != row->preset)
    add_their_price(row->preset, model);
  std::string note = note_of(parsed);
  const bool is_same = note.empty() || row->preset == "gemini";
  if (!what.starts_with("grader")) {
    const std::string theirs =
        add_their_defaults(importer, parsed.kind, *row, settings.config, model);
    note += (note.empty() || theirs.empty() ? "" : "; ") + theirs;
  }
  importer.account.add(at, what, is_same ? ImportOutcome::native : ImportOutcome::approximated,
                       note);
  return model;
}

}  // namespace

std::string import_embedder(Importer& importer, const YamlNode& node) {
  const YamlNode* const id = node.is_map() ? node.find("id") : &node;
  if (id == nullptr || !id->is_scalar()) return {};
  const auto [prefix, word, rest] = parse_id(trim(id->text));
  const std::size_t colon = rest.find(':');
  const ProviderPrefix* const row = find_prefix(prefix);
  const bool embeds = rest.starts_with("embedding") && colon + 1 < rest.size() &&
                      colon != rest.npos && row != nullptr && row->preset != "anthropic";
  if (!embeds) return {};
  const YamlNode* const config = node.is_map() ? node.find("config") : nullptr;
  return fmt::format(
      "{}:{}",
      import_endpoint(importer, *row, config != nullptr && config->is_map() ? config : nullptr,
                      fmt::format("embedder {}", excerpt(id->text, 80))),
      rest.substr(colon + 1));
}

namespace {

bool is_program(std::string_view id) {
  if (find_family(id) != nullptr) return false;
  for (const std::string_view scheme : {"exec:", "python:", "javascript:"})
    if (id.starts_with(scheme)) return true;
  const std::string extension = extension_of(id);
  const bool is_file = id.starts_with("file://") || id.find('/') != std::string_view::npos ||
                       id.find(':') == std::string_view::npos;
  for (const std::string_view each : {".py", ".js", ".mjs", ".cjs", ".ts", ".sh"})
    if (is_file && extension == each) return true;
  return false;
}

bool is_http(std::string_view id, const YamlNode* config) {
  const bool is_named =
      id == "http" || id == "https" || id.starts_with("http://") || id.starts_with("https://");
  return is_named || (config != nullptr && id.empty() && config->find("url") != nullptr);
}

std::optional<MadeModel> import_by_id(Importer& importer, std::string_view id,
                                      const ProviderSettings& settings, const Position& at,
                                      std::string_view what) {
  const YamlNode* const config = settings.config;
  if (is_http(id, config)) return import_http(importer, id, config, at, what);
  if (id == "echo") return import_echo(importer, at, what);
  if (is_program(id)) return import_program(importer, id, config, at, what);
  return import_api(importer, id, settings, at, what);
}

void read_prompt_filter(const YamlNode& node, MadeModel& model) {
  const YamlNode* const only = node.find("prompts");
  if (only == nullptr || !only->is_list()) return;
  model.prompts.emplace();
  for (const YamlNode* const item : only->children) model.prompts->push_back(text_of(*item));
}

const YamlNode* map_in(const YamlNode& node, std::string_view key) {
  const YamlNode* const found = node.is_map() ? node.find(key) : nullptr;
  return found != nullptr && found->is_map() ? found : nullptr;
}

const std::vector<std::string> kProviderKeys = {"id",        "label", "config", "prompts",
                                                "transform", "delay", "env",    "inputs"};

void read_beside(Importer& importer, const YamlNode& node, std::string_view what,
                 MadeModel& model) {
  for (std::size_t i = 0; i < node.entries(); ++i) {
    const YamlNode& key = node.key(i);
    if (std::find(kProviderKeys.begin(), kProviderKeys.end(), key.text) == kProviderKeys.end())
      tell_unknown_key(importer, key, what, kProviderKeys);
    if (key.text == "delay")
      importer.account.add(key.position(), fmt::format("delay of {}", what),
                           ImportOutcome::approximated,
                           "requests are paced by `rpm` and `concurrency` of a provider");
    if (key.text == "env")
      importer.account.add(key.position(), fmt::format("env of {}", what),
                           ImportOutcome::approximated,
                           "set these variables in the environment, or in a file for --env-file");
  }
  read_prompt_filter(node, model);
  if (const YamlNode* const transform = node.find("transform"))
    model.transform = text_of(*transform);
}

}  // namespace

std::string provider_entry(Importer& importer, std::string_view suggested, YamlOut entry) {
  const std::string written = write_yaml(entry);
  for (const auto& [name, known] : importer.providers)
    if (write_yaml(known) == written) return name;
  std::string base = name_for_file(suggested);
  if (base.empty()) base = "own";
  std::string name = base;
  const auto is_taken = [&](const std::string& wanted) {
    return std::any_of(importer.providers.begin(), importer.providers.end(),
                       [&](const auto& each) { return each.first == wanted; });
  };
  for (std::size_t i = 2; is_taken(name); ++i) name = fmt::format("{}-{}", base, i);
  importer.providers.emplace_back(name, std::move(entry));
  return name;
}

std::optional<MadeModel> import_model(Importer& importer, const YamlNode& node,
                                      std::string_view what) {
  if (node.is_scalar())
    return import_by_id(importer, trim(text_of(node)), {}, node.position(), what);
  const YamlNode* const id = node.find("id");
  // {"openai:gpt-4o": {temperature: 0}} with the config itself, or what a map has besides.
  if (id == nullptr && node.entries() == 1 &&
      node.key(0).text.find(':') != std::string_view::npos) {
    const YamlNode& inner = node.value(0);
    const YamlNode* const inner_config =
        inner.find("config") != nullptr ? inner.find("config") : &inner;
    const ProviderSettings settings{inner_config->is_map() ? inner_config : nullptr,
                                    map_in(inner, "env")};
    std::optional<MadeModel> made =
        import_by_id(importer, node.key(0).text, settings, node.position(), what);
    if (made && inner.find("label") != nullptr) made->name = text_of(*inner.find("label"));
    return made;
  }
  if (id == nullptr || !id->is_scalar()) {
    importer.account.add(node.position(), what, ImportOutcome::refused,
                         "it has no 'id', so promptfoo has no such provider either");
    return std::nullopt;
  }
  const ProviderSettings settings{map_in(node, "config"), map_in(node, "env")};
  std::optional<MadeModel> made =
      import_by_id(importer, trim(id->text), settings, node.position(), what);
  if (!made) return made;
  if (const YamlNode* label = node.find("label")) made->name = text_of(*label);
  read_beside(importer, node, what, *made);
  return made;
}

namespace {

void add_model(Importer& importer, const YamlNode& node) {
  constexpr std::size_t kMostModels = 500;
  if (importer.models.size() >= kMostModels) {
    if (!std::exchange(importer.has_most_models, true))
      importer.account.add(node.position(), "providers", ImportOutcome::refused,
                           fmt::format("more than {} providers", kMostModels));
    return;
  }
  const std::string_view text = node.is_scalar() ? trim(node.text) : std::string_view{};
  const std::string_view file = file_name_in(text);
  const std::string extension = extension_of(file);
  if (extension == ".yaml" || extension == ".yml" || extension == ".json") {
    const OpenedFile opened(importer, std::string(file));
    const Result<const YamlNode*> tree = tree_of_file(importer, opened, file);
    if (!tree)
      return importer.account.add(node.position(), fmt::format("provider {}", text),
                                  ImportOutcome::refused, tree.error().message);
    if (!(*tree)->is_list()) return add_model(importer, **tree);
    for (const YamlNode* const item : (*tree)->children) add_model(importer, *item);
    return;
  }
  const YamlNode* const id = node.find("id");
  const std::string_view shown = !text.empty()        ? text
                                 : id != nullptr      ? id->text
                                 : node.entries() > 0 ? node.key(0).text
                                                      : "?";
  std::optional<MadeModel> made =
      import_model(importer, node, fmt::format("provider {}", excerpt(shown, 80)));
  if (!made) return;
  made->written = shown;
  importer.models.push_back(std::move(*made));
}

}  // namespace

void import_providers(Importer& importer, const YamlNode* providers) {
  if (providers == nullptr) return;
  if (!providers->is_list()) return add_model(importer, *providers);
  for (const YamlNode* const item : providers->children) add_model(importer, *item);
}

void settle_transforms(Importer& importer) {
  std::set<std::string> different;
  for (const MadeModel& model : importer.models) different.insert(model.transform);
  std::vector<MadeModel> kept;
  for (MadeModel& model : importer.models) {
    const ImportedTransform made = transform_of(model.transform);
    const bool is_alone = different.size() == 1 || made.extract.is_null();
    const std::string why = !made.refused.empty() ? made.refused
                            : is_alone
                                ? ""
                                : "its answers are cut otherwise than those of the others, and "
                                  "'extract' is for all models; put it into a suite of its own";
    const std::string what =
        fmt::format("transform of provider {}", model.name.empty() ? model.id : model.name);
    if (!why.empty()) {
      importer.account.add(model.at, what, ImportOutcome::refused, why);
      continue;
    }
    if (!model.transform.empty())
      importer.account.add(model.at, what,
                           made.note.empty() ? ImportOutcome::native : ImportOutcome::approximated,
                           made.note);
    model.answers_object = model.answers_object || made.answer_is_object;
    if (!made.extract.is_null()) importer.shared_extract = made.extract;
    kept.push_back(std::move(model));
  }
  importer.models = std::move(kept);
}

void name_models(Importer& importer) {
  TakenNames taken;
  for (MadeModel& model : importer.models) {
    std::string name = label_of(model.name.empty() ? model.id : model.name);
    if (const YamlOut* value = model.params.find("temperature");
        taken.contains(name) && model.name.empty() && value != nullptr)
      name += " temperature=" + value->scalar;
    model.name = taken.take(name);
  }
}

}  // namespace assay
