// What two arms do not have in common, and what of it they may be compared in spite of.
#include "harness/report/compare/comparable.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/report/compare/baseline.h"
#include "harness/report/compare/compare.h"
#include "tests/report/report_fixture.h"

namespace assay {
namespace {

using testing::repeat;
using testing::report_of_two;

// Ten cases that all pass; prompts use {{country}}, expectations {{capital}}.
Arm arm(const std::string& verdicts = repeat('p', 10)) {
  Arm made = arm_of(report_of_two(verdicts, verdicts), 0);
  made.variant.provider = "own";
  made.prompt_hash = "p";
  made.asked = {false, {"country"}};
  made.expected = {false, {"capital"}};
  for (ArmCase& of : made.cases) {
    of.content = of.id;
    of.parts = std::make_shared<const CaseParts>(
        CaseParts{"e", {{"country", of.id}, {"capital", of.id}, {"source", of.id}}});
  }
  return made;
}

void edit(Arm& arm, std::size_t index, const std::function<void(CaseParts&)>& change) {
  ArmCase& of = arm.cases[index];
  CaseParts parts = *of.parts;
  change(parts);
  of.parts = std::make_shared<const CaseParts>(std::move(parts));
  of.content += " edited";
}

struct ComparableRow {
  const char* what;
  std::function<void(Arm&)> edited;
  std::vector<std::string> texts;  // "kind: text"
  std::size_t common;
};

TEST(Comparable, NamesWhatDiffers) {
  const ComparableRow rows[] = {
      {"nothing", [](Arm&) {}, {}, 10},
      {"the suite's name",
       [](Arm& a) { a.suite = "t"; },
       {"suite: base is of suite 's', now of suite 't'"},
       10},
      {"the model",
       [](Arm& a) { a.variant.model_id = "v2"; },
       {"model: model: own:base -> base (own:v2)"},
       10},
      {"a prompt's text",
       [](Arm& a) { a.prompt_hash = "q"; },
       {"prompt: prompt 'plain' was edited"},
       10},
      {"another prompt",
       [](Arm& a) { a.prompt_hash = "q", a.variant.prompt = "terse"; },
       {"prompt: prompt: plain -> terse"},
       10},
      {"a prompt's label alone", [](Arm& a) { a.variant.prompt = "simple"; }, {}, 10},
      {"a parameter",
       [](Arm& a) { a.variant.params["temperature"] = 0.5; },
       {"parameters: temperature: not set -> 0.5"},
       10},
      {"a parameter in name only",
       [](Arm& a) { a.variant.params["temperature"] = 0.5, a.variant.dropped = {"temperature"}; },
       {"dropped: temperature tells nothing: now was asked without it, since the model refuses it"},
       10},
      {"an expectation",
       [](Arm& a) { edit(a, 3, [](CaseParts& of) { of.expectations = "f"; }); },
       {"expectations: 1 case with other expectations: case 3"},
       10},
      {"a label in a variable",
       [](Arm& a) { edit(a, 3, [](CaseParts& of) { of.variables["capital"] = "x"; }); },
       {"expectations: 1 case with other expectations: case 3"},
       10},
      {"a variable that nothing uses",
       [](Arm& a) { edit(a, 3, [](CaseParts& of) { of.variables["source"] = "x"; }); },
       {},
       10},
      {"a question",
       [](Arm& a) { edit(a, 3, [](CaseParts& of) { of.variables["country"] = "x"; }); },
       {"question: 1 case with another question (variables): case 3"},
       9},
      {"a variable more",
       [](Arm& a) {
         a.asked.names.insert("hint");
         edit(a, 3, [](CaseParts& of) { of.variables["hint"] = "x"; });
       },
       {"variables: case variables only in now: hint"},
       10},
      {"a variable's name",
       [](Arm& a) {
         a.asked.names = {"land"};
         edit(a, 3, [](CaseParts& of) { of.variables = {{"land", "case 3"}}; });
       },
       {"variables: case variables only in now: land",
        "variables: case variables only in base: capital, country",
        "question: 1 case with another question (variables): case 3"},
       9},
      {"a section, whose variables are not known",
       [](Arm& a) {
         a.asked.all = true;
         edit(a, 3, [](CaseParts& of) { of.variables["source"] = "x"; });
       },
       {"question: 1 case with another question (variables): case 3"},
       9},
      {"a column more that nothing uses",
       [](Arm& a) { edit(a, 3, [](CaseParts& of) { of.variables["row"] = "x"; }); },
       {},
       10},
      {"a case that an older assay recorded",
       [](Arm& a) { a.cases[3].content = "x", a.cases[3].parts = nullptr; },
       {"question: 1 case with other variables or expectations: case 3"},
       9},
      {"cases of one side",
       [](Arm& a) { a.cases[3].id = "x"; },
       {"added: 1 case only in now: x", "gone: 1 case only in base: case 3"},
       9},
  };
  for (const ComparableRow& row : rows) {
    const Arm before = arm();
    Arm now = arm();
    now.name = "now";
    row.edited(now);
    std::vector<std::string> texts;
    for (const Difference& each : differences_of(before, now))
      texts.push_back(std::string(to_string(each.kind)) + ": " + each.text);
    EXPECT_EQ(texts, row.texts) << row.what;
    EXPECT_EQ(common_cases(before, now).size(), row.common) << row.what;
  }
}

TEST(Comparable, DistrustsRunsWithoutHashesOfAnotherSuite) {
  Arm before = arm();
  for (ArmCase& of : before.cases) of.content = "";
  EXPECT_TRUE(differences_of(before, arm()).empty());
  before.suite_hash = "other";
  ASSERT_EQ(differences_of(before, arm()).size(), 1U);
  EXPECT_TRUE(is_no_pair(differences_of(before, arm()).front().kind));
}

Comparison compared(const Arm& before, const Arm& now, Yardsticks accepted) {
  Comparison made = compare(before, now, {0.05, ""});
  name_differences(before, now, differences_of(before, now), accepted, made);
  return made;
}

// A stricter expectation makes a model look worse that answered the same.
TEST(Comparable, GivesNoWordAcrossTwoMeasures) {
  const Arm before = arm();
  Arm now = arm(repeat('f', 10));
  EXPECT_EQ(compared(before, now, Yardsticks::one).metrics.front().standing, Standing::worse);
  edit(now, 3, [](CaseParts& of) { of.expectations = "f"; });
  const Comparison withheld = compared(before, now, Yardsticks::one);
  EXPECT_EQ(withheld.metrics[0].standing, Standing::inconclusive);
  EXPECT_EQ(withheld.metrics[0].reason.find("two measures: 1 of 10 cases have other"), 0U);
  EXPECT_EQ(withheld.metrics[1].standing, Standing::inconclusive);
  EXPECT_EQ(withheld.metrics[0].change, -1) << "the numbers stay";
  ASSERT_EQ(withheld.notes.size(), 1U);
  EXPECT_EQ(withheld.notes[0].find("TWO MEASURES: pass_rate and score were not measured alike"),
            0U);
  const Comparison accepted = compared(before, now, Yardsticks::any);
  EXPECT_EQ(accepted.metrics[0].standing, Standing::worse);
  EXPECT_EQ(accepted.notes, withheld.notes);
}

TEST(Comparable, ABaselineFileTellsQuestionsFromExpectations) {
  Baseline baseline;
  baseline.name = "main";
  baseline.arms = {arm()};
  const Arm read = baseline_from_json(to_json(baseline))->arms.front();
  EXPECT_TRUE(differences_of(read, arm()).empty());
  Arm now = arm();
  edit(now, 0, [](CaseParts& of) { of.expectations = "f"; });
  edit(now, 1, [](CaseParts& of) { of.variables["country"] = "x"; });
  const std::vector<Difference> differences = differences_of(read, now);
  ASSERT_EQ(differences.size(), 2U);
  EXPECT_EQ(differences[0].kind, DifferenceKind::expectations);
  EXPECT_EQ(differences[1].kind, DifferenceKind::question);
}

}  // namespace
}  // namespace assay
