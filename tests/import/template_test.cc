#include "harness/import/promptfoo/template.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "harness/suite/template.h"

namespace assay {
namespace {

struct TranslatedRow {
  const char* nunjucks;
  const char* text;
};
const TranslatedRow kTranslated[] = {
    {"", ""},
    {"no tag {here}", "no tag {here}"},
    {"{{x}} and {{ y.z }}", "{{x}} and {{y.z}}"},
    {"{{ x['y'] }}{{ x[\"y-z\"].w }}", "{{x.y}}{{x.y-z.w}}"},
    {"{{ x | safe }}", "{{x}}"},
    {"{{ env.KEY }}", "{{env.KEY}}"},
    {"a {{- x -}} b", "a{{x}}b"},
    {"{# a {{ comment }} #}b", "b"},
    {"{% raw %}{{x}} {% if %}{% endraw %}!", "{{\"{{\"}}x}} {% if %}!"},
    {"{{ '{{' }}x", "{{\"{{\"}}x"},
    {"{{ \"it's }} so\" }}", "it's }} so"},
    {"{{'{'}}{x", "{{\"{{\"}}x"},
    {"{% raw %}{{% endraw %}{x", "{{\"{{\"}}x"},
    {"{{ 42 }}", "42"},
    {"{\"a\": {{x}}}", "{\"a\": {{x}}}"},
    {"{% if x %}a{% else %}b{% endif %}", "{{#x}}a{{/x}}{{^x}}b{{/x}}"},
    {"{% if not x.y -%} a{% endif %}", "{{^x.y}}a{{/x.y}}"},
};

TEST(NunjucksTemplate, IsTranslated) {
  for (const TranslatedRow& row : kTranslated) {
    SCOPED_TRACE(row.nunjucks);
    const ImportedTemplate imported = import_template(row.nunjucks);
    EXPECT_EQ(imported.refused, "");
    EXPECT_EQ(imported.text, row.text);
    EXPECT_TRUE(Template::parse(imported.text));
  }
}

struct RefusedRow {
  const char* nunjucks;
  const char* why;
};
const RefusedRow kRefused[] = {
    {"{{ x | upper }}", "the filter 'upper'"},
    {"{{ a or b }}", "more than a name"},
    {"{{ f(x) }}", "more than a name"},
    {"{{ x[0] }}", "no variable"},
    {"{{}}", "an empty"},
    {"{{ \"key\": 1 }}", "more than a name"},
    {"{{ x", "not closed by '}}'"},
    {"{% for x in xs %}{{x}}{% endfor %}", "'{% for %}'"},
    {"{% include 'a' %}", "'{% include %}'"},
    {"{% if a == 1 %}{% endif %}", "only a name"},
    {"{% if a %}", "'{% endif %}'"},
    {"{% if a %}{% if b %}{% endif %}{% endif %}", "inside another"},
    {"{% raw %}x", "not closed"},
    {"{{#x}}", "no variable"},
};

TEST(NunjucksTemplate, IsRefusedByName) {
  for (const RefusedRow& row : kRefused) {
    SCOPED_TRACE(row.nunjucks);
    const ImportedTemplate imported = import_template(row.nunjucks);
    EXPECT_EQ(imported.text, "");
    EXPECT_NE(imported.refused.find(row.why), std::string::npos) << imported.refused;
  }
}

TEST(NunjucksTemplate, SaysWhereItRendersOtherwise) {
  EXPECT_NE(import_template("{{ x | dump }}").notes.at(0).find("'dump'"), std::string::npos);
  EXPECT_NE(import_template("{% if x %}a{% endif %}").notes.at(0).find("an empty list"),
            std::string::npos);
}

// Whatever somebody wrote: a template of assay, or a reason why there is none.
RC_GTEST_PROP(NunjucksTemplateProperty, IsATemplateOrRefused, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "{", "{{", "}}", "{%", "%}", "{#", "#}", "-", " ", "x", ".y", "if x", "else", "endif", "raw",
      "endraw", "'", "\"", "\\", "|", "safe", "\n", "[0]"));
  std::string source;
  for (const std::string& piece : pieces) source += piece;
  const ImportedTemplate imported = import_template(source);
  if (!imported.refused.empty()) {
    RC_ASSERT(imported.text.empty());
    return;
  }
  const Result<Template> parsed = Template::parse(imported.text);
  RC_ASSERT(parsed.has_value());
}

}  // namespace
}  // namespace assay
