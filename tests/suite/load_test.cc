#include "harness/suite/load.h"

#include <gtest/gtest.h>

#include "harness/provider/dialect.h"
#include "tests/suite/test_shapes.h"
#include "tests/support/test_files.h"

namespace assay {
namespace {

using testing::TemporaryFolder;
using testing::test_options;
using testing::write_text;

constexpr std::string_view kHead = "suite: s\n";
constexpr std::string_view kModels = "models: [openai:gpt-4o-mini]\n";
constexpr std::string_view kPrompts = "prompts: [{id: p, user: \"Capital of {{country}}?\"}]\n";
constexpr std::string_view kCases = "cases: [{id: france, vars: {country: France}}]\n";

struct Parts {
  std::string models{kModels};
  std::string prompts{kPrompts};
  std::string cases{kCases};
  std::string rest{};
};

Result<Suite> load(const Parts& parts, const LoadOptions& options = test_options()) {
  return load_suite_text(
      std::string(kHead) + parts.models + parts.prompts + parts.cases + parts.rest, "s.yaml",
      options);
}

// The suite, or a failed test that says why.
Suite loaded(const Parts& parts, const LoadOptions& options = test_options()) {
  Result<Suite> suite = load(parts, options);
  if (!suite) {
    ADD_FAILURE() << suite.error().message;
    return {};
  }
  return std::move(*suite);
}

TEST(LoadModels, SplitsAtTheFirstColon) {
  const Suite suite = loaded({.models = "models: [\"openrouter:meta/llama:free\"]\n"});
  ASSERT_EQ(suite.models.size(), 1U);
  EXPECT_EQ(suite.models[0].id, "meta/llama:free");
  EXPECT_EQ(suite.providers[suite.models[0].provider].name, "openrouter");
}

TEST(LoadModels, AreLabelledByIdUnlessThatIsAmbiguous) {
  const Suite suite = loaded({.models = "models: [openai:m, groq:m, openai:n]\n"});
  ASSERT_EQ(suite.models.size(), 3U);
  EXPECT_EQ(suite.models[0].name, "openai:m");
  EXPECT_EQ(suite.models[1].name, "groq:m");
  EXPECT_EQ(suite.models[2].name, "n");
}

TEST(LoadModels, TakePricesExactly) {
  const Suite suite = loaded(
      {.models = "models:\n  - {id: m, provider: openai, price: {input: 0.15, cached_input: 0.075, "
                 "output: 0.60}, params: {max_tokens: 0256}}\n"});
  ASSERT_TRUE(suite.models[0].price);
  EXPECT_EQ(suite.models[0].price->input.picos, 150'000);
  EXPECT_EQ(suite.models[0].price->cached_input->picos, 75'000);
  EXPECT_EQ(suite.models[0].params.at("max_tokens"), 256);  // decimal, not octal
}

TEST(LoadProviders, AreAPresetOrADialect) {
  const Suite suite = loaded(
      {.models = "models: [lab:a, own:b]\n",
       .rest =
           "providers:\n"
           "  lab: {preset: modelslab, key_env: LAB_KEY, rpm: 60, tpm: 100000, concurrency: 3}\n"
           "  own: {dialect: openai_chat, base_url: \"http://${HOST}/v1/\", timeout: 90s,\n"
           "        headers: {x-team: \"${TOKEN}\"}, timeouts: {idle: 500ms}}\n"});
  ASSERT_EQ(suite.providers.size(), 2U);
  EXPECT_EQ(suite.providers[0].key_env, "LAB_KEY");
  EXPECT_EQ(suite.providers[0].limits.rpm, 60);
  EXPECT_EQ(suite.providers[0].limits.concurrency, 3);
  EXPECT_EQ(suite.providers[1].base_url, "http://models.example/v1");
  EXPECT_EQ(suite.providers[1].key_placement, KeyPlacement::none);
  EXPECT_EQ(suite.providers[1].headers[0].value, "secret-token");
  EXPECT_EQ(suite.providers[1].timeouts.total, milliseconds(90'000));
  EXPECT_EQ(suite.providers[1].timeouts.idle, milliseconds(500));
}

TEST(LoadProviders, ExpandTheEnvironmentNowhereElse) {
  const Suite suite = loaded({.prompts = "prompts: [{id: p, user: \"${HOST} {{country}}\"}]\n"});
  EXPECT_EQ(suite.prompts[0].messages[0].content.source(), "${HOST} {{country}}");
}

TEST(LoadProviders, SimulatedOnesBringTheirPrices) {
  const TemporaryFolder folder;
  write_text(folder / "m.yaml",
             "seed: 7\nmodels:\n  - {id: small, price: {input: 0.1, output: 0.4}}\n");
  write_text(folder / "s.yaml", std::string(kHead) + "models: [sim:small]\n" +
                                    "providers: {sim: {preset: simulated, serve: m.yaml}}\n" +
                                    std::string(kPrompts) + std::string(kCases));
  const auto first = load_suite(folder / "s.yaml", test_options());
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_TRUE(first->simulated);
  EXPECT_EQ(first->models[0].price->output.picos, 400'000);
  EXPECT_EQ(first->providers[0].serve_file, (folder / "m.yaml").string());
  write_text(folder / "m.yaml", "seed: 8\nmodels: [{id: small}]\n");
  const auto second = load_suite(folder / "s.yaml", test_options());
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_NE(first->hash, second->hash);
  EXPECT_NE(first->serve_hashes[0], second->serve_hashes[0]);
}

TEST(LoadPrompts, ReadMessagesToolsAndFiles) {
  const TemporaryFolder folder;
  write_text(folder / "prompts/more.yaml",
             "- {id: a, user: one}\n- {id: b, system: s, user: two}\n");
  write_text(folder / "s.yaml",
             std::string(kHead) + std::string(kModels) +
                 "prompts:\n"
                 "  - file: prompts/more.yaml\n"
                 "  - id: c\n"
                 "    response_format: {type: json_object}\n"
                 "    messages:\n"
                 "      - {role: user, content: hi}\n"
                 "      - {role: assistant, tool_calls: [{id: t1, name: f, arguments: {x: 1}}]}\n"
                 "      - {role: tool, tool_call_id: t1, content: \"2\"}\n" +
                 std::string(kCases));
  const auto suite = load_suite(folder / "s.yaml", test_options());
  ASSERT_TRUE(suite) << suite.error().message;
  ASSERT_EQ(suite->prompts.size(), 3U);
  EXPECT_EQ(suite->prompts[1].messages.size(), 2U);
  EXPECT_EQ(suite->prompts[2].messages[1].tool_calls[0].arguments, "{\"x\":1}");
  EXPECT_EQ(suite->prompts[2].params.at("response_format"), Json({{"type", "json_object"}}));
}

TEST(LoadGrid, TypesAxesByTheParameterTable) {
  const Suite suite = loaded(
      {.rest = "grid: {temperature: [0, 0.7, 1.0], stop: [END, [A, B]], max_tokens: 010}\n"});
  ASSERT_EQ(suite.grid.size(), 3U);
  EXPECT_EQ(dump_json(suite.grid[0].values), "[0,0.7,1]");
  EXPECT_EQ(dump_json(suite.grid[1].values), R"([["END"],["A","B"]])");
  EXPECT_EQ(dump_json(suite.grid[2].values), "[10]");
}

TEST(LoadGrid, IsOverriddenBySet) {
  LoadOptions options = test_options();
  options.set = {{"temperature", {"0", "0.5"}}, {"seed", {"7"}}};
  options.repeats = 4;
  const Suite suite = loaded({.rest = "grid: {temperature: 1}\nrepeats: 2\n"}, options);
  ASSERT_EQ(suite.grid.size(), 2U);
  EXPECT_EQ(dump_json(suite.grid[0].values), "[0,0.5]");
  EXPECT_EQ(suite.grid[1].parameter, "seed");
  EXPECT_EQ(suite.repeats, 4);
}

struct SetRow {
  AxisOverride set;
  const char* message;
};
TEST(LoadGrid, RefusesBadOverrides) {
  const SetRow rows[] = {
      {{"temprature", {"0"}}, "--set temprature: no such parameter; did you mean 'temperature'?"},
      {{"temperature", {"warm"}},
       "--set temperature=warm: 'temperature' must be a number, not 'warm'"},
      {{"temperature", {"3"}}, "--set temperature=3: 'temperature' must be between 0 and 2, not 3"},
      {{"temperature", {}}, "--set temperature: no values"},
  };
  for (const SetRow& row : rows) {
    LoadOptions options = test_options();
    options.set = {row.set};
    const auto suite = load({}, options);
    ASSERT_FALSE(suite);
    EXPECT_EQ(suite.error().message, row.message);
  }
}

TEST(LoadCases, KeepVariablesAsWritten) {
  const Suite suite =
      loaded({.prompts = "prompts: [{id: p, user: hi}]\n",
              .cases = "cases:\n  - vars: {a: no, b: 012, c: 1.10, d: [1, yes], e: {f: 0x1}}\n"});
  const Case& only = suite.cases[0];
  EXPECT_EQ(only.id, "case-1");
  EXPECT_EQ(*only.vars.find("a"), "no");
  EXPECT_EQ(*only.vars.find("b"), "012");
  EXPECT_EQ(*only.vars.find("c"), "1.10");
  EXPECT_EQ(*only.vars.find("d"), Json({"1", "yes"}));
  EXPECT_EQ(*only.vars.find("e"), Json({{"f", "0x1"}}));
}

TEST(LoadCases, ShareTheSuitesExpectations) {
  const Suite suite = loaded({.cases = "cases:\n"
                                       "  - {id: a, vars: {country: A}}\n"
                                       "  - {id: b, vars: {country: B}}\n"
                                       "  - {id: c, vars: {country: C}, expect: [{equals: C}]}\n",
                              .rest = "expect: [{max_words: 20}]\n"});
  EXPECT_EQ(suite.cases[0].expect, suite.cases[1].expect);
  ASSERT_EQ(suite.cases[2].expect->size(), 2U);
  EXPECT_EQ((*suite.cases[2].expect)[0].name, "equals");
  EXPECT_EQ((*suite.cases[2].expect)[1].arguments, Json({{"count", 20}}));
}

struct ExpectRow {
  const char* yaml;
  const char* name;
  const char* arguments;
};
const ExpectRow kExpectations[] = {
    {"contains: no", "contains", R"({"value":"no"})"},
    {"contains: {value: Paris}", "contains", R"({"value":"Paris"})"},
    {"contains_any: Paris", "contains_any", R"({"values":["Paris"]})"},
    {"contains_any: [012, yes]", "contains_any", R"({"values":["012","yes"]})"},
    {"max_words: 010", "max_words", R"({"count":10})"},
    {"max_words: \"{{country}}\"", "max_words", R"({"count":"{{country}}"})"},
    {"number: 5", "number", R"({"equals":5})"},
    {"number: {equals: 5.0, tolerance: 0.01, extract: last}", "number",
     R"({"equals":5,"extract":"last","tolerance":0.01})"},
    {"json: {path: a.b, equals: {x: [1, no, \"1\"]}}", "json",
     R"({"equals":{"x":[1,"no","1"]},"path":"a.b"})"},
    {"json_schema: {type: object}", "json_schema", R"({"schema":{"type":"object"}})"},
    {"json_schema: {schema: {type: object}}", "json_schema", R"({"schema":{"type":"object"}})"},
    {"tool_call: {name: f, strict: true}", "tool_call", R"({"name":"f","strict":true})"},
    {"no_tool_call", "no_tool_call", "{}"},
    {"no_tool_call:", "no_tool_call", "{}"},
    {"no_tool_call: true", "no_tool_call", "{}"},
};

TEST(LoadExpectations, TypeArgumentsByTheirShape) {
  for (const ExpectRow& row : kExpectations) {
    const Suite suite = loaded({.rest = "expect:\n  - " + std::string(row.yaml) + "\n"});
    ASSERT_EQ(suite.cases.size(), 1U) << row.yaml;
    const Expectation& read = suite.cases[0].expect->front();
    EXPECT_EQ(read.name, row.name);
    EXPECT_EQ(dump_json(read.arguments), row.arguments);
  }
}

TEST(LoadExpectations, NestAndCarryWeightMetricAndChannel) {
  const Suite suite = loaded({.rest = "expect:\n"
                                      "  - any:\n"
                                      "      - {contains: \"{{country}}\"}\n"
                                      "      - not: {icontains: London}\n"
                                      "    weight: 2\n"
                                      "    metric: facts\n"
                                      "    on: all\n"});
  const Expectation& any = suite.cases[0].expect->front();
  EXPECT_EQ(any.weight, 2);
  EXPECT_EQ(any.metric, "facts");
  EXPECT_EQ(any.on, Channel::all);
  EXPECT_TRUE(any.has_template);
  ASSERT_EQ(any.children.size(), 2U);
  EXPECT_EQ(any.children[1].name, "not");
  EXPECT_EQ(any.children[1].children[0].name, "icontains");
  EXPECT_FALSE(any.children[1].has_template);
}

TEST(LoadExpectations, ReadSchemasFromFiles) {
  const TemporaryFolder folder;
  write_text(folder / "schema.json", R"({"type": "object"})");
  write_text(folder / "s.yaml", std::string(kHead) + std::string(kModels) + std::string(kPrompts) +
                                    std::string(kCases) + "expect: [{json_schema: schema.json}]\n");
  const auto suite = load_suite(folder / "s.yaml", test_options());
  ASSERT_TRUE(suite) << suite.error().message;
  EXPECT_EQ(suite->cases[0].expect->front().arguments["schema"], Json({{"type", "object"}}));
}

// "tag a; last_line" of what each leaf of the first case extracts; "-" for nothing.
std::vector<std::string> extracted_by(const Expectations& expectations) {
  std::vector<std::string> all;
  for (const Expectation& each : expectations) {
    if (!each.children.empty()) {
      for (std::string& below : extracted_by(each.children)) all.push_back(std::move(below));
      continue;
    }
    std::string shown = each.reading.extract && !each.reading.extract->empty() ? "" : "-";
    for (const ExtractStep& step : each.reading.extract.value_or(std::vector<ExtractStep>())) {
      if (!shown.empty()) shown += "; ";
      shown += step.name;
      for (const Json& argument : step.arguments) shown += " " + argument.get<std::string>();
    }
    all.push_back(std::move(shown));
  }
  return all;
}

TEST(LoadReading, TheNearestExtractHolds) {
  const Suite suite =
      loaded({.cases = "cases:\n"
                       "  - {id: a, vars: {country: A}, expect: [{equals: A}]}\n"
                       "  - id: b\n"
                       "    vars: {country: B}\n"
                       "    extract: last_line\n"
                       "    expect:\n"
                       "      - equals: B\n"
                       "      - {equals: B, extract: {regex: 'x(.)', which: last}}\n"
                       "      - {equals: B, extract: none}\n"
                       "      - {any: [{equals: B}, {equals: C, extract: json}, no_tool_call],\n"
                       "         extract: [{tag: a}, last_line]}\n"
                       "      - not: {contains: C}\n",
              .rest = "extract: {tag: answer}\nexpect: [{max_words: 20}, no_tool_call]\n"});
  EXPECT_EQ(extracted_by(*suite.cases[0].expect),
            (std::vector<std::string>{"tag answer", "tag answer", "-"}));
  EXPECT_EQ(extracted_by(*suite.cases[1].expect),
            (std::vector<std::string>{"last_line", "regex x(.) last", "-", "tag a; last_line",
                                      "json", "-", "last_line", "last_line", "-"}));
}

TEST(LoadReading, NormaliseIsForWhatComparesTexts) {
  const Suite suite = loaded({.rest = "normalise: [case, quotes]\n"
                                      "expect:\n"
                                      "  - equals: A\n"
                                      "  - {equals: A, normalise: white_space}\n"
                                      "  - {equals: A, normalise: none}\n"
                                      "  - max_words: 20\n"});
  const Expectations& read = *suite.cases[0].expect;
  using Names = std::vector<std::string>;
  EXPECT_EQ(read[0].reading.normalise, (Names{"case", "quotes"}));
  EXPECT_EQ(read[1].reading.normalise, Names{"white_space"});
  EXPECT_EQ(read[2].reading.normalise, Names());
  EXPECT_EQ(read[3].reading.normalise, std::nullopt);
}

TEST(LoadReading, DataSetsAndTemplatesTakePart) {
  const Suite suite = loaded({.rest = "extract: {tag: '{{country}}'}\nexpect: [{equals: A}]\n"});
  EXPECT_TRUE(suite.cases[0].expect->front().has_template);
}

TEST(LoadGates, AreNamedByWhatTheySay) {
  const Suite suite =
      loaded({.rest = "gates:\n"
                      "  - {metric: pass_rate, at_least: 0.95}\n"
                      "  - {metric: latency_p95_ms, at_most: 2000, where: {model: gpt-*}}\n"
                      "  - {metric: pass_rate, at_least: 0.5, name: floor}\n"
                      "  - {metric: output_tokens, at_most: 100000}\n"});
  ASSERT_EQ(suite.gates.size(), 4U);
  EXPECT_EQ(suite.gates[0].name, "pass_rate >= 0.95");
  EXPECT_EQ(suite.gates[1].name, "latency_p95_ms <= 2000 (model gpt-*)");
  EXPECT_EQ(suite.gates[2].name, "floor");
  EXPECT_EQ(suite.gates[3].name, "output_tokens <= 100000");
}

TEST(LoadGates, CompareWithAVariantOrAStoredBaseline) {
  const Suite suite = loaded(
      {.rest = "gates:\n"
               "  - {metric: pass_rate, compare: {baseline: {model: gpt-*}, candidate: {prompt: "
               "p}}, no_worse_than: 0.02, stop_early: true, require_same_model: true}\n"
               "  - {metric: cost_usd_per_case, compare: {baseline: stored:main, candidate: {}}, "
               "at_most_ratio: 1.10}\n"
               "  - {metric: pass_rate, compare: {baseline: {temperature: 0}}, no_worse_than: 0, "
               "cluster: "
               "country}\n"});
  ASSERT_EQ(suite.gates.size(), 3U);
  const Gate& rate = suite.gates[0];
  EXPECT_EQ(rate.name, "pass_rate of prompt p no worse than model gpt-* by 0.02");
  EXPECT_EQ(rate.baseline.value().selector.model, "gpt-*");
  EXPECT_EQ(rate.baseline->stored, "");
  EXPECT_EQ(rate.candidate.prompt, "p");
  EXPECT_EQ(rate.no_worse_than, 0.02);
  EXPECT_TRUE(rate.stop_early);
  EXPECT_TRUE(rate.require_same_model);
  const Gate& cost = suite.gates[1];
  EXPECT_EQ(cost.name, "cost_usd_per_case at most 1.1 times that of stored:main");
  EXPECT_EQ(cost.baseline.value().stored, "main");
  EXPECT_EQ(cost.at_most_ratio, 1.1);
  EXPECT_FALSE(cost.stop_early);
  EXPECT_EQ(suite.gates[2].name, "pass_rate no worse than temperature=0 by 0");
  EXPECT_EQ(suite.gates[2].cluster, "country");
}

TEST(LoadLimits, AreExact) {
  const Suite suite = loaded(
      {.rest = "pass: {score: 0.8}\nlimits: {concurrency: 8, max_cost: 2.50, max_duration: 1h30m, "
               "max_error_rate: 0.05, timeout: 500ms}\n"});
  EXPECT_EQ(suite.pass.score, 0.8);
  EXPECT_EQ(suite.limits.concurrency, 8);
  EXPECT_EQ(suite.limits.max_cost->picos, 2'500'000'000'000);
  EXPECT_EQ(suite.limits.max_duration, std::chrono::seconds(5400));
  EXPECT_EQ(suite.limits.timeout, milliseconds(500));
}

TEST(LoadFiles, AcceptAByteOrderMark) {
  const auto suite = load_suite_text("\xEF\xBB\xBF" + std::string(kHead) + std::string(kModels) +
                                         std::string(kPrompts) + std::string(kCases),
                                     "s.yaml", test_options());
  EXPECT_TRUE(suite) << suite.error().message;
}

TEST(LoadFiles, StayBelowTheRootThatIsGiven) {
  const TemporaryFolder folder;
  write_text(folder / "data/c.csv", "country\nFrance\n");
  write_text(folder / "suites/s.yaml", std::string(kHead) + std::string(kModels) +
                                           std::string(kPrompts) +
                                           "cases: [{from: ../data/c.csv}]\n");
  EXPECT_FALSE(load_suite(folder / "suites/s.yaml", test_options()));
  LoadOptions wide = test_options();
  wide.root = folder.path();
  const auto suite = load_suite(folder / "suites/s.yaml", wide);
  ASSERT_TRUE(suite) << suite.error().message;
  EXPECT_EQ(suite->cases[0].id, "c-1");
}

TEST(LoadFiles, RefuseLinksOutOfTheRoot) {
  const TemporaryFolder folder;
  write_text(folder / "secret.csv", "country\nFrance\n");
  write_text(folder / "suites/s.yaml", std::string(kHead) + std::string(kModels) +
                                           std::string(kPrompts) + "cases: [{from: link.csv}]\n");
  std::filesystem::create_symlink("../secret.csv", folder / "suites/link.csv");
  const auto suite = load_suite(folder / "suites/s.yaml", test_options());
  ASSERT_FALSE(suite);
  EXPECT_NE(suite.error().message.find("is outside"), std::string::npos);
}

}  // namespace
}  // namespace assay
