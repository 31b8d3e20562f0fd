// What a program is asked, and which of its answers is read how.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "harness/provider/dialect.h"
#include "harness/provider/reply_reader.h"

namespace assay {
namespace {

Provider program_provider(Program program = {}) {
  Provider where;
  where.name = "app";
  where.dialect = find_dialect("exec");
  where.base_url = kProgramScheme;
  where.program = std::make_shared<const Program>(std::move(program));
  return where;
}

const Messages kDialogue = {{Role::system, "Be brief.", {}, ""},
                            {Role::user, "Hello", {}, ""},
                            {Role::assistant, "Hi \"you\"!", {}, ""},
                            {Role::user, "2+2?\n", {}, ""}};

Json asked(const PreparedRequest& prepared, const Messages& messages, const CellWords& words) {
  HttpRequest request;
  prepared.dialect->write_request(prepared, messages, words, request);
  EXPECT_EQ(request.body.find('\n'), std::string::npos);
  const Result<Json> json = parse_json(request.body);
  EXPECT_TRUE(json.has_value()) << request.body;
  return json.value_or(Json());
}

TEST(ExecDialect, TellsAProgramAllThatSelectsItsAnswer) {
  Program program;
  program.config = Json{{"tone", "warm"}};
  const Provider where = program_provider(program);
  const auto prepared = where.dialect->prepare(where, "m \"1\"", {{"temperature", 0.5}});
  ASSERT_TRUE(prepared) << prepared.error().message;
  EXPECT_EQ(prepared->url, "exec:app");
  const Json expected = {
      {"messages", parse_json(messages_to_json(kDialogue)).value()},
      {"prompt", "2+2?\n"},
      {"case", "a"},
      {"vars", {{"x", 1}}},
      {"session", "s-1"},
      {"model", "m \"1\""},
      {"params", {{"temperature", 0.5}}},
      {"config", {{"tone", "warm"}}},
  };
  EXPECT_EQ(asked(*prepared, kDialogue, {{"s-1", ""}, R"("case":"a","vars":{"x":1})"}), expected);
}

TEST(ExecDialect, OfNoCaseSaysSo) {
  const Provider where = program_provider();
  const auto prepared = where.dialect->prepare(where, "m", {});
  ASSERT_TRUE(prepared);
  const Json sent = asked(*prepared, {}, {{"s", ""}});
  EXPECT_EQ(sent.at("case"), Json());
  EXPECT_EQ(sent.at("vars"), Json::object());
  EXPECT_EQ(sent.at("config"), Json());
  EXPECT_EQ(sent.at("prompt"), "");
}

TEST(ExecDialect, RefusesAStreamAndUnknownParameters) {
  const Provider where = program_provider();
  EXPECT_TRUE(where.dialect->prepare(where, "m", {{"stream", false}}));
  const auto streamed = where.dialect->prepare(where, "m", {{"stream", true}});
  ASSERT_FALSE(streamed);
  EXPECT_EQ(streamed.error().message,
            "'stream' is set, but the program of provider 'app' answers in one piece");
  EXPECT_FALSE(where.dialect->prepare(where, "m", {{"temprature", 1}}));
}

TEST(ExecDialect, ALimitOfTokensBoundsACap) {
  const Provider where = program_provider();
  EXPECT_EQ(where.dialect->prepare(where, "m", {{"max_tokens", 10}})->bound.output(), 10);
  EXPECT_EQ(where.dialect->prepare(where, "m", {})->bound.output(), kAssumedOutputTokens);
}

TEST(ExecDialect, OnlyConsentAllowsAnotherQuestion) {
  for (const bool may_repeat : {false, true}) {
    Program program;
    program.may_repeat = may_repeat;
    const Provider where = program_provider(program);
    const auto prepared = where.dialect->prepare(where, "m", {});
    EXPECT_TRUE(prepared->is_application());
    EXPECT_EQ(prepared->may_repeat(), may_repeat);
  }
}

// What it says where all that a program writes is its answer, and where objects are told apart.
struct WrittenRow {
  const char* written;
  const char* as_text;   // null: no answer
  const char* as_reply;  // likewise
};
const WrittenRow kWritten[] = {
    {"Paris\n", "Paris", "Paris"},
    {"Paris\r\n", "Paris", "Paris"},
    {R"({"output": "Paris"})", R"({"output": "Paris"})", "Paris"},
    {R"({"capital": "Paris"})", R"({"capital": "Paris"})", nullptr},
    {"{half", "{half", nullptr},
    {"<html><title>down</title>", nullptr, nullptr},
    {"  \n", nullptr, nullptr},
    {"\xff x", "\xEF\xBF\xBD x", "\xEF\xBF\xBD x"},
};

TEST(ExecDialect, ATextIsAsItWasWritten) {
  for (const bool is_text : {false, true}) {
    Program program;
    program.is_text = is_text;
    const Provider where = program_provider(program);
    const auto prepared = where.dialect->prepare(where, "m", {});
    for (const WrittenRow& row : kWritten) {
      SCOPED_TRACE(row.written);
      const char* const expected = is_text ? row.as_text : row.as_reply;
      ReplyReader reader(*prepared->dialect, prepared->stream);
      reader.on_head(200, {});
      reader.on_bytes(row.written, Instant{});
      const auto reply = reader.finish();
      EXPECT_EQ(reply.has_value(), expected != nullptr);
      EXPECT_EQ(reply ? reply->answer : "", expected != nullptr ? expected : "");
    }
  }
}

}  // namespace
}  // namespace assay
