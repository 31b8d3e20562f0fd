#include "harness/run/refusals.h"

#include <gtest/gtest.h>

#include "harness/run/pacer.h"

namespace assay {
namespace {

using What = Refusals::Ruling::What;

const Instant kNow{std::chrono::hours{1}};

Failure refusing(const std::string& field, const std::string& message = "no") {
  Failure failure;
  failure.kind = FailureKind::invalid_request;
  failure.http_status = 400;
  failure.code = std::string(kRefusedCode) + field;
  failure.message = message;
  return failure;
}

// What is sent is seen in `prefix`.
JobVariant variant(const Params& params, bool drop = false, std::size_t model = 0) {
  const auto prepare = [](const Params& of) -> Result<PreparedRequest> {
    PreparedRequest request;
    request.dialect = find_dialect("openai_chat");
    Json sent = Json::object();
    for (const auto& [name, value] : of) sent[name] = value;
    request.prefix = dump_json(sent);
    return request;
  };
  JobVariant made;
  made.request = *prepare(params);
  made.adaptable = std::make_shared<const Adaptable>(Adaptable{model, "m", params, drop, prepare});
  return made;
}

TEST(Refusals, GiveUpAllOfTheModelThatSetIt) {
  const std::vector<JobVariant> variants = {
      variant({{"temperature", 0}}), variant({{"temperature", 0.5}}), variant({{"top_p", 1}}),
      variant({{"temperature", 0}}, false, 1)};
  Refusals refusals(variants, {});
  const Refusals::Ruling ruling = refusals.rule(0, 1, 0, refusing("temperature", "not here"));
  EXPECT_EQ(ruling.what, What::give_up);
  EXPECT_EQ(ruling.variants, (std::vector<std::size_t>{0, 1}));
  for (const char* part : {"'m'", "'temperature'", "0 was sent", "not here", "drop_unsupported"})
    EXPECT_NE(ruling.why.find(part), std::string::npos) << ruling.why;
  // One that was on its way is not said again.
  EXPECT_EQ(refusals.rule(1, 2, 0, refusing("temperature")).what, What::none);
}

TEST(Refusals, SpareTheOneValueThatIsTaken) {
  const std::vector<JobVariant> variants = {variant({{"temperature", 0}}),
                                            variant({{"temperature", 1}})};
  Refusals refusals(variants, {});
  const auto ruling =
      refusals.rule(0, 1, 0, refusing("temperature", "Only the default (1) value is supported."));
  EXPECT_EQ(ruling.variants, std::vector<std::size_t>{0});
}

TEST(Refusals, ExchangeTheNamesOfALengthOnce) {
  const std::vector<JobVariant> variants = {variant({{"max_tokens", 9}}),
                                            variant({{"max_tokens", 8}})};
  Refusals refusals(variants, {});
  EXPECT_EQ(refusals.rule(0, 1, 0, refusing("max_tokens")).what, What::ask_again);
  EXPECT_EQ(refusals.asked(0).request.prefix, R"({"extra":{"max_completion_tokens":9}})");
  EXPECT_EQ(refusals.asked(1).request.prefix, R"({"extra":{"max_completion_tokens":8}})");
  // Sent before that was known.
  EXPECT_EQ(refusals.rule(1, 2, 0, refusing("max_tokens")).what, What::ask_again);
  EXPECT_EQ(refusals.revision(1), 1);
  // Neither name is taken.
  EXPECT_EQ(refusals.rule(0, 3, 1, refusing("max_completion_tokens")).what, What::give_up);
}

TEST(Refusals, DropWhereThatIsAllowed) {
  const std::vector<JobVariant> variants = {variant({{"temperature", 0}, {"seed", 1}}, true),
                                            variant({{"temperature", 1}}, true),
                                            variant({{"temperature", 0}}, false)};
  Refusals refusals(variants, {});
  EXPECT_EQ(refusals.rule(0, 1, 0, refusing("temperature")).what, What::ask_again);
  EXPECT_EQ(refusals.asked(0).request.prefix, R"({"seed":1})");
  EXPECT_EQ(refusals.asked(1).request.prefix, "{}");
  EXPECT_EQ(refusals.asked(2).request.prefix, R"({"temperature":0})");
  EXPECT_EQ(refusals.dropped(0), std::vector<std::string>{"temperature"});
  EXPECT_EQ(refusals.dropped(2), std::vector<std::string>{});
  EXPECT_EQ(refusals.rule(2, 2, 0, refusing("temperature")).variants, std::vector<std::size_t>{2});
}

TEST(Refusals, KnowWhatEarlierSessionsFound) {
  const std::vector<JobVariant> variants = {variant({{"max_tokens", 9}, {"temperature", 0}}, true),
                                            variant({{"top_p", 1}})};
  const Refusals refusals(variants, {{0, refusing("max_tokens")},
                                     {0, refusing("temperature")},
                                     {1, refusing("top_p")},
                                     {7, refusing("top_p")}});
  EXPECT_EQ(refusals.asked(0).request.prefix, R"({"extra":{"max_completion_tokens":9}})");
  EXPECT_EQ(refusals.dropped(0), std::vector<std::string>{"temperature"});
  EXPECT_EQ(refusals.revision(1), 0);  // asked again: it may have been mended
}

TEST(Refusals, LetOneRequestFindOut) {
  const std::vector<JobVariant> variants = {variant({{"temperature", 0}}),
                                            variant({{"temperature", 1}}), variant({}),
                                            variant({{"temperature", 0}}, false, 1)};
  Refusals refusals(variants, {});
  EXPECT_FALSE(refusals.must_wait(0, kNow));
  refusals.sent(0, 1, kNow);
  EXPECT_TRUE(refusals.must_wait(1, kNow));
  EXPECT_FALSE(refusals.must_wait(2, kNow));  // it sends nothing to be refused
  EXPECT_FALSE(refusals.must_wait(3, kNow));  // another model
  EXPECT_EQ(refusals.waits_until(kNow), kNow + kLongestTrial);
  EXPECT_FALSE(refusals.must_wait(1, kNow + kLongestTrial));
  refusals.took(0, 1);
  EXPECT_FALSE(refusals.must_wait(1, kNow));
  EXPECT_EQ(refusals.waits_until(kNow), kNever);
}

// Who takes one value may take its default alone; who takes two takes any.
TEST(Refusals, AskAgainOfAnotherValueAndNotOfAThird) {
  const std::vector<JobVariant> variants = {variant({{"temperature", 1}}),
                                            variant({{"temperature", 0}}),
                                            variant({{"temperature", 0.5}})};
  Refusals refusals(variants, {});
  refusals.sent(0, 1, kNow);
  refusals.took(0, 1);
  refusals.sent(0, 2, kNow);  // nothing to find out
  EXPECT_FALSE(refusals.must_wait(1, kNow));
  refusals.sent(1, 3, kNow);
  EXPECT_TRUE(refusals.must_wait(1, kNow));
  EXPECT_TRUE(refusals.must_wait(2, kNow));
  EXPECT_FALSE(refusals.must_wait(0, kNow));
  refusals.took(1, 3);
  refusals.sent(2, 4, kNow);
  EXPECT_FALSE(refusals.must_wait(2, kNow));
}

TEST(Refusals, OtherFailuresEndTheWait) {
  const std::vector<JobVariant> variants = {variant({{"temperature", 0}})};
  Refusals refusals(variants, {});
  refusals.sent(0, 1, kNow);
  Failure failure;
  failure.kind = FailureKind::overloaded;
  EXPECT_EQ(refusals.rule(0, 1, 0, failure).what, What::none);
  EXPECT_FALSE(refusals.must_wait(0, kNow));
}

TEST(Refusals, BlameNobodyForWhatNobodySent) {
  const std::vector<JobVariant> variants = {variant({{"temperature", 0}}), JobVariant{}};
  Refusals refusals(variants, {});
  EXPECT_EQ(refusals.rule(0, 1, 0, refusing("stream_options")).what, What::none);
  EXPECT_EQ(refusals.rule(1, 1, 0, refusing("temperature")).what, What::none);
}

}  // namespace
}  // namespace assay
