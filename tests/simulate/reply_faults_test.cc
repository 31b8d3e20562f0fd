// Responses that arrive whole and say what they should not.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/simulate/faults/faults.h"
#include "harness/simulate/wire/header_times.h"
#include "tests/simulate/serve_faults.h"

namespace assay::testing {
namespace {

constexpr WallTime kNow{std::chrono::seconds(1'000'000'000)};

struct TimeRow {
  const char* value;
  const char* filled;
};

const TimeRow kTimes[] = {
    {"soon", "soon"},
    {"{{http_date}}", "Sun, 09 Sep 2001 01:46:40 GMT"},
    {"{{http_date-40}}", "Sun, 09 Sep 2001 01:46:00 GMT"},
    {"{{epoch_s+30}}", "1000000030"},
    {"{{epoch_ms+30}}", "1000000030000"},
    {"{{rfc3339+30}}", "2001-09-09T01:47:10Z"},
    {"from {{epoch_s}} to {{epoch_s+1}}.", "from 1000000000 to 1000000001."},
};

TEST(HeaderTimes, CountFromNow) {
  for (const TimeRow& row : kTimes) {
    const Result<std::string> filled = fill_times(row.value, kNow);
    ASSERT_TRUE(filled) << row.value;
    EXPECT_EQ(*filled, row.filled);
  }
}

TEST(HeaderTimes, OthersAreRefused) {
  EXPECT_EQ(fill_times("{{epoch_m+30}}", kNow).error().message,
            "'epoch_m' is not a time; one of http_date, epoch_s, epoch_ms, rfc3339; did you mean "
            "'epoch_s'?");
  for (const char* value : {"{{epoch_s+}}", "{{epoch_s", "{{epoch_s+1h}}", "{{epoch_s+1"}) {
    EXPECT_EQ(fill_times(value, kNow).error().message, "'{{' begins a time such as {{epoch_ms+30}}")
        << value;
  }
}

struct HeaderRow {
  const char* yaml;  // an entry of `headers`
  const char* name;
  const char* value;
};

const HeaderRow kHeaders[] = {
    {"retry-after: later", "retry-after", "later"},
    {"retry-after: -5", "retry-after", "-5"},
    {"retry-after: 1e9", "retry-after", "1e9"},
    {"retry-after: 1.5", "retry-after", "1.5"},
    {"Retry-After: 1000000000", "retry-after", "1000000000"},
    {"retry-after-ms: '250'", "retry-after-ms", "250"},
    {"retry-after: ''", "retry-after", ""},
    {"x-ratelimit-reset-requests: 6m0s", "x-ratelimit-reset-requests", "6m0s"},
    {"x-ratelimit-reset: 1743292800000", "x-ratelimit-reset", "1743292800000"},
    {"x-should-retry: false", "x-should-retry", "false"},
    {"content-type: text/plain", "content-type", "text/plain"},
    {"\"x\": \"esc \\e[31m\\0 nul\"", "x", nullptr},
};

TEST(ReplyFaults, HeadersAreSentAsWritten) {
  for (const HeaderRow& row : kHeaders) {
    for (const char* effect : {"", "status: 429, retry_after: 7, "}) {
      const auto server =
          serve_faults("  - {" + std::string(effect) + "headers: {" + row.yaml + "}}");
      const RawReply reply = chat(*server);
      EXPECT_EQ(reply.status, *effect == '\0' ? 200 : 429);
      const std::string expected =
          row.value != nullptr ? row.value : std::string("esc \x1b[31m\0 nul", 14);
      EXPECT_EQ(text_header(reply, row.name), expected) << row.yaml;
      const auto count = std::count_if(
          reply.headers.begin(), reply.headers.end(),
          [&](const Header& header) { return find_header({header}, row.name) != nullptr; });
      EXPECT_EQ(count, 1) << row.yaml;  // in place of the server's own
    }
  }
}

TEST(ReplyFaults, AHeaderCanComeTwice) {
  const RawReply reply =
      chat(*serve_faults("  - {headers: {retry-after: [1, 2], content-length: 5}}"));
  std::string values;
  for (const Header& header : reply.headers) {
    if (header.name == "retry-after") values += header.value;
  }
  EXPECT_EQ(values, "12");
  EXPECT_EQ(text_header(reply, "content-length"), "5");
  EXPECT_GT(reply.body.size(), 5U);
}

TEST(ReplyFaults, HeaderTimesAreOfTheMoment) {
  const ServerFault fault =
      parse_models_file(std::string(kFaultyModels) +
                            "faults: [{status: 429, headers: {x-reset: '{{rfc3339+30}}'}}]",
                        "m.yaml")
          ->faults.front();
  const Transmission sent =
      transmit_with_fault(fault, WireShape::openai, respond_json("{}"), {}, kNow);
  EXPECT_NE(sent.pieces[0].bytes.find("x-reset: 2001-09-09T01:47:10Z\r\n"), std::string::npos);
}

TEST(ReplyFaults, RedirectsNameAnotherHost) {
  const RawReply reply = chat(*serve_faults(
      "  - {status: 302, headers: {location: 'http://other.invalid:9/v1/chat/completions'}}"));
  EXPECT_TRUE(reply.bytes.starts_with("HTTP/1.1 302 Found\r\n"));
  EXPECT_EQ(text_header(reply, "location"), "http://other.invalid:9/v1/chat/completions");
}

struct BodyRow {
  const char* yaml;
  std::string_view bytes;
};

// Bodies that decoders stumble over.
const BodyRow kBodies[] = {
    {"body: ''", ""},
    {"body: NaN", "NaN"},
    {"body: '{\"usage\":{\"prompt_tokens\":1e999}}'", R"({"usage":{"prompt_tokens":1e999}})"},
    {"body: '{\"choices\":[],\"choices\":null}'", R"({"choices":[],"choices":null})"},
    {R"(body: '{"content":"\ud800"}')", R"({"content":"\ud800"})"},
    {R"(body: "\uFEFF{}")", "\xef\xbb\xbf{}"},
    {R"(body: "\uFFFE")", "\xef\xbf\xbe"},
    {R"(body: "a\0b")", std::string_view("a\0b", 3)},
    {"body_base64: ''", ""},
    {"body_base64: /w==", "\xff"},
    {"body_base64: /v8=", "\xfe\xff"},
    {"body_base64: 7aCAAP8i", std::string_view("\xed\xa0\x80\0\xff\"", 6)},
};

TEST(ReplyFaults, BodiesAreSentAsWritten) {
  for (const BodyRow& row : kBodies) {
    for (const int status : {200, 400}) {
      const auto server = serve_faults("  - {status: " + std::to_string(status) + ", " +
                                       std::string(row.yaml) + "}");
      const RawReply reply = chat(*server);
      EXPECT_EQ(reply.status, status);
      EXPECT_EQ(reply.body, row.bytes) << row.yaml;
      EXPECT_TRUE(reply.is_whole) << row.yaml;
    }
  }
}

TEST(ReplyFaults, AnErrorEventSaysWhatItIsToldTo) {
  const auto server =
      serve_faults("  - {error_mid_stream: without_done, body: '{\"error\":\"odd\"}'}");
  EXPECT_TRUE(chat_stream(*server).body.ends_with("data: {\"error\":\"odd\"}\n\n"));
  const auto string =
      serve_faults("  - {error_mid_stream: without_done, envelope: string, message: no more}");
  EXPECT_TRUE(chat_stream(*string).body.ends_with("data: {\"error\":\"no more\"}\n\n"));
}

// `more` of the body asks for usage in streams.
RawReply reply_of(std::string_view faults, std::string_view path, bool stream) {
  const auto server = serve_faults(faults);
  const std::string more =
      std::string(R"(,"max_tokens":99)") +
      (stream ? R"(,"stream":true,"stream_options":{"include_usage":true})" : "");
  return post(server->port(), path, chat_body("a", "France?", more));
}

struct EditRow {
  const char* edit;
  const char* says;         // in an OpenAI reply
  const char* says_itself;  // in Anthropic's, or the same
};

const EditRow kEdits[] = {
    {"model_returned: other-model", R"("model":"other-model")", nullptr},
    {"usage_returned: null", R"("usage":null)", nullptr},
    {"usage_returned: 'null'", R"("usage":null)", nullptr},
    {"usage_returned: zero", R"("completion_tokens":0)", R"("output_tokens":0)"},
    {"usage_returned: negative", R"("completion_tokens":-5)", R"("output_tokens":-5)"},
    {"usage_returned: huge", R"("completion_tokens":9223372036854775807)",
     R"("output_tokens":9223372036854775807)"},
    {"usage_returned: beyond", R"("completion_tokens":1e+300)", R"("output_tokens":1e+300)"},
    {"usage_returned: fraction", R"("completion_tokens":1.5)", R"("output_tokens":1.5)"},
    {"usage_returned: text", R"("completion_tokens":"many")", R"("output_tokens":"many")"},
    {"model_returned: m, usage_returned: zero", R"("model":"m")", nullptr},
};

TEST(ReplyFaults, RepliesLieInEveryDialectStreamingAndNot) {
  for (const EditRow& row : kEdits) {
    for (const bool stream : {false, true}) {
      const std::string fault = "  - {" + std::string(row.edit) + "}";
      const RawReply openai = reply_of(fault, "/v1/chat/completions", stream);
      EXPECT_NE(openai.body.find(row.says), std::string::npos) << row.edit << openai.body;
      EXPECT_TRUE(openai.is_whole);
      const RawReply anthropic = reply_of(fault, "/v1/messages", stream);
      const char* says = row.says_itself != nullptr ? row.says_itself : row.says;
      EXPECT_NE(anthropic.body.find(says), std::string::npos) << row.edit << anthropic.body;
      EXPECT_NE(anthropic.body.find("Paris"), std::string::npos);
    }
  }
}

TEST(ReplyFaults, UsageCanBeAbsent) {
  for (const bool stream : {false, true}) {
    for (const char* path : {"/v1/chat/completions", "/v1/messages"}) {
      const RawReply reply = reply_of("  - {usage_returned: absent}", path, stream);
      EXPECT_EQ(reply.body.find("usage"), std::string::npos) << reply.body;
      EXPECT_NE(reply.body.find("Paris"), std::string::npos) << reply.body;
    }
  }
}

TEST(ReplyFaults, AnyPartOfAReplyCanBeSetOrRemoved) {
  const Json body = Json::parse(
      chat(*serve_faults("  - {set: {/choices/0/message/content: null, /nowhere/at/all: 1, "
                         "/choices/0/index: 'zero'}, remove: [/id, /choices/0/finish_reason]}"))
          .body);
  EXPECT_EQ(body["choices"][0]["message"]["content"], nullptr);
  EXPECT_EQ(body["choices"][0]["index"], "zero");
  EXPECT_FALSE(body["choices"][0].contains("finish_reason"));
  EXPECT_FALSE(body.contains("id"));
  EXPECT_FALSE(body.contains("nowhere"));
  const Json without_choice = Json::parse(chat(*serve_faults("  - {remove: [/choices/0]}")).body);
  EXPECT_EQ(without_choice["choices"], Json::array());
  const RawReply unfinished =
      chat_stream(*serve_faults("  - {set: {/choices/0/finish_reason: null}}"));
  EXPECT_EQ(unfinished.body.find(R"("finish_reason":"stop")"), std::string::npos);
  EXPECT_TRUE(unfinished.body.ends_with("data: [DONE]\n\n"));
}

TEST(ReplyFaults, AnAliasCanDrift) {
  const auto server = serve_faults(
      "  - {between: [1, 2], model_returned: m-may}\n  - {between: [3, 9], model_returned: "
      "m-june}");
  std::string seen;
  for (int i = 0; i < 4; ++i) {
    seen += Json::parse(chat(*server).body)["model"].get<std::string>() + " ";
  }
  EXPECT_EQ(seen, "m-may m-may m-june m-june ");
  EXPECT_EQ(server->stats().completions, 4U);
}

TEST(ReplyFaults, JsonCanBeTooDeepToRead) {
  const std::string nested = R"({"deep":)" + std::string(100'000, '[') + std::string(100'000, ']');
  const auto server = serve_faults("  - {deep_json: 100000}");
  const RawReply plain = chat(*server);
  EXPECT_TRUE(plain.body.starts_with(nested + ",")) << plain.body.size();
  const RawReply stream = chat_stream(*server);
  EXPECT_TRUE(stream.body.starts_with("data: " + nested + ",")) << stream.body.size();
  const RawReply anthropic = reply_of("  - {deep_json: 100000}", "/v1/messages", true);
  EXPECT_TRUE(anthropic.body.starts_with("event: message_start\ndata: " + nested));
  // It is a right reply to whoever can read it.
  const Json shallow = Json::parse(chat(*serve_faults("  - {deep_json: 9}")).body);
  EXPECT_EQ(shallow["choices"][0]["message"]["content"], "Paris, the capital of France – 光の都.");
}

}  // namespace
}  // namespace assay::testing
