// A run's manifest: made of a plan, written as JSON, read back, changed.
#include "harness/report/manifest/manifest.h"
#include "harness/report/manifest/gate_json.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <utility>
#include <vector>

#include "harness/report/gate/gate.h"
#include "tests/report/report_fixture.h"
#include "tests/support/results.h"

namespace assay {
namespace {

using testing::value_of;

TEST(Manifest, OfAPlanReadsBack) {
  Suite suite;
  suite.description = "d";
  suite.simulated = true;
  suite.providers.emplace_back().name = "own";
  Model model;
  model.name = "mini";
  model.id = "mini-1";
  model.price = Price{{Money{150'000}, Money{600'000}, Money{75'000}, std::nullopt}};
  suite.models.push_back(model);
  suite.prompts.emplace_back().id = "plain";
  suite.grid.push_back({"temperature", {Json(0), Json(1)}});
  suite.limits.max_error_rate = 0.1;
  suite.pass.score = 0.8;
  suite.gates.push_back(testing::gate_of("score", 0.5, {}));
  Plan plan;
  plan.suite = &suite;
  plan.repeats = 3;
  plan.variants.push_back({"mini/plain temperature=0",
                           0,
                           0,
                           {{"temperature", Json(0)}},
                           {{"temperature", Json(0)}, {"max_tokens", Json(9)}}});
  const Manifest made = manifest_of(plan);
  const Json json = to_json(made);
  EXPECT_EQ(json["variants"][0]["price"]["cached_input"], 75'000);
  EXPECT_EQ(json["pass"]["score"], 0.8);

  const Manifest read = value_of(read_manifest(json));
  EXPECT_EQ(read, made);
  EXPECT_TRUE(read.simulated);
  EXPECT_EQ(read.repeats, 3);
  EXPECT_EQ(read.axes, std::vector<std::string>{"temperature"});
  EXPECT_EQ(read.prompts, std::vector<std::string>{"plain"});
  EXPECT_EQ(read.limits.max_error_rate, 0.1);
  ASSERT_EQ(read.gates.size(), 1u);
  EXPECT_EQ(gate_to_json(read.gates[0]), gate_to_json(suite.gates[0]));
  ASSERT_EQ(read.variants.size(), 1u);
  EXPECT_EQ(read.variants[0].model_id, "mini-1");
  EXPECT_EQ(read.variants[0].provider, "own");
  EXPECT_EQ(read.variants[0].params.at("max_tokens"), 9);
}

TEST(Manifest, KeepsHowVariantsWereAskedButNoSecret) {
  Suite suite;
  suite.providers.push_back(provider_from(*find_preset("modelslab-native")));
  suite.providers[0].key = "sk-real-key-1";
  suite.providers[0].headers = {{"X-Team-Token", "abc-token"}};
  Model model;
  model.id = "mini-1";
  suite.models.push_back(model);
  suite.prompts.emplace_back().id = "plain";
  Plan plan;
  plan.suite = &suite;
  plan.variants.push_back({"mini/plain", 0, 0, {}, {{"max_tokens", Json(9)}}});
  Json json = to_json(manifest_of(plan));
  EXPECT_EQ(json.dump().find("sk-real-key-1"), std::string::npos);
  EXPECT_EQ(json.dump().find("abc-token"), std::string::npos);

  const auto request = summaries_of(value_of(read_manifest(json)))[0].request;
  ASSERT_NE(request, nullptr);
  EXPECT_EQ(request->dialect, "modelslab_native");
  EXPECT_EQ(request->after, (OpenText{",\"key\":\"", "MODELSLAB_API_KEY", "\"}"}));
  EXPECT_EQ(request->headers.back().second, (OpenText{"", "X_TEAM_TOKEN", ""}));
  EXPECT_EQ(request->notes.size(), 1u);
  json.erase("requests");  // of an older assay
  EXPECT_EQ(summaries_of(value_of(read_manifest(json)))[0].request, nullptr);
}

TEST(Manifest, ThatIsDamagedOrNewerIsRefused) {
  for (const Json& bad : {Json(), Json::array(), Json{{"version", 1}}, Json{{"variants", 7}}}) {
    const auto read = read_manifest(bad);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, ErrorKind::infrastructure);
  }
  EXPECT_EQ(read_manifest({{"version", 2}}).error().kind, ErrorKind::usage);
}

// Any of a member's type, as a run may have it.
template <class T>
T some();

std::string some_text() {
  return *rc::gen::element<std::string>("", "a", "b*", "{\"x\": 1}", "\xc3\xa9", "null");
}
template <>
std::string some() {
  return some_text();
}
template <>
bool some() {
  return *rc::gen::arbitrary<bool>();
}
template <>
std::int64_t some() {
  return *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000);
}
template <>
std::uint64_t some() {
  return *rc::gen::arbitrary<std::uint64_t>();
}
template <>
double some() {
  return *rc::gen::element(0.0, 0.1, -0.5, 1e-300, 7.0, 0.30000000000000004);
}
template <>
Json some() {
  static const std::vector<Json> all = {
      0, 0.7, "text", true, Json::array({1, "b"}), {{"k", nullptr}}};
  return *rc::gen::elementOf(all);
}

template <class T>
std::optional<T> maybe() {
  return some<bool>() ? std::optional(some<T>()) : std::nullopt;
}
template <class T>
std::vector<T> several() {
  std::vector<T> values(*rc::gen::inRange<std::size_t>(0, 4));
  for (T& value : values) value = some<T>();
  return values;
}
template <class T>
std::map<std::string, T> named() {
  std::map<std::string, T> values;
  for (const std::string& name : several<std::string>()) values[name] = some<T>();
  return values;
}
Params some_params() {
  Params params;
  for (auto& [name, value] : named<Json>()) params[name] = value;
  return params;
}
template <>
Manifest::Texts some() {
  return named<std::string>();
}
template <>
std::vector<std::string> some() {
  return several<std::string>();
}
template <>
UsedVariables some() {
  if (some<bool>()) return {};
  const std::vector<std::string> names = several<std::string>();
  return {false, {names.begin(), names.end()}};
}
template <>
Money some() {
  return {some<std::int64_t>()};
}
template <>
milliseconds some() {
  return milliseconds(some<std::int64_t>());
}
template <>
Price some() {
  Price price{{some<Money>(), some<Money>(), maybe<Money>(), maybe<Money>()}};
  if (some<bool>())
    price.tiers.push_back({some_text(), 7, {some<Money>(), some<Money>(), maybe<Money>(), {}}});
  return price;
}
template <>
ManifestVariant some() {
  return {{some_text(), some_text(), some_text(), some_text(), some_text(), some_params(),
           some_params()},
          some_text(),
          maybe<Price>()};
}
template <>
RequestTemplate some() {
  RequestTemplate request{
      some_text(),  {some_text()},         {}, some_text(), {some_text(), "KEY", ""},
      some<bool>(), several<std::string>()};
  if (some<bool>()) {
    request.method = "PUT";
    request.body = {some_text(), "{{prompt}}", some_text()};
    request.is_form = some<bool>();
  }
  if (some<bool>()) request.headers = {{some_text(), {"Bearer ", some_text(), ""}}};
  return request;
}
template <>
std::optional<RequestTemplate> some() {
  return maybe<RequestTemplate>();
}
template <>
Session some() {
  return {maybe<double>(), maybe<double>(), some<Json>()};
}
template <>
VerdictShape some() {
  VerdictShape shape;
  if (some<bool>())
    shape.scale = {*rc::gen::inRange(-9, 0), *rc::gen::inRange(0, 9)};
  else if (some<bool>())
    shape.labels = {{some_text(), 0.25, some<bool>()}};
  return shape;
}
template <>
PricesUsed some() {
  return {{some_text(), some_text()}, several<std::string>()};
}
template <>
ManifestJudge some() {
  return {some_text(),
          some_text(),
          some_text(),
          some_params(),
          *rc::gen::inRange<std::int64_t>(1, 9),
          several<VerdictShape>()};
}
Selector some_selector() {
  return {maybe<std::string>(), maybe<std::string>(), some_params()};
}
template <>
Gate some() {
  Gate gate;
  gate.name = some_text();
  gate.metric = some_text();
  gate.at_least = maybe<double>();
  gate.at_most = maybe<double>();
  gate.candidate = some_selector();
  gate.max_error_rate = maybe<double>();
  if (some<bool>()) return gate;
  gate.baseline = GateBaseline{some_selector(), some_text()};
  gate.no_worse_than = maybe<double>();
  gate.at_most_ratio = maybe<double>();
  gate.require_same_model = some<bool>();
  gate.stop_early = some<bool>();
  gate.cluster = some_text();
  return gate;
}
SuiteLimits some_limits() {
  SuiteLimits limits;
  if (some<bool>()) limits.concurrency = *rc::gen::inRange(1, 100'000);
  limits.max_cost = maybe<Money>();
  limits.max_duration = maybe<milliseconds>();
  limits.max_error_rate = maybe<double>();
  limits.timeout = maybe<milliseconds>();
  return limits;
}
Manifest some_manifest() {
  Manifest manifest;
  manifest.description = some_text();
  manifest.simulated = some<bool>();
  manifest.axes = several<std::string>();
  manifest.repeats = *rc::gen::inRange<std::int64_t>(1, 1000);
  manifest.prompts = several<std::string>();
  manifest.pass.score = maybe<double>();
  manifest.limits = some_limits();
  manifest.gates = several<Gate>();
  manifest.variants = several<ManifestVariant>();
  if (manifest.variants.empty()) manifest.variants.push_back(some<ManifestVariant>());  // or no run
  manifest.requests = several<std::optional<RequestTemplate>>();
  manifest.judges = several<ManifestJudge>();
  manifest.turns = 3;
  manifest.tool_cases = {"refund"};
  manifest.prices = several<PricesUsed>();
  manifest.suite_cells = maybe<std::uint64_t>();
  manifest.case_hashes = named<std::string>();
  manifest.expectation_hashes = named<std::string>();
  manifest.variable_hashes = named<Manifest::Texts>();
  manifest.prompt_hashes = named<std::string>();
  manifest.prompt_variables = named<UsedVariables>();
  manifest.expectation_variables = some<UsedVariables>();
  manifest.clusters = named<Manifest::Texts>();
  manifest.baselines = named<Json>();
  manifest.compare_with = several<std::string>();
  manifest.imported = {{"file", "a.jsonl"}, {"format", "jsonl"}};
  if (some<bool>()) manifest.selection = named<std::vector<std::string>>();
  manifest.sessions = several<Session>();
  manifest.stopped_early = some<bool>();
  manifest.outcome = some_text();
  return manifest;
}

TEST(Manifest, ComesBackAsItWasWritten) {
  EXPECT_TRUE(rc::check([] {
    const Manifest manifest = some_manifest();
    const Result<Json> stored = parse_json(dump_json(to_json(manifest)));
    RC_ASSERT(stored.has_value());
    const Result<Manifest> read = read_manifest(*stored);
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == manifest);
  }));
}

// A newer assay's record, that an older one goes on with.
TEST(Manifest, ChangesLeaveAllElseAsItWas) {
  EXPECT_TRUE(rc::check([] {
    const Manifest before = some_manifest();
    const Manifest after = some_manifest();
    Json json = to_json(before);
    json["future"] = {{"of", "a newer assay"}};
    for (Json& variant : json["variants"]) variant["future"] = 1;
    const Json variants = json["variants"];
    write_changes(before, after, json);
    RC_ASSERT(json["future"]["of"] == "a newer assay");
    RC_ASSERT(before.variants != after.variants || json["variants"] == variants);
    RC_ASSERT(value_of(read_manifest(json)) == after);
  }));
}

TEST(Manifest, OfRunsThatWereBegunAlikeMayHaveEndedOtherwise) {
  EXPECT_TRUE(rc::check([] {
    const Manifest one = some_manifest();
    Manifest other = one;
    other.selection = RunSelection{{"--case", {"a"}}};
    other.sessions.emplace_back();
    other.stopped_early = !one.stopped_early;
    other.outcome += "x";
    RC_ASSERT(are_begun_alike(one, other));
    other.variable_hashes["france"]["country"] += "x";
    RC_ASSERT(!are_begun_alike(one, other));
  }));
}

}  // namespace
}  // namespace assay
