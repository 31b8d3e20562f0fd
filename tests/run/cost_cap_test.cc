// A cap against a server that bills the worst that it was allowed.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fmt/format.h>

#include <algorithm>

#include "tests/run/runner_fixture.h"

namespace assay::testing {
namespace {

// What a request allowed, as a greedy server reads its body.
struct Allowed {
  std::int64_t input = 0;
  std::int64_t output = 0;
};

Allowed read_greedily(const std::string& body) {
  const Json fields = *parse_json(body);
  std::int64_t end = 0;
  for (const char* name :
       {"max_tokens", "max_completion_tokens", "max_output_tokens", "max_new_tokens", "min_tokens"})
    end = std::max(end, fields.value(name, std::int64_t{0}));
  if (!fields.contains("max_tokens") && !fields.contains("max_completion_tokens"))
    end = std::max(end, kAssumedOutputTokens);  // as far as the promise goes
  std::int64_t thoughts = fields.value("thinking_budget", std::int64_t{0});
  if (fields.contains("thinking"))
    thoughts += fields["thinking"]["budget_tokens"].get<std::int64_t>();
  std::int64_t replies = 1;
  for (const char* name : {"n", "best_of", "num_return_sequences"})
    replies *= fields.value(name, std::int64_t{1});
  return {replies * static_cast<std::int64_t>(body.size()), replies * (end + thoughts)};
}

// Everything of the dearest class that it can claim, or no word of usage at all.
FakeAnswer bill(const Allowed& allowed, const Price& price, bool tells, std::int64_t& billed) {
  const Money cached = price.cached_input.value_or(price.input);
  const Money written = price.cache_write.value_or(price.input);
  const Money dearest = std::max({price.input, cached, written});
  billed += multiply(dearest, allowed.input).picos + multiply(price.output, allowed.output).picos;
  FakeAnswer answer = reply_of("x");
  const std::size_t usage = answer.body.find(R"("usage")");
  if (!tells) {
    answer.body = answer.body.substr(0, usage - 1) + "}";
  } else {
    answer.body = answer.body.substr(0, usage) +
                  fmt::format(R"("usage":{{"prompt_tokens":{},"completion_tokens":{},)"
                              R"("prompt_tokens_details":{{"cached_tokens":{},)"
                              R"("cache_write_tokens":{}}}}}}})",
                              allowed.input, allowed.output, dearest == cached ? allowed.input : 0,
                              dearest == cached    ? 0
                              : dearest == written ? allowed.input
                                                   : 0);
  }
  return answer;
}

Params draw_params() {
  const auto maybe = [](Json& into, const char* name, std::int64_t low, std::int64_t high) {
    if (*rc::gen::arbitrary<bool>()) into[name] = *rc::gen::inRange<std::int64_t>(low, high);
  };
  Json plain = Json::object();
  maybe(plain, "max_tokens", 1, 400);
  Json extra = Json::object();
  maybe(extra, "max_completion_tokens", 1, 6000);
  maybe(extra, "max_output_tokens", 1, 6000);
  maybe(extra, "max_new_tokens", 1, 20000);
  maybe(extra, "min_tokens", 1, 600);
  maybe(extra, "n", 1, 9);
  maybe(extra, "best_of", 1, 4);
  maybe(extra, "num_return_sequences", 1, 3);
  maybe(extra, "thinking_budget", 0, 3000);
  if (*rc::gen::arbitrary<bool>())
    extra["thinking"] = {{"budget_tokens", *rc::gen::inRange<std::int64_t>(1, 3000)}};
  Params params{{"stream", false}, {"extra", std::move(extra)}};
  if (plain.contains("max_tokens")) params["max_tokens"] = plain["max_tokens"];
  return params;
}

RC_GTEST_PROP(CostCap, HoldsAgainstAServerThatBillsTheWorstItMay, ()) {
  const auto draw_price = [] { return Money{*rc::gen::inRange<std::int64_t>(0, 50)}; };
  Price price{{draw_price(), draw_price(), {}, {}}};
  if (*rc::gen::arbitrary<bool>()) price.cached_input = draw_price();
  if (*rc::gen::arbitrary<bool>()) price.cache_write = draw_price();
  const auto schedule = *rc::gen::container<std::vector<int>>(12, rc::gen::inRange(0, 5));
  const Params params = draw_params();

  std::int64_t billed = 0;
  RunnerFixture run([&](const HttpRequest& request, int number) {
    const int what = schedule[static_cast<std::size_t>(number) % schedule.size()];
    if (what == 0) return status_of(503);
    FakeAnswer answer = bill(read_greedily(request.body), price, what != 1, billed);
    return what == 2 ? lost_connection() : answer;
  });
  Provider provider;
  provider.base_url = "http://127.0.0.1:1";
  provider.key_placement = KeyPlacement::none;
  JobVariant& variant = run.setup.variants[0];
  variant.request = value_of(find_dialect("openai_chat")->prepare(provider, "m", params));
  variant.price = price;
  // Room for some requests, seldom for all.
  const std::int64_t one = worst_cost(price, variant.request.bound, 200).picos;
  run.setup.max_cost = Money{*rc::gen::inRange<std::int64_t>(0, 8 * one + 1)};
  run.setup.lanes[0].limits.concurrency = *rc::gen::inRange(1, 5);

  const RunnerResult result = run.run(run.cells(8));
  RC_ASSERT(billed <= run.setup.max_cost->picos);
  RC_ASSERT(result.state.spending.spent + result.state.spending.possible <= *run.setup.max_cost);
  RC_ASSERT(billed <= (result.state.spending.spent + result.state.spending.possible).picos);
}

}  // namespace
}  // namespace assay::testing
