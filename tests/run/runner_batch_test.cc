// Several calls in one request: each has its part of the reply under its own Key, and the
// parts cost what was paid, to the last unit.
#include "harness/base/random.h"
#include "harness/provider/embedding.h"
#include "tests/run/runner_fixture.h"

namespace assay::testing {
namespace {

constexpr std::uint32_t kCall = 7;  // row of the first call; the variant is the only one

FakeAnswer vectors_of(std::size_t count, std::int64_t tokens) {
  FakeAnswer answer = reply_of("");
  answer.body = R"({"object":"list","model":"e","data":[)";
  // From the last to the first: the index says whose each is.
  for (std::size_t i = count; i-- > 0;) {
    answer.body += R"({"index":)" + std::to_string(i) + R"(,"embedding":[1,)" + std::to_string(i) +
                   (i == 0 ? "]}" : "]},");
  }
  answer.body += R"(],"usage":{"prompt_tokens":)" + std::to_string(tokens) + "}}";
  return answer;
}

class EmbeddingRun : public RunnerFixture {
 public:
  EmbeddingRun(FakeTransport::Script script, Money price) : RunnerFixture(std::move(script)) {
    Provider provider;
    provider.dialect = find_dialect("openai_chat");
    provider.base_url = "http://127.0.0.1:1/v1";
    provider.key_placement = KeyPlacement::none;
    JobVariant& variant = setup.variants.front();
    variant.request = value_of(provider.dialect->embeddings->prepare(provider, "e", {}));
    variant.price = Price{{price, Money{}, {}, {}}};
    setup.planned = 1;
  }

  RunnerResult embed(const std::vector<std::string>& texts) {
    Job job;
    job.cell = {kCall, 0, 0};
    job.key = key_of(kCall, 0);
    for (std::uint32_t i = 0; i < texts.size(); ++i) {
      job.messages.push_back({Role::user, texts[i], {}, {}});
      if (i > 0) job.more.push_back({{kCall + i, 0, 0}, key_of(kCall + i, 0)});
    }
    bool is_asked = false;
    return run([job, is_asked](std::size_t) mutable -> Result<std::optional<Job>> {
      if (is_asked) return std::nullopt;
      is_asked = true;
      return job;
    });
  }

  StoredReply part(std::uint32_t i) {
    check(writer->flush());
    return value_of(store.find_reply(key_of(kCall + i, 0))).value();
  }
};

TEST(RunnerBatch, EachCallHasItsPartUnderItsOwnKey) {
  int requests = 0;
  EmbeddingRun run(
      [&](const HttpRequest& request, int) {
        ++requests;
        EXPECT_EQ(request.body, R"({"model":"e","input":["one","two and more","three"]})");
        return vectors_of(3, 10);
      },
      Money{7});
  run.embed({"one", "two and more", "three"});
  EXPECT_EQ(requests, 1);
  std::int64_t tokens = 0;
  Money cost;
  for (std::uint32_t i = 0; i < 3; ++i) {
    const StoredReply part = run.part(i);
    const auto vector = embedding_of(part.reply);
    ASSERT_TRUE(vector) << vector.error();
    EXPECT_EQ(*vector, unit_vector(std::vector<double>{1, static_cast<double>(i)}).value());
    tokens += part.reply.usage.input.value();
    cost += part.cost.value();
  }
  EXPECT_EQ(tokens, 10);
  EXPECT_EQ(cost, Money{70});
  EXPECT_GT(run.part(1).cost, run.part(0).cost) << "the longer text has the larger part";
  // The money was spent once, by the first.
  const std::vector<CellRecord> cells = run.stored_cells();
  ASSERT_EQ(cells.size(), 3u);
  for (const CellRecord& cell : cells) {
    EXPECT_EQ(cell.spent, cell.id.variant == kCall ? Money{70} : Money{0});
    EXPECT_EQ(cell.attempts, cell.id.variant == kCall ? 1 : 0);
  }
  EXPECT_EQ(value_of(run.store.ledger(RunnerFixture::kRun)), (Ledger{Money{70}, {}, 0}));
  EXPECT_EQ(run.open_attempts(), 0u);
}

TEST(RunnerBatch, AReplyOfAnotherNumberIsAFailureOfAllThatWasPaidFor) {
  int requests = 0;
  EmbeddingRun run(
      [&](const HttpRequest&, int) {
        ++requests;
        return vectors_of(2, 10);
      },
      Money{7});
  run.embed({"one", "two", "three"});
  EXPECT_EQ(requests, 1) << "it would come so again";
  const std::vector<CellRecord> cells = run.stored_cells();
  ASSERT_EQ(cells.size(), 3u);
  for (const CellRecord& cell : cells) {
    ASSERT_TRUE(cell.failure);
    EXPECT_EQ(cell.failure->kind, FailureKind::bad_reply);
    EXPECT_NE(cell.failure->message.find("2 vectors came for 3 texts"), std::string::npos);
    EXPECT_FALSE(cell.reply_id);
  }
  EXPECT_EQ(value_of(run.store.ledger(RunnerFixture::kRun)), (Ledger{Money{70}, {}, 0}));
}

TEST(RunnerBatch, ARefusalIsOfAllAndCostsNothing) {
  EmbeddingRun run([](const HttpRequest&, int) { return status_of(400); }, Money{7});
  run.embed({"one", "two"});
  const std::vector<CellRecord> cells = run.stored_cells();
  ASSERT_EQ(cells.size(), 2u);
  for (const CellRecord& cell : cells) EXPECT_EQ(cell.failure->kind, FailureKind::invalid_request);
  EXPECT_EQ(value_of(run.store.ledger(RunnerFixture::kRun)), Ledger{});
}

TEST(RunnerBatch, TheCapReservesTheWholeRequest) {
  EmbeddingRun run([](const HttpRequest&, int) { return vectors_of(2, 10); }, Money{1});
  const std::size_t bytes = std::string_view(R"({"model":"e","input":["one","two"]})").size();
  run.setup.max_cost = Money{static_cast<std::int64_t>(bytes) - 1};
  EXPECT_EQ(run.embed({"one", "two"}).end, RunnerResult::End::cost_cap);
  EXPECT_TRUE(run.stored_cells().empty());
}

// Whatever was counted and paid, by whatever texts: parts add up.
TEST(RunnerBatch, WhatItCostIsDividedToTheLastUnit) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    std::vector<std::string> texts;
    for (std::size_t i = 2 + random.below(6); i > 0; --i)
      texts.push_back(std::string(1 + random.below(500), 'x'));
    const auto tokens = static_cast<std::int64_t>(1 + random.below(3'000));
    const Money price{static_cast<std::int64_t>(random.below(1'000'003))};
    EmbeddingRun run([&](const HttpRequest&, int) { return vectors_of(texts.size(), tokens); },
                     price);
    run.embed(texts);
    std::int64_t counted = 0;
    Money cost;
    for (std::uint32_t i = 0; i < texts.size(); ++i) {
      counted += run.part(i).reply.usage.input.value();
      cost += run.part(i).cost.value();
    }
    EXPECT_EQ(counted, tokens);
    EXPECT_EQ(cost, multiply(price, tokens));
    EXPECT_EQ(value_of(run.store.ledger(RunnerFixture::kRun)).spent, cost);
  }
}

}  // namespace
}  // namespace assay::testing
