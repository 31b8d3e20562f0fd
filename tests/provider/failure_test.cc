#include <gtest/gtest.h>

#include "harness/base/redact.h"
#include "harness/provider/reply_reader.h"

namespace assay {
namespace {

Failure failure(int status, std::string_view body, const Headers& headers = {}) {
  return failure_from(status, headers, body, WallTime{});
}

struct StatusRow {
  int status;
  FailureKind kind;
  bool retryable;
};

// Every status of docs/protocols.md, "When to ask again", and what it does not name.
const StatusRow kStatuses[] = {
    {408, FailureKind::timeout, true},
    {409, FailureKind::overloaded, true},
    {425, FailureKind::overloaded, true},
    {429, FailureKind::rate_limited, true},
    {498, FailureKind::overloaded, true},
    {500, FailureKind::overloaded, true},
    {502, FailureKind::overloaded, true},
    {503, FailureKind::overloaded, true},
    {504, FailureKind::overloaded, true},
    {520, FailureKind::overloaded, true},
    {521, FailureKind::overloaded, true},
    {522, FailureKind::overloaded, true},
    {523, FailureKind::overloaded, true},
    {524, FailureKind::overloaded, true},
    {529, FailureKind::overloaded, true},
    {400, FailureKind::invalid_request, false},
    {401, FailureKind::auth, false},
    {402, FailureKind::quota, false},
    {403, FailureKind::auth, false},
    {404, FailureKind::not_found, false},
    {405, FailureKind::invalid_request, false},
    {413, FailureKind::invalid_request, false},
    {415, FailureKind::invalid_request, false},
    {422, FailureKind::invalid_request, false},
    {451, FailureKind::invalid_request, false},
    {501, FailureKind::overloaded, false},
    {525, FailureKind::overloaded, false},
    {302, FailureKind::bad_reply, false},
};

TEST(FailureFrom, FollowsTheRetryTable) {
  for (const StatusRow& row : kStatuses) {
    SCOPED_TRACE(row.status);
    for (const char* const body : {"", "<html></html>", "text", R"({"error":{"message":"m"}})"}) {
      const Failure got = failure(row.status, body);
      EXPECT_EQ(to_string(got.kind), to_string(row.kind));
      EXPECT_EQ(got.retryable, row.retryable);
      EXPECT_EQ(got.http_status, row.status);
      EXPECT_TRUE(got.message.starts_with("HTTP " + std::to_string(row.status))) << got.message;
    }
  }
}

struct BodyRow {
  int status;
  const char* body;
  FailureKind kind;
  bool retryable;
};

const BodyRow kBodies[] = {
    {429, R"({"error":{"type":"insufficient_quota"}})", FailureKind::quota, false},
    {429, R"({"error":{"code":"credit_balance_exhausted"}})", FailureKind::quota, false},
    {429, R"({"error":{"message":"You reached your usage limit"}})", FailureKind::quota, false},
    {429, R"({"error":{"message":"Rate limit exceeded: free-models-per-day"}})", FailureKind::quota,
     false},
    {429, R"({"error":{"message":"Rate limit exceeded: free-models-per-min"}})",
     FailureKind::rate_limited, true},
    {429, R"({"error":{"code":"slow_down","type":"rate_limit_error"}})", FailureKind::rate_limited,
     true},
    {429, R"([{"error":{"details":[{"violations":[{"quotaId":"XPerDayY"}]}]}}])",
     FailureKind::quota, false},
    {400, R"({"error":{"message":"Your spend limit is reached"}})", FailureKind::quota, false},
    {400, R"({"error":{"code":"content_filter"}})", FailureKind::invalid_request, false},
    // Errors inside a 200: the code or the words stand for a status.
    {200, R"({"error":{"code":429}})", FailureKind::rate_limited, true},
    {200, R"({"error":{"code":"503"}})", FailureKind::overloaded, true},
    {200, R"({"error":{"code":502,"message":"m"}})", FailureKind::overloaded, true},
    {200, R"({"error":{"code":401}})", FailureKind::auth, false},
    {200, R"({"error":{"code":408}})", FailureKind::timeout, true},
    {200, R"({"error":{"type":"overloaded_error"}})", FailureKind::overloaded, true},
    {200, R"({"error":{"type":"invalid_request_error","code":"rate_limit_exceeded"}})",
     FailureKind::rate_limited, true},
    {200, R"({"error":"server error"})", FailureKind::overloaded, true},
    {200, R"({"error":true,"message":"Model not found"})", FailureKind::not_found, false},
    {200, R"({"status":"error","message":"Please try again"})", FailureKind::overloaded, true},
    {200, R"({"status":"error","message":"who knows"})", FailureKind::bad_reply, false},
    {200, R"({"status":"failed","messege":"Invalid API key"})", FailureKind::auth, false},
    {200, R"({"object":"error","message":"m","type":"internal_server_error","code":3000})",
     FailureKind::overloaded, true},
    {200, R"({"nothing":"known"})", FailureKind::bad_reply, true},
    {200, R"({"error":{"message":"m","status":400}})", FailureKind::invalid_request, false},
    {200, R"({"error":{"message":"m","status_code":"503"}})", FailureKind::overloaded, true},
    {200, R"({"error":{"error":{"message":"m","code":400}}})", FailureKind::invalid_request, false},
    {200, R"({"detail":"Too many requests"})", FailureKind::rate_limited, true},
    {200, R"({"errors":[{"message":"Unauthorized"}]})", FailureKind::auth, false},
};

TEST(FailureFrom, BelievesTheBodyWhereTheStatusSaysNothing) {
  for (const BodyRow& row : kBodies) {
    SCOPED_TRACE(row.body);
    const Failure got = failure(row.status, row.body);
    EXPECT_EQ(to_string(got.kind), to_string(row.kind));
    EXPECT_EQ(got.retryable, row.retryable);
    EXPECT_FALSE(got.message.empty());
  }
}

TEST(FailureFrom, ObeysXShouldRetryExceptForQuota) {
  EXPECT_TRUE(failure(400, "", {{"x-should-retry", "true"}}).retryable);
  EXPECT_FALSE(failure(429, "", {{"X-Should-Retry", "false"}}).retryable);
  EXPECT_FALSE(
      failure(429, R"({"error":{"code":"insufficient_quota"}})", {{"x-should-retry", "true"}})
          .retryable);
}

struct TextRow {
  const char* body;
  const char* message;
  const char* code;
};

const TextRow kTexts[] = {
    {R"({"error":{"message":"m","type":"t","code":"c"}})", "HTTP 400: m", "c"},
    {R"({"error":{"message":"m","type":"t","code":null}})", "HTTP 400: m", "t"},
    {R"({"error":{"message":"m","code":400}})", "HTTP 400: m", "400"},
    {R"({"error":{"code":"c"}})", "HTTP 400: c", "c"},
    {R"({"error":"text"})", "HTTP 400: text", ""},
    {R"({"message":"m"})", "HTTP 400: m", ""},
    {R"({"messege":"m"})", "HTTP 400: m", ""},
    {R"({"detail":"m"})", "HTTP 400: m", ""},
    {R"({"detail":[{"msg":"a"},{"msg":"b"}]})", "HTTP 400: a; b", ""},
    {R"({"detail":{"message":"m"}})", "HTTP 400: m", ""},
    {R"({"errors":["a",{"message":"b"}]})", "HTTP 400: a; b", ""},
    {R"({"error":{"error":{"message":"m"}}})", "HTTP 400: m", ""},
    {R"({"message":{"prompt":["required"]}})", "HTTP 400: {\"prompt\":[\"required\"]}", ""},
    {R"([{"error":{"message":"m","status":"S"}}])", "HTTP 400: m", "S"},
    {"data: {\"error\":{\"message\":\"m\"}}\n\n", "HTTP 400: m", ""},
    {"<html><TITLE>Bad</TITLE></html>", "HTTP 400: Bad", ""},
    {"plain\ntext", "HTTP 400: plain text", ""},
    {"", "HTTP 400: no body", ""},
};

TEST(FailureFrom, FindsTheMessageInEveryEnvelope) {
  for (const TextRow& row : kTexts) {
    SCOPED_TRACE(row.body);
    const Failure got = failure(400, row.body);
    EXPECT_EQ(got.message, row.message);
    EXPECT_EQ(got.code, row.code);
  }
}

TEST(FailureFrom, NeverQuotesASecretAndNeverMuch) {
  ASSERT_TRUE(register_secret("LAB_KEY", "sk-very-secret"));
  const Failure got = failure(401, R"({"error":{"message":"Incorrect API key sk-very-secret )" +
                                       std::string(100'000, 'x') + R"("}})");
  forget_secrets();
  EXPECT_EQ(got.message.find("sk-very-secret"), std::string::npos);
  EXPECT_NE(got.message.find("[REDACTED:LAB_KEY]"), std::string::npos);
  EXPECT_LT(got.message.size(), 260u);
}

TEST(FailureKind, NamesReadBack) {
  for (int kind = 0; kind <= static_cast<int>(FailureKind::cancelled); ++kind) {
    const auto value = static_cast<FailureKind>(kind);
    EXPECT_FALSE(to_string(value).empty());
    EXPECT_EQ(failure_kind_from(to_string(value)), value);
  }
  EXPECT_FALSE(failure_kind_from("bad luck"));
}

}  // namespace
}  // namespace assay
