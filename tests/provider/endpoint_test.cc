#include "harness/provider/endpoint.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

struct EndpointRow {
  const char* base_url;
  const char* meant;  // nullptr: as it should be
};

const EndpointRow kRows[] = {
    {"https://x.test/v1", nullptr},
    {"https://x.test", nullptr},
    {"https://messages.test/v1", nullptr},
    {"https://x.test/openai?api-version=1", nullptr},
    {"https://x.test/v1/chat/completions", "https://x.test/v1"},
    {"https://x.test/v1/chat/completions/", "https://x.test/v1"},
    {"https://x.test/v1/Chat/Completions", "https://x.test/v1"},
    {"https://x.test/d/chat/completions?api-version=1", "https://x.test/d?api-version=1"},
    {"https://x.test/v1/completions", "https://x.test/v1"},
    {"https://x.test/v1/messages", "https://x.test/v1"},
    {"https://x.test/v1/responses", "https://x.test/v1"},
    {"https://x.test/v1beta", nullptr},
    {"https://x.test/v1beta/models/m-1:generateContent", "https://x.test/v1beta"},
    {"https://x.test/v1beta/models/m-1:streamGenerateContent?alt=sse",
     "https://x.test/v1beta?alt=sse"},
    {"https://x.test/models/m:countTokens", "https://x.test"},
};

TEST(EndpointSlip, NamesTheBaseThatWasMeant) {
  for (const EndpointRow& row : kRows) {
    SCOPED_TRACE(row.base_url);
    const std::optional<EndpointSlip> slip = endpoint_slip(row.base_url);
    ASSERT_EQ(slip.has_value(), row.meant != nullptr);
    if (slip) {
      EXPECT_EQ(slip->base_url, row.meant);
    }
  }
}

Failure not_found() {
  Failure failure;
  failure.kind = FailureKind::not_found;
  failure.http_status = 404;
  failure.message = "HTTP 404: no body";
  return failure;
}

TEST(NameEndpoint, SaysWhatWasAskedAndWhatMayBeWrong) {
  Provider provider;
  provider.base_url = "https://user:word@x.test/openai?api-version=1";
  Failure failure = not_found();
  name_endpoint(failure, asked_url(provider, "/chat/completions"));
  EXPECT_EQ(failure.message,
            "HTTP 404: no body (asked https://x.test/openai/chat/completions; does base_url lack a "
            "/v1 at its end?)");

  provider.base_url = "https://x.test/v1";
  failure = not_found();
  name_endpoint(failure, asked_url(provider, "/chat/completions"));
  EXPECT_EQ(failure.message, "HTTP 404: no body (asked https://x.test/v1/chat/completions)");
}

TEST(NameEndpoint, KeepsAPrivateBaseToItself) {
  Provider provider;
  provider.base_url = "https://inside.test";
  provider.base_url_is_private = true;
  EXPECT_EQ(asked_url(provider, "/chat/completions"), "{base_url}/chat/completions");
}

TEST(NameEndpoint, LeavesOtherFailuresAlone) {
  Failure failure;
  failure.kind = FailureKind::auth;
  failure.http_status = 401;
  failure.message = "HTTP 401";
  name_endpoint(failure, "https://x.test/chat/completions");
  EXPECT_EQ(failure.message, "HTTP 401");
}

}  // namespace
}  // namespace assay
