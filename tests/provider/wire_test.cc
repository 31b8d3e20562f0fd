// Every exchange of tests/wire/ is decoded whole, byte by byte and in random
// pieces, and means what it says; a stream that is cut anywhere is no success.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <string>

#include "harness/base/random.h"
#include "harness/provider/reply_reader.h"
#include "tests/support/applications.h"
#include "tests/support/wire_fixture.h"

namespace assay {
namespace {

using testing::WireFixture;

using Decoded = tl::expected<Reply, Failure>;

Decoded decode(const WireFixture& fixture, std::string_view body,
               const std::function<std::size_t()>& piece_size) {
  const Dialect* const dialect = find_dialect(fixture.dialect);
  EXPECT_NE(dialect, nullptr);
  ReplyReader reader(*dialect, fixture.request_stream);
  const auto application = testing::find_application(fixture.application);
  reader.set_application(application.get());
  reader.on_head(fixture.status, fixture.headers);
  while (!body.empty()) {
    const std::string piece(body.substr(0, piece_size()));  // own memory: no reading past it
    EXPECT_TRUE(reader.on_bytes(piece, Instant{}));
    body.remove_prefix(piece.size());
  }
  return reader.finish();
}

Decoded decode_whole(const WireFixture& fixture, std::string_view body) {
  return decode(fixture, body, [&] { return body.size() + 1; });
}

void expect_failure(const Failure& failure, const Json& expected) {
  EXPECT_EQ(to_string(failure.kind), expected.at("kind").get<std::string>()) << failure.message;
  EXPECT_EQ(failure.retryable, expected.at("retryable").get<bool>());
  EXPECT_EQ(failure.http_status, expected.at("http_status").get<int>());
  EXPECT_EQ(failure.retry_after.has_value(), expected.contains("retry_after_ms"));
  if (failure.retry_after && expected.contains("retry_after_ms")) {
    EXPECT_EQ(to_milliseconds(*failure.retry_after), expected["retry_after_ms"].get<double>());
  }
  if (expected.contains("code")) {
    EXPECT_EQ(failure.code, expected["code"].get<std::string>());
  }
  if (expected.contains("message_contains")) {
    EXPECT_NE(failure.message.find(expected["message_contains"].get<std::string>()),
              std::string::npos)
        << failure.message;
  }
  EXPECT_EQ(failure.message.find_first_of("\n\r\x1b"), std::string::npos);
}

void expect_decoded(const Decoded& decoded, const WireFixture& fixture) {
  ASSERT_EQ(decoded.has_value(), fixture.expects_reply)
      << (decoded ? reply_to_json(*decoded) : decoded.error().message);
  if (!decoded) return expect_failure(decoded.error(), fixture.expected);
  const Result<Reply> expected = reply_from_json(dump_json(fixture.expected));
  ASSERT_TRUE(expected) << expected.error().message;
  EXPECT_EQ(reply_to_json(*decoded), reply_to_json(*expected));
  EXPECT_EQ(*decoded, *expected);
}

class Wire : public ::testing::TestWithParam<std::string> {
 protected:
  const WireFixture fixture = testing::load_wire_fixture(GetParam());
};

TEST_P(Wire, MeansWhatItSays) {
  expect_decoded(decode_whole(fixture, fixture.body), fixture);
}

TEST_P(Wire, MeansTheSameByteByByte) {
  expect_decoded(decode(fixture, fixture.body, [] { return 1; }), fixture);
}

TEST_P(Wire, MeansTheSameInRandomPieces) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Random random(seed);
    SCOPED_TRACE(seed);
    expect_decoded(decode(fixture, fixture.body, [&] { return 1 + random.below(60); }), fixture);
  }
}

TEST_P(Wire, CutAnywhereIsNoSuccessUntilItIsComplete) {
  if (!fixture.expects_reply) return;  // a cut of a failure is a failure of some kind
  // There it is the transport that knows of a cut: the next test.
  if (testing::ends_with_the_response(fixture.application)) return;
  if (fixture.dialect == "exec" && !fixture.body.starts_with('{')) return;  // nor of a text
  const Decoded whole = decode_whole(fixture, fixture.body);
  ASSERT_TRUE(whole);
  for (std::size_t cut = 0; cut < fixture.body.size(); ++cut) {
    SCOPED_TRACE(cut);
    const Decoded decoded = decode_whole(fixture, fixture.body.substr(0, cut));
    if (decoded) {  // only what follows the answer was cut: usage, [DONE], line ends
      ASSERT_EQ(decoded->answer, whole->answer);
      ASSERT_EQ(decoded->reasoning, whole->reasoning);
      ASSERT_EQ(decoded->tool_calls, whole->tool_calls);
      ASSERT_EQ(decoded->native_finish_reason, whole->native_finish_reason);
    } else {
      ASSERT_TRUE(decoded.error().retryable) << decoded.error().message;
    }
  }
}

TEST_P(Wire, ALostConnectionIsAFailureUnlessTheReplyIsWhole) {
  // Of a program's text the transport knows whether it is whole: a failure of it has no bytes.
  if (fixture.dialect == "exec" && !fixture.body.starts_with('{')) return;
  Failure lost;
  lost.kind = FailureKind::connect;
  lost.retryable = true;
  const Dialect& dialect = *find_dialect(fixture.dialect);
  for (std::size_t cut = 0; cut <= fixture.body.size(); cut += 7) {
    ReplyReader reader(dialect, fixture.request_stream);
    const auto application = testing::find_application(fixture.application);
    reader.set_application(application.get());
    reader.on_head(fixture.status, fixture.headers);
    reader.on_bytes(std::string_view(fixture.body).substr(0, cut), Instant{});
    const bool complete = reader.complete();
    const Decoded decoded = reader.finish(lost);
    if (decoded) {
      EXPECT_TRUE(fixture.expects_reply);
      EXPECT_FALSE(testing::ends_with_the_response(fixture.application) && !complete);
    } else if (complete && fixture.expects_reply) {
      ADD_FAILURE() << "a complete stream was lost at " << cut;
    }
  }
}

std::string name_of(const ::testing::TestParamInfo<std::string>& each) {
  return std::filesystem::path(each.param).stem().string();
}

INSTANTIATE_TEST_SUITE_P(OpenAiChat, Wire,
                         ::testing::ValuesIn(testing::wire_fixtures("openai_chat")), name_of);
INSTANTIATE_TEST_SUITE_P(OpenAiResponses, Wire,
                         ::testing::ValuesIn(testing::wire_fixtures("openai_responses")), name_of);
INSTANTIATE_TEST_SUITE_P(AnthropicMessages, Wire,
                         ::testing::ValuesIn(testing::wire_fixtures("anthropic_messages")),
                         name_of);
INSTANTIATE_TEST_SUITE_P(ModelsLabNative, Wire,
                         ::testing::ValuesIn(testing::wire_fixtures("modelslab_native")), name_of);
INSTANTIATE_TEST_SUITE_P(OpenAiEmbeddings, Wire,
                         ::testing::ValuesIn(testing::wire_fixtures("openai_embeddings")), name_of);
INSTANTIATE_TEST_SUITE_P(Gemini, Wire, ::testing::ValuesIn(testing::wire_fixtures("gemini")),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Http, Wire, ::testing::ValuesIn(testing::wire_fixtures("http")), name_of);
INSTANTIATE_TEST_SUITE_P(Exec, Wire, ::testing::ValuesIn(testing::wire_fixtures("exec")), name_of);

}  // namespace
}  // namespace assay
