#include "harness/provider/reply.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "harness/base/text.h"

namespace assay {
namespace {

std::string text() {
  return to_valid_utf8(*rc::gen::arbitrary<std::string>());
}

std::optional<std::int64_t> count() {
  return *rc::gen::inRange(0, 2) == 0
             ? std::nullopt
             : std::optional(*rc::gen::inRange<std::int64_t>(0, 1'000'000));
}

RC_GTEST_PROP(Reply, ReadsBackAsItWasWritten, ()) {
  Reply reply{text(),
              text(),
              text(),
              {},
              FinishReason::unknown,
              text(),
              text(),
              text(),
              text(),
              {count(), count(), count(), count(), count(), *rc::gen::arbitrary<bool>()},
              text(),
              std::nullopt,
              {}};
  for (int quirks = *rc::gen::inRange(0, 3); quirks > 0; --quirks) reply.quirks.push_back(text());
  reply.finish_reason = static_cast<FinishReason>(*rc::gen::inRange(0, 5));
  for (int calls = *rc::gen::inRange(0, 3); calls > 0; --calls) {
    reply.tool_calls.push_back({text(), text(), text(), text()});
  }
  if (*rc::gen::arbitrary<bool>()) {
    reply.billed_cost = Money{*rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000)};
  }
  const Result<Reply> back = reply_from_json(reply_to_json(reply));
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == reply);
}

TEST(Reply, LeavesOutWhatIsAbsent) {
  Reply reply;
  reply.answer = "4";
  reply.usage.output = 0;
  EXPECT_EQ(reply_to_json(reply),
            R"({"answer":"4","finish_reason":"unknown","usage":{"output":0}})");
}

TEST(Reply, RefusesWhatIsNoReply) {
  for (const char* const json : {"", "[]", "{", "{}", R"({"finish_reason":"maybe"})"}) {
    EXPECT_FALSE(reply_from_json(json)) << json;
  }
}

RC_GTEST_PROP(Messages, ReadBackAsTheyWereWritten, ()) {
  Messages messages;
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    Message message{static_cast<Role>(*rc::gen::inRange(0, 4)), text(), {}, text()};
    if (*rc::gen::arbitrary<bool>()) message.tool_calls.push_back({text(), text(), text(), text()});
    messages.push_back(message);
  }
  const Result<Messages> back = messages_from_json(messages_to_json(messages));
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == messages);
}

TEST(Messages, HaveOneCanonicalForm) {
  EXPECT_EQ(messages_to_json({{Role::user, "a\"b", {}, ""}, {Role::assistant, "c", {}, ""}}),
            R"([{"role":"user","content":"a\"b"},{"role":"assistant","content":"c"}])");
}

TEST(Messages, RefuseWhatIsNoMessage) {
  for (const char* const json : {"", "{}", "[1]", R"([{"role":"king","content":"x"}])",
                                 R"([{"role":"user"}])", R"([{"content":"x"}])"}) {
    EXPECT_FALSE(messages_from_json(json)) << json;
  }
}

}  // namespace
}  // namespace assay
