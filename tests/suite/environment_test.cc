#include "harness/suite/environment.h"

#include <gtest/gtest.h>

#include "harness/base/redact.h"

namespace assay {
namespace {

class ExpandEnvironment : public ::testing::Test {
 protected:
  void SetUp() override { forget_secrets(); }
  void TearDown() override { forget_secrets(); }
};

std::optional<std::string> variable(std::string_view name) {
  if (name == "TOKEN") return "secret-token";
  if (name == "HOST") return "models.example";
  if (name == "PORT") return "8080";
  if (name == "TEAM") return "qa";
  if (name == "EMPTY") return "";
  return std::nullopt;
}

TEST_F(ExpandEnvironment, HidesWhatItPutsIn) {
  EXPECT_EQ(expand_environment("Basic ${TOKEN} $5 ${EMPTY}", variable), "Basic secret-token $5 ");
  EXPECT_EQ(redact("a secret-token, a secret%2Dtoken, on models.example"),
            "a [REDACTED:TOKEN], a [REDACTED:TOKEN], on models.example");
}

TEST_F(ExpandEnvironment, RefusesWhatIsTooShortToHide) {
  for (const char* text : {"${TEAM}", "x-${TEAM}", "http://ada:${PORT}@${HOST}/v1", "${PORT}",
                           "http://${HOST}/${PORT}", "port:${PORT}"}) {
    const Result<std::string> expanded = expand_environment(text, variable);
    ASSERT_FALSE(expanded) << text;
    EXPECT_NE(expanded.error().message.find("is too short to be kept out of reports"),
              std::string::npos)
        << expanded.error().message;
    EXPECT_TRUE(expanded.error().message.ends_with("; where it is no secret, write it out"));
  }
}

TEST_F(ExpandEnvironment, ThePortOfAnAddressIsNoSecret) {
  EXPECT_EQ(expand_environment("http://127.0.0.1:${PORT}/v1", variable),
            "http://127.0.0.1:8080/v1");
  EXPECT_EQ(expand_environment("https://${HOST}:${PORT}", variable), "https://models.example:8080");
  EXPECT_EQ(redact("8080 of models.example"), "8080 of [REDACTED:HOST]");
}

}  // namespace
}  // namespace assay
