#include "harness/report/manifest/manifest.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include "harness/base/json_fields.h"
#include "harness/base/text.h"
#include "harness/report/manifest/manifest_json.h"
#include "harness/report/manifest/variant_json.h"

namespace assay {
namespace {

template <class T>
struct Member {
  const char* key;
  T Manifest::*at;
  bool is_of_the_plan;  // else it changes while the run goes on
};

template <class T>
constexpr Member<T> planned(const char* key, T Manifest::*at) {
  return {key, at, true};
}

template <class T>
constexpr Member<T> later(const char* key, T Manifest::*at) {
  return {key, at, false};
}

// To add one: a row here and a member of the struct. A new type of member is a pair of
// functions in manifest_json.h.
constexpr auto kMembers = std::make_tuple(
    planned("description", &Manifest::description), planned("simulated", &Manifest::simulated),
    planned("axes", &Manifest::axes), planned("repeats", &Manifest::repeats),
    planned("prompts", &Manifest::prompts), planned("pass", &Manifest::pass),
    planned("limits", &Manifest::limits), planned("gates", &Manifest::gates),
    planned("own_metrics", &Manifest::own_metrics),
    planned("derived_metrics", &Manifest::derived_metrics),
    planned("variants", &Manifest::variants), planned("requests", &Manifest::requests),
    planned("judges", &Manifest::judges), planned("turns", &Manifest::turns),
    planned("tool_cases", &Manifest::tool_cases), planned("prices", &Manifest::prices),
    planned("suite_cells", &Manifest::suite_cells), planned("case_hashes", &Manifest::case_hashes),
    planned("expectation_hashes", &Manifest::expectation_hashes),
    planned("variable_hashes", &Manifest::variable_hashes),
    planned("prompt_hashes", &Manifest::prompt_hashes),
    planned("prompt_variables", &Manifest::prompt_variables),
    planned("expectation_variables", &Manifest::expectation_variables),
    planned("clusters", &Manifest::clusters), planned("baselines", &Manifest::baselines),
    planned("compare_with", &Manifest::compare_with), planned("imported", &Manifest::imported),
    later("selection", &Manifest::selection), later("canaries", &Manifest::canaries),
    later("sessions", &Manifest::sessions), later("stopped_early", &Manifest::stopped_early),
    later("outcome", &Manifest::outcome));

template <class Visit>
void each_member(Visit visit) {
  std::apply([&](const auto&... member) { (visit(member), ...); }, kMembers);
}

}  // namespace

std::vector<VariantSummary> summaries_of(const Manifest& manifest) {
  std::vector<VariantSummary> summaries;
  for (const ManifestVariant& variant : manifest.variants) {
    summaries.push_back(summary_of(variant));
  }
  if (manifest.requests.size() != summaries.size()) return summaries;
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    const std::optional<RequestTemplate>& request = manifest.requests[i];
    if (request) summaries[i].request = std::make_shared<const RequestTemplate>(*request);
  }
  return summaries;
}

bool are_begun_alike(const Manifest& a, const Manifest& b) {
  bool alike = true;
  each_member([&](const auto& member) {
    if (member.is_of_the_plan) alike = alike && a.*member.at == b.*member.at;
  });
  return alike;
}

Json to_json(const Manifest& manifest) {
  Json json = {{"version", kManifestVersion}, {"variants", Json::array()}};
  write_changes({}, manifest, json);
  return json;
}

void write_changes(const Manifest& before, const Manifest& after, Json& json) {
  static const Manifest defaults;
  each_member([&](const auto& member) {
    const auto& value = after.*member.at;
    if (value == before.*member.at) return;
    if (value == defaults.*member.at)
      json.erase(member.key);
    else
      json[member.key] = ManifestJson::of(value);
  });
}

Result<Manifest> read_manifest(const Json& json) {
  const double version = number_at(json, "version").value_or(0);
  if (version > kManifestVersion) {
    return usage_error("the run was recorded by a newer assay: its manifest has version " +
                       format_number(version));
  }
  const auto variants = json.find("variants");
  if (version < 1 || variants == json.end() || !variants->is_array()) {
    return infrastructure_error("the run's manifest is damaged: it names no variants");
  }
  Manifest manifest;
  Result<void> read;
  each_member([&](const auto& member) {
    const auto found = json.find(member.key);
    if (read && found != json.end()) read = ManifestJson::take(*found, manifest.*member.at);
  });
  ASSAY_CHECK(read);
  manifest.repeats =
      std::clamp<std::int64_t>(manifest.repeats, 1, static_cast<std::int64_t>(kMaxCells));
  return manifest;
}

}  // namespace assay
