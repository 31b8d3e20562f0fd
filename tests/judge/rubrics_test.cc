#include "harness/judge/rubrics.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "harness/judge/judge_template.h"
#include "harness/judge/texts.h"
#include "tests/support/test_files.h"

namespace assay::testing {
namespace {

TEST(Rubrics, AreTheFilesOfTheirNames) {
  std::set<std::string_view> names;
  for (const BuiltInRubric& rubric : built_in_rubrics()) {
    SCOPED_TRACE(rubric.name);
    EXPECT_TRUE(names.insert(rubric.name).second);
    const std::string file = "harness/judge/rubrics/" + std::string(rubric.name) + ".md";
    EXPECT_EQ(rubric.text, read_text(source_path(file)));
    EXPECT_EQ(find_rubric(rubric.name), &rubric);
    EXPECT_FALSE(rubric.help.empty());
  }
  EXPECT_EQ(names.size(), 6U);
  EXPECT_EQ(find_rubric("politeness"), nullptr);
}

// A label that the words do not explain is one that a judge guesses at.
TEST(Rubrics, ExplainEveryVerdict) {
  for (const BuiltInRubric& rubric : built_in_rubrics()) {
    SCOPED_TRACE(rubric.name);
    for (const VerdictLabel& label : rubric.shape.labels) {
      EXPECT_NE(rubric.text.find("- \"" + label.name + "\": "), rubric.text.npos) << label.name;
      EXPECT_GE(label.value, 0);
      EXPECT_LE(label.value, 1);
    }
    if (rubric.shape.labels.empty()) {
      EXPECT_NE(rubric.text.find("The criterion is met if "), rubric.text.npos);
      EXPECT_NE(rubric.text.find("It is not met if "), rubric.text.npos);
    }
  }
}

TEST(Rubrics, SpeakOfWhatTheyNeed) {
  for (const BuiltInRubric& rubric : built_in_rubrics()) {
    SCOPED_TRACE(rubric.name);
    const auto speaks_of = [&](std::string_view word) {
      return rubric.text.find(word) != rubric.text.npos;
    };
    EXPECT_EQ(speaks_of("the reference"), rubric.reference != Needs::no);
    EXPECT_EQ(speaks_of("the context"), rubric.context == Needs::must);
    EXPECT_EQ(speaks_of("about the context alone"), rubric.answer == Needs::no);
  }
}

TEST(Rubrics, FactualityPassesAllButAContradiction) {
  for (const VerdictLabel& label : find_rubric("factuality")->shape.labels) {
    EXPECT_EQ(label.passes, label.name != "conflict") << label.name;
  }
}

TEST(Rubrics, BuiltInPromptIsTheFile) {
  EXPECT_EQ(judge_texts::kSystem, read_text(source_path("harness/judge/system.md")));
  const std::string prompt = JudgeTemplate::built_in().render("CODE", "CRITERION", "FORM");
  EXPECT_EQ(prompt.find("{{"), std::string::npos);
  EXPECT_NE(prompt.find("\nCRITERION\n"), std::string::npos);
}

}  // namespace
}  // namespace assay::testing
