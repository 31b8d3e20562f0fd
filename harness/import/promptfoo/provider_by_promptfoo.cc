// Providers that promptfoo's own package asks: what of them is written into the suite.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "harness/base/redact.h"
#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"
#include "harness/import/promptfoo/nunjucks_name.h"
#include "harness/import/promptfoo/provider_family.h"

namespace assay {
namespace {

constexpr std::string_view kTag = "{{";

std::string upper_words(std::string_view text) {
  std::string out;
  char before = '_';
  for (const char c : text) {
    const bool is_small = (c >= 'a' && c <= 'z') || is_ascii_digit(c);
    const bool is_great = c >= 'A' && c <= 'Z';
    const bool was_small = (before >= 'a' && before <= 'z') || is_ascii_digit(before);
    if (is_great && was_small) out += '_';
    out += is_small || is_great ? c : '_';
    before = c;
  }
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return out;
}

// "user:password@" in an address.
bool has_password(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return false;
  const std::string_view rest = text.substr(scheme + 3);
  const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
  const std::size_t at = host.rfind('@');
  const bool is_named = host.substr(0, at).find(kTag) != std::string_view::npos;
  return at != std::string_view::npos && host.substr(0, at).find(':') != std::string_view::npos &&
         !is_named;
}

// What a provider is told and sees.
class Told {
 public:
  Told(Importer& importer, std::string_view id, const ProviderFamily& family, std::string_view what)
      : importer_(importer), family_(family), what_(what) {
    for (const std::string_view name : split(family.env, ' '))
      if (!name.empty()) see(std::string(name), false);
    see_names_in(id);
    prefix_ = upper_words(id.substr(0, id.find(':')));
  }

  Json config(const YamlNode& node, std::string_view key) {
    if (node.is_map()) {
      Json map = Json::object();
      for (std::size_t i = 0; i < node.entries(); ++i)
        map[std::string(node.key(i).text)] = config(node.value(i), node.key(i).text);
      return map;
    }
    if (node.is_list()) {
      Json list = Json::array();
      for (const YamlNode* const item : node.children) list.push_back(config(*item, key));
      return list;
    }
    Json value = value_of(node);
    if (!value.is_string()) return value;
    const std::string& text = value.get_ref<const std::string&>();
    if (is_secret(key, text)) return instead_of_secret(key, node.position());
    see_names_in(text);
    if (text.find("sessionId") != std::string::npos) importer_.sends_session = true;
    // `apiKeyEnvar: NAME` and the like.
    if (key.ends_with("Envar") || key.ends_with("envar")) see(text, false);
    return value;
  }

  // The names of variables, which the configuration sets for this provider.
  void see_names_of(const YamlNode& env) {
    for (std::size_t i = 0; i < env.entries(); ++i) see(std::string(env.key(i).text), false);
  }

  YamlOut env() const {
    YamlOut list = YamlOut::list();
    for (const auto& [name, is_needed] : env_)
      list.add(YamlOut::text(is_needed ? name : name + "?"));
    return list;
  }

 private:
  void see(std::string name, bool is_needed) {
    const bool is_name = !name.empty() && !is_ascii_digit(name.front()) &&
                         std::all_of(name.begin(), name.end(), is_name_char);
    if (!is_name) return;
    const auto [known, is_new] = places_.emplace(name, env_.size());
    if (is_new) env_.emplace_back(std::move(name), false);
    env_[known->second].second = env_[known->second].second || is_needed;
  }

  // `{{env.X}}`, which promptfoo fills in when it is asked; `${X}` and the like are not its own.
  void see_names_in(std::string_view text) {
    if (!text.starts_with(kTag)) see(environment_name(text), false);
    for (std::size_t close = text.find("}}"); close != std::string_view::npos;
         close = text.find("}}")) {
      const std::string_view before = text.substr(0, close);
      text.remove_prefix(close + 2);
      const std::size_t open = before.rfind(kTag);
      if (open == std::string_view::npos) continue;
      std::string_view tag = trim(before.substr(open + kTag.size()));
      if (!tag.starts_with("env.") && !tag.starts_with("env[")) continue;
      tag.remove_prefix(4);
      while (!tag.empty() && (tag.front() == '\'' || tag.front() == '"')) tag.remove_prefix(1);
      const auto* const end = std::find_if_not(tag.begin(), tag.end(), is_name_char);
      const bool has_default = tag.find('|') != std::string_view::npos;
      see(std::string(tag.begin(), end), !has_default);
    }
  }

  // What is named by its key, and is neither a name of something nor a place.
  static bool is_secret(std::string_view key, std::string_view text) {
    if (text.find("-----BEGIN") != std::string_view::npos) return true;
    for (const std::string_view begin :
         {"Bearer ", "Basic ", "sk-", "hf_", "r8_", "ghp_", "xoxb-", "AKIA"})
      if (text.starts_with(begin) && text.find(kTag) == std::string_view::npos) return true;
    if (has_password(text)) return true;
    if (text.empty() || text.find(kTag) != std::string_view::npos) return false;
    if (!environment_name(text).empty() || text.starts_with("file://")) return false;
    if (parse_number(text)) return false;
    const std::string lower = to_lower_ascii(key);
    for (const std::string_view end : {"envar", "parser", "source", "path", "file", "filename",
                                       "type", "url", "uri", "mode", "scope"})
      if (lower.ends_with(end)) return false;
    return looks_secret(lower);
  }

  std::string instead_of_secret(std::string_view key, const Position& at) {
    const std::string_view first = family_.env.substr(0, family_.env.find(' '));
    const std::string upper = upper_words(key);
    std::string name =
        upper == key ? upper : prefix_ + "_" + upper;  // `env` of a program has names
    if (key == "apiKey" && !first.empty()) name = first;
    if (!sounds_secret(name)) name += "_SECRET";  // or reports would show its value
    importer_.account.add(
        at, fmt::format("{} of {}", key, what_), ImportOutcome::approximated,
        fmt::format("it looks like a secret and was not copied. Put it into the environment as "
                    "{}, and take it out of the file",
                    name));
    see(name, true);
    return "{{env." + name + "}}";
  }

  Importer& importer_;
  const ProviderFamily& family_;
  std::string_view what_;
  std::string prefix_;                             // of variables that it names itself
  std::vector<std::pair<std::string, bool>> env_;  // whether it has to be set
  std::map<std::string, std::size_t> places_;      // of each name in `env_`
};

// As promptfoo reads an answer: where the format is JSON, it is an object.
bool answers_object(const Json& config) {
  if (config.contains("output_format") || config.contains("output_schema")) return true;
  const auto format = config.find("response_format");
  if (format == config.end() || !format->is_object()) return false;
  const auto type = format->find("type");
  return type != format->end() && type->is_string() &&
         type->get_ref<const std::string&>().starts_with("json");
}

std::string what_it_needs(const ProviderFamily& family) {
  return fmt::format(
      "asked by promptfoo's own package, where --allow-exec allows it: `npm install promptfoo{}{}` "
      "beside the suite",
      family.needs.empty() ? "" : " ", family.needs);
}

}  // namespace

std::optional<MadeModel> import_by_promptfoo(Importer& importer, std::string_view id,
                                             const ProviderFamily& family,
                                             const ProviderSettings& settings, const Position& at,
                                             std::string_view what) {
  if (has_password(id)) {
    importer.account.add(at, fmt::format("provider {}", family.prefix), ImportOutcome::refused,
                         "its address has a password in it, which is not copied: take it from the "
                         "environment as {{env.NAME}}");
    return std::nullopt;
  }
  Told told(importer, id, family, what);
  Json config = Json::object();
  if (settings.config != nullptr) config = told.config(*settings.config, "");
  if (settings.env != nullptr) told.see_names_of(*settings.env);
  YamlOut entry = YamlOut::map();
  entry.add("dialect", YamlOut::text("exec"));
  entry.add("promptfoo", YamlOut::text(id));
  if (!config.empty()) entry.add("config", YamlOut::of(config));
  if (YamlOut env = told.env(); !env.is_empty()) entry.add("env", std::move(env));
  const std::size_t colon = id.find(':');
  const std::string_view prefix = id.substr(0, colon);
  MadeModel model;
  model.provider =
      provider_entry(importer, prefix == "file" ? family.prefix : prefix, std::move(entry));
  model.id = colon == std::string_view::npos ? id : id.substr(colon + 1);
  model.at = at;
  model.is_own = family.is_application;
  model.answers_object = answers_object(config);
  importer.account.add(at, what, ImportOutcome::script, what_it_needs(family));
  return model;
}

}  // namespace assay
