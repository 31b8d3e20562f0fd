// Conversations of data sets as other tools export them.
#include <gtest/gtest.h>

#include <string>

#include "harness/suite/load.h"
#include "tests/suite/test_shapes.h"
#include "tests/support/test_files.h"

namespace assay {
namespace {

using testing::TemporaryFolder;
using testing::test_options;
using testing::write_text;

Result<Suite> load_talks(const std::string& file, const std::string& bytes,
                         const std::string& beside) {
  const TemporaryFolder folder;
  write_text(folder / file, bytes);
  write_text(
      folder / "s.yaml",
      "suite: s\nmodels: [openai:m]\nprompts: [{id: p, user: unused, tools: [{type: function, "
      "function: {name: track}}]}]\ncases: [{from: " +
          file + ", turns: " + beside + "}]\n");
  return load_suite(folder / "s.yaml", test_options());
}

// "user TEXT; tool NAME RESULT", as the turns of a case say it with its variables.
std::string said_in(const Case& asked) {
  std::string text;
  for (const Turn& turn : asked.turns) {
    if (!text.empty()) text += "; ";
    const Result<std::string> words =
        turn.tool.empty() ? turn.user.render(asked.vars)
                          : Template::parse(turn.result.get<std::string>())->render(asked.vars);
    text += turn.tool.empty() ? "user " : "tool " + turn.tool + (turn.is_error ? "! " : " ");
    text += words ? *words : words.error().message;
  }
  return text;
}

struct SoundTalk {
  const char* who;
  const char* file;
  std::string bytes;
  const char* beside;
  const char* said;
};

TEST(RowTurns, AreTheUsersAndToolsOfAConversation) {
  const SoundTalk rows[] = {
      {"OpenAI's fine-tuning", "d.jsonl",
       R"({"messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "hi"},)"
       R"( {"role": "assistant", "content": "hello"}, {"role": "user", "content": "bye"},)"
       R"( {"role": "assistant", "content": "so long"}]})",
       "{from: messages, leave_out: [system]}", "user hi; user bye"},
      {"with tools", "d.jsonl",
       R"({"messages": [{"role": "user", "content": "where?"}, {"role": "assistant", "content": null,)"
       R"( "tool_calls": [{"id": "a", "type": "function", "function": {"name": "track",)"
       R"( "arguments": "{}"}}]}, {"role": "tool", "tool_call_id": "a", "content": "lost"},)"
       R"( {"role": "assistant", "content": "It is lost."}, {"role": "user", "content": "oh"}]})",
       "{from: messages}", "user where?; tool track lost; user oh"},
      {"Inspect", "d.jsonl",
       R"({"input": [{"role": "user", "content": [{"type": "text", "text": "wh"}, {"type": "text",)"
       R"( "text": "ere?"}], "source": "input"}, {"role": "assistant", "content": "",)"
       R"( "tool_calls": [{"id": "b", "function": "track", "arguments": {}}]}, {"role": "tool",)"
       R"( "function": "track", "content": "no such order", "error": {"type": "unknown"}}], "target": "x"})",
       "{from: input}", "user where?; tool track! no such order"},
      {"DeepEval", "d.json",
       R"([{"scenario": "s", "golden": {"turns": [{"role": "assistant", "content": "Welcome"},)"
       R"( {"role": "user", "content": "hi", "retrieval_context": null}]}}])",
       "{from: golden.turns, leave_out: [system, greeting]}", "user hi"},
      {"CSV", "d.csv", "id,talk\n1,\"[{\"\"role\"\":\"\"user\"\",\"\"content\"\":\"\"hi\"\"}]\"\n",
       "{from: talk}", "user hi"},
      {"YAML", "d.yaml", "- talk: [{role: user, content: hi}]\n", "{from: talk}", "user hi"},
      // What others wrote is no template.
      {"braces", "d.jsonl",
       R"({"talk": [{"role": "user", "content": "{{talk}} {{{x}}} {{"}, {"role": "assistant",)"
       R"( "content": "", "tool_calls": [{"id": "c", "name": "track"}]}, {"role": "tool",)"
       R"( "tool_call_id": "c", "content": "{{y}}"}]})",
       "{from: talk}", "user {{talk}} {{{x}}} {{; tool track {{y}}"},
  };
  for (const SoundTalk& row : rows) {
    const Result<Suite> suite = load_talks(row.file, row.bytes, row.beside);
    ASSERT_TRUE(suite) << row.who << ": " << suite.error().message;
    ASSERT_EQ(suite->cases.size(), 1U) << row.who;
    EXPECT_EQ(said_in(suite->cases[0]), row.said) << row.who;
    for (const Turn& turn : suite->cases[0].turns) EXPECT_NE(turn.expect, nullptr) << row.who;
  }
}

TEST(RowTurns, AreOfTheRowAsItWasRead) {
  const Result<Suite> suite = load_talks(
      "d.jsonl",
      "{\"talk\": [{\"role\": \"user\", \"content\": \"a\"}], \"want\": \"A\"}\n"
      "{\"talk\": [{\"role\": \"user\", \"content\": \"b\"}], \"want\": \"B\", \"no\": \"x\"}\n"
      "{\"talk\": [], \"no\": \"yes\"}\n",
      "{from: talk}, map: {answer: want}, skip: {no: \"yes\"}, expect: [{contains: "
      "\"{{answer}}\"}]");
  ASSERT_TRUE(suite) << suite.error().message;
  ASSERT_EQ(suite->cases.size(), 2U);
  EXPECT_EQ(said_in(suite->cases[1]), "user b");
  EXPECT_EQ(*suite->cases[1].vars.find("answer"), "B");
  EXPECT_EQ(suite->cases[1].vars.find("talk"), nullptr);
}

struct BadTalk {
  const char* talk;  // JSON
  const char* why;   // in the error
};

TEST(RowTurns, WhatIsNoneSaysWhichMessageAndWhy) {
  const BadTalk rows[] = {
      {"7", "'talk' of the row is no conversation"},
      {"\"hello\"", "'talk' of the row is no conversation"},
      {"\"[{\"", "'talk' of the row is no conversation"},
      {"{\"role\": \"user\"}", "'talk' of the row is no conversation"},
      {"[]", "'talk' of the row has no message of a user"},
      {R"(["hi"])", "message 1 of 'talk' of the row: it is no object with 'role' and 'content'"},
      {R"([{"from": "human", "value": "hi"}])", "message 1 of 'talk' of the row: it has no 'role'"},
      {R"([{"role": "function", "name": "f", "content": ""}])",
       "its role is 'function', not one of user, assistant, tool, system, developer"},
      {R"([{"role": "user"}])", "it has no 'content'"},
      {R"([{"role": "user", "content": null}])", "it has no 'content'"},
      {R"([{"role": "user", "content": 7}])",
       "its 'content' is neither a text nor a list of parts"},
      {R"([{"role": "user", "content": " "}])", "it says nothing"},
      {R"([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}])",
       "a part of its 'content' is no text but 'image_url'"},
      {R"([{"role": "system", "content": "S"}, {"role": "user", "content": "hi"}])",
       "message 1 of 'talk' of the row: it is a system message, and a dialogue has those of its "
       "prompt"},
      {R"([{"role": "developer", "content": "S"}])", "it is a system message"},
      {R"([{"role": "assistant", "content": "Welcome"}, {"role": "user", "content": "hi"}])",
       "the assistant speaks first"},
      {R"([{"role": "user", "content": "a"}, {"role": "user", "content": "b"}])",
       "message 2 of 'talk' of the row: nothing of the assistant is between it and the one before"},
      {R"([{"role": "user", "content": "a"}, {"role": "tool", "name": "f", "content": "b"}])",
       "it is the result of a tool, and the assistant before it called none"},
      {R"([{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"},)"
       R"( {"role": "tool", "tool_call_id": "x", "content": "b"}])",
       "message 3 of 'talk' of the row: it is the result of a tool without a name"},
      {R"([{"role": "user", "content": "a"}, {"role": "assistant", "tool_calls": {}}])",
       "its 'tool_calls' are no list"},
      {R"([{"role": "user", "content": "a"}, {"role": "assistant", "tool_calls": [{"id": "x"}]}])",
       "one of its 'tool_calls' has no name"},
  };
  for (const BadTalk& row : rows) {
    const Result<Suite> suite =
        load_talks("d.jsonl", "{\"talk\": " + std::string(row.talk) + "}\n", "{from: talk}");
    ASSERT_FALSE(suite) << row.talk;
    EXPECT_NE(suite.error().message.find(row.why), std::string::npos) << suite.error().message;
    EXPECT_NE(suite.error().message.find("d.jsonl:1:1: "), std::string::npos)
        << suite.error().message;
  }
}

TEST(RowTurns, AreTwoHundredAtMost) {
  const auto talk_of = [](int users) {
    std::string talk = "[";
    for (int i = 0; i < users; ++i)
      talk += R"({"role":"user","content":"a"},{"role":"assistant","content":"b"},)";
    talk.back() = ']';
    return "{\"talk\": " + talk + "}\n";
  };
  EXPECT_TRUE(load_talks("d.jsonl", talk_of(200), "{from: talk}"));
  const Result<Suite> suite = load_talks("d.jsonl", talk_of(201), "{from: talk}");
  ASSERT_FALSE(suite);
  EXPECT_NE(suite.error().message.find("it is one too many: 200 turns at most"), std::string::npos)
      << suite.error().message;
}

TEST(RowTurns, HaveTheirResultsInTheRowOrInTheSuite) {
  const std::string talk =
      R"({"talk": [{"role": "user", "content": "a"}, {"role": "assistant", "tool_calls": [{"id":)"
      R"( "x", "name": "track"}]}, {"role": "tool", "tool_call_id": "x", "content": "b"}]})"
      "\n";
  const Result<Suite> both =
      load_talks("d.jsonl", talk, "{from: talk}, tool_results: [{tool: track, result: c}]");
  ASSERT_FALSE(both);
  EXPECT_NE(both.error().message.find("the row's conversation has results of tools"),
            std::string::npos)
      << both.error().message;
  const Result<Suite> suites =
      load_talks("d.jsonl", talk, "{from: talk}}]\ntool_results: [{tool: track, result: c");
  ASSERT_TRUE(suites) << suites.error().message;
  EXPECT_EQ(suites->cases[0].tools, nullptr);
  const Result<Suite> alone =
      load_talks("d.jsonl", "{\"talk\": [{\"role\": \"user\", \"content\": \"a\"}]}\n",
                 "{from: talk}, tool_results: [{tool: track, result: c}]");
  ASSERT_TRUE(alone) << alone.error().message;
  EXPECT_NE(alone->cases[0].tools, nullptr);
}

}  // namespace
}  // namespace assay
