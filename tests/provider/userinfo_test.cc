#include "harness/provider/userinfo.h"

#include <gtest/gtest.h>

#include "harness/base/redact.h"

namespace assay {
namespace {

struct UserinfoRow {
  const char* url;
  const char* text;
  const char* shown;  // of that text
};
const UserinfoRow kUserinfoRows[] = {
    {"http://ada:pass-word@host/v1", "ada pass-word host", "ada [REDACTED:base_url] host"},
    {"http://ada:pass:word@host", "pass:word", "[REDACTED:base_url]"},
    {"http://ada:p%40ss-word@host", "p@ss-word", "[REDACTED:base_url]"},
    {"http://ada:p%40ss-word@host",
     "Basic YWRhOnBAc3Mtd29yZA==", "Basic YWRhOn[REDACTED:base_url]A=="},
    {"ada:pass-word@proxy:3128", "pass-word", "[REDACTED:base_url]"},
    {"https://some-token@host/v1", "some-token", "[REDACTED:base_url]"},
    {"https://some-token:@host/v1", "some-token", "[REDACTED:base_url]"},
    {"http://ada@host", "ada", "ada"},  // a name
    {"http://host/a:long-path@there", "long-path", "long-path"},
    {"http://host?q=a:long-value@there", "long-value", "long-value"},
};

TEST(Userinfo, IsHiddenAndNothingElse) {
  for (const UserinfoRow& row : kUserinfoRows) {
    ASSERT_TRUE(register_userinfo("base_url", row.url)) << row.url;
    EXPECT_EQ(redact(row.text), row.shown) << row.url;
    forget_secrets();
  }
}

TEST(Userinfo, AShortPasswordIsRefused) {
  const Result<void> refused = register_userinfo("https_proxy", "http://ada:pw@host");
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().message.starts_with("the password in https_proxy: "));
}

}  // namespace
}  // namespace assay
