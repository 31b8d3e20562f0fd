// Replies that are not invented: recorded outputs and wire fixtures.
#include <gtest/gtest.h>

#include <filesystem>

#include "harness/base/text.h"
#include "harness/simulate/reply/recorded_replies.h"
#include "harness/simulate/reply/wire_fixtures.h"
#include "tests/simulate/ask.h"
#include "tests/support/test_files.h"

namespace assay::testing {
namespace {

constexpr std::string_view kRows =
    R"({"q":"What is 2+2?","small":{"text":"four"},"big":{"text":"4"}}
{"q":"A robe takes 2 bolts of blue fiber and half that much white.","small":{"text":"three"},"big":{"text":"3"}}
{"q":"A robe takes 2 bolts of blue fiber and half that much white. How many?","small":{"text":"many"}}
{"q":"What is 2+2?","small":{"text":"five"},"big":{"text":{"n":[1, 2]}}}
)";

RecordedReplies load_rows(const TemporaryFolder& folder) {
  write_text(folder / "rows.jsonl", kRows);
  Result<RecordedReplies> replies = RecordedReplies::load(
      folder.path(), {{"rows.jsonl", "q", {{"s", "small.text"}, {"b", "big.text"}}}});
  EXPECT_TRUE(replies) << replies.error().message;
  return std::move(*replies);
}

TEST(Recorded, AreFoundByTheQuestionOrAMessageThatHoldsIt) {
  const TemporaryFolder folder;
  const RecordedReplies replies = load_rows(folder);
  EXPECT_EQ(replies.find("s", " What is 2+2?\n", 0), "four");
  EXPECT_EQ(replies.find("b", "Q: What is 2+2?\nA:", 0), "4");
  EXPECT_EQ(replies.find("s", "A robe takes 2 bolts of blue fiber and half that much white.", 0),
            "three");
  EXPECT_EQ(replies.find("s", "What is 2+3?", 0), std::nullopt);
  EXPECT_EQ(replies.find("nobody", "What is 2+2?", 0), std::nullopt);
}

TEST(Recorded, TheLongestQuestionInsideWins) {
  const TemporaryFolder folder;
  const RecordedReplies replies = load_rows(folder);
  const std::string_view message =
      "Think. A robe takes 2 bolts of blue fiber and half that much white. How many? Answer:";
  EXPECT_EQ(replies.find("s", message, 0), "many");
  EXPECT_EQ(replies.find("b", message, 0), "3");  // b has no reply to the longer one
}

TEST(Recorded, RowsOfOneQuestionTakeTurns) {
  const TemporaryFolder folder;
  const RecordedReplies replies = load_rows(folder);
  EXPECT_EQ(replies.find("s", "What is 2+2?", 1), "five");
  EXPECT_EQ(replies.find("s", "What is 2+2?", 2), "four");
  EXPECT_EQ(replies.find("b", "What is 2+2?", 1), R"({"n":[1,2]})");
}

TEST(Recorded, BadFilesSayWhere) {
  const TemporaryFolder folder;
  write_text(folder / "bad.jsonl", "{\"q\":1}\nnot json\n");
  const auto load = [&](RecordedSource source) {
    return RecordedReplies::load(folder.path(), {std::move(source)}).error().message;
  };
  EXPECT_EQ(load({"bad.jsonl", "q", {{"a", "q"}}}).substr(0, 20), "bad.jsonl:2: not JSO");
  EXPECT_EQ(load({"bad.jsonl", "x.y", {{"a", "q"}}}), "bad.jsonl:1: no field 'x.y'");
  write_text(folder / "good.jsonl", "{\"q\":1}\n");
  EXPECT_EQ(load({"good.jsonl", "q", {{"a", "reply"}}}),
            "good.jsonl: no line has the field 'reply' (model 'a')");
  EXPECT_NE(load({"../outside.jsonl", "q", {{"a", "q"}}}), "");
  EXPECT_NE(load({"/etc/passwd", "q", {{"a", "q"}}}), "");
}

TEST(Recorded, AMissIsABadRequestThatSaysSo) {
  const TemporaryFolder folder;
  write_text(folder / "rows.jsonl", kRows);
  ServerOptions options;
  options.root = folder.path();
  const auto server =
      serve("recorded: [{from: rows.jsonl, match: q, reply: {s: small.text}}]", options);
  const AskedReply hit =
      ask(*server, kServedDialects[0], "s", user_says("Q: What is 2+2?"), {{"stream", true}});
  ASSERT_TRUE(hit.decoded);
  EXPECT_EQ(hit.decoded->answer, "four");
  const AskedReply miss = ask(*server, kServedDialects[0], "s", user_says("Why?"), {});
  ASSERT_FALSE(miss.decoded);
  EXPECT_EQ(miss.decoded.error().http_status, 400);
  EXPECT_FALSE(miss.decoded.error().retryable);
  EXPECT_NE(miss.raw.body.find("no recorded reply"), std::string::npos);
}

TEST(Recorded, RealSolutionsOfFourModelsAreServed) {
  const std::filesystem::path data = source_path("../shared/data/gsm8k");
  if (!std::filesystem::exists(data)) GTEST_SKIP() << "the shared data set is not on this machine";
  const Result<RecordedReplies> replies =
      RecordedReplies::load(data, {{"example_model_solutions.jsonl",
                                    "question",
                                    {{"6b_verification", "6b_verification.solution"},
                                     {"6b_finetuning", "6b_finetuning.solution"},
                                     {"175b_verification", "175b_verification.solution"},
                                     {"175b_finetuning", "175b_finetuning.solution"}}}});
  ASSERT_TRUE(replies) << replies.error().message;
  int found = 0;
  const std::string text = read_text(data / "example_model_solutions.jsonl");
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty()) continue;
    const Json row = Json::parse(line);
    const std::string prompt = "Question: " + row["question"].get<std::string>() + "\nAnswer:";
    for (const char* model : {"6b_verification", "175b_finetuning"}) {
      found += replies->find(model, prompt, 0) == row[model]["solution"].get<std::string>() ? 1 : 0;
    }
  }
  EXPECT_EQ(found, 2 * 1319);
}

constexpr std::string_view kFixture =
    "# A comment.\n"
    "request-stream: true\n"
    "status: 429\n"
    "header: content-type: text/event-stream\n"
    "header: Retry-After: 5\n"
    "--- body\n"
    "data: {\"a\":1}\r\n\n--- not the end\n\xff"
    "\n--- failure\n"
    "{}\n";

TEST(WireFixtures, AreServedByteForByte) {
  const TemporaryFolder folder;
  write_text(folder / "wire/openai_chat/odd.http", kFixture);
  write_text(folder / "wire/anthropic_messages/odd.http",
             "status: 529\n--- body\n{}\n--- failure\n");
  ServerOptions options;
  options.root = folder.path();
  const auto server = serve("wire: wire", options);
  const RawReply reply = post(server->port(), "/v1/chat/completions", chat_body("odd", "x"));
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(find_header(reply.headers, "retry-after")->value, "5");
  EXPECT_EQ(find_header(reply.headers, "content-type")->value, "text/event-stream");
  EXPECT_EQ(reply.body, "data: {\"a\":1}\r\n\n--- not the end\n\xff");
  EXPECT_TRUE(reply.is_whole);
  // One name in two folders: the endpoint's dialect decides.
  const RawReply other =
      post(server->port(), "/v1/messages", chat_body("odd", "x", R"(,"max_tokens":1)"));
  EXPECT_EQ(other.status, 529);
  EXPECT_EQ(other.body, "{}");
}

TEST(WireFixtures, AllOfTheSourceTreeAreServed) {
  ServerOptions options;
  options.root = source_path("tests");
  const auto server = serve("wire: wire", options);
  int served = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(source_path("tests/wire/openai_chat"))) {
    if (entry.path().extension() != ".http") continue;
    const std::string name = entry.path().stem().string();
    const ServedResponse expected = *parse_wire_fixture(read_text(entry.path()), name);
    const RawReply reply = post(server->port(), "/v1/chat/completions", chat_body(name, "x"));
    EXPECT_EQ(reply.status, expected.status) << name;
    EXPECT_EQ(reply.body, expected.body[0].text) << name;
    ++served;
  }
  EXPECT_GT(served, 0);
}

TEST(WireFixtures, BadOnesSayWhy) {
  EXPECT_EQ(parse_wire_fixture("status: 200\n", "f").error().message, "f: no line '--- body'");
  EXPECT_EQ(parse_wire_fixture("status: x\n--- body\n", "f").error().message, "f: bad status 'x'");
  EXPECT_EQ(parse_wire_fixture("statsu: 1\n--- body\n", "f").error().message,
            "f: unknown line 'statsu: 1' before '--- body'");
}

}  // namespace
}  // namespace assay::testing
