// Configurations of promptfoo as suites: each kind of prompt, provider and test, what they
// become, and what the account says.
#include "harness/import/promptfoo/promptfoo.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/base/text.h"
#include "harness/provider/program.h"
#include "harness/score/extract.h"
#include "harness/score/normalise.h"
#include "harness/score/score.h"
#include "harness/suite/load.h"
#include "tests/support/test_files.h"

namespace assay {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class PromptfooImportTest : public ::testing::Test {
 protected:
  void write(std::string_view name, std::string_view text) {
    testing::write_text(folder_ / name, text);
  }

  PromptfooImport import(std::string_view yaml, bool faithful = false) {
    PromptfooOptions options;
    options.faithful = faithful;
    Result<PromptfooImport> made =
        import_promptfoo(yaml, folder_ / "promptfooconfig.yaml", options);
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return made ? std::move(*made) : PromptfooImport{};
  }

  std::string refusal(std::string_view yaml) {
    const Result<PromptfooImport> made =
        import_promptfoo(yaml, folder_ / "promptfooconfig.yaml", {});
    return made ? "imported" : made.error().message;
  }

  // The suite that it becomes, which has to load.
  Suite suite_of(const PromptfooImport& made) {
    LoadOptions options;
    options.expectations = expectation_shapes();
    options.extractors = extractor_shapes();
    options.normalisers = normaliser_names();
    Result<Suite> suite = load_suite_text(made.suite, folder_ / "suite.yaml", options);
    EXPECT_TRUE(suite) << (suite ? "" : suite.error().message) << '\n' << made.suite;
    return suite ? std::move(*suite) : Suite{};
  }

  Suite suite_of(std::string_view yaml, bool faithful = false) {
    return suite_of(import(yaml, faithful));
  }

  // "outcome what: note" of each item.
  static std::vector<std::string> items(const PromptfooImport& made) {
    std::vector<std::string> lines;
    for (const AccountItem& item : made.account.items())
      lines.push_back(std::string(name(item.outcome)) + " " + item.what + ": " + item.note);
    return lines;
  }

  testing::TemporaryFolder folder_;
};

std::vector<std::string> prompts_of(const Suite& suite) {
  std::vector<std::string> lines;
  for (const Prompt& prompt : suite.prompts) {
    std::string line = prompt.id + ":";
    for (const MessageTemplate& message : prompt.messages)
      line += " [" + std::string(to_string(message.role)) + "] " + message.content.source();
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> cases_of(const Suite& suite) {
  std::vector<std::string> lines;
  for (const Case& each : suite.cases) {
    std::string line = each.id + ":";
    for (std::size_t i = 0; i < each.vars.size(); ++i)
      line += " " + each.vars.name(i) + "=" + variable_text(each.vars.value(i));
    for (const Expectation& line_of : *each.expect) line += " +" + line_of.name;
    lines.push_back(line);
  }
  return lines;
}

TEST_F(PromptfooImportTest, WritesASuiteThatAPersonWouldKeep) {
  const PromptfooImport made = import(R"(description: Capitals of Europe
prompts: ["What is the capital of {{country}}?"]
providers:
  - id: openai:gpt-4o-mini
    label: mini
    config: {temperature: 0, max_tokens: 64}
tests:
  - description: France
    vars: {country: France}
    assert:
      - {type: contains, value: Paris}
      - {type: llm-rubric, value: Names one city.}
defaultTest:
  assert: [{type: icontains, value: "a", weight: 2, metric: letters}]
  options: {provider: anthropic:messages:claude-sonnet-4-5}
)");
  EXPECT_EQ(made.suite, R"(# Made from promptfooconfig.yaml by `assay import promptfoo`.
# What it means: docs/from-promptfoo.md. Is it right? `assay check` says so, and asks nothing.
suite: capitals-of-europe
description: Capitals of Europe

models:
  - {id: gpt-4o-mini, provider: openai, name: mini, params: {temperature: 0, max_tokens: 64}}

judges:
  grader: {model: anthropic:claude-sonnet-4-5}

prompts:
  - {id: prompt-1, user: "What is the capital of {{country}}?"}

cases:
  - id: France
    vars: {country: France}
    expect:
      - contains: {text: Paris, exact: true}
      - judge: {rubric: Names one city., by: grader}

expect:
  - {icontains: {text: a, exact: true}, weight: 2, metric: letters}
)");
  (void)suite_of(made);
  EXPECT_FALSE(made.account.differs());
  EXPECT_EQ(made.account.assertions(ImportOutcome::native), 2U);
  EXPECT_EQ(made.account.assertions(ImportOutcome::judge), 1U);
}

TEST_F(PromptfooImportTest, ReadsPromptsWhereverTheyAre) {
  write("a.txt", "One {{x}}\n---\nTwo {{x}}\n");
  write("b.md", "# Three {{x}}\n---\nstill three\n");
  write(
      "chat.json",
      R"([{"role": "system", "content": "Be brief."}, {"role": "user", "content": {{x | dump}}}])");
  write("chat.yaml",
        "- role: user\n  content: Hi {{x}}\n- role: assistant\n  content: Hello\n- role: user\n  "
        "content: And?\n");
  write("p/1.txt", "P1 {{x}}");
  write("p/2.txt", "P2 {{x}}");
  const Suite suite = suite_of(R"(prompts:
  - file://a.txt
  - file://b.md
  - chat.json
  - {id: file://chat.yaml, label: dialogue}
  - file://p/*.txt
  - {raw: "Raw {{x}}", label: raw one}
  - "Inline {{x}}"
providers: [openai:gpt-4o]
tests: [{vars: {x: 1}, assert: [{type: contains, value: a}]}]
)");
  EXPECT_THAT(prompts_of(suite),
              ::testing::ElementsAre("a-1: [user] One {{x}}", "a-2: [user] Two {{x}}",
                                     "b: [user] # Three {{x}}\n---\nstill three\n",
                                     "chat: [system] Be brief. [user] {{x}}",
                                     "dialogue: [user] Hi {{x}} [assistant] Hello [user] And?",
                                     "1: [user] P1 {{x}}", "2: [user] P2 {{x}}",
                                     "raw one: [user] Raw {{x}}", "prompt-9: [user] Inline {{x}}"));
}

TEST_F(PromptfooImportTest, KnowsProviders) {
  write("more.yaml", "- id: groq:llama-3.3-70b\n  label: llama\n- deepseek:deepseek-chat\n");
  const PromptfooImport made = import(R"(prompts: ["{{x}}"]
targets:
  - openai:chat:gpt-4o
  - id: openai:chat:own
    config: {apiBaseUrl: "http://127.0.0.1:8000/v1/chat/completions", apiKeyEnvar: OWN_KEY}
  - file://more.yaml
  - anthropic:messages:claude-x
  - ollama:chat:llama3
  - id: openai:gpt-4o
    config: {apiKey: sk-verysecretvalue0123456789}
  - browser:some-page
tests: [{vars: {x: 1}, assert: [{type: contains, value: a}]}]
)");
  const Suite suite = suite_of(made);
  std::vector<std::string> models;
  for (const Model& model : suite.models)
    models.push_back(suite.providers[model.provider].name + ":" + model.id + " " + model.name);
  EXPECT_THAT(models, ::testing::ElementsAre(
                          "openai:gpt-4o gpt-4o", "openai-own:own own", "groq:llama-3.3-70b llama",
                          "deepseek:deepseek-chat deepseek-chat", "anthropic:claude-x claude-x",
                          "ollama:llama3 llama3", "openai:gpt-4o gpt-4o (2)"));
  EXPECT_EQ(made.suite.find("verysecret"), std::string::npos);
  EXPECT_EQ(dump_json(made.account.to_json()).find("verysecret"), std::string::npos);
  EXPECT_THAT(items(made), Contains(HasSubstr("refused provider browser:some-page")));
}

// Which ids promptfoo's own package asks, and which nobody does.
struct FamilyRow {
  const char* id;
  const char* account;  // a piece of its line
  const char* env;      // a name that the program sees; "": none
};
const FamilyRow kFamilyRows[] = {
    {"bedrock:us.amazon.nova-lite-v1:0", "script", "AWS_PROFILE?"},
    {"bedrock:converse:amazon.nova-lite-v1:0", "@aws-sdk/client-bedrock-runtime", "AWS_REGION?"},
    {"bedrock-agent:AGENT", "@aws-sdk/client-bedrock-agent-runtime", "AWS_ROLE_ARN?"},
    {"sagemaker:jumpstart:endpoint", "@aws-sdk/client-sagemaker-runtime", "AWS_SESSION_TOKEN?"},
    {"vertex:gemini-2.5-pro", "google-auth-library", "GOOGLE_APPLICATION_CREDENTIALS?"},
    {"google:live:gemini-2.0-flash-live-001", "script", "GEMINI_API_KEY?"},
    {"huggingface:text-generation:gpt2", "script", "HF_TOKEN?"},
    {"hf:chat:meta-llama/x", "script", "HF_API_TOKEN?"},
    {"replicate:meta/llama", "script", "REPLICATE_API_TOKEN?"},
    {"anthropic:claude-agent-sdk", "@anthropic-ai/claude-agent-sdk", "ANTHROPIC_API_KEY?"},
    {"anthropic:claude-code:x", "@anthropic-ai/claude-agent-sdk", "CLAUDE_CONFIG_DIR?"},
    {"openai:codex-sdk", "@openai/codex-sdk", "CODEX_API_KEY?"},
    {"openai:assistant:asst_1", "script", "OPENAI_API_KEY?"},
    {"openai:realtime:gpt-realtime", "script", "OPENAI_API_KEY?"},
    {"azure:foundry-agent:a", "@azure/identity", "AZURE_TENANT_ID?"},
    {"watsonx:ibm/granite", "@ibm-cloud/watsonx-ai", "WATSONX_AI_APIKEY?"},
    {"databricks:endpoint", "script", "DATABRICKS_TOKEN?"},
    {"wss://127.0.0.1/chat", "script", ""},
    {"websocket", "script", ""},
    {"browser", "playwright", ""},
    {"mcp", "script", ""},
    {"golang:provider.go", "script", ""},
    {"file://provider.go:ask", "script", ""},
    {"file://provider.rb", "script", ""},
    {"webhook:http://127.0.0.1:1/x", "script", ""},
    // What answers no text, and what promptfoo does not know either.
    {"bedrock:embedding:titan", "refused 'embedding' is no model that answers", ""},
    {"bedrock:amazon.nova-reel-v1:1", "refused 'nova-reel' is no model", ""},
    {"openai:image:dall-e-3", "refused 'image' is no model", ""},
    {"openai:moderation", "refused 'moderation' is no model", ""},
    {"openai:live:gpt-live-1", "refused 'live' is no model", ""},
    {"openai:tts:x", "refused 'tts' is no model", ""},
    {"replicate:image:x", "refused 'image' is no model", ""},
    {"huggingface:feature-extraction:x", "refused 'feature-extraction' is no model", ""},
    {"promptfoo:redteam:crescendo", "refused no provider 'promptfoo' here", ""},
    {"promptfoo:manual-input", "refused no provider 'promptfoo' here", ""},
    {"voyage:voyage-3", "refused no provider 'voyage' here", ""},
    {"browser:page", "refused no provider of this name", ""},
    {"bedrock", "refused no provider of this name", ""},
    {"bedrocks:x", "refused no provider of this name", ""},
};

TEST_F(PromptfooImportTest, LeavesToPromptfooWhatItAloneCanAsk) {
  for (const FamilyRow& row : kFamilyRows) {
    const PromptfooImport made =
        import("prompts: ['{{x}}']\nproviders: [openai:m, '" + std::string(row.id) +
               "']\ntests: [{vars: {x: 1}, assert: [{type: contains, "
               "value: a}]}]\n");
    const std::string refused = "refused provider " + std::string(row.id) + ": ";
    const bool is_refused = std::string_view(row.account).starts_with("refused ");
    const std::string line = is_refused ? refused + std::string(row.account).substr(8)
                                        : "script provider " + std::string(row.id) + ": ";
    EXPECT_THAT(items(made), Contains(HasSubstr(line))) << row.id;
    if (is_refused) continue;
    EXPECT_THAT(items(made), Contains(HasSubstr(row.account))) << row.id;
    const Suite suite = suite_of(made);
    ASSERT_EQ(suite.models.size(), 2U) << row.id;
    const Provider& provider = suite.providers[suite.models.back().provider];
    ASSERT_NE(provider.program, nullptr) << row.id;
    EXPECT_EQ(provider.program->kind, "promptfoo");
    EXPECT_EQ(provider.program->function, row.id);
    if (*row.env != '\0') {
      EXPECT_THAT(provider.program->env, Contains(row.env)) << row.id;
    }
  }
}

TEST_F(PromptfooImportTest, TellsPromptfooItsConfigWithoutSecrets) {
  const PromptfooImport made = import(R"(prompts: ["{{x}}"]
providers:
  - id: "replicate:{{env.OWNER}}/llama"
    label: far
    env: {LAB_ZONE: a}
    config:
      apiKey: r8_canaryvalue
      apiKeyEnvar: OTHER_KEY
      token: "{{env.LAB_TOKEN}}"
      zone: "${LAB_REGION}"
      maybe: "{{ env['LAB_MAYBE'] | default('x') }}"
      max_tokens: "100"
      keyFilename: keys/own.json
      auth: {type: bearer, password: canaryvalue}
      list: [{secret: canaryvalue}]
      pem: "-----BEGIN PRIVATE KEY----- canaryvalue"
      headers: {x-plain: on time, x-other: Bearer canaryvalue}
      proxy: "http://user:canaryvalue@127.0.0.1:1/x"
      server: {env: {OWN_TOKEN: canaryvalue}}
      url: "http://user:{{env.LAB_TOKEN}}@127.0.0.1:1/x"
  - "wss://user:canaryvalue@127.0.0.1/x"
tests: [{vars: {x: 1}, assert: [{type: contains, value: a}]}]
)");
  EXPECT_EQ(made.suite.find("canaryvalue"), std::string::npos) << made.suite;
  EXPECT_EQ(dump_json(made.account.to_json()).find("canaryvalue"), std::string::npos);
  const Suite suite = suite_of(made);
  const Program& program = *suite.providers[suite.models.front().provider].program;
  EXPECT_EQ(suite.models.front().name, "far");
  EXPECT_EQ(program.config, parse_json(R"({
    "apiKey": "{{env.REPLICATE_API_TOKEN}}", "apiKeyEnvar": "OTHER_KEY",
    "token": "{{env.LAB_TOKEN}}", "zone": "${LAB_REGION}",
    "maybe": "{{ env['LAB_MAYBE'] | default('x') }}", "max_tokens": "100",
    "keyFilename": "keys/own.json",
    "auth": {"type": "bearer", "password": "{{env.REPLICATE_PASSWORD}}"},
    "list": [{"secret": "{{env.REPLICATE_SECRET}}"}],
    "pem": "{{env.REPLICATE_PEM_SECRET}}",
    "headers": {"x-plain": "on time", "x-other": "{{env.REPLICATE_X_OTHER_SECRET}}"},
    "proxy": "{{env.REPLICATE_PROXY_SECRET}}", "server": {"env": {"OWN_TOKEN": "{{env.OWN_TOKEN}}"}},
    "url": "http://user:{{env.LAB_TOKEN}}@127.0.0.1:1/x"})"));
  EXPECT_THAT(items(made), Contains(HasSubstr("refused provider wss: its address has a password")));
  for (const char* name :
       {"OWNER", "REPLICATE_API_TOKEN", "REPLICATE_API_KEY?", "OTHER_KEY?", "LAB_TOKEN",
        "LAB_REGION?", "LAB_MAYBE?", "LAB_ZONE?", "REPLICATE_PASSWORD", "REPLICATE_SECRET",
        "REPLICATE_PEM_SECRET", "REPLICATE_X_OTHER_SECRET", "REPLICATE_PROXY_SECRET", "OWN_TOKEN"})
    EXPECT_THAT(program.env, Contains(name));
}

TEST_F(PromptfooImportTest, AsksAnApplicationOverHttp) {
  const PromptfooImport made = import(R"(prompts: ["{{message}}"]
providers:
  - id: https
    label: desk
    config:
      url: "http://127.0.0.1:9000/api/chat?team=a"
      method: POST
      headers: {Content-Type: application/json, Authorization: "Bearer {{env.DESK_TOKEN}}"}
      body: {query: "{{message}}", deep: true}
      transformResponse: json.data[0].text
tests: [{vars: {message: hi}, assert: [{type: contains, value: a}]}]
)");
  EXPECT_THAT(made.suite, HasSubstr(R"(
    dialect: http
    base_url: http://127.0.0.1:9000
    request:
      path: /api/chat
      query: {team: a}
      headers: {Authorization: "Bearer ${DESK_TOKEN}"}
      body: {query: "{{prompt}}", deep: true}
    reply: {answer: /data/0/text}
)"));
}

TEST_F(PromptfooImportTest, TellsApplicationsVariablesOfTests) {
  constexpr std::string_view kConfig = R"(prompts: ["{{question}}"]
providers:
  - id: http://127.0.0.1:1/ask
    config:
      body: {q: "{{prompt}}", user: "{{user.id}}", tags: "{{tags | dump}}"}
      transformResponse: json.answer
tests:
  - {vars: {question: hi, user: {id: 7}, tags: [1]}, assert: [{type: contains, value: a}]}
  - {vars: {question: ho, tags: [2]}, assert: [{type: contains, value: a}]}
)";
  const PromptfooImport made = import(kConfig);
  EXPECT_THAT(made.suite, HasSubstr("{q: \"{{prompt}}\", user: \"{{vars.user.id}}\", tags: "
                                    "\"{{vars.tags}}\"}"));
  EXPECT_EQ(suite_of(made).cases.size(), 1U);
  EXPECT_THAT(items(made), Contains(HasSubstr("refused test 2: the request of a provider has "
                                              "{{user.id}}, which the test does not set")));
  const auto body = [&](std::string_view prompts, std::string_view value) {
    return import(
        fmt::format("prompts: [{}]\nproviders: [{{id: 'http://127.0.0.1:1/a', config: "
                    "{{body: {{q: \"{}\"}}, transformResponse: JSON.stringify(json)}}}}]\n"
                    "tests: [{{vars: {{x: 1}}}}]\n",
                    prompts, value));
  };
  EXPECT_THAT(items(body("hi", "{{prompt | upper}}")),
              Contains(HasSubstr("whose filter has no counterpart")));
  EXPECT_THAT(items(body("hi", "{{context.uuid}}")),
              Contains(HasSubstr("which is no variable of tests")));
  EXPECT_THAT(body("hi", "{{prompt}}").suite, HasSubstr("reply: {answer: text}"));
  // A chat in JSON is a list of messages there.
  constexpr std::string_view kChat = R"('[{"role": "user", "content": "hi"}]')";
  EXPECT_THAT(body(kChat, "{{prompt}}").suite, HasSubstr(R"(q: "{{messages}}")"));
  EXPECT_THAT(items(body(kChat, "Now: {{prompt}}")),
              Contains(HasSubstr("a conversation as JSON inside of another text")));
}

// A prompt in YAML is one in JSON there, and its texts may name files.
TEST_F(PromptfooImportTest, PutsFilesIntoPromptsInYaml) {
  write("p/chat.yaml",
        "- role: developer\n  content: file://s.txt\n- {role: user, content: '{{q}}'}\n");
  write("p/other.yaml", "b: '{{q}}'\na: 1\n");
  write("p/lost.yaml", "- role: user\n  content: 'file://lost.txt {{q}}'\n");
  write("s.txt", "Be {{q}}.\n");
  const PromptfooImport made = import(R"(prompts: [file://p/*.yaml]
providers: [openai:m]
tests: [{vars: {q: "{{r}} {{q.r}}"}}]
)");
  const Suite suite = suite_of(made);
  EXPECT_THAT(prompts_of(suite), ::testing::ElementsAre("chat: [system] Be {{q}}.\n [user] {{q}}",
                                                        "lost: [user] file://lost.txt {{q}}",
                                                        R"(other: [user] {"b":"{{q}}","a":1})"));
  EXPECT_THAT(items(made),
              Contains(HasSubstr("the role 'developer' is sent as one of the system")));
  EXPECT_THAT(items(made), Contains(HasSubstr("JSON that is no conversation is written anew")));
}

TEST_F(PromptfooImportTest, DoesATestsTransformInItsScripts) {
  write("score.js", "module.exports = (output) => output.length / 10;\n");
  const PromptfooImport made = import(R"y(prompts: ["{{x}}"]
providers: [openai:m]
defaultTest: {options: {transform: "f(output)"}}
tests:
  - vars: {x: 1}
    assert: [{type: is-json}, {type: javascript, value: "g(output)"}, {type: latency, threshold: 9}, {type: llm-rubric, value: good}]
  - {vars: {x: 1}, options: {transform: output.trim()}, assert: [{type: javascript, value: file://score.js}]}
)y");
  EXPECT_EQ(made.account.assertions(ImportOutcome::script), 3U);
  EXPECT_EQ(made.account.assertions(ImportOutcome::refused), 1U);
  EXPECT_THAT(made.suite, HasSubstr("return (f(output));"));
  EXPECT_THAT(made.suite, HasSubstr("javascript: {file: score.js, at_least: 1e-06, vars: {x: 1}}"));
}

// An `all` of which a part holds is worth something, and what `&&` gives is true or false.
TEST_F(PromptfooImportTest, LeavesCodeWhoseScoreCountsToItsEngine) {
  const auto outcome = [&](std::string_view rest, std::string_view test) {
    return import(
        fmt::format("prompts: [x]\nproviders: [openai:m]\ntests:\n  - {{assert: [{{type: "
                    "javascript, value: \"{}\"{}}}]{}}}\n",
                    "output.includes('a') && output.includes('b')", rest, test));
  };
  EXPECT_EQ(outcome("", "").account.assertions(ImportOutcome::native), 1U);
  EXPECT_EQ(outcome(", metric: m", "").account.assertions(ImportOutcome::script), 1U);
  EXPECT_EQ(outcome("", ", threshold: 0.5").account.assertions(ImportOutcome::script), 1U);
}

TEST_F(PromptfooImportTest, PassesNothingWhoseAssertionsAreLost) {
  constexpr std::string_view kConfig =
      "prompts: [x]\nproviders: [openai:m]\ndefaultTest: {assert: [{type: javascript, value: "
      "'context.metadata.a > 1'}]}\ntests: [{vars: {a: 1}}]\n";
  const PromptfooImport made = import(kConfig, true);
  EXPECT_EQ(made.account.assertions(ImportOutcome::refused), 1U);
  EXPECT_EQ(made.suite.find("expect"), std::string::npos) << made.suite;
}

// Who is asked can still be named in what is written.
TEST_F(PromptfooImportTest, KeepsTheTestsOfProvidersThatItCannotAsk) {
  const PromptfooImport made = import(R"(prompts: ["{{x}}"]
providers: [nobody:knows-it]
tests: [{vars: {x: 1}, assert: [{type: contains, value: a}]}]
)");
  EXPECT_THAT(made.suite, HasSubstr("# none of the configuration's providers is asked here"));
  EXPECT_THAT(made.suite, HasSubstr("- contains: {text: a, exact: true}"));
  EXPECT_THAT(items(made), Contains("refused providers: none of them can be used"));
}

TEST_F(PromptfooImportTest, ReadsTestsOfEveryKind) {
  write("t.csv",
        "x,__expected,__expected2,__description,__metadata:area\n1,contains: "
        "a,,first,geo\n2,b,is-json,,\n");
  write("t.jsonl",
        "{\"vars\": {\"x\": \"j\"}, \"assert\": [{\"type\": \"contains\", \"value\": \"a\"}]}\n");
  write("t.json", "[{\"vars\": {\"x\": \"k\"}}]");
  write("y/1.yaml", "- vars: {x: y1}\n");
  write("y/2.yaml", "- vars: {x: y2}\n");
  write("long.txt", "  a long text\n");
  const Suite suite = suite_of(R"(prompts: ["{{x}}"]
providers: [openai:gpt-4o]
tests:
  - {vars: {x: [m, n]}, description: lists}
  - file://t.csv
  - t.jsonl
  - file://t.json
  - y/*.yaml
  - {vars: {x: file://long.txt}}
  - {vars: {x: "{{y}} and {{z}}", y: why, z: 3.0}}
)");
  EXPECT_THAT(cases_of(suite),
              ::testing::ElementsAre("lists (x=m): x=m", "lists (x=n): x=n", "first: x=1 +contains",
                                     "case-4: x=2 +equals +json", "case-5: x=j +contains",
                                     "case-6: x=k", "case-7: x=y1", "case-8: x=y2",
                                     "case-9: x=a long text", "case-10: x=why and 3 y=why z=3"));
  EXPECT_THAT(suite.cases[2].tags, ::testing::ElementsAre("area=geo"));
}

TEST_F(PromptfooImportTest, LeavesPlainDataWhereItIs) {
  write("t.csv", "x,y\n1,a\n2,b\n");
  const PromptfooImport made = import(
      "prompts: ['{{x}} {{y}} {{z}}']\nproviders: [openai:gpt-4o]\ntests: t.csv\ndefaultTest: "
      "{vars: {z: 3}, assert: [{type: contains, value: '{{y}}'}]}\n");
  EXPECT_THAT(made.suite, HasSubstr("  - from: t.csv\n    vars: {z: \"3\"}\n"));
  EXPECT_THAT(cases_of(suite_of(made)),
              ::testing::ElementsAre("t-1: x=1 y=a z=3 +contains", "t-2: x=2 y=b z=3 +contains"));
}

TEST_F(PromptfooImportTest, ResolvesAnchorsMergesAndReferences) {
  write("shared.yaml", "short: {type: contains, value: s}\n");
  const Suite suite = suite_of(R"(prompts: ["{{x}}"]
providers: [openai:gpt-4o]
assertionTemplates:
  hello: {type: contains, value: hello}
common: &common [{type: icontains, value: c}]
tests:
  - {vars: &vars {x: 1}, assert: *common}
  - {vars: {<<: *vars, y: 2}, assert: [{$ref: '#/assertionTemplates/hello'}, {$ref: 'shared.yaml#/short'}]}
)");
  EXPECT_THAT(cases_of(suite), ::testing::ElementsAre("case-1: x=1 +icontains",
                                                      "case-2: x=1 y=2 +contains +contains"));
}

TEST_F(PromptfooImportTest, CrossesScenarios) {
  const Suite suite = suite_of(R"(prompts: ["{{language}} {{text}}"]
providers: [openai:gpt-4o]
scenarios:
  - config: [{vars: {language: fr}}, {vars: {language: de}}]
    tests: [{vars: {text: a}, assert: [{type: contains, value: "{{language}}"}]}, {vars: {text: b}}]
)");
  EXPECT_THAT(
      cases_of(suite),
      ::testing::ElementsAre("case-1: language=fr text=a +contains", "case-2: language=fr text=b",
                             "case-3: language=de text=a +contains", "case-4: language=de text=b"));
}

TEST_F(PromptfooImportTest, IsStrictWherePromptfooIsSilent) {
  constexpr std::string_view kConfig = R"(prompts: ["{{x}} {{missing}}", "{{x}}"]
providers: [openai:gpt-4o]
tests:
  - {vars: {x: 1}, assert: [{type: contains, value: a}]}
  - {vars: {x: 1, missing: m}, asert: [{type: contains, value: a}]}
)";
  const PromptfooImport strict = import(kConfig);
  EXPECT_THAT(cases_of(suite_of(strict)), ::testing::ElementsAre("case-1: x=1 missing=m"));
  EXPECT_THAT(
      items(strict),
      Contains(HasSubstr(
          "refused test 1: prompt 'prompt-1' has {{missing}}, which the test does not set")));
  EXPECT_THAT(items(strict),
              Contains(HasSubstr("ignored asert in test 2: promptfoo does not know this key; did "
                                 "you mean 'assert'?: what it asks for has never been checked")));
  EXPECT_THAT(items(strict), Contains(HasSubstr("approximated 1 cases without an assertion")));
  EXPECT_TRUE(strict.account.differs());

  const Suite faithful = suite_of(kConfig, true);
  EXPECT_THAT(cases_of(faithful), ::testing::ElementsAre("case-1: x=1 missing= +contains",
                                                         "case-2: x=1 missing=m +max_chars"));
}

// What is asked, what it costs and how it is counted where the configuration says nothing.
TEST_F(PromptfooImportTest, HasPromptfoosOwnDefaultsWhereFaithful) {
  constexpr std::string_view kConfig = R"(prompts: ["{{x}}"]
providers:
  - {id: "openai:chat:gpt-4o-mini", config: {apiBaseUrl: "http://127.0.0.1:9/v1", max_tokens: 5, top_k: 4}}
  - {id: "openai:o3", config: {temperature: 1, max_tokens: 9}}
defaultTest:
  assert: [{type: contains, value: a, metric: "{{kind}}"}]
tests:
  - {description: one, vars: {x: 1, kind: tone}}
  - {description: two, vars: {x: [one, null], kind: facts}}
  - {description: three, vars: {x: "{{kind}} {{nobody}}", kind: k},
     assert: [{type: contains, value: b, weight: 0}], options: {disableDefaultAsserts: true}}
)";
  const Suite suite = suite_of(kConfig, true);
  ASSERT_EQ(suite.models.size(), 2U);
  EXPECT_EQ(suite.models[0].params.at("temperature"), Json(0));
  EXPECT_EQ(suite.models[0].params.at("max_tokens"), Json(5));
  EXPECT_TRUE(suite.models[0].price.has_value());
  EXPECT_FALSE(suite.models[0].params.contains("top_k"));
  EXPECT_TRUE(suite.models[1].params.empty());
  EXPECT_THAT(cases_of(suite),
              ::testing::ElementsAre("one: x=1 kind=tone +contains",
                                     "two (x=one): x=one kind=facts +contains",
                                     "two (x=null): kind=facts x= +contains",
                                     "three: x=k {{nobody}} kind=k +contains +max_chars"));
  EXPECT_EQ(suite.cases[0].expect->at(0).metric, "tone");
  EXPECT_EQ(suite.cases[1].expect->at(0).metric, "facts");

  const PromptfooImport strict = import(kConfig);
  EXPECT_THAT(items(strict),
              Contains(HasSubstr("promptfoo asks with temperature 0 where nothing")));
}

// promptfoo tells code what a variable is; a suite's variables are texts.
TEST_F(PromptfooImportTest, TellsCodeNumbersAndMaps) {
  write("check.js", "module.exports = () => true;");
  const PromptfooImport made = import(R"yaml(prompts: ["{{n}} {{o.a}}"]
providers: [openai:gpt-4o]
defaultTest: {assert: [{type: python, value: "context['vars']['n'] == 2"}]}
tests:
  - vars: {n: 2, o: {a: 1}, text: "2", flag: true}
    assert:
      - {type: javascript, value: "Number(output) === context.vars.n && context.vars.o.a === f(output)"}
      - {type: javascript, value: "file://check.js"}
  - {vars: {n: "2", o: {a: 1}, text: x}}
)yaml");
  EXPECT_THAT(made.suite, HasSubstr("vars: {n: 2, o: {a: 1}}"));
  EXPECT_THAT(made.suite,
              HasSubstr("file: check.js, at_least: 1e-06, vars: {flag: true, n: 2, o: {a: 1}}"));
  const Suite suite = suite_of(made);
  ASSERT_EQ(suite.cases.size(), 2U);
  EXPECT_EQ(suite.cases[0].expect->back().arguments.at("vars"), Json::parse(R"({"n":2})"));
  EXPECT_FALSE(suite.cases[1].expect->back().arguments.contains("vars"));
}

// Numbers as YAML 1.2 and JavaScript write them, and a list of numbers, which is one value there.
TEST_F(PromptfooImportTest, WritesValuesAsJavaScriptDoes) {
  constexpr std::string_view kConfig = R"(prompts: ["{{a}}"]
providers: [openai:gpt-4o]
tests:
  - vars: {a: 0x10, b: 010, c: .5, d: 5., e: 1e-7, f: 0.00001, g: 0o14, h: 1_000, i: -.inf, j: 1e21, k: +1.50}
  - {vars: {a: [1, 2], b: [x, 2], c: [[y, z], {m: 1}]}}
)";
  EXPECT_THAT(cases_of(suite_of(kConfig, true)),
              ::testing::ElementsAre(
                  "case-1: a=16 b=10 c=0.5 d=5 e=1e-7 f=0.00001 g=12 h=1_000 i=-Infinity j=1e+21 "
                  "k=1.5 +max_chars",
                  "case-2 (b=x): a=1,2 b=x c=y,z,[object Object] +max_chars",
                  "case-2 (b=2): a=1,2 b=2 c=y,z,[object Object] +max_chars"));
  const PromptfooImport strict = import(kConfig);
  EXPECT_EQ(suite_of(strict).cases.size(), 3U);
}

TEST_F(PromptfooImportTest, WritesMapsAsJavaScriptDoes) {
  EXPECT_THAT(cases_of(suite_of(R"(prompts: ["{{whole}}", "{{some.a}}"]
providers: [openai:gpt-4o]
tests:
  - vars: {whole: {a: 1}, some: {a: 1}, asked: {a: 1}, inside: "{{some.a}}", of: "{{whole}}"}
    assert: [{type: contains, value: "{{asked.a}}"}]
)",
                                true)),
              ::testing::ElementsAre("case-1: whole=[object Object] some={\"a\":\"1\"} "
                                     "asked={\"a\":\"1\"} inside=1 "
                                     "of=[object Object] +contains"));
}

// The answer is the list of calls there, where a reply has no text.
TEST_F(PromptfooImportTest, TellsCodeWhatWasCalled) {
  const PromptfooImport made = import(R"(prompts: ["{{x}}"]
providers:
  - id: openai:gpt-4o
    config: {tools: [{type: function, function: {name: f, parameters: {type: object}}}]}
tests:
  - vars: {x: 1}
    assert:
      - {type: javascript, value: "output[0].function.name === 'f'"}
      - {type: contains, value: f}
)");
  EXPECT_THAT(made.suite, HasSubstr("context.tool_calls.map"));
  EXPECT_THAT(items(made), Contains(HasSubstr("is the list of its calls there")));
}

TEST_F(PromptfooImportTest, RefusesWhatHasTheEnvironment) {
  const PromptfooImport made = import(R"(prompts: ["{{x}} {{env.TEAM}}"]
providers: [openai:gpt-4o]
tests: [{vars: {x: 1}, assert: [{type: contains, value: a}]}]
)",
                                      true);
  EXPECT_THAT(items(made), Contains(HasSubstr("has {{env.TEAM}}, of the environment")));
}

TEST_F(PromptfooImportTest, AsksForVectorsWhereTheirModelIs) {
  const PromptfooImport made = import(R"(prompts: ["{{x}}"]
providers: [openai:gpt-4o]
defaultTest:
  options:
    provider:
      embedding: {id: "openai:embedding:small", config: {apiBaseUrl: "http://127.0.0.1:9/v1"}}
tests: [{vars: {x: 1}, assert: [{type: similar, value: a b}]}]
)");
  EXPECT_THAT(made.suite, HasSubstr("model: openai-own:small"));
  EXPECT_THAT(made.suite, HasSubstr("base_url: http://127.0.0.1:9/v1"));
}

TEST_F(PromptfooImportTest, TakesThresholdsSettingsAndFilters) {
  const PromptfooImport made =
      import(R"(prompts: [{raw: "A {{x}}", label: a}, {raw: "B {{x}}", label: b}]
providers: [{id: openai:gpt-4o, prompts: [a]}, openai:gpt-4o-mini]
evaluateOptions: {repeat: 3, maxConcurrency: 2}
env: {OPENAI_API_KEY: sk-verysecretvalue0123456789}
outputPath: out.json
passRateThreshold: 0.9
defaultTest: {threshold: 0.5}
tests: [{vars: {x: 1}, assert: [{type: contains, value: a}, {type: contains, value: b}]}]
)");
  const Suite suite = suite_of(made);
  EXPECT_EQ(suite.repeats, 3);
  EXPECT_EQ(suite.limits.concurrency, 2);
  EXPECT_EQ(suite.pass.score, 0.5);
  ASSERT_EQ(suite.exclude.size(), 1U);
  EXPECT_EQ(suite.exclude[0].prompt, "b");
  EXPECT_EQ(dump_json(made.account.to_json()).find("verysecret"), std::string::npos);
  EXPECT_THAT(items(made),
              Contains("ignored passRateThreshold in the configuration: promptfoo does not know "
                       "this key: what it asks for has never been checked"));
}

// Tests that are all for the same models and prompts are a suite of those.
TEST_F(PromptfooImportTest, TakesWhatAllTestsAreFor) {
  const PromptfooImport made = import(R"(prompts:
  - {raw: "A {{x}}", label: "short:a"}
  - {raw: "B {{x}}", label: "short:b"}
  - {raw: "C {{x}}", label: long}
providers: [{id: openai:gpt-4o, label: big}, openai:gpt-4o-mini, openai:gpt-5]
defaultTest: {prompts: [short]}
tests:
  - {vars: {x: 1}, providers: [big, "openai:gpt-4o-m*"], assert: [{type: contains, value: a}]}
  - {vars: {x: 2}, providers: [openai:gpt-4o, openai:gpt-4o-mini], assert: [{type: contains, value: a}]}
)");
  const Suite suite = suite_of(made);
  ASSERT_EQ(suite.models.size(), 2U);
  EXPECT_EQ(suite.models[0].name, "big");
  EXPECT_EQ(suite.models[1].id, "gpt-4o-mini");
  EXPECT_THAT(prompts_of(suite),
              ::testing::ElementsAre("short:a: [user] A {{x}}", "short:b: [user] B {{x}}"));
  EXPECT_EQ(suite.cases.size(), 2U);
  EXPECT_FALSE(made.account.differs());
  EXPECT_THAT(items(made),
              Contains("ignored provider gpt-5: no test that is in the suite is for it"));
  EXPECT_THAT(items(made), Contains("ignored prompt long: no test that is in the suite is for it"));
}

// Where they are for different ones, the most of them are the suite.
TEST_F(PromptfooImportTest, RefusesTestsForOtherModelsThanTheMost) {
  const PromptfooImport made =
      import(R"(prompts: [{raw: "A {{x}}", label: a}, {raw: "B {{x}}", label: b}]
providers: [openai:gpt-4o, openai:gpt-4o-mini]
tests:
  - {description: one, vars: {x: 1}, assert: [{type: contains, value: a}]}
  - {description: two, vars: {x: 1}, providers: [openai:gpt-4o], assert: [{type: contains, value: a}]}
  - {description: three, vars: {x: 1}, prompts: [b], assert: [{type: contains, value: a}]}
  - {description: four, vars: {x: 1}, providers: ["openai:*"], options: {prompts: [b]}, assert: [{type: contains, value: a}]}
  - {description: five, vars: {x: 1}, providers: [nobody], assert: [{type: contains, value: a}]}
  - {description: six, vars: {x: 1}, prompts: b, assert: [{type: contains, value: a}]}
)");
  const Suite suite = suite_of(made);
  std::vector<std::string> ids;
  for (const Case& each : suite.cases) ids.push_back(each.id);
  EXPECT_THAT(ids, ::testing::ElementsAre("one", "four", "six"));
  EXPECT_EQ(suite.models.size(), 2U);
  EXPECT_THAT(items(made), Contains(HasSubstr("refused test 'two': 'providers': it is for other "
                                              "models or prompts than most of the tests")));
  EXPECT_THAT(items(made), Contains(HasSubstr("refused test 'three': 'prompts': it is for other")));
  EXPECT_THAT(items(made), Contains(HasSubstr("ignored prompts of test 'four'")));
  EXPECT_THAT(items(made),
              Contains("refused test 'five': 'providers': it is for none of the models that the "
                       "suite has"));
  EXPECT_THAT(items(made), Contains(HasSubstr("ignored prompts of test 'six': is no list")));
}

TEST_F(PromptfooImportTest, AsksAProviderOfTheTestsInPlaceOfItsOwn) {
  const auto config = [](std::string_view providers) {
    return "prompts: ['{{x}}']\nproviders: " + std::string(providers) +
           "\ndefaultTest: {provider: {id: 'openai:gpt-5', config: {temperature: 0}}}\n"
           "tests: [{vars: {x: 1}, assert: [{type: contains, value: a}]}]\n";
  };
  const PromptfooImport made = import(config("[openai:gpt-4o]"));
  const Suite suite = suite_of(made);
  ASSERT_EQ(suite.models.size(), 1U);
  EXPECT_EQ(suite.models[0].id, "gpt-5");
  EXPECT_EQ(suite.models[0].params.size(), 1U);
  EXPECT_FALSE(made.account.differs());
  EXPECT_THAT(items(import(config("[openai:gpt-4o, openai:gpt-4o-mini]"))),
              Contains(HasSubstr("approximated provider of the tests: promptfoo asks it 2 times")));
}

struct Chained {
  const char* prompts;
  const char* tests;
  const char* cases;  // of each its turns, as they are said; "": one of a single question
  std::vector<const char*> told;
};
const Chained kChained[] = {
    {"['Answer: {{message}}']",
     R"yaml(
  - {description: asks, vars: {message: "A fruit?"}, options: {storeOutputAs: fruit}, assert: [{type: contains, value: a}]}
  - {description: apart, vars: {message: Hi}, assert: [{type: contains, value: b}]}
  - {description: goes on, vars: {message: "Why {{fruit}}?"}, options: {storeOutputAs: why}, assert: [{type: contains, value: c}]}
  - {description: ends, vars: {message: "Not {{fruit}}, for {{ why }} {{other}}", other: "{x}"}, assert: [{type: contains, value: d}]}
)yaml",
     "asks: Answer: A fruit? >fruit [1] / Answer: Why {{fruit}}? >why [1] / Answer: Not {{fruit}}, "
     "for {{why}} {x} [1]; apart",
     {"native storeOutputAs of test 'asks': `answer_as` of a turn, behind which each is asked by "
      "itself",
      "native chain 'asks': 3 turns of one case, each asked by itself"}},
    // The answer to the later one of two is meant, whatever the variable was before.
    {"[[{role: system, content: 'Be {{how}}.'}, {role: user, content: '{{m}} {{x}}'}]]",
     R"yaml(
  - {vars: {how: short, m: one, x: 1}, options: {storeOutputAs: x}}
  - {vars: {how: short, m: two}, options: {storeOutputAs: x}}
  - {vars: {how: short, m: three, x: given}}
)yaml",
     "chain: one 1 >x / two {{x}} >x_2 / three {{x_2}}",
     {"native chain 'chain': 3 turns"}},
    // An assertion cannot have it; what only reads it so stays a case of its own.
    {"['{{message}}']",
     R"yaml(
  - {description: asks, vars: {message: "A fruit?"}, options: {storeOutputAs: fruit}, assert: [{type: contains, value: a}]}
  - {description: rests on it, vars: {message: "Hi"}, assert: [{type: contains, value: "{{fruit}}"}, {type: contains, value: a}]}
  - {description: reads it, vars: {message: "Ho"}, assert: [{type: javascript, value: "output.includes(context.vars.fruit)"}]}
  - {description: knows no fruits, vars: {message: "Hi fruit"}, options: {storeOutputAs: last}, assert: [{type: contains, value: fruit}]}
)yaml",
     "asks; rests on it; reads it; knows no fruits",
     {"refused assert[0] contains of test 'rests on it': it has {{fruit}}, an answer",
      "refused assert[0] javascript of test 'reads it': it has {{fruit}}, an answer",
      "refused storeOutputAs of test 'asks': what has {{fruit}} is not in the suite",
      "ignored storeOutputAs of test 'knows no fruits': no test behind it has {{last}}"}},
    {"['{{message}}', '{{message}}!']",
     R"yaml(
  - {description: asks, vars: {message: "A fruit?"}, options: {storeOutputAs: fruit}}
  - {description: goes on, vars: {message: "Why {{fruit}}?"}}
)yaml",
     "asks",
     {"refused test 'goes on': it has {{fruit}}, which is the answer of test 'asks' "
      "('storeOutputAs'): there are several prompts"}},
    {"[[{role: system, content: 'Of {{fruit}}.'}, {role: user, content: '{{m}}'}]]",
     R"yaml(
  - {vars: {m: one, fruit: any}, options: {storeOutputAs: fruit}}
  - {description: goes on, vars: {m: two}}
  - {description: lists, vars: {m: three, fruit: any}}
)yaml",
     "",
     {"refused test 'goes on': the conversation that it is a turn of: 'fruit', an answer, "
      "stands before the question of the user"}},
    {"['{{message}}']",
     R"yaml(
  - {description: asks, vars: {message: [a, b]}, options: {storeOutputAs: fruit}}
  - {description: goes on, vars: {message: "Why {{fruit}}?"}}
)yaml",
     "",
     {"refused test 'goes on': the conversation that it is a turn of: 'storeOutputAs' of a list "
      "of values"}},
};

// An answer in a later question: turns of one case, each asked by itself.
TEST_F(PromptfooImportTest, ChainsTestsThatHaveTheAnswerOfAnother) {
  for (const Chained& row : kChained) {
    const PromptfooImport made = import(
        fmt::format("prompts: {}\nproviders: [openai:gpt-4o]\ntests:{}", row.prompts, row.tests));
    for (const char* const told : row.told)
      EXPECT_THAT(items(made), Contains(::testing::StartsWith(told)));
    std::vector<std::string> cases;
    if (*row.cases != '\0') {
      for (const Case& each : suite_of(made).cases) {
        std::vector<std::string> turns;
        for (const Turn& turn : each.turns)
          turns.push_back(turn.user.source() +
                          (turn.answer_as.empty() ? "" : " >" + turn.answer_as) +
                          (turn.expect->empty() ? "" : fmt::format(" [{}]", turn.expect->size())));
        EXPECT_EQ(each.forgets, !turns.empty());
        cases.push_back(each.id + (turns.empty() ? "" : ": " + join(turns, " / ")));
      }
    }
    EXPECT_EQ(join(cases, "; "), row.cases);
  }
  EXPECT_THAT(
      items(import("prompts: ['{{m}}']\nproviders: [openai:gpt-4o, openai:o3]\ntests:\n"
                   "- {vars: {m: a}, options: {storeOutputAs: x}}\n- {vars: {m: '{{x}}'}}\n")),
      Contains(HasSubstr("approximated storeOutputAs of test 1: each model goes on from its "
                         "own answer")));
}

struct SessionRow {
  const char* parser;
  const char* header;
  const char* session;  // as the suite has it, or the begin of what the account says
};
const SessionRow kSessions[] = {
    {"data.body.session.id", "X-Session: '{{sessionId}}'", "session: {from: /session/id}"},
    {"data.body?.items[0]['a/b']", "X-Session: '{{sessionId}}'", "session: {from: /items/0/a~1b}"},
    {"data.headers['X-Session']", "X-Session: '{{sessionId}}'",
     "session: {from: header:x-session}"},
    {"data.headers[\"set-cookie\"]?.split(\"sid=\")[1]?.split(\";\")[0]",
     "Cookie: 'sid={{sessionId}}'", "session: {from: cookie:sid}"},
    {"data.headers['set-cookie'].match(/desk.sid=([^;]+)/)[1]", "Cookie: 'desk.sid={{sessionId}}'",
     "session: {from: cookie:desk.sid}"},
    {"data.headers['set-cookie']", "Cookie: '{{sessionId}}'",
     "refused provider https: 'sessionParser' is more than a place"},
    {"data.body.id + 1", "X-Session: '{{sessionId}}'",
     "refused provider https: 'sessionParser' is more than a place"},
    {"data.body.id", "X-Team: a",
     "ignored session of provider https: no request has {{sessionId}}"},
};

TEST_F(PromptfooImportTest, TakesSessionsFromWhereRepliesNameThem) {
  for (const SessionRow& row : kSessions) {
    const PromptfooImport made = import(std::string(R"(prompts: ["{{q}}"]
providers:
  - id: https
    config:
      url: http://127.0.0.1:9000/chat
      headers: {)") + row.header + R"(}
      body: {query: "{{prompt}}"}
      transformResponse: json.answer
      sessionParser: |-
        )" + row.parser + R"(
defaultTest: {options: {transformVars: "{ ...vars, sessionId: context.uuid }"}}
tests: [{vars: {q: hi}, assert: [{type: contains, value: a}]}]
)");
    const std::string all = made.suite + ::testing::PrintToString(items(made));
    EXPECT_THAT(all, HasSubstr(row.session)) << row.parser;
    if (made.suite.find("models: []") == std::string::npos) (void)suite_of(made);
    EXPECT_EQ(made.suite.find("HEADER_"), std::string::npos) << made.suite;
  }
}

// Tests of one conversation that the application keeps are turns, and no cases of their own.
TEST_F(PromptfooImportTest, RefusesTestsThatShareASession) {
  const PromptfooImport made = import(R"yaml(prompts: ["{{q}}"]
providers:
  - id: http://127.0.0.1:9000/chat
    config:
      body: {query: "{{prompt}}", session: "{{sessionId}}"}
      transformResponse: "({ output: json.reply, metadata: { tools: json.tools, a: '}' } })"
defaultTest: {options: {transformVars: "{ ...vars, sessionId: vars.sessionId || context.uuid }"}}
tests:
  - {description: alone, vars: {q: hi}, assert: [{type: contains, value: a}]}
  - {description: first, vars: {q: hi, sessionId: s-1}, assert: [{type: contains, value: a}]}
  - {description: second, vars: {q: more, sessionId: s-1}, assert: [{type: contains, value: a}]}
  - {description: own, vars: {q: hi, sessionId: s-2}, assert: [{type: contains, value: a}]}
)yaml");
  const Suite suite = suite_of(made);
  std::vector<std::string> ids;
  for (const Case& each : suite.cases) ids.push_back(each.id);
  EXPECT_THAT(ids, ::testing::ElementsAre("alone", "own"));
  EXPECT_THAT(items(made), Contains(HasSubstr("refused test 'second': its session 's-1' is that of "
                                              "other tests")));
  EXPECT_THAT(made.suite, HasSubstr("reply: {answer: /reply}"));
  EXPECT_THAT(items(made), Contains(HasSubstr("approximated transformResponse of provider")));
}

// What promptfoo hands over as arguments comes as arguments here, too.
TEST_F(PromptfooImportTest, HandsPromptsOverToCommandLines) {
  const PromptfooImport made = import(R"(prompts: ["{{q}}"]
providers: [{id: "exec:node 'my app.js' -p", label: app, config: {a: 1}}]
tests: [{vars: {q: hi}, assert: [{type: contains, value: a}]}]
)");
  EXPECT_FALSE(made.account.differs());
  EXPECT_THAT(made.suite, HasSubstr("      - python3\n      - \"-c\"\n"));
  EXPECT_THAT(made.suite, HasSubstr("      - node\n      - my app.js\n      - \"-p\"\n"));
  EXPECT_THAT(made.suite, HasSubstr("config: {a: 1}"));
  (void)suite_of(made);
}

// Files of a stranger that would take long are refused by their size, whatever they are made of.
TEST_F(PromptfooImportTest, BoundsWhatItIsTold) {
  std::string lists = "prompts: ['{{x}}']\nproviders:\n";
  for (int i = 0; i < 600; ++i) lists += "  - openai:m\n";
  EXPECT_THAT(items(import(lists + "tests: [{vars: {x: 1}}]\n")),
              Contains(HasSubstr("more than 500 providers")));
  std::string prompts = "prompts:\n";
  for (int i = 0; i < 1'010; ++i) prompts += "  - {raw: '{{x}}', label: one}\n";
  EXPECT_THAT(items(import(prompts + "providers: [openai:m]\ntests: [{vars: {x: 1}}]\n")),
              Contains(HasSubstr("more than 1000 prompts")));
  std::string vars = "prompts: ['{{x}}']\nproviders: [openai:m]\ntests: [{vars: {x: 1";
  for (int i = 0; i < 2'100; ++i) vars += ", v" + std::to_string(i) + ": 1";
  EXPECT_THAT(items(import(vars + "}}]\n")), Contains(HasSubstr("more than 2000 variables")));
  std::string stored = "prompts: ['{{x}}']\nproviders: [openai:m]\ntests:\n";
  for (int i = 0; i < 101; ++i)
    stored += "  - {vars: {x: 1}, options: {storeOutputAs: s" + std::to_string(i) + "}}\n";
  EXPECT_THAT(items(import(stored)), Contains(HasSubstr("'storeOutputAs': more than 100 names")));
}

TEST_F(PromptfooImportTest, AsksForASessionWhereOneIsAskedFor) {
  const PromptfooImport made = import(R"(prompts: ["{{q}}"]
providers:
  - id: https
    config:
      url: http://127.0.0.1:9000/chat
      body: {query: "{{prompt}}", conversation: "{{sessionId}}"}
      transformResponse: json.answer
      session: {url: "http://127.0.0.1:9000/login", body: {team: help}, responseParser: data.body.id}
tests: [{vars: {q: hi}, assert: [{type: contains, value: a}]}]
)");
  EXPECT_THAT(made.suite,
              HasSubstr("session: {from: /id, request: {path: /login, body: {team: help}}}"));
  EXPECT_FALSE(made.account.differs());
  (void)suite_of(made);
}

// Without a transform an answer is an object where the reply is JSON: code is told what it is
// there.
TEST_F(PromptfooImportTest, LeavesCodeToItsEngineWhereAnswersMayBeObjects) {
  const PromptfooImport made = import(R"(prompts: ["{{q}}"]
providers: [{id: "http://127.0.0.1:9000/chat", config: {body: {query: "{{prompt}}"}, transform: output.a}}]
tests:
  - {vars: {q: hi}, assert: [{type: javascript, value: "output.answer.length > 3"}, {type: contains, value: a}]}
)");
  EXPECT_THAT(made.suite, HasSubstr("try { output = JSON.parse(output); } catch { }"));
  EXPECT_THAT(items(made), Contains(HasSubstr("script assert[0] javascript")));
  EXPECT_THAT(items(made), Contains(HasSubstr("approximated assert[1] contains")));
  EXPECT_THAT(items(made), Contains(HasSubstr("ignored transform in the config of provider")));
}

// Objects of a test are told to programs as what they are; a prompt has them as they were written.
TEST_F(PromptfooImportTest, TellsProgramsObjects) {
  write("app.js", "module.exports = class {}");
  const auto vars_of = [&](std::string_view provider, std::string_view assertion) {
    return import("prompts: ['{{q}}']\nproviders: [" + std::string(provider) +
                  "]\ntests: [{vars: {q: {z: 1, a: [2]}}, assert: [" + std::string(assertion) +
                  "]}]\n")
        .suite;
  };
  EXPECT_THAT(vars_of("openai:m", "{type: contains, value: a}"),
              HasSubstr(R"(vars: {q: '{"z":1,"a":[2]}'})"));
  EXPECT_THAT(vars_of("file://app.js", "{type: contains, value: a}"),
              HasSubstr("vars: {q: {a: [2], z: 1}}"));
  EXPECT_THAT(vars_of("openai:m", "{type: javascript, value: 'vars.q.z === Number(output)'}"),
              HasSubstr("vars: {q: {a: [2], z: 1}}"));
}

// A script that reads what it would not be told is named, in whatever words it reads it.
TEST_F(PromptfooImportTest, NamesScriptsThatReadMoreThanTheyAreTold) {
  write("check.js", "module.exports.all = (output, context) => context.providerResponse.cached");
  write("fine.py", "def get_assert(output, context):\n    return context['vars']['q'] in output\n");
  for (const std::string_view code :
       {"context.metadata.tools.length > 0", "context?.metadata?.tools", "context['metadata'].x",
        "context.test.metadata.y === 1", "context.test?.options", "file://check.js:all"}) {
    const PromptfooImport made = import(
        "prompts: ['{{q}}']\nproviders: [openai:m]\ntests: [{vars: {q: 1}, assert: [{type: "
        "javascript, value: \"" +
        std::string(code) + "\"}]}]\n");
    EXPECT_THAT(items(made), Contains(HasSubstr("refused assert[0] javascript of test 1: its code "
                                                "reads 'context.")))
        << code;
  }
  for (const std::string_view code :
       {"context.vars.q === output", "context.test.vars.q === output",
        "context.config.a === output", "mycontext.metadata === output",
        "context.metadataOf === output"}) {
    const PromptfooImport made = import(
        "prompts: ['{{q}}']\nproviders: [openai:m]\ntests: [{vars: {q: 1}, assert: [{type: "
        "javascript, value: \"" +
        std::string(code) + "\"}, {type: python, value: file://fine.py}]}]\n");
    EXPECT_EQ(made.account.assertions(ImportOutcome::script), 2U) << code;
  }
}

// A formula names metrics: what earlier ones stand for is written out, and what is no arithmetic of
// a suite, or of no metric in it, is refused instead of spoiling the suite.
TEST_F(PromptfooImportTest, WritesDerivedMetricsOut) {
  const PromptfooImport made = import(R"yaml(prompts: ["{{q}}"]
providers: [openai:m]
derivedMetrics:
  - {name: f1, value: 2 * p * r / (p + r)}
  - {name: half, value: f1 / 2 + f1_of}
  - {name: both, value: "max(f1, p)"}
  - {name: root, value: sqrt(p)}
  - {name: share, value: p / __count}
tests: [{vars: {q: hi}, assert: [{type: contains, value: a, metric: p}, {type: contains, value: b, metric: r}]}]
)yaml");
  const Suite suite = suite_of(made);
  ASSERT_EQ(suite.derived_metrics.size(), 2U);
  EXPECT_EQ(suite.derived_metrics[1].value, "max((2 * p * r / (p + r)), p)");
  EXPECT_THAT(items(made),
              Contains("refused derivedMetrics half: no assertion that is in the suite "
                       "has 'metric: f1_of'; promptfoo shows 0 then"));
  EXPECT_THAT(items(made), Contains(HasSubstr("refused derivedMetrics root: only + - * /")));
  EXPECT_THAT(items(made), Contains(HasSubstr("refused derivedMetrics share: only + - * /")));
}

// What was found in suites of others.
TEST_F(PromptfooImportTest, SaysWhatPromptfooNeverSends) {
  const std::string_view config = R"(prompts: ["{{q}}"]
providers: [{id: ollama:chat:qwen3, config: {options: {temperature: 0}}}]
tests: [{vars: {q: hi}, assert: [{type: latency, threshold: 3000}]}]
)";
  const PromptfooImport made = import(config);
  EXPECT_THAT(made.suite, HasSubstr("params: {temperature: 0}"));
  EXPECT_THAT(made.suite, HasSubstr("latency_ms: {at_most: 3000}"));
  EXPECT_THAT(items(made), Contains(HasSubstr("approximated options of provider ollama:chat:qwen3: "
                                              "promptfoo does not send")));
  EXPECT_EQ(import(config, true).suite.find("temperature"), std::string::npos);
  EXPECT_TRUE(import("prompts: ['{{prompt}}']\nproviders: [openai:m]\nredteam: {plugins: [pii]}\n")
                  .suite.empty());
}

TEST_F(PromptfooImportTest, NamesWhatItRefuses) {
  const PromptfooImport made = import(R"(prompts: ["{{x}}", file://prompt.js]
providers: [openai:gpt-4o]
redteam: {plugins: [x]}
tests:
  - {vars: {x: 1}, assert: [{type: contains, value: a}, {type: containz, value: a}]}
  - {vars: {x: 1}, options: {transform: "output.split(',').length"}, assert: [{type: levenshtein, value: a}]}
  - {vars: {x: 1}, provider: openai:other, assert: [{type: contains, value: a}]}
  - {vars: {x: 1}, providerOutput: old, assert: [{type: contains, value: a}]}
  - file://generate.py
)");
  EXPECT_THAT(items(made), Contains(HasSubstr("refused prompt prompt.js")));
  EXPECT_THAT(items(made), Contains(HasSubstr("refused redteam")));
  EXPECT_THAT(items(made), Contains(HasSubstr("refused assert[1] containz of test 1")));
  EXPECT_THAT(items(made),
              Contains(HasSubstr("refused assert[0] levenshtein of test 2: its transform")));
  EXPECT_THAT(items(made), Contains(HasSubstr("refused test 3: 'provider'")));
  EXPECT_THAT(items(made), Contains(HasSubstr("refused test 4: 'providerOutput'")));
  EXPECT_THAT(items(made), Contains(HasSubstr("refused tests generate.py")));
  EXPECT_EQ(made.account.assertions(ImportOutcome::refused), 4U);
  // The suite says it where it would be.
  EXPECT_THAT(made.suite, HasSubstr("# not here: containz"));
  (void)suite_of(made);
}

TEST_F(PromptfooImportTest, SaysWhatCannotBeReadAtAll) {
  EXPECT_THAT(refusal("prompts: [a\n"), HasSubstr("promptfooconfig.yaml:"));
  const std::string ours(7, '<');
  const std::string theirs(7, '>');
  EXPECT_THAT(refusal(ours + " HEAD\nprompts: [a]\n=======\nprompts: [b]\n" + theirs + " other\n"),
              HasSubstr("promptfooconfig.yaml:1: a merge was not finished here"));
  EXPECT_THAT(refusal("[a]\n"), HasSubstr("is no configuration of promptfoo"));
  EXPECT_THAT(refusal("a: {$ref: '#/b'}\nb: {$ref: '#/a'}\n"), HasSubstr("circle"));
  std::string bomb = "a0: {x: 1}\n";
  for (int i = 1; i < 40; ++i)
    bomb += "a" + std::to_string(i) + ": {x: {$ref: '#/a" + std::to_string(i - 1) +
            "'}, y: {$ref: '#/a" + std::to_string(i - 1) + "'}}\n";
  EXPECT_THAT(refusal(bomb), HasSubstr("$ref makes more than"));
}

TEST_F(PromptfooImportTest, StaysInItsFolder) {
  const PromptfooImport made =
      import(R"(prompts: [file://../secret.txt, file:///etc/passwd, "file://../*.txt"]
providers: [file://../more.yaml]
tests: [{vars: {x: file:///etc/passwd}}, file://../t.csv]
)");
  EXPECT_TRUE(made.suite.empty());
  for (const AccountItem& item : made.account.items()) {
    const bool leaves =
        item.what.find("..") != std::string::npos || item.what.find("passwd") != std::string::npos;
    EXPECT_TRUE(!leaves ||
                item.note.find("outside the configuration's folder") != std::string::npos)
        << item.what << ": " << item.note;
  }
}

constexpr std::string_view kChat = R"([
  {"role": "system", "content": "Be {{tone}}."},
  {% for turn in _conversation %}
    {"role": "user", "content": "{{turn.input}}"},
    {"role": "assistant", "content": "{{turn.output}}"},
  {% endfor %}
  {"role": "user", "content": "{{question}}"}
])";

TEST_F(PromptfooImportTest, MakesOneCaseOfAConversation) {
  write("chat.json", kChat);
  const PromptfooImport made = import(R"(prompts: [file://chat.json]
providers: [openai:gpt-4o]
defaultTest: {vars: {tone: kind}, assert: [{type: not-contains, value: never}]}
tests:
  - {description: hello, vars: {question: "Who are you?"}, metadata: {conversationId: a}, assert: [{type: contains, value: "{{question}}"}]}
  - {vars: {question: "And {{braces}}", braces: "{{ '{{' }}x}}"}, metadata: {conversationId: a}, assert: [{type: contains, value: "{{question}}"}]}
  - {vars: {question: "Other?"}, metadata: {conversationId: b}}
)");
  const Suite suite = suite_of(made);
  EXPECT_THAT(prompts_of(suite)[0], HasSubstr("[system] Be {{tone}}."));
  ASSERT_EQ(suite.cases.size(), 2U);
  const Case& first = suite.cases[0];
  EXPECT_EQ(first.id, "a");
  ASSERT_EQ(first.turns.size(), 2U);
  EXPECT_EQ(first.turns[0].user.source(), "Who are you?");
  EXPECT_EQ(first.turns[1].user.render(first.vars).value_or("?"), "And {{x}}");
  EXPECT_EQ(first.turns[0].expect->size(), 2U);
  // Another value of the same name is another variable.
  EXPECT_EQ(*first.vars.find("question"), Json("Who are you?"));
  EXPECT_EQ(*first.vars.find("question_2"), Json("And {{x}}"));
  EXPECT_EQ(suite.cases[1].turns.size(), 1U);
  EXPECT_THAT(items(made), Contains("native conversation 'a': 2 turns of one case"));
}

TEST_F(PromptfooImportTest, RefusesConversationsThatTurnsCannotSay) {
  write("chat.json", kChat);
  const auto said = [&](std::string_view prompt, std::string_view tests) {
    const PromptfooImport made =
        import("prompts: [" + std::string(prompt) + "]\nproviders: [openai:gpt-4o]\ntests:\n" +
               std::string(tests));
    return ::testing::PrintToString(items(made));
  };
  EXPECT_THAT(said(R"("{% for m in _conversation %}{{m.output}}{% endfor %} {{question}}")",
                   "  - {vars: {question: x}}\n"),
              HasSubstr("'_conversation' in other words than a message of the user"));
  EXPECT_THAT(said("file://chat.json",
                   "  - {vars: {question: x, tone: a}}\n  - {vars: {question: y, tone: b}}\n"),
              HasSubstr("'tone' stands before the conversation and has other values"));
  EXPECT_THAT(said("file://chat.json", "  - {vars: {tone: a}}\n"),
              HasSubstr("a turn has {{question}}, which its test does not set"));
  EXPECT_THAT(
      said("file://chat.json, \"plain {{question}}\"", "  - {vars: {question: x, tone: a}}\n"),
      HasSubstr("it has no '_conversation' beside a prompt that has"));
  EXPECT_THAT(said("file://chat.json",
                   "  - {vars: {question: x, tone: a}, options: {disableConversationVar: true}}\n"),
              HasSubstr("it has no part in the conversation"));
  EXPECT_THAT(said("file://chat.json",
                   "  - {vars: {question: x, tone: a}, assert: [{type: contains, value: "
                   "'{{question}}'}]}\n"
                   "  - {vars: {question: y, tone: a}, assert: [{type: javascript, value: "
                   "'output.includes(context.vars.question + 1)'}]}\n"),
              HasSubstr("a program reads variables that have other values in other turns"));
}

TEST_F(PromptfooImportTest, HoldsATestThatNeverFailsToItsAssertions) {
  constexpr std::string_view kConfig = R"(prompts: ["{{x}}"]
providers: [openai:gpt-4o]
tests: [{threshold: 0, vars: {x: 1}, assert: [{type: contains, value: a}]}]
)";
  const PromptfooImport made = import(kConfig);
  EXPECT_EQ(suite_of(made).pass.score, std::nullopt);
  EXPECT_THAT(items(made), Contains(HasSubstr("has never failed there")));
  EXPECT_EQ(suite_of(kConfig, true).pass.score, 0.0);
}

TEST_F(PromptfooImportTest, KeepsThresholdsThatAreNotTheSuites) {
  const PromptfooImport made = import(R"(prompts: ["{{x}}"]
providers: [openai:gpt-4o]
tests:
  - {threshold: 0.5, vars: {x: 1}, assert: [{type: contains, value: a}, {type: contains, value: b}]}
  - {threshold: 0.5, vars: {x: 2}, assert: [{type: contains, value: a}]}
  - {threshold: 0.75, vars: {x: 3}, assert: [{type: contains, value: a, weight: 3}, {type: contains, value: b}]}
  - {vars: {x: 4}, assert: [{type: contains, value: a}, {type: contains, value: b}]}
)");
  const Suite suite = suite_of(made);
  // Under a rule of scores half of a group would be half a pass, so every case has to pass.
  EXPECT_EQ(suite.pass.score, std::nullopt);
  EXPECT_THAT(cases_of(suite),
              ::testing::ElementsAre("case-1: x=1 +any", "case-2: x=2 +contains",
                                     "case-3: x=3 +contains", "case-4: x=4 +contains +contains"));
  EXPECT_EQ(made.account.assertions(ImportOutcome::refused), 0U);
  EXPECT_EQ(made.account.assertions(ImportOutcome::native) +
                made.account.assertions(ImportOutcome::approximated),
            7U);
}

TEST_F(PromptfooImportTest, SaysWhichMembersOfASetAreEnough) {
  const PromptfooImport made = import(R"(prompts: ["{{x}}"]
providers: [openai:gpt-4o]
tests:
  - vars: {x: 1}
    assert:
      - type: assert-set
        threshold: 0.6
        assert:
          - {type: contains, value: a, weight: 3}
          - {type: contains, value: b, weight: 2}
          - {type: contains, value: c, weight: 1}
          - {type: contains, value: d, weight: 0, metric: tone}
)");
  // Of 6: 3 + 2, 3 + 1, and not 2 + 1.
  const Suite suite = suite_of(made);
  const Expectation& any = suite.cases[0].expect->at(0);
  EXPECT_EQ(any.name, "any");
  ASSERT_EQ(any.children.size(), 2U);
  for (const Expectation& each : any.children) EXPECT_EQ(each.children.size(), 2U);
}

TEST_F(PromptfooImportTest, RunsGeneratorsByConsentAlone) {
  write("gen.py", "def more(config): return []\n");
  write("prompt.js", "module.exports = () => 'x';\n");
  constexpr std::string_view kConfig = R"(prompts: [file://prompt.js, "plain {{x}}"]
providers: [openai:gpt-4o]
tests:
  - {vars: {x: ["1", "2"]}, assert: [{type: contains, value: a}]}
  - {path: "file://gen.py:more", config: {n: 1}}
)";
  EXPECT_THAT(items(import(kConfig)),
              Contains("refused tests gen.py:more: a program makes it: with --allow-exec it is run "
                       "once, and what it makes is written out"));
  std::vector<std::string> calls;
  PromptfooOptions options;
  options.generate = [&](const GeneratorCall& call) -> Result<OrderedJson> {
    std::string line = call.file + " " + call.function;
    for (const std::string& argument : call.arguments) line += " " + argument;
    calls.push_back(line);
    if (call.is_python)
      return parse_ordered_json(
          R"([[{"vars": {"x": "made"}, "assert": [{"type": "equals", "value": "b"}]}]])");
    OrderedJson values = OrderedJson::array();
    for (const std::string& argument : call.arguments)
      values.push_back(OrderedJson::array(
          {{{"role", "system"}, {"content", "be"}},
           {{"role", "user"},
            {"content", "about " + variable_text(Json::parse(argument)["vars"]["x"])}}}));
    return values;
  };
  const auto made = import_promptfoo(kConfig, folder_ / "promptfooconfig.yaml", options);
  ASSERT_TRUE(made);
  const Suite suite = suite_of(*made);
  ASSERT_EQ(suite.cases.size(), 3U);
  EXPECT_EQ(*suite.cases[1].vars.find("prompt_2"), Json("about 2"));
  EXPECT_EQ(*suite.cases[2].vars.find("prompt_2"), Json("about made"));
  EXPECT_THAT(prompts_of(suite), Contains("prompt: [system] {{prompt_1}} [user] {{prompt_2}}"));
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_EQ(calls[0], R"(gen.py more {"n":1})");
  EXPECT_THAT(calls[1], HasSubstr(R"("vars":{"x":"made"})"));
}

TEST_F(PromptfooImportTest, KeepsCommentsButNoSecrets) {
  const PromptfooImport made = import(R"(prompts:
  # the short one
  - "{{x}}"
providers:
  # apiKey: sk-0123456789abcdef0123
  # cheap
  - openai:gpt-4o
tests:
  # the usual case,
  # as people ask it
  - vars: {x: 1}
    assert:
      # must be polite
      - {type: contains, value: a}
        # value: of the first test
  - vars: {x: 2}
    assert: [{type: contains, value: a}]
)");
  // What stands further in than a test ends the one above.
  EXPECT_EQ(made.suite.find("of the first test"), std::string::npos);
  EXPECT_THAT(made.suite, HasSubstr("# the short one\n"));
  EXPECT_THAT(made.suite, HasSubstr("# cheap\n"));
  EXPECT_THAT(made.suite, HasSubstr("# the usual case,\n"));
  EXPECT_THAT(made.suite, HasSubstr("# must be polite\n"));
  EXPECT_EQ(made.suite.find("sk-0123"), std::string::npos);
  (void)suite_of(made);
}

TEST_F(PromptfooImportTest, SaysWhatResultsAre) {
  EXPECT_THAT(refusal(R"({"evalId": "eval-1", "results": {"version": 3, "results": []}})"),
              HasSubstr("`assay import outputs promptfoo"));
}

TEST_F(PromptfooImportTest, SaysWhatAListOfTestsIs) {
  EXPECT_THAT(refusal("- {vars: {x: 1}, assert: [{type: contains, value: a}]}\n"),
              HasSubstr("is a list of tests, and no configuration"));
}

// A second is far more than any of them takes: what is asserted is that they end.
TEST_F(PromptfooImportTest, IsNotOvercomeByHostileConfigurations) {
  std::string anchors = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 40; ++i)
    anchors += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" +
               std::to_string(i - 1) + ", *a" + std::to_string(i - 1) + "]\n";
  EXPECT_THAT(refusal(anchors + "prompts: [x]\n"), HasSubstr("promptfooconfig.yaml"));
  EXPECT_THAT(refusal("prompts: &p [*p]\n"), HasSubstr("promptfooconfig.yaml"));
  write("a.yaml", "[file://b.yaml, file://b.yaml]\n");
  write("b.yaml", "[file://a.yaml, file://a.yaml]\n");
  EXPECT_TRUE(import("prompts: [x]\nproviders: [openai:m]\ntests: file://a.yaml\n").suite.empty());
  std::string product = "prompts: [x]\nproviders: [openai:m]\ntests:\n  - vars: {";
  for (int i = 0; i < 12; ++i)
    product += "v" + std::to_string(i) + ": [a, b, c, d, e, f, g, h, i, j], ";
  EXPECT_THAT(items(import(product + "z: 1}\n")), Contains(HasSubstr("combinations")));
  // As there, each is put into the other five times.
  EXPECT_THAT(import("prompts: ['{{x}}']\nproviders: [openai:m]\ntests:\n"
                     "  - vars: {x: '{{y}}{{y}}', y: '{{x}}{{x}}'}\n")
                  .suite,
              HasSubstr("{{x}}{{y}}"));
  EXPECT_THAT(items(import("prompts: ['{% for i in range(0, 1000000000) %}x{% endfor %}']\n"
                           "providers: [openai:m]\n")),
              Contains(HasSubstr("'{% for %}' has no counterpart")));
  std::string loops = "prompts: ['";
  for (int i = 0; i < 20'000; ++i) loops += "{% for a in _conversation %}";
  EXPECT_TRUE(import(loops + "']\nproviders: [openai:m]\n").suite.empty());
}

TEST(PromptfooConfig, IsToldFromASuite) {
  EXPECT_TRUE(is_promptfoo_config("promptfooconfig.yaml", ""));
  EXPECT_TRUE(is_promptfoo_config("x.yaml", "description: x\nprompts: [a]\nproviders: [b]\n"));
  EXPECT_FALSE(is_promptfoo_config("x.yaml", "suite: x\nproviders: {}\nprompts: [a]\n"));
  EXPECT_FALSE(is_promptfoo_config("x.yaml", "prompts: [a]\n"));
  EXPECT_FALSE(is_promptfoo_config("my.promptfooconfig.yaml", "suite: x\nprompts: [a]\n"));
  EXPECT_TRUE(is_promptfoo_config("x.json", R"({"prompts": ["a"], "providers": ["b"]})"));
  EXPECT_FALSE(is_promptfoo_config("x.json", R"({"suite": "x", "prompts": ["a"], "tests": []})"));
}

}  // namespace
}  // namespace assay
