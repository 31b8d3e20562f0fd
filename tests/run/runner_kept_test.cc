// What a reply that failed leaves behind: its bytes, its price, its address.
#include "tests/run/runner_fixture.h"

namespace assay::testing {
namespace {

FakeAnswer body_of(std::string body) {
  FakeAnswer answer = reply_of("");
  answer.body = std::move(body);
  return answer;
}

TEST(Runner, KeepsAPaidReplyThatItDoesNotUnderstand) {
  RunnerFixture run([](const HttpRequest&, int) { return body_of(R"({"answer":"Paris"})"); });
  run.setup.retry.max_attempts = 2;
  run.run(run.cells(1));
  check(run.writer->flush());
  std::vector<RawReply> kept;
  check(run.store.each_raw_reply(RunnerFixture::kRun, [&](const RawReplyView& view) {
    kept.push_back(view.raw);
    EXPECT_EQ(view.messages, R"([{"role":"user","content":"case 0"}])");
  }));
  ASSERT_EQ(kept.size(), 2u) << "both attempts were paid for";
  EXPECT_EQ(kept[0],
            (RawReply{"openai_chat", false, 200, "application/json", R"({"answer":"Paris"})"}));
}

TEST(Runner, KeepsNothingOfARefusalOrOfAReplyThatItUnderstands) {
  RunnerFixture run([](const HttpRequest&, int number) {
    return number == 1 ? status_of(400) : reply_of("Paris");
  });
  run.run(run.cells(2));
  check(run.writer->flush());
  int kept = 0;
  check(run.store.each_raw_reply(RunnerFixture::kRun, [&](const RawReplyView&) { ++kept; }));
  EXPECT_EQ(kept, 0);
}

TEST(Runner, AGenerationThatBrokeOffCostsWhatItSays) {
  RunnerFixture run([](const HttpRequest&, int number) {
    if (number > 1) return reply_of("Paris");
    return body_of(R"({"choices":[{"index":0,"finish_reason":"abort","message":{"content":"Pa"}}],)"
                   R"("usage":{"prompt_tokens":10,"completion_tokens":1}})");
  });
  run.setup.variants[0].price = Price{{Money{1}, Money{100}, {}, {}}};
  const RunnerResult result = run.run(run.cells(1));
  EXPECT_EQ(result.state.passed, 1);
  const std::vector<Attempt> attempts = run.stored_attempts(0, 0);
  ASSERT_EQ(attempts.size(), 2u);
  ASSERT_TRUE(attempts[0].failure);
  EXPECT_EQ(attempts[0].failure->code, "abort");
  EXPECT_EQ(attempts[0].cost, Money{110});
  EXPECT_EQ(run.stored_cells().at(0).spent, Money{110 + 510});
}

TEST(Runner, AnUnknownPathIsNamedWhole) {
  RunnerFixture run([](const HttpRequest&, int) { return status_of(404); });
  run.run(run.cells(1));
  EXPECT_NE(run.stored_cells().at(0).failure->message.find(
                "(asked http://127.0.0.1:1/v0/chat/completions"),
            std::string::npos);
}

}  // namespace
}  // namespace assay::testing
