// Variables of promptfoo's tests, as its 0.123 puts them into prompts: texts with names in braces,
// lists, maps, and what programs of the author make of them.
#include "harness/import/promptfoo/value_texts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/import/promptfoo/promptfoo.h"
#include "tests/support/test_files.h"

namespace assay {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct ValueRow {
  const char* value;  // of `x`, beside name: Bob, n: 3, m: {b: 1}, u: "{{name}}!"
  const char* text;   // what a prompt has; "error: ..." where nothing is made of it
};

// What promptfoo 0.123.1 sends, of a prompt "{{x}}".
const ValueRow kValues[] = {
    {"plain", "plain"},
    {"Hi {{name}}", "Hi Bob"},
    {"Hi {{ name }} {{n}}", "Hi Bob 3"},
    {"{{u}}", "Bob!"},
    {"{{m.b}}", "1"},
    {"{{name}} {{nobody}}", "Bob {{nobody}}"},       // one that nobody sets: what is done stays so
    {"{{nobody}} {{name}}", "{{nobody}} {{name}}"},  // and behind it nothing is done
    {"{{nobody}} {{m.b}}", "{{nobody}} {{m.b}}"},
    {"{{ '{{name}}' }}", "Bob"},  // the first step looks into quotes
    {"{{ '{{nobody}}' }}", "{{ '{{nobody}}' }}"},
    {"a {{ b", "a {{ b"},
    {"a {{\nname\n}}", "a Bob"},
    {"a {{\nm.b\n}}", "a {{\nm.b\n}}"},  // a tag over two lines is none
    {"{% if name %}yes{% endif %}", "yes"},
    {"{% if nobody %}yes{% endif %}", "{% if nobody %}yes{% endif %}"},
    {"{% for d in nobody %}{{d}}{% endfor %}", "{% for d in nobody %}{{d}}{% endfor %}"},
    {"{# a note #}{{m.b}}", "1"},
    {"{% raw %}{{m.b}}{% endraw %} {{m.b}", "error: '{{m.b}' is not closed by '}}'"},
    {"{{ name | upper }}", "error: '{{ name | upper }}': the filter 'upper' has no counterpart"},
    {"{{env.HOME}}", "error: {{env.HOME}}, a variable of the environment, which cases do not have"},
};

ValueTexts texts_of(const char* value, bool are_prompts_json = false) {
  return {{{"x", value}, {"name", "Bob"}, {"n", 3}, {"m", {{"b", 1}}}, {"u", "{{name}}!"}},
          are_prompts_json,
          false};
}

TEST(ValueTexts, AreFilledInAsPromptfooDoes) {
  for (const ValueRow& row : kValues) {
    Result<Json> made = texts_of(row.value).value_of("x");
    const std::string text = made ? made->get<std::string>() : "error: " + made.error().message;
    const std::string wanted = row.text;
    if (wanted.starts_with("error: "))
      EXPECT_THAT(text, HasSubstr(wanted.substr(7))) << row.value;
    else
      EXPECT_EQ(text, wanted) << row.value;
  }
}

TEST(ValueTexts, AreNoTemplatesWhereThePromptIsJson) {
  EXPECT_EQ(*texts_of("{{name}} {{m.b}}", true).value_of("x"), Json("Bob {{m.b}}"));
}

TEST(ValueTexts, SayWhichStayedWhatTheyWere) {
  ValueTexts texts = texts_of("{{nobody}}");
  ASSERT_TRUE(texts.value_of("x"));
  EXPECT_EQ(texts.kept(), (std::vector<std::pair<std::string, std::string>>{{"x", "nobody"}}));
}

TEST(ValueTexts, DoNotGrowWithoutEnd) {
  const std::string big(std::size_t{6} << 20, 'a');
  ValueTexts texts({{"a", big}, {"b", "{{a}}{{a}}{{a}}{{a}}"}}, false, false);
  const Result<Json> made = texts.value_of("b");
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("more than 16 MB"));
}

class PromptfooValuesTest : public ::testing::Test {
 protected:
  void write(std::string_view name, std::string_view text) {
    testing::write_text(folder_ / name, text);
  }
  // The suite with the account below it.
  std::string imported(std::string_view yaml, PromptfooOptions options = {}) {
    const Result<PromptfooImport> made =
        import_promptfoo(yaml, folder_ / "promptfooconfig.yaml", options);
    return made ? made->suite + made->account.to_text() : made.error().message;
  }
  std::string cases(const std::string& tests, std::string_view prompt = "'{{x}}'") {
    std::string made =
        imported("prompts: [" + std::string(prompt) + "]\nproviders: [openai:m]\ntests:\n" + tests);
    return made.substr(std::min(made.find("\ncases:"), made.size()));
  }

  testing::TemporaryFolder folder_;
};

TEST_F(PromptfooValuesTest, OnlyListsOfTextsAreCases) {
  EXPECT_THAT(cases("  - vars: {x: [a, 2]}\n"), HasSubstr("(x=2)"));
  // promptfoo writes what JavaScript makes of a list in a text.
  EXPECT_THAT(cases("  - vars: {x: [1, 2, [3, null]]}\n"), HasSubstr("vars: {x: \"1,2,3,\"}"));
  EXPECT_THAT(cases("  - vars: {x: []}\n"), HasSubstr("vars: {x: \"\"}"));
  const std::string maps = cases("  - vars: {x: [{role: user, content: Hi}]}\n");
  EXPECT_THAT(maps, HasSubstr(R"(vars: {x: '[{"role":"user","content":"Hi"}]'})"));
  EXPECT_THAT(maps, HasSubstr("a prompt has its JSON here, and there '[object Object]'"));
  // Who asks for JSON gets it there, too.
  EXPECT_THAT(cases("  - vars: {x: [{role: user, content: Hi}]}\n", "'{{x | dump}}'"),
              Not(HasSubstr("[object Object]")));
  // A script reads its items.
  EXPECT_THAT(cases("  - vars: {x: [1, 2]}\n    assert: [{type: javascript, value: "
                    "'context.vars.x.length > f(1)'}]\n"),
              HasSubstr("vars: {x: [1, 2]}"));
}

TEST_F(PromptfooValuesTest, KeysStayInTheirOrder) {
  write("t.jsonl", "{\"vars\": {\"x\": {\"b\": 1, \"a\": 2}}}\n");
  write("t.json", "[\n\t{\"vars\": {\"x\": {\"d\": 1, \"c\": 2}}}\n]\n");
  EXPECT_THAT(cases("  - file://t.jsonl\n", "'{{x | dump}}'"), HasSubstr(R"('{"b":1,"a":2}')"));
  EXPECT_THAT(cases("  - file://t.json\n", "'{{x | dump}}'"), HasSubstr(R"('{"d":1,"c":2}')"));
}

TEST_F(PromptfooValuesTest, NamesThatNobodySetsStayInTexts) {
  const std::string made = cases("  - vars: {x: 'Mark {{type}}'}\n");
  EXPECT_THAT(made, HasSubstr("vars: {x: \"Mark {{type}}\"}"));
  EXPECT_THAT(made, HasSubstr("variable 'x': its {{type}} is a variable of nobody, so all of the "
                              "text is sent as it is written, as there"));
}

TEST_F(PromptfooValuesTest, OneValueIsTheSameForAllPrompts) {
  constexpr std::string_view kBoth = R"('{{x}}', '[{"role": "user", "content": "{{x}}"}]')";
  EXPECT_THAT(cases("  - vars: {x: 'a {{y}}', y: b}\n", kBoth), HasSubstr("x: a b"));
  EXPECT_THAT(imported("prompts: [" + std::string(kBoth) +
                       "]\nproviders: [openai:m]\ntests: [{vars: {x: '{{y.z}}', y: {z: 1}}}]\n"),
              HasSubstr("its value is a template in prompts that are texts, and none in those in"));
}

TEST_F(PromptfooValuesTest, APromptWithAnOpenTagIsPlainText) {
  const std::string made = imported(
      "prompts: [\"Say {{\\n x\\n}} and {{x}}\"]\nproviders: [openai:m]\ntests: [{vars: {x: "
      "1}}]\n");
  EXPECT_THAT(made, HasSubstr(R"(Say {{"{{"}})"));
  EXPECT_THAT(made, HasSubstr(R"(and {{"{{"}}x}})"));
  EXPECT_THAT(made, HasSubstr("all of it plain text, its variables too, as there"));
}

TEST_F(PromptfooValuesTest, WhatAPromptsProgramGivesIsATemplateToo) {
  write("p.js", "module.exports = () => 'x';\n");
  PromptfooOptions options;
  std::string told;
  options.generate = [&](const GeneratorCall& call) -> Result<OrderedJson> {
    told = call.arguments.at(0);
    return parse_ordered_json(R"([{"prompt": "about {{x.b}}", "config": {"temperature": 1}}])");
  };
  const std::string made = imported(
      "prompts: [file://p.js]\nproviders: [openai:m]\ntests: [{vars: {x: {b: 1, a: 2}}}]\n",
      options);
  EXPECT_THAT(told, HasSubstr(R"("vars":{"x":{"b":1,"a":2}})"));
  EXPECT_THAT(made, HasSubstr("p_1: about 1"));
  EXPECT_THAT(made, HasSubstr("parameters of one test alone are not sent"));
}

TEST_F(PromptfooValuesTest, ProgramsChangeVariablesByConsentAlone) {
  write("t.js", "module.exports = { f: (vars) => vars };\n");
  constexpr std::string_view kConfig = R"y(prompts: ["{{x}} {{y}}"]
providers: [openai:m]
defaultTest: {options: {transformVars: "file://t.js:f"}}
tests:
  - {vars: {x: a}}
  - {vars: {x: b}, options: {transformVars: "({...vars, y: 1})"}}
)y";
  EXPECT_THAT(imported(kConfig), HasSubstr("'transformVars': a program changes the variables: with "
                                           "--allow-exec it is run once"));
  PromptfooOptions options;
  std::vector<std::string> told;
  options.generate = [&](const GeneratorCall& call) -> Result<OrderedJson> {
    EXPECT_TRUE(call.has_lists);
    told = call.arguments;
    return parse_ordered_json(R"([{"value": {"y": ["k", "l"], "z": {"b": 1, "a": 2}}}])");
  };
  const std::string made = imported(kConfig, options);
  EXPECT_THAT(told, ::testing::ElementsAre(R"([{"x":"a"},{"prompt":{}}])"));
  EXPECT_THAT(made, HasSubstr("vars: {x: a, y: k, z: '{\"b\":1,\"a\":2}'}"));
  EXPECT_THAT(made, HasSubstr("vars: {x: a, y: l, "));
  EXPECT_THAT(made, HasSubstr("test 2: 'transformVars': code changes the variables"));
  options.generate = [](const GeneratorCall&) {
    return parse_ordered_json(R"([{"error": "Error: no such file"}])");
  };
  EXPECT_THAT(imported(kConfig, options), HasSubstr("'transformVars': \"Error: no such file\""));
  write("t.js", "module.exports = { f: (vars, c) => ({id: c.uuid}) };\n");
  EXPECT_THAT(imported(kConfig, options), HasSubstr("to another id in each run"));
}

}  // namespace
}  // namespace assay
