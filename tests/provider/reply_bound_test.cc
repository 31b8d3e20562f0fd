#include "harness/provider/reply_bound.h"

#include <gtest/gtest.h>

#include "harness/provider/cost_field.h"
#include "harness/provider/dialect.h"
#include "tests/support/test_files.h"

namespace assay {
namespace {

constexpr std::int64_t kFree = kAssumedOutputTokens;  // nothing ends the reply

struct BoundRow {
  const char* fields;
  std::int64_t output;
  std::int64_t replies = 1;
};

TEST(ReplyBound, CountsWhatTheFieldsAllow) {
  const BoundRow rows[] = {
      {R"({})", kFree},
      {R"({"max_tokens": 100})", 100},
      {R"({"max_completion_tokens": 100})", 100},
      {R"({"max_tokens": 100, "max_completion_tokens": 5000})", 5000},
      {R"({"max_tokens": 5000, "max_completion_tokens": 100})", 5000},
      {R"({"max_tokens": 100, "max_output_tokens": 5000})", 5000},
      {R"({"max_tokens": 100, "maxOutputTokens": 5000})", 5000},
      {R"({"max_tokens": 100, "max-new-tokens": 5000})", 5000},
      {R"({"max_tokens": 100, "min_tokens": 500})", 500},
      // A server may not know it: then nothing ends the reply.
      {R"({"max_new_tokens": 100})", kFree},
      {R"({"max_new_tokens": 50000})", 50000},
      {R"({"max_tokens": 100, "max_completion_tokens": null})", 100},
      {R"({"max_tokens": 100, "n": 8})", 800, 8},
      {R"({"n": 8})", 8 * kFree, 8},
      {R"({"max_tokens": 100, "n": 2, "best_of": 4})", 800, 8},
      {R"({"max_tokens": 100, "num_return_sequences": 3})", 300, 3},
      {R"({"max_tokens": 100, "generationConfig": {"candidateCount": 3}})", 300, 3},
      {R"({"max_tokens": 100, "thinking": {"type": "enabled", "budget_tokens": 1024}})", 1124},
      {R"({"max_tokens": 100, "n": 2, "thinking_budget": 10})", 220, 2},
      {R"({"max_tokens": 100, "thinking_budget": 0})", 100},
      {R"({"max_tokens": 100, "reasoning": {"max_tokens": 50}})", 150},
      {R"({"max_tokens": 100, "extra_body": {"google": {"thinking_config": {"thinking_budget": 7}}}})",
       107},
      {R"({"max_tokens": 100, "whatever": [{"num_predict": 7}]})", 107},
      {R"({"max_tokens": 100, "metadata": {"n": 8}})", 100},
      // A name within a schema is no count.
      {R"({"max_tokens": 100, "response_format": {"json_schema": {"n": {"type": "integer"}}}})",
       100},
      {R"({"max_tokens": 100, "whatever": {"properties": {"n": {"type": "integer"}}}})", 100},
      {R"({"max_tokens": 9223372036854775807, "n": 8})", 9223372036854775807, 8},
  };
  for (const BoundRow& row : rows) {
    SCOPED_TRACE(row.fields);
    const ReplyBound bound = reply_bound(*parse_json(row.fields));
    EXPECT_EQ(bound.output(), row.output);
    EXPECT_EQ(bound.replies, row.replies);
    EXPECT_TRUE(bound.unbounded.empty()) << bound.unbounded.front();
  }
}

struct RefusalRow {
  const char* fields;
  const char* refusal;
};

TEST(ReplyBound, ACapIsRefusedWhereNothingBoundsTheCost) {
  const char* const kNone = "";
  const RefusalRow rows[] = {
      {R"({"service_tier": "priority"})",
       "'service_tier' changes the price of a token: price has no tiers: {priority: ...}"},
      {R"({"service_tier": "auto"})", kNone},
      {R"({"service_tier": "flex"})", kNone},
      {R"({"service_tier": ""})", "'service_tier' changes the price of a token"},
      {R"({"modalities": ["text"]})", kNone},
      {R"({"modalities": ["text", "audio"]})", "'modalities' changes the price of a token"},
      {R"({"web_search_options": {"search_context_size": "high"}})",
       "'web_search_options' has a fee beside the tokens"},
      {R"({"web_search_options": {}})", "'web_search_options' has a fee beside the tokens"},
      {R"({"plugins": []})", kNone},
      {R"({"enable_search": false})", kNone},
      {R"({"extra_body": {"enable_search": true}})",
       "'extra_body.enable_search' has a fee beside the tokens"},
      {R"({"models": ["a", "b"]})", "'models' lets a model of another price answer"},
      {R"({"previous_response_id": "x"})",
       "'previous_response_id' adds input that is not in the request"},
      {R"({"model": "gpt-4o:online"})", "'model' ends in ':online': each search has a fee"},
      {R"({"tools": [{"type": "function", "function": {"name": "f"}}]})", kNone},
      {R"({"tools": [{"name": "f", "input_schema": {}}]})", kNone},
      {R"({"tools": [{"type": "web_search_20250305", "name": "web_search"}]})",
       R"('tools' has "web_search_20250305", which the provider runs for a fee)"},
      {R"({"max_tokens": 100, "max_completion_tokens": "5000"})",
       R"('max_completion_tokens' bounds nothing as "5000")"},
      {R"({"max_tokens": 100, "n_predict": -1})", "'n_predict' bounds nothing as -1"},
      {R"({"n": 0})", "'n' bounds nothing as 0"},
      {R"({"n": 2.5})", "'n' bounds nothing as 2.5"},
      {R"({"n": 18446744073709551615})", "'n' bounds nothing as 18446744073709551615"},
      {R"({"thinking": {"budget_tokens": -1}})", "'thinking.budget_tokens' bounds nothing as -1"},
      {R"({"cache_control": {"type": "ephemeral"}})",
       "'cache_control' writes to a cache, and price has no cache_write"},
  };
  for (const RefusalRow& row : rows) {
    SCOPED_TRACE(row.fields);
    const ReplyBound bound = reply_bound(*parse_json(row.fields));
    EXPECT_EQ(refusal_under_cap(bound, Price{{Money{1}, Money{2}, {}, {}}}), row.refusal);
  }
  const ReplyBound caches = reply_bound(*parse_json(R"({"cache_control": {}})"));
  EXPECT_EQ(refusal_under_cap(caches, Price{{Money{1}, Money{2}, {}, Money{3}}}), "");
}

TEST(ReplyBound, WhatItDoesNotKnowIsNamedOnce) {
  const ReplyBound bound = reply_bound(
      *parse_json(R"({"top_k": 3, "turbo": {"level": 9}, "thinking": {"type": "on"}})"));
  EXPECT_EQ(bound.unknown, std::vector<std::string>{"turbo"});
}

TEST(ReplyBound, TheDearestClassOfInputCountsForAllOfIt) {
  const ReplyBound bound = reply_bound(*parse_json(R"({"max_tokens": 10})"));
  EXPECT_EQ(worst_cost({{Money{3}, Money{1}, {}, {}}}, bound, 100), Money{310});
  EXPECT_EQ(worst_cost({{Money{3}, Money{1}, Money{7}, {}}}, bound, 100), Money{710});
  EXPECT_EQ(worst_cost({{Money{3}, Money{1}, Money{2}, Money{9}}}, bound, 100), Money{910});
  EXPECT_EQ(
      worst_cost({{Money{3}, Money{1}, {}, {}}}, reply_bound(*parse_json(R"({"n": 2})")), 100),
      Money{600 + 2 * kFree});
}

// Whoever set them: a dialect's own default too.
TEST(ReplyBound, IsReadOffWhatIsSent) {
  Provider provider;
  provider.base_url = "http://127.0.0.1";
  const auto bound_of = [&](const char* dialect, const Params& params) {
    return find_dialect(dialect)->prepare(provider, "m", params)->bound;
  };
  const Params params{{"max_tokens", 100}, {"extra", {{"n", 2}}}};
  EXPECT_EQ(bound_of("openai_chat", params).output(), 200);
  EXPECT_EQ(bound_of("modelslab_native", params).output(), 200);
  EXPECT_EQ(bound_of("anthropic_messages", params).output(), 200);
  EXPECT_EQ(bound_of("openai_chat", {}).max_tokens, std::nullopt);
  EXPECT_EQ(bound_of("anthropic_messages", {}).max_tokens, 4096);
}

TEST(CostFields, AreFoundByTheirNamesAlone) {
  for (const CostField& row : cost_fields()) EXPECT_EQ(find_cost_field(row.name), &row) << row.name;
}

TEST(CostFields, StandOnTheirPage) {
  const std::string page = testing::read_text(testing::source_path("docs/cost-cap.md"));
  for (const CostField& row : cost_fields())
    EXPECT_NE(page.find("`" + std::string(row.name) + "`"), std::string::npos) << row.name;
}

// What assay itself can send is known.
TEST(CostFields, KnowEveryParameter) {
  for (const ParameterRow& row : parameter_rows()) {
    if (row.name == "extra") continue;
    EXPECT_NE(find_cost_field(row.name), nullptr) << row.name;
  }
}

}  // namespace
}  // namespace assay
