#include "harness/import/promptfoo/provider_endpoint.h"

#include <fmt/format.h>

#include "harness/base/text.h"
#include "harness/provider/provider.h"

namespace assay {
namespace {

// The entry's fields that `config` changes.
class Endpoint {
 public:
  Endpoint(Importer& importer, const ProviderPrefix& row, std::string_view what)
      : importer_(importer), row_(row), what_(what) {}

  void read(const YamlNode& config) {
    if (const YamlNode* host = config.find("apiHost"); host != nullptr && host->is_scalar())
      base_url_ = "https://" + with_environment(host->text) +
                  (row_.preset == "azure-openai" ? "/openai/v1" : "/v1");
    for (const char* key : {"apiBaseUrl", "baseUrl", "baseURL", "base_url", "apiBase"})
      if (const YamlNode* url = config.find(key); url != nullptr && url->is_scalar())
        base_url_ = with_environment(trim(url->text));
    if (const YamlNode* name = config.find("apiKeyEnvar"); name != nullptr && name->is_scalar())
      key_env_ = std::string(name->text);
    if (const YamlNode* key = config.find("apiKey"); key != nullptr) read_key(*key);
    if (const YamlNode* team = config.find("organization"); team != nullptr && team->is_scalar())
      headers_.add("OpenAI-Organization", YamlOut::text(with_environment(team->text)));
    if (const YamlNode* headers = config.find("headers")) read_headers(*headers);
  }

  // The name of the provider that has them: the preset alone where nothing is changed.
  std::string provider() {
    YamlOut entry = YamlOut::map();
    if (base_url_.empty()) base_url_ = row_.base_url;
    if (row_.preset == "azure-openai" && key_env_.empty()) key_env_ = row_.key_env;
    drop_defaults();
    if (!row_.preset.empty()) {
      if (base_url_.empty() && key_env_.empty() && headers_.is_empty())
        return std::string(row_.preset);
      entry.add("preset", YamlOut::text(row_.preset));
    } else {
      entry.add("dialect", YamlOut::text("openai_chat"));
      if (key_env_.empty()) key_env_ = row_.key_env;
    }
    if (!base_url_.empty()) entry.add("base_url", YamlOut::text(without_endpoint(base_url_)));
    if (!key_env_.empty()) entry.add("key_env", YamlOut::text(key_env_));
    if (!headers_.is_empty()) entry.add("headers", std::move(headers_));
    const std::string base(row_.prefix);
    return provider_entry(importer_, row_.preset.empty() ? base : base + "-own", std::move(entry));
  }

 private:
  // What the preset says by itself.
  void drop_defaults() {
    const ProviderPreset* const preset = find_preset(row_.preset);
    if (preset == nullptr) return;
    if (without_endpoint(base_url_) == preset->base_url) base_url_.clear();
    if (key_env_ == preset->key_env) key_env_.clear();
  }

  static std::string without_endpoint(std::string url) {
    for (const std::string_view tail : {"/chat/completions", "/completions", "/messages"})
      if (url.ends_with(tail)) url.resize(url.size() - tail.size());
    while (url.ends_with('/')) url.pop_back();
    return url;
  }

  void read_key(const YamlNode& key) {
    key_env_ = environment_name(key.text);
    if (!key_env_.empty()) return;
    key_env_ = row_.key_env.empty() ? "API_KEY" : std::string(row_.key_env);
    importer_.account.add(
        key.position(), fmt::format("apiKey of {}", what_), ImportOutcome::approximated,
        fmt::format("the key itself stands in the configuration; it was not copied. Put it into "
                    "the environment as {}, and take it out of the file",
                    key_env_));
  }

  void read_headers(const YamlNode& headers) {
    for (std::size_t i = 0; i < headers.entries(); ++i) {
      const YamlNode& key = headers.key(i);
      const std::string value = with_environment(headers.value(i).text);
      if (looks_secret(key.text) && value.find("${") == std::string::npos) {
        importer_.account.add(
            key.position(), fmt::format("header {} of {}", key.text, what_),
            ImportOutcome::approximated,
            "its value looks like a secret and was not copied; it is taken from the environment");
        headers_.add(key.text, YamlOut::text("${" + header_variable(key.text) + "}"));
      } else {
        headers_.add(key.text, YamlOut::text(value));
      }
    }
  }

  Importer& importer_;
  const ProviderPrefix& row_;
  std::string_view what_;
  std::string base_url_, key_env_;
  YamlOut headers_ = YamlOut::map();
};

}  // namespace

std::string import_endpoint(Importer& importer, const ProviderPrefix& prefix,
                            const YamlNode* config, std::string_view what) {
  Endpoint endpoint(importer, prefix, what);
  if (config != nullptr) endpoint.read(*config);
  return endpoint.provider();
}

const std::set<std::string_view>& endpoint_keys() {
  static const std::set<std::string_view> kKeys = {
      "apiHost", "apiBaseUrl",  "baseUrl", "baseURL",      "base_url",
      "apiBase", "apiKeyEnvar", "apiKey",  "organization", "headers"};
  return kKeys;
}

}  // namespace assay
