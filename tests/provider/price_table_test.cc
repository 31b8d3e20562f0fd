#include "harness/provider/price_table.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>

#include "harness/base/text.h"
#include "harness/provider/foreign_prices.h"
#include "harness/provider/price_texts.h"
#include "harness/provider/reply_bound.h"

namespace assay {
namespace {

constexpr std::string_view kHead = "# assay prices 1\n# source: us\n# date: 2026-11-01\n";

Result<PriceTable> table_of(const std::string& lines) {
  return parse_price_table(std::string(kHead) + lines, "t.tsv");
}

TEST(PriceTable, TheEmbeddedOneIsSound) {
  const Result<PriceTable> table = parse_price_table(price_texts::kPrices, "prices.tsv");
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_EQ(&embedded_prices(), &embedded_prices());
  EXPECT_EQ(embedded_prices(), *table);
  for (const PriceRow& row : table->rows) {
    EXPECT_NE(find_preset(row.provider), nullptr) << row.provider;
    EXPECT_FALSE(row.source.empty());
    EXPECT_LE(row.date, table->origin.date) << row.model;
    EXPECT_LE(row.price.cached_input.value_or(Money{}), row.price.input) << row.model;
    EXPECT_LE(row.price.input, row.price.output) << row.model;
  }
}

TEST(PriceTable, KnowsWhatTheFirstModelCosts) {
  for (const char* preset : {"modelslab", "modelslab-anthropic", "modelslab-native"}) {
    const PriceRow* row = embedded_prices().find(preset, "deepseek-deepseek-r1-0528-free");
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->price, Price{});
  }
  EXPECT_EQ(embedded_prices().find("openai", "gpt-4"), nullptr);
}

TEST(PriceTable, IsOfPresetsAtTheirOwnAddress) {
  Provider provider = provider_from(*find_preset("openai"));
  EXPECT_TRUE(has_table_prices(provider));
  provider.base_url = "http://127.0.0.1:1/v1";
  EXPECT_FALSE(has_table_prices(provider));
  EXPECT_FALSE(has_table_prices(provider_from(*find_preset("simulated"))));
  EXPECT_FALSE(has_table_prices({}));
}

struct BadRow {
  const char* lines;
  const char* error;
};
const BadRow kBad[] = {
    {"openai\tm\t-\t-\t-1\t1\t-\t-\t2026-11-01\tus\n", "t.tsv:4: '-1' is no input price"},
    {"openai\tm\t-\t-\tnan\t1\t-\t-\t2026-11-01\tus\n", "'nan' is no input price"},
    {"openai\tm\t-\t-\t1\t100001\t-\t-\t2026-11-01\tus\n", "'100001' is no output price"},
    {"openai\tm\t-\t-\t1\t-\t-\t-\t2026-11-01\tus\n", "a price has input and output"},
    {"openai\tm\t-\t-\t1\t1\t0.0000001\t-\t2026-11-01\tus\n", "is no cached_input price"},
    {"openai\tm\t-\t0\t1\t1\t-\t-\t2026-11-01\tus\n", "'0' is no number of tokens"},
    {"openai\tm\tflex\t-\t1\t1\t-\t-\t2026-11-01\tus\n", "the first line of a model"},
    {"openai\tm\t-\t-\t1\t1\t-\t-\t1 May\tus\n", "the date is no YYYY-MM-DD"},
    {"openai\tm\t-\t-\t1\t1\n", "6 columns instead of 10"},
    {"openai\tm\t-\t-\t1\t1\t-\t-\t2026-11-01\tus\nopenai\tm\t-\t-\t2\t1\t-\t-\t2026-11-01\tus\n",
     "t.tsv:5: this price is there already"},
};

TEST(PriceTable, RefusesWhatIsNoPrice) {
  for (const BadRow& row : kBad) {
    const auto table = table_of(row.lines);
    ASSERT_FALSE(table) << row.lines;
    EXPECT_NE(table.error().message.find(row.error), std::string::npos) << table.error().message;
  }
  EXPECT_FALSE(parse_price_table("", "t.tsv"));
  EXPECT_FALSE(parse_price_table("# assay prices 1\n", "t.tsv"));
  EXPECT_FALSE(parse_price_table("# assay prices 2\n# source: us\n# date: 2026-11-01\n", "t.tsv"));
}

rc::Gen<Money> per_token() {
  return rc::gen::map(rc::gen::inRange<std::int64_t>(0, kMostUsdPerMillion * 1'000'000),
                      [](std::int64_t picos) { return Money{picos}; });
}

TEST(PriceTable, ComesBackAsItWasWritten) {
  EXPECT_TRUE(rc::check([] {
    PriceTable table{{"somebody's list", "2026-11-28"}, {}};
    std::set<std::string> models;
    for (const int n : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 50)))
      models.insert("m" + std::to_string(n));
    for (const std::string& model : models) {
      PriceRow row{"openai", model, {}, "2026-11-01", "a page"};
      row.price.input = *per_token();
      row.price.output = *per_token();
      if (*rc::gen::arbitrary<bool>()) row.price.cached_input = *per_token();
      if (*rc::gen::arbitrary<bool>())
        row.price.tiers.push_back({"flex", 0, {*per_token(), *per_token(), {}, *per_token()}});
      if (*rc::gen::arbitrary<bool>())
        row.price.tiers.push_back({"", 272'000, {*per_token(), *per_token(), {}, {}}});
      table.rows.push_back(std::move(row));
    }
    std::ranges::sort(table.rows, {}, &PriceRow::model);
    const Result<PriceTable> read = parse_price_table(to_text(table), "t");
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == table);
  }));
}

TEST(PriceTable, APricePerMillionIsWrittenExactly) {
  EXPECT_EQ(to_usd_per_million(*parse_usd_per_million("0.15")), "0.15");
  EXPECT_EQ(to_usd_per_million(Money{1}), "0.000001");
  EXPECT_TRUE(rc::check([] {
    const Money price = *per_token();
    RC_ASSERT(parse_usd_per_million(to_usd_per_million(price)) == price);
  }));
}

Reply reply_of(std::int64_t input, std::int64_t output) {
  Reply reply;
  reply.usage.input = input;
  reply.usage.output = output;
  return reply;
}

TEST(PriceTier, AboveSoManyTokensAllOfThemCostMore) {
  Price price{{Money{2}, Money{10}, {}, {}}};
  price.tiers.push_back({"", 100, {Money{4}, Money{15}, {}, {}}});
  price.tiers.push_back({"", 1000, {Money{8}, Money{20}, {}, {}}});
  price.tiers.push_back({"flex", 0, {Money{1}, Money{5}, {}, {}}});
  EXPECT_EQ(cost_of(reply_of(100, 1), price), Money{210});
  EXPECT_EQ(cost_of(reply_of(101, 1), price), Money{4 * 101 + 15});
  EXPECT_EQ(cost_of(reply_of(1001, 1), price), Money{8 * 1001 + 20});
  EXPECT_EQ(rates_of(price, "flex", 5)->input, Money{1});
  EXPECT_EQ(rates_of(price, "priority", 5), nullptr);
}

// Whatever a reply within the bound costs, the bound is above.
TEST(PriceTier, TheWorstCostIsNotPassed) {
  EXPECT_TRUE(rc::check([] {
    Price price{{*per_token(), *per_token(), {}, {}}};
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i)
      price.tiers.push_back({"", 100 * i, {*per_token(), *per_token(), *per_token(), {}}});
    const std::int64_t most_input = *rc::gen::inRange<std::int64_t>(0, 1000);
    const std::int64_t most_output = *rc::gen::inRange<std::int64_t>(0, 1000);
    Reply reply = reply_of(*rc::gen::inRange<std::int64_t>(0, most_input + 1),
                           *rc::gen::inRange<std::int64_t>(0, most_output + 1));
    reply.usage.cached_input = *rc::gen::inRange<std::int64_t>(0, most_input + 1);
    RC_ASSERT(*cost_of(reply, price) <= worst_cost(price, most_input, most_output));
  }));
}

struct TierRow {
  const char* said;
  std::optional<std::int64_t> picos;  // of ten tokens in and one out
};

TEST(PriceTier, IsTheOneThatTheReplyNames) {
  Price price{{Money{2}, Money{10}, {}, {}}};
  price.tiers.push_back({"flex", 0, {Money{1}, Money{5}, {}, {}}});
  price.tiers.push_back({"priority", 0, {Money{4}, Money{20}, {}, {}}});
  const TierRow rows[] = {{"", 30},          {"default", 30}, {"standard", 30},
                          {"on_demand", 30}, {"flex", 15},    {"priority", 60},
                          {"fast", 60},      {"scale", {}},   {"ultrafast", {}}};
  for (const TierRow& row : rows) {
    Reply reply = reply_of(10, 1);
    reply.service_tier = row.said;
    const auto cost = cost_of(reply, price);
    EXPECT_EQ(cost ? std::optional(cost->picos) : std::nullopt, row.picos) << row.said;
    reply.billed_cost = Money{7};
    EXPECT_EQ(cost_of(reply, price), Money{7}) << row.said;
  }
}

// In whatever tier it is served that may be.
TEST(PriceTier, ACapReservesTheDearest) {
  EXPECT_TRUE(rc::check([] {
    Price price{{*per_token(), *per_token(), {}, {}}};
    for (const char* tier : {"flex", "priority"})
      if (*rc::gen::arbitrary<bool>())
        price.tiers.push_back({tier, 0, {*per_token(), *per_token(), {}, {}}});
    const std::string asked = *rc::gen::element<std::string>("", "auto", "default", "flex");
    Json fields = {{"max_tokens", 20}};
    if (!asked.empty()) fields["service_tier"] = asked;
    const ReplyBound bound = reply_bound(fields);
    std::vector<std::string> served = {"default"};
    if (asked != "default") served.push_back(asked == "flex" ? "flex" : "priority");
    for (const std::string& tier : served) {
      Reply reply = reply_of(100, 20);
      reply.service_tier = tier;
      const auto cost = cost_of(reply, price);
      if (cost) RC_ASSERT(*cost <= worst_cost(price, bound, 100));
    }
  }));
}

Result<ForeignPrices> foreign(std::string_view json) {
  return read_foreign_prices(json, "2026-11-20", "list.json");
}

TEST(ForeignPrices, OfLiteLlmHaveTiers) {
  const auto found = foreign(R"({"sample_spec": {"litellm_provider": "one of"},
    "m": {"litellm_provider": "openai", "input_cost_per_token": 1.25e-06, "output_cost_per_token": 1e-05,
      "cache_read_input_token_cost": 1.25e-07, "cache_creation_input_token_cost": 1.5e-06,
      "cache_creation_input_token_cost_above_1hr": 1, "input_cost_per_token_batches": 5e-07,
      "input_cost_per_token_priority": 2.5e-06, "output_cost_per_token_priority": 2e-05,
      "input_cost_per_token_above_272k_tokens": 2.5e-06}})");
  ASSERT_TRUE(found) << found.error().message;
  const PriceRow* row = found->table.find("openai", "m");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->price.input, *parse_usd_per_million("1.25"));
  EXPECT_EQ(row->price.cached_input, parse_usd_per_million("0.125"));
  EXPECT_EQ(row->price.cache_write, parse_usd_per_million("1.5"));
  ASSERT_EQ(row->price.tiers.size(), 2U);
  EXPECT_EQ(row->price.tiers[0].above, 272'000);
  EXPECT_EQ(row->price.tiers[0].rates.output, *parse_usd_per_million("10"));  // as below it
  EXPECT_EQ(row->price.tiers[1].tier, "priority");
}

struct LeftOutRow {
  const char* json;
  const char* why;
};
const LeftOutRow kLeftOut[] = {
    {R"({"m": {"litellm_provider": "openai", "input_cost_per_token": "free", "output_cost_per_token": 1}})",
     "a number that is no price"},
    {R"({"m": {"litellm_provider": "openai", "input_cost_per_token": 1, "output_cost_per_token": 1}})",
     "a number that is no price"},
    {R"({"m": {"litellm_provider": "openai", "input_cost_per_token": 1e-6}})",
     "not priced by the token"},
    {R"({"m": {"litellm_provider": "openai", "input_cost_per_token": 1e-6, "output_cost_per_token": 1e-6,
        "output_cost_per_reasoning_token": 3e-6}})",
     "reasoning has a price of its own"},
    {R"({"data": [{"id": "m", "pricing": {"prompt": "-1", "completion": "-1"}}]})",
     "a number that is no price"},
    {R"({"data": [{"id": "m", "pricing": {"prompt": "0", "completion": "0", "request": "0.01"}}]})",
     "a fee for each request"},
    {R"({"data": [{"id": "m", "pricing": {"prompt": "1e-6", "completion": "1e-6",
        "overrides": [{"utc_start": "01:00", "prompt": "0"}]}}]})",
     "a price that changes with the time of day"},
    {R"({"data": [{"id": "a\tb", "pricing": {"prompt": "0", "completion": "0"}}]})",
     "a name that is none"},
};

TEST(ForeignPrices, LeaveOutWhatATableCannotHold) {
  for (const LeftOutRow& row : kLeftOut) {
    // Beside one that it can.
    Json json = parse_json(row.json).value();
    if (json.contains("data"))
      json["data"].push_back({{"id", "good"}, {"pricing", {{"prompt", "0"}, {"completion", "0"}}}});
    else
      json["good"] = {{"litellm_provider", "openai"},
                      {"input_cost_per_token", 0},
                      {"output_cost_per_token", 0}};
    const auto found = foreign(dump_json(json));
    ASSERT_TRUE(found) << row.json;
    EXPECT_EQ(found->table.rows.size(), 1U) << row.json;
    ASSERT_EQ(found->left_out.size(), 1U) << row.json;
    EXPECT_EQ(found->left_out[0].first, row.why) << row.json;
  }
}

TEST(ForeignPrices, AreReadToTheLastDigit) {
  EXPECT_TRUE(rc::check([] {
    const Money price = *per_token();
    const Json json = {
        {"data",
         {{{"id", "m"}, {"pricing", {{"prompt", to_usd(price)}, {"completion", to_usd(price)}}}}}}};
    const auto found = foreign(dump_json(json));
    RC_ASSERT(found.has_value());
    RC_ASSERT(found->table.rows[0].price.input == price);
  }));
}

TEST(ForeignPrices, AreNoOtherJson) {
  for (const char* json :
       {"", "[]", "{}", "1", R"({"data": []})", R"({"data": [{"id": "m"}]})",
        R"({"m": {"litellm_provider": "bedrock"}})", R"({"m": {"litellm_provider": 3}})"})
    EXPECT_FALSE(foreign(json)) << json;
}

}  // namespace
}  // namespace assay
