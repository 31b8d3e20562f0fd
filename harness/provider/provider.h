// Where to ask. A provider is data: a row of the preset table or a map in a
// suite; only its dialect is code.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/provider/http.h"
#include "harness/provider/reasoning.h"

namespace assay {

struct Application;
struct Dialect;
struct Program;

// How the key travels (docs/protocols.md, "Keys").
enum class KeyPlacement { none, bearer, x_api_key, api_key_header, x_goog_api_key, body };

struct Timeouts {
  milliseconds connect{10'000};
  milliseconds first_byte{600'000};  // a queued reasoning model may take minutes
  milliseconds idle{120'000};        // between payload bytes; keep-alive comments don't count
  milliseconds total{1'800'000};
};

struct ProviderLimits {
  int concurrency = 5;
  std::optional<std::int64_t> rpm;  // requests a minute
  std::optional<std::int64_t> tpm;  // tokens a minute
};

struct Provider {
  std::string name;    // as the suite says it: "modelslab", "lab", ...
  std::string preset;  // row it came from; empty when written out
  const Dialect* dialect = nullptr;
  std::string base_url;              // no trailing slash
  bool base_url_is_private = false;  // came from the environment: reports do not name it
  KeyPlacement key_placement = KeyPlacement::bearer;
  std::string key_env;  // name of the variable; empty: no key needed
  std::string key;      // its value; empty until resolve_key()
  Headers headers;      // extra ones, e.g. anthropic-version
  ProviderLimits limits;
  Timeouts timeouts;
  std::string serve_file;                     // `simulated` only: the models file, absolute
  bool include_usage = true;                  // ask for usage in streams (stream_options)
  bool takes_schema = true;                   // a judge's verdict is asked for by a JSON Schema
  bool drop_unsupported = false;              // its models are asked without what they refuse
  std::string models_path;                    // appended to base_url; empty: the dialect's own
  std::vector<ReasoningTags> reasoning_tags;  // beside the well-known ones
  std::shared_ptr<const Application> application;  // of dialect `http`: never null, else always
  std::shared_ptr<const Program> program;          // the same of dialect `exec`
};

struct ProviderPreset {
  std::string_view name;
  std::string_view dialect;
  std::string_view base_url;
  KeyPlacement key_placement;
  std::string_view key_env;
  int concurrency;
  bool include_usage;
  std::string_view help;
  std::string_view models_path = {};  // where it differs from the dialect's
  bool takes_schema = true;           // known or likely to answer by a JSON Schema
};

// The preset of models that nobody can ask: their answers were made elsewhere, and imported.
inline constexpr std::string_view kElsewhere = "elsewhere";

std::span<const ProviderPreset> provider_presets();
const ProviderPreset* find_preset(std::string_view name);
Provider provider_from(const ProviderPreset& preset);

// The headers of every request: content type, the key where it travels in a
// header, then the provider's own, which win over equal names.
Headers request_headers(const Provider& provider);

// `path` below the provider's base URL. A query of the base URL (Azure's
// api-version) stays at the end; a "/v1" that both have is there once.
std::string endpoint_url(const Provider& provider, std::string_view path);

// Reads the key from the environment and registers it for redaction. A usage
// error names the variable to set, or says that its value is too short to be
// redacted. No-op without `key_env`.
Result<void> resolve_key(Provider& provider);

}  // namespace assay
