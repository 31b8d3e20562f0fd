// providers: where to ask. Presets are there without being declared.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/provider/dialect.h"
#include "harness/provider/endpoint.h"
#include "harness/provider/userinfo.h"
#include "harness/suite/environment.h"
#include "harness/suite/loader.h"
#include "harness/suite/served_models.h"

namespace assay {
namespace {

struct PlacementName {
  std::string_view name;
  KeyPlacement placement;
};
constexpr std::array kPlacements = {
    PlacementName{"none", KeyPlacement::none},
    PlacementName{"bearer", KeyPlacement::bearer},
    PlacementName{"x_api_key", KeyPlacement::x_api_key},
    PlacementName{"api_key_header", KeyPlacement::api_key_header},
    PlacementName{"x_goog_api_key", KeyPlacement::x_goog_api_key},
    PlacementName{"body", KeyPlacement::body},
};

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const ProviderPreset& preset : provider_presets()) names.emplace_back(preset.name);
  return names;
}

std::vector<std::string> dialect_names() {
  std::vector<std::string> names;
  for (const Dialect* dialect : dialects()) names.emplace_back(dialect->name);
  return names;
}

// Text in which ${VAR} was replaced.
std::optional<std::string> read_expanded(Loader& loader, const YamlNode& node,
                                         std::string_view field) {
  const std::optional<std::string> text = loader.read.text(node, field);
  if (!text) return std::nullopt;
  Result<std::string> expanded = expand_environment(*text, loader.options.environment);
  if (!expanded) {
    loader.diagnostics.error(node.position(), expanded.error().message);
    return std::nullopt;
  }
  return std::move(*expanded);
}

bool is_http_url(std::string_view url) {
  const std::string lower = to_lower_ascii(url.substr(0, 8));
  const std::size_t scheme = lower.starts_with("https://")  ? 8
                             : lower.starts_with("http://") ? 7
                                                            : 0;
  if (scheme == 0 || url.size() == scheme || url[scheme] == '/') return false;
  return std::none_of(url.begin(), url.end(),
                      [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; });
}

void read_base_url(Loader& loader, const YamlNode& node, Provider& provider) {
  std::optional<std::string> url = read_expanded(loader, node, "'base_url'");
  if (!url) return;
  if (!is_http_url(*url)) {
    loader.diagnostics.error(node.position(),
                             "'base_url' must begin with https:// or http:// and "
                             "a host");
    return;
  }
  if (const Result<void> hidden = register_userinfo("base_url", *url); !hidden) {
    loader.diagnostics.error(node.position(), hidden.error().message);
    return;
  }
  provider.base_url_is_private = *url != node.text;
  const bool is_application = provider.dialect != nullptr && provider.dialect->name == kHttpDialect;
  if (is_application && url->find_first_of("?#") != std::string::npos) {
    loader.diagnostics.error(node.position(),
                             "'base_url' of an HTTP application has no query: write it under "
                             "'request: {query: ...}'");
    return;
  }
  if (const std::optional<EndpointSlip> slip = endpoint_slip(*url); slip && !is_application) {
    std::string message = fmt::format("'base_url' ends in {}, which assay adds to it by itself",
                                      excerpt(slip->endpoint, 80));
    if (!provider.base_url_is_private)
      message += fmt::format("; write '{}'", excerpt(slip->base_url, 200));
    loader.diagnostics.error(node.position(), message);
    return;
  }
  while (url->ends_with('/')) url->pop_back();
  provider.base_url = std::move(*url);
}

void read_key_placement(Loader& loader, const YamlNode& node, Provider& provider) {
  std::vector<std::string> names;
  for (const PlacementName& row : kPlacements) names.emplace_back(row.name);
  const std::optional<std::size_t> row = loader.read.choice(node, "'key_placement'", names);
  if (row) provider.key_placement = kPlacements[*row].placement;
}

void read_headers(Loader& loader, const YamlNode& node, Provider& provider) {
  if (!node.is_map()) {
    loader.diagnostics.error(node.position(), "'headers' must be a map of names to values");
    return;
  }
  for (std::size_t i = 0; i < node.entries(); ++i) {
    const YamlNode& name = node.key(i);
    const std::optional<std::string> value = read_expanded(loader, node.value(i), "a header");
    if (!value) continue;
    // A line break would let a value write headers of its own.
    if (!is_header_name(name.text) || value->find_first_of("\r\n") != std::string::npos) {
      loader.diagnostics.error(name.position(),
                               "a header's name or value has a character that "
                               "HTTP does not allow");
      continue;
    }
    provider.headers.push_back({std::string(name.text), *value});
  }
}

void read_tag_pair(Loader& loader, const YamlNode& node, Provider& provider) {
  const Fields fields(node, {"reasoning_tags"}, {"open", "close"}, loader.diagnostics);
  fields.require("open");
  fields.require("close");
  const auto first = fields.text("open");
  const auto last = fields.text("close");
  if (!first || !last) return;
  if (trim(*first).empty() || trim(*last).empty() || trim(*first) == trim(*last)) {
    loader.diagnostics.error(node.position(), "'open' and 'close' must be two different tags");
    return;
  }
  provider.reasoning_tags.push_back({std::string(trim(*first)), std::string(trim(*last))});
}

// A pair, or a list of them.
void read_reasoning_tags(Loader& loader, const YamlNode& node, Provider& provider) {
  if (!node.is_list()) return read_tag_pair(loader, node, provider);
  for (const YamlNode* const pair : node.children) read_tag_pair(loader, *pair, provider);
}

void read_timeouts(Loader& loader, const YamlNode& node, Provider& provider) {
  const Fields fields(node, {"timeouts"}, {"connect", "first_byte", "idle", "total"},
                      loader.diagnostics);
  const auto set = [&](std::string_view key, milliseconds& timeout) {
    timeout = fields.duration(key).value_or(timeout);
  };
  set("connect", provider.timeouts.connect);
  set("first_byte", provider.timeouts.first_byte);
  set("idle", provider.timeouts.idle);
  set("total", provider.timeouts.total);
}

void read_limits(const Fields& fields, Provider& provider) {
  if (const auto concurrency = fields.integer("concurrency", {1, 100'000})) {
    provider.limits.concurrency = static_cast<int>(*concurrency);
  }
  if (const auto rpm = fields.integer("rpm", {1, std::nullopt})) provider.limits.rpm = rpm;
  if (const auto tpm = fields.integer("tpm", {1, std::nullopt})) provider.limits.tpm = tpm;
}

std::optional<const ProviderPreset*> read_preset(Loader& loader, const YamlNode& node) {
  const std::optional<std::string> name = loader.read.text(node, "'preset'");
  if (!name) return std::nullopt;
  if (const ProviderPreset* row = find_preset(*name)) return row;
  loader.diagnostics.error(node.position(),
                           fmt::format("no preset '{}'{}", excerpt(*name, 60),
                                       did_you_mean(name->substr(0, 60), preset_names())));
  return std::nullopt;
}

std::optional<const Dialect*> read_dialect(Loader& loader, const YamlNode& node) {
  const std::optional<std::string> name = loader.read.text(node, "'dialect'");
  if (!name) return std::nullopt;
  for (const Dialect* const dialect : dialects())
    if (dialect->name == *name) return dialect;
  loader.diagnostics.error(node.position(),
                           fmt::format("no dialect '{}'{}", excerpt(*name, 60),
                                       did_you_mean(name->substr(0, 60), dialect_names())));
  return std::nullopt;
}

// What the entry starts from: a preset, a dialect with nothing else set, or a
// preset that speaks another dialect than its row says.
std::optional<Provider> starting_point(Loader& loader, const YamlNode& node, const Fields& fields,
                                       const Owner& owner) {
  const YamlNode* preset = fields.find("preset");
  const YamlNode* dialect = fields.find("dialect");
  if (preset == nullptr && dialect == nullptr) {
    loader.diagnostics.error(
        node.position(),
        fmt::format("{} needs a 'preset', or a 'dialect' with 'base_url'", to_string(owner)));
    return std::nullopt;
  }
  Provider provider;
  if (preset != nullptr) {
    const std::optional<const ProviderPreset*> row = read_preset(loader, *preset);
    if (!row) return std::nullopt;
    provider = provider_from(**row);
  }
  if (dialect != nullptr) {
    const std::optional<const Dialect*> named = read_dialect(loader, *dialect);
    if (!named) return std::nullopt;
    provider.dialect = *named;
    if (preset == nullptr) {
      provider.takes_schema = (*named)->servers_take_schema;
      provider.key_placement = (*named)->key_placement;
    }
  }
  return provider;
}

void read_key_settings(Loader& loader, const Fields& fields, Provider& provider) {
  if (const auto name = fields.text("key_env")) provider.key_env = *name;
  if (const YamlNode* value = fields.find("key_placement")) {
    read_key_placement(loader, *value, provider);
  } else if (provider.preset.empty() && provider.key_env.empty()) {
    provider.key_placement = KeyPlacement::none;
  } else if (provider.key_placement == KeyPlacement::none && !provider.key_env.empty()) {
    provider.key_placement = KeyPlacement::bearer;
  }
}

// Where the requests go; an error when nothing says so.
void read_place(Loader& loader, const YamlNode& node, const Fields& fields, const Owner& owner,
                Provider& provider) {
  const YamlNode* base_url = fields.find("base_url");
  const YamlNode* serve = fields.find("serve");
  const bool simulated = provider.preset == "simulated";
  if (simulated != (serve != nullptr)) {
    loader.diagnostics.error(
        node.position(),
        simulated ? fmt::format("{} needs 'serve: FILE', the models it serves", to_string(owner))
                  : std::string("'serve' goes with 'preset: simulated' only"));
    return;
  }
  if (simulated && base_url != nullptr) {
    loader.diagnostics.error(base_url->position(), "a simulated provider has no 'base_url'");
    return;
  }
  if (base_url != nullptr) {
    read_base_url(loader, *base_url, provider);
  } else if (!simulated && provider.base_url.empty()) {
    loader.diagnostics.error(node.position(),
                             fmt::format("{} has no 'base_url'", to_string(owner)));
  }
}

void add_provider(Loader& loader, Provider provider, const YamlNode* serve) {
  std::optional<ServedModels> served;
  if (serve != nullptr) {
    provider.serve_file = loader.files.absolute(serve->text).string();
    loader.suite.simulated = true;
    served = read_served_models(loader, *serve);
  }
  loader.suite.providers.push_back(std::move(provider));
  loader.suite.serve_hashes.push_back(served ? std::optional<Key>(served->hash) : std::nullopt);
  loader.served_prices.push_back(served ? std::move(served->prices)
                                        : std::map<std::string, Price>{});
}

void load_provider(Loader& loader, const YamlNode& name, const YamlNode& node) {
  const Owner owner{"provider", name.text};
  const Fields fields(node, owner, {"preset",        "dialect",          "base_url",   "key_env",
                                    "key_placement", "headers",          "rpm",        "tpm",
                                    "concurrency",   "timeout",          "timeouts",   "serve",
                                    "include_usage", "reasoning_tags",   "request",    "reply",
                                    "stream",        "ok_status",        "retry",      "command",
                                    "python",        "javascript",       "persistent", "env",
                                    "config",        "drop_unsupported", "session",    "promptfoo"},
                      loader.diagnostics);
  if (!fields.is_map()) return;
  std::optional<Provider> provider = starting_point(loader, node, fields, owner);
  // A stand-in, so that models of a broken provider are no second error.
  if (!provider)
    provider.emplace();
  else if (!is_program(*provider))
    read_place(loader, node, fields, owner, *provider);
  provider->name = name.text;
  read_key_settings(loader, fields, *provider);
  read_limits(fields, *provider);
  if (const YamlNode* value = fields.find("headers")) read_headers(loader, *value, *provider);
  if (const YamlNode* value = fields.find("timeouts")) read_timeouts(loader, *value, *provider);
  provider->timeouts.total = fields.duration("timeout").value_or(provider->timeouts.total);
  provider->include_usage = fields.boolean("include_usage").value_or(provider->include_usage);
  provider->drop_unsupported =
      fields.boolean("drop_unsupported").value_or(loader.drops_unsupported);
  if (const YamlNode* value = fields.find("reasoning_tags")) {
    read_reasoning_tags(loader, *value, *provider);
  }
  load_application(loader, fields, owner, *provider);
  load_program(loader, fields, owner, *provider);
  const bool simulated = provider->preset == "simulated";
  add_provider(loader, std::move(*provider), simulated ? fields.find("serve") : nullptr);
}

std::optional<std::size_t> declared(const Loader& loader, std::string_view name) {
  const std::vector<Provider>& providers = loader.suite.providers;
  for (std::size_t i = 0; i < providers.size(); ++i) {
    if (providers[i].name == name) return i;
  }
  return std::nullopt;
}

}  // namespace

bool is_header_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

void load_providers(Loader& loader, const YamlNode* providers) {
  if (providers == nullptr) return;
  if (!providers->is_map()) {
    loader.diagnostics.error(providers->position(),
                             "'providers' must be a map of names to "
                             "providers");
    return;
  }
  for (std::size_t i = 0; i < providers->entries(); ++i) {
    const YamlNode& name = providers->key(i);
    if (!read_label(loader, name, "a provider's name")) continue;
    if (name.text.find(':') != std::string_view::npos) {
      loader.diagnostics.error(name.position(), "a provider's name has no ':'");
      continue;
    }
    load_provider(loader, name, providers->value(i));
  }
}

bool is_provider(const Loader& loader, std::string_view name) {
  return declared(loader, name).has_value() || find_preset(name) != nullptr;
}

std::optional<std::size_t> provider_index(Loader& loader, std::string_view name,
                                          const Position& at) {
  if (const std::optional<std::size_t> found = declared(loader, name)) return found;
  const ProviderPreset* preset = find_preset(name);
  if (preset == nullptr) {
    std::vector<std::string> names = preset_names();
    for (const Provider& provider : loader.suite.providers) names.push_back(provider.name);
    loader.diagnostics.error(at, fmt::format("no provider '{}'{}", excerpt(name, 60),
                                             did_you_mean(name.substr(0, 60), names)));
    return std::nullopt;
  }
  if (preset->base_url.empty()) {
    const std::string_view missing = preset->name == "simulated" ? "serve: FILE" : "base_url: URL";
    loader.diagnostics.error(
        at, fmt::format("provider '{0}' must be declared: providers: {{{0}: {{preset: {0}, {1}}}}}",
                        name, missing));
    return std::nullopt;
  }
  Provider provider = provider_from(*preset);
  provider.drop_unsupported = loader.drops_unsupported;
  add_provider(loader, std::move(provider), nullptr);
  return loader.suite.providers.size() - 1;
}

}  // namespace assay
