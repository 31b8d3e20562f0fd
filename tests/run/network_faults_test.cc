// Rows 14 to 40 of the fault matrix (tests/faults/matrix.md): what the server
// does, what becomes of the cell, and how often the server was asked.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <ostream>

#include "tests/run/served_run.h"
#include "tests/support/sanitized.h"

namespace assay::testing {
namespace {

// Of the attempts' timers, for faults that nothing but a timer ends.
enum class Timers { patient, short_ones };

struct FaultRow {
  const char* name;
  const char* fault;                // {…} of a models file
  std::optional<FailureKind> ends;  // nothing: in the whole answer
  int requests;                     // that the server read, streaming or not
  const char* says = "";            // in the failure's message
  Timers timers = Timers::patient;
};

void PrintTo(const FaultRow& row, std::ostream* out) {
  *out << row.name;
}

constexpr auto kAnswered = std::nullopt;

class NetworkFault : public ::testing::TestWithParam<FaultRow> {
 protected:
  static void expect_end(const FaultRow& row, Streaming streaming) {
    ServedRun run("  - {" + std::string(row.fault) + "}\n", streaming);
    if (row.timers == Timers::short_ones) {
      run.setup.retry.max_attempts = 2;
      run.setup.lanes[0].timeouts.first_byte = milliseconds{400};
      run.setup.lanes[0].timeouts.idle = milliseconds{400};
      run.setup.lanes[0].timeouts.total = milliseconds{1'000};
    }
    const EndedCell cell = run.ask(1).front();
    EXPECT_EQ(run.end, RunnerResult::End::complete);
    if (row.ends) {
      EXPECT_FALSE(cell.reply) << cell.reply->answer;
      EXPECT_FALSE(cell.stored.reply_id);  // nothing partial is kept as an answer
      ASSERT_TRUE(cell.failure);
      EXPECT_EQ(to_string(cell.failure->kind), to_string(*row.ends)) << cell.failure->message;
      EXPECT_NE(cell.failure->message.find(row.says), std::string::npos) << cell.failure->message;
      EXPECT_EQ(cell.stored.failure, cell.failure);
    } else {
      ASSERT_TRUE(cell.reply) << cell.failure->message;
      EXPECT_EQ(cell.reply->answer, ServedRun::kAnswer);
      EXPECT_TRUE(cell.stored.reply_id);
    }
    EXPECT_EQ(run.requests_seen(), row.requests);
  }
};

class StreamFault : public NetworkFault {};

TEST_P(NetworkFault, EndsAsTheTableSaysStreamingOrNot) {
  for (const Streaming streaming : {Streaming::no, Streaming::yes}) {
    SCOPED_TRACE(streaming == Streaming::yes ? "streaming" : "plain");
    expect_end(GetParam(), streaming);
  }
}

constexpr FaultRow kBoth[] = {
    // 15: a wait is obeyed, clamped, or given up on; what is no wait is not obeyed.
    {"retry_after_http_date", "at: [1], status: 429, headers: {retry-after: '{{http_date+1}}'}",
     kAnswered, 2},
    {"retry_after_past_date", "at: [1], status: 429, headers: {retry-after: '{{http_date-3600}}'}",
     kAnswered, 2},
    {"retry_after_negative", "at: [1], status: 429, headers: {retry-after: '-5'}", kAnswered, 2},
    {"retry_after_junk", "at: [1], status: 429, headers: {retry-after: soon}", kAnswered, 2},
    {"retry_after_of_years", "status: 429, headers: {retry-after: '1000000000'}",
     FailureKind::rate_limited, 1},
    // 17
    {"overloaded_once", "at: [1], status: 503", kAnswered, 2},
    {"overloaded_529_once", "at: [1], status: 529", kAnswered, 2},
    {"overloaded_for_good", "status: 503, message: too busy", FailureKind::overloaded, 3,
     "HTTP 503: too busy"},
    // 18 to 20: asked once; the circuit is run/Runner.AVariantIsGivenUpAfterThreeRefusals.
    {"wrong_key", "status: 401, message: bad key", FailureKind::auth, 1, "HTTP 401: bad key"},
    {"forbidden", "status: 403", FailureKind::auth, 1},
    {"context_too_long", "status: 400, message: maximum context length is 10 tokens",
     FailureKind::invalid_request, 1, "maximum context length"},
    {"unknown_model", "status: 404, message: no such model", FailureKind::not_found, 1,
     "no such model"},
    // 21
    {"error_with_200_once", "at: [1], error_in_200: true, code: 503", kAnswered, 2},
    {"error_with_200", "error_in_200: true, code: invalid_api_key, message: bad key",
     FailureKind::auth, 1, "bad key"},
    // 22
    {"reset_before_headers_once", "at: [1], reset_after_bytes: 0", kAnswered, 2},
    {"reset_before_headers", "reset_after_bytes: 0", FailureKind::connect, 3},
    {"reset_in_headers", "reset_after_bytes: 20", FailureKind::connect, 3},
    {"closed_in_body_once", "at: [1], close_after_bytes: 400", kAnswered, 2},
    {"closed_in_body", "close_after_bytes: 400", FailureKind::truncated, 3},
    {"reset_on_reuse", "at: [1], after_reply: reset_on_next", kAnswered, 1},
    {"connection_reset_once", "at: [1], accept: reset", kAnswered, 1},
    {"connection_closed_once", "at: [1], accept: close", kAnswered, 1},
    // 25
    {"half_closed_before_headers", "half_close_after_bytes: 0", FailureKind::connect, 3},
    {"half_closed_in_body", "half_close_after_bytes: 400", FailureKind::truncated, 3},
    // 26
    {"slow_loris", "drip: bytes, interval_ms: 50", FailureKind::timeout, 2,
     "timeout: ", Timers::short_ones},
    {"blank_lines_for_ever", "drip: blank_lines, interval_ms: 20", FailureKind::timeout, 2,
     "nothing but headers and keep-alives within 400 ms", Timers::short_ones},
    {"silence_in_body", "hold_after_bytes: 400", FailureKind::timeout, 2,
     "timeout: ", Timers::short_ones},
    // 27
    {"no_answer", "no_answer: true", FailureKind::timeout, 2, "no answer within 400 ms",
     Timers::short_ones},
    {"connection_held", "accept: hold", FailureKind::timeout, 0, "no answer within 400 ms",
     Timers::short_ones},
    // 30 to 32
    {"endless_body", "endless_body: true", FailureKind::too_large, 1},
    {"gzip_bomb", "gzip_bomb: 200", FailureKind::too_large, 1},
    {"header_bomb", "header_bytes: 500000", FailureKind::too_large, 1, "response header"},
    {"very_many_headers", "header_lines: 50000", FailureKind::too_large, 1, "response headers"},
    {"huge_line", "huge_line: 20", FailureKind::too_large, 1},
    // 33
    {"garbage", "garbage: true", FailureKind::bad_reply, 3},
    {"html_with_200", "html: true", FailureKind::bad_reply, 3},
    {"html_with_200_once", "at: [1], html: true", kAnswered, 2},
    {"number_too_large", "status: 200, body: '{\"choices\":[],\"n\":1e999}'",
     FailureKind::bad_reply, 3},
    {"not_a_number", "status: 200, body: '{\"choices\":NaN}'", FailureKind::bad_reply, 3},
    {"not_utf8", "status: 200, body_base64: /v8=", FailureKind::bad_reply, 3},
    // 34
    {"deep_json", "deep_json: 1000000", FailureKind::bad_reply, 3},
    // 35: a chunk a byte, whatever that cuts through
    {"split_code_points", "slice: 1", kAnswered, 1},
    // 40: the server itself is where the redirect leads, and is not asked again
    {"redirect", "status: 302, headers: {location: /v1/elsewhere}", FailureKind::bad_reply, 1},
};
INSTANTIATE_TEST_SUITE_P(Rows, NetworkFault, ::testing::ValuesIn(kBoth),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_P(StreamFault, EndsAsTheTableSays) {
  expect_end(GetParam(), Streaming::yes);
}

constexpr FaultRow kStreams[] = {
    // 21
    {"error_event", "error_mid_stream: without_done, code: 503", FailureKind::overloaded, 3},
    {"error_event_then_done", "error_mid_stream: with_done, code: 503", FailureKind::overloaded, 3},
    {"error_event_once", "at: [1], error_mid_stream: without_done, code: 503", kAnswered, 2},
    // 22
    {"reset_between_events_once", "at: [1], reset_after_events: 2", kAnswered, 2},
    {"reset_between_events", "reset_after_events: 2", FailureKind::truncated, 3},
    {"cut_inside_a_character", "close_after_events: inside_character", FailureKind::truncated, 3},
    // 23
    {"ends_without_its_end", "truncate: 2", FailureKind::truncated, 3},
    {"ends_without_its_end_once", "at: [1], truncate: 2", kAnswered, 2},
    // 24
    {"cut_after_its_end", "close_after_events: all", kAnswered, 1},
    {"cut_before_done", "close_after_events: -1", kAnswered, 1},
    // 25, 26
    {"half_closed_between_events", "half_close_after_events: 2", FailureKind::truncated, 3},
    {"pings_for_ever", "drip: pings, interval_ms: 20", FailureKind::timeout, 2,
     "nothing but headers and keep-alives within 400 ms", Timers::short_ones},
    {"comments_for_ever", "drip: comments, interval_ms: 20", FailureKind::timeout, 2,
     "nothing but headers and keep-alives within 400 ms", Timers::short_ones},
    {"silence_between_events", "hold_after_events: 2", FailureKind::timeout, 2,
     "the answer stopped coming for 400 ms", Timers::short_ones},
};
INSTANTIATE_TEST_SUITE_P(Rows, StreamFault, ::testing::ValuesIn(kStreams),
                         [](const auto& row) { return std::string(row.param.name); });

// Row 22, for every byte: a reply is whole or there is none. Request i is cut
// after i bytes, its head included; under a sanitizer, which takes ten times as long,
// after seven times i.
TEST(EveryCut, LeavesTheWholeAnswerOrNone) {
  constexpr std::uint32_t kBytes = 2'500;  // more than the longer response has
  constexpr std::uint32_t kStride = kSanitized ? 7 : 1;
  constexpr std::uint32_t kCuts = kBytes / kStride;
  for (const char* cut : {"reset_after_bytes", "close_after_bytes"}) {
    for (const Streaming streaming : {Streaming::no, Streaming::yes}) {
      std::string faults;
      for (std::uint32_t i = 1; i <= kCuts; ++i)
        faults += fmt::format("  - {{at: [{}], {}: {}}}\n", i, cut, i * kStride);
      ServedRun run(faults, streaming);
      run.setup.retry.max_attempts = 1;
      const std::vector<EndedCell> cells = run.ask(kCuts);
      int whole = 0;
      for (const EndedCell& cell : cells) {
        if (!cell.reply) continue;
        EXPECT_EQ(cell.reply->answer, ServedRun::kAnswer);
        ++whole;
      }
      EXPECT_FALSE(cells.front().reply);
      EXPECT_GT(whole, 0) << "no cut came after the answer's end: " << cut;
      // An attempt may also end on a connection that dies before it is known to: its
      // request left, and was read by nobody.
      EXPECT_LE(run.requests_seen(), static_cast<int>(kCuts));
      EXPECT_GT(run.requests_seen(), static_cast<int>(kCuts) / 2);
    }
  }
}

// 36 and 38: whole replies that are no plain answer keep what was said of them.
struct OddReplyRow {
  const char* fault;
  FinishReason finish;
  const char* answer;
  const char* model;
};

TEST(OddReply, IsKeptWithWhatWasSaidOfIt) {
  const std::string whole(ServedRun::kAnswer);
  const OddReplyRow rows[] = {
      {"set: {/choices/0/finish_reason: length}", FinishReason::length, whole.c_str(),
       "simulated:m"},
      {"set: {/choices/0/finish_reason: content_filter}", FinishReason::filtered, whole.c_str(),
       "simulated:m"},
      {"set: {/choices/0/message/content: ''}", FinishReason::stop, "", "simulated:m"},
      {"set: {/choices/0/message/content: null}", FinishReason::stop, "", "simulated:m"},
      {"model_returned: other", FinishReason::stop, whole.c_str(), "other"},
  };
  for (const OddReplyRow& row : rows) {
    SCOPED_TRACE(row.fault);
    ServedRun run("  - {" + std::string(row.fault) + "}\n", Streaming::no);
    const EndedCell cell = run.ask(1).front();
    ASSERT_TRUE(cell.reply) << cell.failure->message;
    EXPECT_EQ(cell.reply->finish_reason, row.finish);
    EXPECT_EQ(cell.reply->answer, row.answer);
    EXPECT_EQ(cell.reply->model, row.model);
    EXPECT_EQ(run.requests_seen(), 1);
  }
}

}  // namespace
}  // namespace assay::testing
