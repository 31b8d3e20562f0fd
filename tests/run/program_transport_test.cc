// Programs as a run loop sees them: exchanges beside those of the network.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "harness/run/program_transport.h"
#include "tests/run/curl_fixture.h"

namespace assay::testing {
namespace {

class ProgramExchanges : public CurlFixture {
 protected:
  void ask_shell(const std::string& code, bool speaks_lines = false) {
    AnsweringProgram shell;
    shell.program.shown = "app.sh";
    shell.program.path = "/bin/sh";
    shell.program.words = {"sh", "-c", code};
    shell.program.environment = {std::string("PATH=") + std::getenv("PATH")};
    shell.program.folder = "/";
    shell.speaks_lines = speaks_lines;
    make({});
    auto around = make_program_transport(std::move(transport), {{"app", shell}});
    ASSERT_TRUE(around.has_value()) << around.error().message;
    transport = std::move(*around);
  }

  static HttpRequest question(std::string body = R"({"case":"a"})") {
    return {"POST", "exec:app", {}, std::move(body)};
  }

  static Timeouts within(milliseconds total) {
    Timeouts timeouts;
    timeouts.total = total;
    return timeouts;
  }
};

TEST_F(ProgramExchanges, AnAnswerIsAResponse) {
  ask_shell("cat");
  const Recorder recorder = exchange(question());
  EXPECT_EQ(recorder.status, 200);
  EXPECT_EQ(recorder.body, R"({"case":"a"})");
  EXPECT_FALSE(recorder.failure);
  EXPECT_EQ(recorder.heads, 1);
}

TEST_F(ProgramExchanges, ManyAtATimeEndEach) {
  ask_shell("while read -r line; do echo \"$line\"; done", true);
  std::vector<Recorder> recorders(20);
  for (Recorder& each : recorders) transport->start(++last_id, question(), patient(), each);
  for (const Recorder& each : recorders) {
    finish(each);
    EXPECT_EQ(each.body, R"({"id":1,"case":"a"})");
  }
}

struct FaultedRow {
  const char* code;
  FailureKind kind;
  bool retryable;
  const char* says;
};

TEST_F(ProgramExchanges, AFaultIsAFailureOfItsKind) {
  const FaultedRow rows[] = {
      {"cat >/dev/null; sleep 100", FailureKind::timeout, true,
       "app.sh: it gave no answer within 0.5 s, and was ended"},
      {"cat >/dev/null; echo oops >&2; exit 3", FailureKind::connect, true,
       "app.sh: it ended without an answer, with exit code 3; it said: oops"},
      {"echo x", FailureKind::bad_reply, true,
       "app.sh: it ended without having read what it was asked; it began with 'x'"},
      {"cat >/dev/null; yes", FailureKind::too_large, false,
       "app.sh: it wrote more than 4 MiB for one answer, and was ended; it began with 'y y y"},
  };
  for (const FaultedRow& row : rows) {
    SCOPED_TRACE(row.code);
    ask_shell(row.code);
    const bool waits = row.kind == FailureKind::timeout;
    const Recorder recorder = exchange(question(), within(milliseconds{waits ? 500 : 30'000}));
    EXPECT_EQ(recorder.heads, 0);
    ASSERT_TRUE(recorder.failure);
    EXPECT_EQ(to_string(recorder.failure->kind), to_string(row.kind));
    EXPECT_EQ(recorder.failure->retryable, row.retryable);
    EXPECT_EQ(recorder.failure->message.find(row.says), 0U) << recorder.failure->message;
    EXPECT_NE(recorder.failure->code, kNotSent);
  }
}

TEST_F(ProgramExchanges, WhatIsCancelledDoesNotEnd) {
  ask_shell("cat >/dev/null; sleep 100");
  Recorder recorder;
  transport->start(++last_id, question(), patient(), recorder);
  transport->drive(clock.now() + milliseconds{50});
  transport->cancel(last_id);
  const Recorder next = exchange(question(), within(milliseconds{300}));
  EXPECT_EQ(next.ends, 1);
  EXPECT_EQ(recorder.ends, 0);
}

TEST_F(ProgramExchanges, TheNetworkIsStillThere) {
  ask_shell("cat");
  const Recorder recorder = exchange(post("http://127.0.0.1:1/"));
  ASSERT_TRUE(recorder.failure);
  EXPECT_EQ(recorder.failure->kind, FailureKind::connect);
  EXPECT_EQ(recorder.failure->message.find("app.sh"), std::string::npos);
}

}  // namespace
}  // namespace assay::testing
