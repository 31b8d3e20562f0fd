#include "harness/plan/plan.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>

#include "harness/plan/estimate.h"
#include "harness/suite/load.h"

namespace assay {
namespace {

Suite suite_of(const std::string& rest, int cases = 3) {
  std::string yaml = "suite: s\n" + rest + "cases:\n";
  for (int i = 0; i < cases; ++i) {
    yaml += "  - {id: c" + std::to_string(i) + ", vars: {x: \"" + std::to_string(i) +
            "\"}, tags: [" + (i % 2 == 0 ? "even" : "odd") + "]}\n";
  }
  Result<Suite> suite = load_suite_text(yaml, "s.yaml", LoadOptions{});
  if (!suite) {
    ADD_FAILURE() << suite.error().message;
    return {};
  }
  return std::move(*suite);
}

const std::string kTwoByTwo =
    "models: [openai:mini, openai:large]\n"
    "prompts: [{id: plain, user: \"{{x}}?\"}, {id: terse, user: \"{{x}}\"}]\n";
const std::string kOne = "models: [openai:mini]\nprompts: [{id: plain, user: \"{{x}}?\"}]\n";

std::vector<std::string> ids(const Plan& plan) {
  std::vector<std::string> out;
  for (const Variant& variant : plan.variants) out.push_back(variant.id);
  return out;
}

TEST(Plan, NamesVariantsByWhatTellsThemApart) {
  const Suite full = suite_of(kTwoByTwo + "grid: {temperature: [0, 0.7], top_p: 0.9}\n");
  const auto plan = make_plan(full, {.models = {"mini"}}, {}, 1);
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(ids(*plan),
            (std::vector<std::string>{"mini/plain temperature=0", "mini/plain temperature=0.7",
                                      "mini/terse temperature=0", "mini/terse temperature=0.7"}));
  EXPECT_EQ(plan->variants[0].params.at("top_p"), 0.9);
  const Suite small = suite_of(kOne);
  EXPECT_EQ(ids(*make_plan(small, {}, {}, 1)), std::vector<std::string>{"mini"});
}

TEST(Plan, LaysParametersOverEachOther) {
  const Suite suite = suite_of(
      "models: [{id: m, provider: openai, params: {max_tokens: 1, seed: 1, top_p: 0.1}}]\n"
      "prompts: [{id: p, user: hi, params: {seed: 2, top_p: 0.2}}]\ngrid: {top_p: 0.3}\n");
  const Params params = make_plan(suite, {}, {}, 1)->variants[0].params;
  EXPECT_EQ(params.at("max_tokens"), 1);
  EXPECT_EQ(params.at("seed"), 2);
  EXPECT_EQ(params.at("top_p"), 0.3);
}

TEST(Plan, LeavesOutWhatIsExcluded) {
  const Suite suite =
      suite_of(kTwoByTwo +
               "grid: {temperature: [0, 1]}\nexclude: [{temperature: 1.0, model: openai:mini}, "
               "{prompt: terse}]\n");
  EXPECT_EQ(ids(*make_plan(suite, {}, {}, 1)),
            (std::vector<std::string>{"mini/plain temperature=0", "large/plain temperature=0",
                                      "large/plain temperature=1"}));
  const Suite none = suite_of(kOne + "exclude: [{model: \"*\"}]\n");
  EXPECT_EQ(make_plan(none, {}, {}, 1).error().message, "s.yaml: 'exclude' leaves no variant");
}

struct FilterRow {
  Filter filter;
  const char* message;
};
TEST(Plan, IsEmptyWhereAFilterNamesNothing) {
  const Suite suite = suite_of(kTwoByTwo);
  const FilterRow rows[] = {
      {{.models = {"mni"}}, "no model 'mni' in this suite; did you mean 'mini'?"},
      {{.prompts = {"ters"}}, "no prompt 'ters' in this suite; did you mean 'terse'?"},
      {{.cases = {"d*"}}, "no case 'd*' in this suite"},
      {{.tags = {"evn"}}, "no tag 'evn' in this suite; did you mean 'even'?"},
      {{.cases = {"c1", "d1"}}, "no case 'd1' in this suite; did you mean 'c1'?"},
  };
  for (const FilterRow& row : rows) {
    const auto plan = make_plan(suite, row.filter, {}, 1);
    EXPECT_EQ(plan->empty_because, row.message);
    EXPECT_TRUE(plan->is_misspelt);
    EXPECT_EQ(plan->cell_count(), 0U);
  }
  const auto neither = make_plan(suite, {.cases = {"c1"}, .tags = {"even"}}, {}, 1);
  EXPECT_EQ(neither->cell_count(), 0U);
  EXPECT_EQ(neither->empty_because, "no case has both such an id and such a tag");
  EXPECT_FALSE(neither->is_misspelt);
  EXPECT_EQ(make_plan(suite, {}, {}, 1)->empty_because, "");
  EXPECT_EQ(make_plan(suite, {.cases = {"c?"}, .tags = {"even"}}, {}, 1)->cases.size(), 2U);
}

TEST(Plan, RefusesAGridOfABillionCells) {
  std::string grid = "grid:\n";
  for (const char* axis : {"seed", "max_tokens", "top_k"}) {
    grid += std::string("  ") + axis + ": [1";
    for (int i = 2; i <= 1000; ++i) grid += "," + std::to_string(i);
    grid += "]\n";
  }
  const Suite suite = suite_of(kOne + grid);
  EXPECT_EQ(make_plan(suite, {}, {}, 1).error().message,
            "s.yaml: models, prompts and grid cross to more than 100000 variants");
  const Suite many = suite_of(kOne + "repeats: 1000000\n", 100);
  EXPECT_EQ(make_plan(many, {}, {}, 1).error().message,
            "s.yaml: 1 variants x 100 cases x 1000000 repeats are more than 50000000 cells");
}

TEST(Plan, ShardsPartitionTheCases) {
  const Suite suite = suite_of(kOne, 50);
  std::multiset<std::size_t> seen;
  for (int index = 1; index <= 4; ++index) {
    const auto plan = make_plan(suite, {}, {index, 4}, 1);
    seen.insert(plan->cases.begin(), plan->cases.end());
    EXPECT_LT(plan->cases.size(), 50U);
  }
  EXPECT_EQ(seen.size(), 50U);
  EXPECT_EQ(std::set<std::size_t>(seen.begin(), seen.end()).size(), 50U);
  EXPECT_FALSE(make_plan(suite, {}, {5, 4}, 1));
}

TEST(PlanProperty, CellsAreABijectionAndDispatchBalancesThem) {
  EXPECT_TRUE(rc::check("cell, index_of and dispatch agree", [] {
    Suite suite;
    Plan plan;
    plan.suite = &suite;
    plan.variants.resize(*rc::gen::inRange<std::size_t>(1, 7));
    plan.cases.resize(*rc::gen::inRange<std::size_t>(1, 9));
    plan.repeats = *rc::gen::inRange(1, 4);
    for (std::size_t i = plan.cases.size(); i > 0; --i) {
      plan.case_order.push_back(static_cast<std::uint32_t>(i - 1));
    }
    plan.whole_cases = *rc::gen::arbitrary<bool>();
    std::set<std::uint64_t> dispatched;
    const std::uint64_t variants = plan.variants.size();
    const std::uint64_t of_a_case = variants * static_cast<std::uint64_t>(plan.repeats);
    for (std::uint64_t i = 0; i < plan.cell_count(); ++i) {
      RC_ASSERT(plan.index_of(plan.cell(i)) == i);
      const CellId sent = plan.dispatch(i);
      dispatched.insert(plan.index_of(sent));
      // A block is one case and repeat over all variants.
      const CellId first = plan.dispatch(i - i % variants);
      RC_ASSERT(sent.case_index == first.case_index && sent.repeat == first.repeat);
      RC_ASSERT(sent.variant == i % variants);
      if (!plan.whole_cases) continue;
      // All that a case has to say comes before the next one.
      RC_ASSERT(sent.case_index == plan.case_order[i / of_a_case]);
    }
    RC_ASSERT(dispatched.size() == plan.cell_count());
  }));
}

TEST(Plan, DrawsTheOrderOfCasesFromTheSeed) {
  const Suite suite = suite_of(kOne, 40);
  const auto one = make_plan(suite, {}, {}, 1);
  EXPECT_EQ(one->case_order, make_plan(suite, {}, {}, 1)->case_order);
  EXPECT_NE(one->case_order, make_plan(suite, {}, {}, 2)->case_order);
  EXPECT_EQ(std::set<std::uint32_t>(one->case_order.begin(), one->case_order.end()).size(), 40U);
}

TEST(RenderMessages, FillTheCasesVariablesIn) {
  const Suite suite =
      suite_of("models: [openai:m]\nprompts: [{id: p, system: \"S {{x}}\", user: \"U\"}]\n");
  const auto messages = render_messages(suite, 0, suite.cases[1]);
  ASSERT_TRUE(messages);
  EXPECT_EQ((*messages)[0], (Message{Role::system, "S 1", {}, {}}));
  EXPECT_EQ((*messages)[1], (Message{Role::user, "U", {}, {}}));
}

TEST(Estimate, BoundsCostWherePriceAndMaxTokensAreKnown) {
  const Suite suite = suite_of(
      "models:\n  - {id: a, provider: openai, price: {input: 1, output: 2}, params: {max_tokens: "
      "10}}\n"
      "  - {id: b, provider: openai}\nprompts: [{id: p, user: \"{{x}}\"}]\nrepeats: 2\n");
  const auto made = estimate(*make_plan(suite, {.models = {"a"}}, {}, 1));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->cells, 6U);
  EXPECT_EQ(made->output_tokens, 60);
  EXPECT_EQ(made->cost, worst_cost(*suite.models[0].price, made->input_tokens, 60));
  EXPECT_FALSE(made->sampled);
  const auto unknown = estimate(*make_plan(suite, {}, {}, 1));
  EXPECT_EQ(unknown->cost, std::nullopt);
  EXPECT_TRUE(unknown->variants[0].cost.has_value());
}

TEST(Estimate, ExtrapolatesFromASample) {
  const Suite suite = suite_of(kOne, 10);
  const auto plan = make_plan(suite, {}, {}, 1);
  const auto whole = estimate(*plan);
  const auto sample = estimate(*plan, 5);
  EXPECT_TRUE(sample->sampled);
  EXPECT_EQ(sample->input_tokens, whole->input_tokens);  // all cases are alike
}

// An application is sent what its variants differ in, or they would be one.
TEST(Plan, RefusesWhatAnApplicationIsNeverSent) {
  const auto said = [](std::string_view body, const std::string& rest) {
    const Suite suite = suite_of(
        "providers: {app: {dialect: http, base_url: \"http://127.0.0.1:9\", reply: {answer: "
        "/text}, "
        "request: {path: /chat, body: " +
        std::string(body) + "}}}\n" + rest);
    const auto plan = make_plan(suite, {}, {}, 1);
    return plan ? std::string() : plan.error().message;
  };
  const std::string one = "models: [\"app:a\"]\n";
  const std::string plain = "prompts: [{id: plain, user: \"{{x}}?\"}]\n";
  const std::string terse = "prompts: [{id: terse, system: \"Be brief.\", user: \"{{x}}\"}]\n";
  const std::string shots =
      "prompts: [{id: shots, messages: [{role: user, content: a}, {role: assistant, content: b}, "
      "{role: user, content: \"{{x}}\"}]}]\n";
  struct Row {
    const char* body;
    std::string rest;
    const char* refusal;  // "": none
  };
  const Row rows[] = {
      {"{q: \"{{prompt}}\"}", one + plain, ""},
      {"{q: \"{{prompt}}\"}", one + plain + "grid: {temperature: [0, 1]}\n",
       "s.yaml: 'temperature' is set, but the request of provider 'app' never uses it"},
      {"{q: \"{{prompt}}\", t: \"{{temperature}}\"}", one + plain + "grid: {temperature: [0, 1]}\n",
       ""},
      {"{q: \"{{prompt}}\"}", one + terse, "has no \"{{system}}\""},
      {"{q: \"{{system}} {{prompt}}\"}", one + terse, ""},
      {"{q: \"{{system}} {{prompt}}\"}", one + shots, "has no \"{{messages}}\""},
      {"{q: \"{{messages}}\"}", one + shots, ""},
      {"{q: \"{{prompt}}\"}", "models: [\"app:a\", \"app:b\"]\n" + plain,
       "models 'a' and 'b' would be asked alike"},
      {"{q: \"{{prompt}}\", m: \"{{model}}\"}", "models: [\"app:a\", \"app:b\"]\n" + plain, ""},
  };
  for (const Row& row : rows) {
    const std::string message = said(row.body, row.rest);
    EXPECT_EQ(message.empty(), std::string_view(row.refusal).empty())
        << row.body << ": " << message;
    EXPECT_NE(message.find(row.refusal), std::string::npos) << message;
  }
}

}  // namespace
}  // namespace assay
