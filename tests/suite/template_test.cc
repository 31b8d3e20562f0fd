#include "harness/suite/template.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

#if __has_include(<rapidcheck/gtest.h>)
#include <rapidcheck/gtest.h>
#endif

namespace assay {
namespace {

Vars vars(std::vector<std::pair<std::string, Json>> pairs) {
  std::vector<std::string> names;
  std::vector<Json> values;
  for (auto& [name, value] : pairs) {
    names.push_back(name);
    values.push_back(value);
  }
  return Vars(std::make_shared<const VarNames>(names), values);
}

const Vars kVars =
    vars({{"city", "Paris"},
          {"html", "<b>&\"'"},
          {"braces", "{{city}}"},
          {"empty", ""},
          {"no", "false"},
          {"flag", true},
          {"off", false},
          {"count", 3},
          {"half", 0.5},
          {"million", 1e6},
          {"nothing", nullptr},
          {"tags", Json::array({"a", "b"})},
          {"none", Json::array()},
          {"a.b", "whole"},
          {"point", {{"x", 1}, {"in", {{"y", "deep"}}}}},
          {"rows", Json::array({{{"name", "Ada"}}, {{"name", "Bob"}, {"city", "Rome"}}})}});

struct TemplateRow {
  const char* source;
  const char* expected;
};
const TemplateRow kRendered[] = {
    {"", ""},
    {"no tag { } }}", "no tag { } }}"},
    {"In {{city}}.", "In Paris."},
    {"{{ city }}{{{city}}}{{&city}}", "ParisParisParis"},
    {"{\"a\": {{count}}}", "{\"a\": 3}"},
    {"{{html}}", "<b>&\"'"},  // never escaped
    {"{{\"{{\"}}city}} {{city}}", "{{city}} Paris"},
    {"{{#flag}}{{\"{{\"}}!}}{{/flag}}", "{{!}}"},
    {"{{braces}}", "{{city}}"},  // never parsed again
    {"{{count}} {{half}} {{flag}} {{off}}", "3 0.5 true false"},
    {"{{million}}", "1000000"},  // not 1e+06
    {"{{tags}} {{point.x}} {{point.in.y}}", "[\"a\",\"b\"] 1 deep"},
    {"{{a.b}}", "whole"},  // a column's own name may have a dot
    {"a{{! a comment }}b", "ab"},
    {"{{#flag}}yes{{/flag}}{{^flag}}no{{/flag}}", "yes"},
    {"{{#off}}yes{{/off}}{{^off}}no {{off}}{{/off}}", "no false"},
    {"{{#empty}}x{{/empty}}{{#no}}x{{/no}}{{#none}}x{{/none}}{{#nothing}}x{{/nothing}}", ""},
    {"{{#tags}}<{{.}}>{{/tags}}", "<a><b>"},
    {"{{#rows}}{{name}} in {{city}};{{/rows}}", "Ada in Paris;Bob in Rome;"},
    {"{{#point}}{{x}} {{in.y}} {{city}}{{/point}}", "1 deep Paris"},
    {"{{#city}}{{braces}}{{/city}}", "{{city}}"},
    {"{{#tags}}\n- {{.}}\n{{/tags}}\n", "- a\n- b\n"},  // lines with only a section tag vanish
};

TEST(Template, Renders) {
  for (const TemplateRow& row : kRendered) {
    const Result<Template> parsed = Template::parse(row.source);
    ASSERT_TRUE(parsed) << row.source << ": " << parsed.error().message;
    const Result<std::string> text = parsed->render(kVars);
    ASSERT_TRUE(text) << row.source << ": " << text.error().message;
    EXPECT_EQ(*text, row.expected) << row.source;
  }
}

TEST(Template, RefusesNamesThatNobodyHas) {
  const TemplateRow refused[] = {
      {"{{ctiy}}", "no variable 'ctiy'; did you mean 'city'?"},
      {"{{point.z}}", "no variable 'point.z'; did you mean 'point'?"},
      {"{{nothing}}", "variable 'nothing' is null"},
      {"{{#ctiy}}{{/ctiy}}", "no variable 'ctiy'; did you mean 'city'?"},
      {"{{#rows}}{{nmae}}{{/rows}}", "no variable 'nmae'"},
  };
  for (const TemplateRow& row : refused) {
    const Result<Template> parsed = Template::parse(row.source);
    ASSERT_TRUE(parsed) << row.source;
    const Result<std::string> text = parsed->render(kVars);
    ASSERT_FALSE(text) << row.source << " -> " << *text;
    EXPECT_EQ(text.error().message, row.expected);
  }
}

TEST(Template, RefusesMalformedTags) {
  const TemplateRow refused[] = {
      {"ab{{city", "template, character 3: '{{city' is not closed by '}}'"},
      {"{{", "template, character 1: '{{' is not closed by '}}'"},
      {"{{{city}}", "template, character 1: '{{{city}}' is not closed by '}}}'"},
      {"é{{}}", "template, character 2: an empty tag '{{}}'"},
      {"{{#}}", "template, character 1: a tag without a name"},
      {"{{>x}}", "template, character 1: partials ('{{>') are refused"},
      {"{{=<% %>=}}", "template, character 1: other delimiters ('{{=') are refused"},
      {"{{/a}}", "template, character 1: '{{/a}}' closes no open section"},
      {"{{#a}}{{/b}}", "template, character 7: '{{/b}}' closes no open section"},
      {"{{#a}}", "template: section '{{#a}}' is never closed by '{{/a}}'"},
  };
  for (const TemplateRow& row : refused) {
    const Result<Template> parsed = Template::parse(row.source);
    ASSERT_FALSE(parsed) << row.source;
    EXPECT_EQ(parsed.error().message, row.expected);
  }
}

TEST(Template, BoundsTheNestingOfSections) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "{{#a}}";
  const Result<Template> parsed = Template::parse(deep);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().message,
            "template, character 97: sections nested deeper than 16 levels");
}

TEST(Template, ListsTheVariablesItNeedsOnce) {
  const auto parsed = Template::parse("{{b}}{{a}}{{b}}{{#s}}{{inner}}{{/s}}{{^t}}{{c}}{{/t}}");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->variables(), (std::vector<std::string>{"b", "a", "s", "t", "c"}));
  EXPECT_TRUE(parsed->has_sections());
  EXPECT_TRUE(Template::parse("plain }} text")->variables().empty());
  EXPECT_TRUE(Template().variables().empty());
}

TEST(TemplateProperty, ValuesAreNeverParsedAgain) {
  EXPECT_TRUE(rc::check("a value comes out as it went in", [](const std::string& value) {
    const Vars one = vars({{"x", value + "{{y}}"}, {"y", "must not appear"}});
    const auto plain = Template::parse("[{{x}}]");
    const auto section = Template::parse("{{#y}}[{{x}}]{{/y}}");
    RC_ASSERT(plain.has_value() && section.has_value());
    RC_ASSERT(*plain->render(one) == "[" + value + "{{y}}]");
    RC_ASSERT(*section->render(one) == "[" + value + "{{y}}]");
  }));
}

TEST(TemplateProperty, TextWithoutTagsIsItself) {
  EXPECT_TRUE(rc::check("text without braces renders to itself", [](std::string text) {
    std::erase(text, '{');
    const auto parsed = Template::parse(text);
    RC_ASSERT(parsed.has_value() && parsed->variables().empty());
    RC_ASSERT(*parsed->render(Vars()) == text);
  }));
}

}  // namespace
}  // namespace assay
