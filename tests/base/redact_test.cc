#include "harness/base/redact.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <rapidcheck.h>

#include <string>

namespace assay {
namespace {

constexpr const char* kSecret = "sk-Abc/123+xyz\"=~";

class Redact : public ::testing::Test {
 protected:
  void SetUp() override {
    forget_secrets();
    register_secret("LAB_KEY", kSecret);
  }
  void TearDown() override { forget_secrets(); }
};

std::string base64(const std::string& bytes) {
  std::string text(bytes.size() * 2 + 8, '\0');
  text.resize(static_cast<std::size_t>(
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()),
                      static_cast<int>(bytes.size()))));
  return text;
}

TEST_F(Redact, HidesTheValueWhereverItStands) {
  EXPECT_EQ(redact(std::string("Bearer ") + kSecret + "!"), "Bearer [REDACTED:LAB_KEY]!");
  EXPECT_TRUE(contains_secret(std::string("x") + kSecret));
  EXPECT_EQ(redact("nothing here"), "nothing here");
}

TEST_F(Redact, HidesUrlEncodedAndJsonForms) {
  EXPECT_EQ(redact("?key=sk-Abc%2F123%2Bxyz%22%3D~"), "?key=[REDACTED:LAB_KEY]");
  EXPECT_EQ(redact("?key=sk-Abc%2f123%2bxyz%22%3d~"), "?key=[REDACTED:LAB_KEY]");
  EXPECT_EQ(redact(R"({"k":"sk-Abc\/123+xyz\"=~"})"), R"({"k":"[REDACTED:LAB_KEY]"})");
}

TEST_F(Redact, HidesBase64WhateverStandsBeforeAndAfterIt) {
  rc::check([](const std::string& before, const std::string& after) {
    RC_ASSERT(contains_secret(base64(before + kSecret + after)));
  });
}

TEST_F(Redact, ShortSecretsAreLeftAlone) {
  register_secret("SHORT", "abc");
  EXPECT_EQ(redact("abcdef"), "abcdef");
}

}  // namespace
}  // namespace assay
