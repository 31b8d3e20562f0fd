#include "harness/import/outputs/place_outputs.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <random>

#include "harness/plan/cell_name.h"
#include "harness/suite/load.h"
#include "tests/suite/test_shapes.h"

namespace assay {
namespace {

constexpr const char* kSuite = R"(suite: s
models: [{id: gpt-4o, provider: openai, name: big}, {id: mini, provider: openai}]
prompts:
  - {id: plain, user: "Q {{q}}"}
  - {id: polite, system: Be kind., user: "Please: {{q}}"}
cases:
  - {id: one, vars: {q: "1"}}
  - {id: two, vars: {q: "2"}}
  - {id: deux, vars: {q: "2"}}
repeats: 2
)";

struct Placing {
  Suite suite = *load_suite_text(kSuite, "s.yaml", testing::test_options());
  Plan plan = *make_plan(suite, {}, {}, 0);
};

ImportedOutput answer_to(std::string id, std::string model, std::string prompt,
                         std::string question = "") {
  ImportedOutput output;
  output.where = "line 1";
  output.case_id = std::move(id);
  output.model = std::move(model);
  output.prompt = std::move(prompt);
  if (!question.empty()) output.question = {{Role::user, std::move(question), {}, {}}};
  return output;
}

struct PlaceRow {
  ImportedOutput output;
  std::string as;
  const char* expected;  // "VARIANT CASE", or a part of the error
};

TEST(OutputPlaces, AreFoundByIdModelPromptAndQuestion) {
  const PlaceRow rows[] = {
      {answer_to("one", "big", "plain"), "", "big/plain one"},
      {answer_to("one", "gpt-4o", "polite"), "", "big/polite one"},
      {answer_to("one", "openai:gpt-4o", "plain"), "", "big/plain one"},
      {answer_to("one", "openai:chat:mini", "plain"), "", "mini/plain one"},
      {answer_to("one", "mini/polite", ""), "", "mini/polite one"},
      {answer_to("one", "somebody", ""), "big/plain", "big/plain one"},
      {answer_to("", "mini", "plain", "Q 1"), "", "mini/plain one"},
      {answer_to("theirs", "mini", "polite", "Please: 1"), "", "mini/polite one"},
      {answer_to("", "mini", "plain", "Q 2"), "", "line 1: several cases of suite 's' ask"},
      {answer_to("", "mini", "plain", "Q 3"), "", "line 1: no case of suite 's' is called or asks"},
      {answer_to("on", "mini", "plain"), "", "has no case 'on'; did you mean 'one'?"},
      {answer_to("", "mini", "plain"), "", "nothing says which case"},
      {answer_to("one", "mini", ""), "", "2 of the variants of suite 's'"},
      {answer_to("one", "claude", "plain"), "", "has no variant of model 'claude', prompt 'plain'"},
      {answer_to("one", "", ""), "mini/plan", "has no variant 'mini/plan'; did you mean"},
      {answer_to("assay-0123456789abcdef0123456789abcdef", "mini", "plain"), "",
       "was exported of another suite"},
  };
  for (const PlaceRow& row : rows) {
    Placing placing;
    Result<OutputPlaces> places = OutputPlaces::of(placing.plan, row.as);
    Result<void> added =
        places ? places->add(row.output) : Result<void>(tl::unexpected(places.error()));
    if (added) added = places->select(placing.plan);
    const std::string came = !added ? added.error().message
                                    : placing.plan.variant_of(places->cell(0)).id + " " +
                                          placing.plan.case_of(places->cell(0)).id;
    EXPECT_NE(came.find(row.expected), std::string::npos) << came << "\n" << row.expected;
  }
}

TEST(OutputPlaces, LeaveOutWhatHasNoAnswer) {
  Placing placing;
  OutputPlaces places = *OutputPlaces::of(placing.plan, "mini/plain");
  ImportedOutput output = answer_to("two", "", "");
  for (const std::int64_t repeat : {7, 3}) {
    output.repeat = repeat;
    ASSERT_TRUE(places.add(output));
  }
  ASSERT_TRUE(places.select(placing.plan));
  EXPECT_EQ(placing.plan.variants.size(), 1U);
  EXPECT_EQ(placing.plan.cases, (std::vector<std::size_t>{1}));
  EXPECT_EQ(placing.plan.repeats, 2);
  EXPECT_EQ(places.left_out(), 2U);
  EXPECT_EQ(places.cell(0), (CellId{0, 0, 1}));
  EXPECT_EQ(places.cell(1), (CellId{0, 0, 0}));
}

TEST(OutputPlaces, AreOneACell) {
  Placing placing;
  OutputPlaces places = *OutputPlaces::of(placing.plan, "mini/plain");
  ImportedOutput output = answer_to("two", "", "");
  output.where = "line 3";
  ASSERT_TRUE(places.add(output));
  output.where = "line 9";
  ASSERT_TRUE(places.add(output));
  const Result<void> selected = places.select(placing.plan);
  ASSERT_FALSE(selected);
  EXPECT_EQ(selected.error().message,
            "line 9: case 'two' of 'mini/plain' has an answer at line 3 already; if these are "
            "repeats, say what numbers them (repeat)");
}

TEST(OutputPlaces, OfAnotherQuestionAreCounted) {
  Placing placing;
  OutputPlaces places = *OutputPlaces::of(placing.plan, "mini/plain");
  ASSERT_TRUE(places.add(answer_to("one", "", "", "Q 1")));
  EXPECT_EQ(places.other_questions(), 0U);
  ASSERT_TRUE(places.add(answer_to("two", "", "", "What is 2?")));
  EXPECT_EQ(places.other_questions(), 1U);
  EXPECT_EQ(places.first_other(), "case 'two' at line 1");
}

// What was exported comes back to its cell, in whatever order.
TEST(OutputPlaces, OfABatchAreThoseItWasExportedOf) {
  EXPECT_TRUE(rc::check([](unsigned seed) {
    Placing placing;
    std::vector<CellId> cells;
    for (std::uint64_t i = 0; i < placing.plan.cell_count(); ++i)
      cells.push_back(placing.plan.cell(i));
    std::shuffle(cells.begin(), cells.end(), std::mt19937(seed));
    OutputPlaces places = *OutputPlaces::of(placing.plan, "");
    for (const CellId& cell : cells)
      RC_ASSERT(places.add(answer_to(cell_name(placing.plan, cell), "gpt-4o-2024-08-06", ""))
                    .has_value());
    RC_ASSERT(places.select(placing.plan).has_value());
    for (std::size_t i = 0; i < cells.size(); ++i) RC_ASSERT(places.cell(i) == cells[i]);
  }));
}

TEST(CellName, TellsSuitesVariantsCasesAndRepeatsApart) {
  Placing placing;
  std::vector<std::string> names;
  for (std::uint64_t i = 0; i < placing.plan.cell_count(); ++i)
    names.push_back(cell_name(placing.plan, placing.plan.cell(i)));
  for (const std::string& name : names) EXPECT_TRUE(is_cell_name(name)) << name;
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  EXPECT_FALSE(is_cell_name("assay-1"));
  EXPECT_FALSE(is_cell_name("request-1"));
  placing.suite.name = "other";
  EXPECT_FALSE(std::binary_search(names.begin(), names.end(),
                                  cell_name(placing.plan, placing.plan.cell(0))));
}

}  // namespace
}  // namespace assay
