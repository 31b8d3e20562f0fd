// The request journal is a witness: of every request, once, with times that
// another process can compare with its own.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>

#include "tests/simulate/ask.h"
#include "tests/simulate/journal_lines.h"

namespace assay::testing {
namespace {

// In real time: the journal's times are looked at.
std::unique_ptr<ModelServer> serve_journal(const TemporaryFolder& folder, std::string_view models) {
  ServerOptions options;
  options.root = folder.path();
  auto server = ModelServer::start_text("journal: seen.jsonl\n" + std::string(models), options);
  if (!server) throw std::runtime_error(server.error().message);
  return std::move(*server);
}

std::int64_t nanoseconds(const Json& line, const char* key) {
  return line.at(key).get<std::int64_t>();
}

std::string stream_request(std::string_view model, std::string_view more = "") {
  return http_request("POST", "/v1/chat/completions", {},
                      chat_body(model, "x", R"(,"stream":true)" + std::string(more)));
}

TEST(Journal, HoldsALineForEveryRequestInMonotonicTime) {
  const TemporaryFolder folder;
  {
    const auto server =
        serve_journal(folder, "models: [{id: a}]\nfaults: [{at: [2], reset_after_bytes: 9}]");
    for (int i = 0; i < 3; ++i) post(server->port(), "/v1/chat/completions", chat_body("a", "x"));
  }
  const std::vector<Json> lines = journal_of(folder);
  ASSERT_EQ(lines.size(), 3U);
  std::int64_t previous = 0;
  for (const Json& line : lines) {
    EXPECT_EQ(line["model"], "a");
    EXPECT_GT(line["received_ns"].get<std::int64_t>(), previous);
    EXPECT_GE(line["sent_ns"], line["received_ns"]);
    EXPECT_EQ(line["content"], lines[0]["content"]);
    previous = line["received_ns"].get<std::int64_t>();
  }
  EXPECT_EQ(lines[1]["fault"], "reset");
  EXPECT_EQ(lines[1]["delivered"], false);
  EXPECT_EQ(lines[2]["delivered"], true);
}

// Faults, and clients that hang up after a byte or 30 ms of silence.
const char* const kRoughEnds[] = {
    "{reset_after_bytes: 0}",
    "{reset_after_bytes: 200}",
    "{close_after_bytes: 200}",
    "{no_answer: true}",
    "{drip: comments, interval_ms: 5}",
    "{drip: bytes, interval_ms: 1}",
    "{endless_body: true}",
    "{delay_ms: 60}",
    "{status: 503}",
};

TEST(Journal, HasOneLineForEveryRequestHoweverItEnds) {
  for (const char* fault : kRoughEnds) {
    const TemporaryFolder folder;
    {
      const auto server =
          serve_journal(folder, "models: [{id: a}]\nfaults: [" + std::string(fault) + "]");
      for (int i = 0; i < 3; ++i) exchange_bytes(server->port(), stream_request("a"), 1, 30);
      wait_for_requests(*server, 3);
    }
    const std::vector<Json> lines = journal_of(folder);
    ASSERT_EQ(lines.size(), 3U) << fault;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      EXPECT_EQ(lines[i]["number"], i + 1) << fault;
      EXPECT_EQ(lines[i]["content"], lines[0]["content"]) << fault;
    }
  }
}

TEST(Journal, TellsOfRequestsInFlightWhenTheServerStops) {
  const TemporaryFolder folder;
  {
    const auto server = serve_journal(folder, "models: [{id: a, latency_ms: 3600000}]");
    EXPECT_TRUE(exchange_bytes(server->port(), stream_request("a"), 1, 30).timed_out);
    wait_for_requests(*server, 1);
  }
  const std::vector<Json> lines = journal_of(folder);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0]["first_byte_ns"], nullptr);
  EXPECT_EQ(lines[0]["delivered"], false);
}

TEST(Journal, OutlivesAServerThatIsKilled) {
  const TemporaryFolder folder;
  int pipe_ends[2];
  ASSERT_EQ(::pipe(pipe_ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto server = serve_journal(folder, "models: [{id: a}]");
    const std::uint16_t port = server->port();
    if (::write(pipe_ends[1], &port, sizeof port) != sizeof port) ::_exit(1);
    while (true) ::pause();
  }
  std::uint16_t port = 0;
  ASSERT_EQ(::read(pipe_ends[0], &port, sizeof port), static_cast<ssize_t>(sizeof port));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(exchange_bytes(port, stream_request("a")).status, 200);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);
  EXPECT_GE(journal_of(folder).size(), 2U);  // the last line may race with the kill
}

struct AnswerRow {
  const char* model;
  const char* path;
  const char* more;  // of the body
};

// Thirty words of reasoning at 500 tokens a second come before the answer.
constexpr std::string_view kThinkers = R"yaml(
models:
  - {id: field, tokens_per_second: 500, reasoning: "so so so so so so so so so so so so so so so so so so so so"}
  - {id: inline, tokens_per_second: 500, reasoning_style: think, reasoning: "so so so so so so so so so so so so so so so so so so so so"}
answers:
  - {when: {equals: x}, right: yes, tool_calls: [{name: look}]}
)yaml";

const AnswerRow kStreams[] = {
    {"field", "/v1/chat/completions", ""},
    {"inline", "/v1/chat/completions", ""},
    {"field", "/v1/messages", R"(,"max_tokens":999)"},
    {"inline", "/v1/messages", R"(,"max_tokens":999)"},
    {"field", "/v1/chat/completions",
     R"(,"tools":[{"type":"function","function":{"name":"look"}}])"},
};

TEST(Journal, TellsWhenTheAnswerBegan) {
  const TemporaryFolder folder;
  {
    const auto server = serve_journal(folder, kThinkers);
    for (const AnswerRow& row : kStreams) {
      post(server->port(), row.path,
           chat_body(row.model, "x", R"(,"stream":true)" + std::string(row.more)));
    }
  }
  const std::vector<Json> lines = journal_of(folder);
  ASSERT_EQ(lines.size(), std::size(kStreams));
  for (const Json& line : lines) {
    EXPECT_LE(nanoseconds(line, "received_ns"), nanoseconds(line, "first_byte_ns"));
    EXPECT_LE(nanoseconds(line, "first_byte_ns"), nanoseconds(line, "first_answer_ns")) << line;
    // Fifteen tokens or more at 2 ms each, none before its time, whatever the machine does.
    EXPECT_LE(nanoseconds(line, "received_ns") + 30'000'000, nanoseconds(line, "first_answer_ns"))
        << line;
    EXPECT_LE(nanoseconds(line, "first_answer_ns"), nanoseconds(line, "sent_ns"));
  }
}

TEST(Journal, KnowsNoFirstAnswerOfOtherReplies) {
  const TemporaryFolder folder;
  {
    const auto server = serve_journal(
        folder,
        "models: [{id: a}]\nfaults: [{at: [2], status: 500}, {at: [3], truncate: 1}, {at: [4], "
        "reset_after_bytes: 300}]");
    post(server->port(), "/v1/chat/completions", chat_body("a", "x"));
    for (int i = 0; i < 3; ++i) exchange_bytes(server->port(), stream_request("a"));
    exchange_bytes(server->port(), stream_request("nobody"));
  }
  const std::vector<Json> lines = journal_of(folder);
  ASSERT_EQ(lines.size(), 5U);
  for (const Json& line : lines) EXPECT_FALSE(line.contains("first_answer_ns")) << line;
}

TEST(Journal, StaysBelowTheRoot) {
  ServerOptions options;
  EXPECT_FALSE(ModelServer::start_text("models: [{id: a}]\njournal: ../seen.jsonl", options));
  EXPECT_FALSE(ModelServer::start_text("models: [{id: a}]\njournal: /tmp/seen.jsonl", options));
}

}  // namespace
}  // namespace assay::testing
