#include "harness/base/redact.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/secret_finder.h"

namespace assay {
namespace {

const std::string kSecret = "sk-Abc/123+xyz\"=~";

class Redact : public ::testing::Test {
 protected:
  void SetUp() override {
    forget_secrets();
    ASSERT_TRUE(register_secret("LAB_KEY", kSecret));
  }
  void TearDown() override { forget_secrets(); }
};

std::string base64(const std::string& bytes) {
  std::string text(bytes.size() * 2 + 8, '\0');
  text.resize(static_cast<std::size_t>(EVP_EncodeBlock(
      reinterpret_cast<unsigned char*>(text.data()),
      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()))));
  return text;
}

std::string base64_of_addresses(const std::string& bytes) {
  std::string text = base64(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

// Each byte of `text` as `spell` has it.
template <class Spell>
std::string spelt(const std::string& text, const Spell& spell) {
  std::string all;
  for (const char c : text) all += spell(static_cast<unsigned char>(c));
  return all;
}

// How one byte may be written by somebody, and what that is called.
std::string spelt_by(int way, unsigned char c) {
  switch (way) {
    case 0:
      return std::string(1, static_cast<char>(c));
    case 1:
      return fmt::format("\\u{:04x}", c);
    case 2:
      return fmt::format("\\u{:04X}", c);
    case 3:
      return fmt::format("\\x{:02x}", c);
    case 4:
      return fmt::format("%{:02x}", c);
    case 5:
      return fmt::format("%{:02X}", c);
    case 6:
      return fmt::format("&#{};", c);
    case 7:
      return fmt::format("&#{:07};", c);
    case 8:
      return fmt::format("&#x{:x};", c);
    case 9:
      return fmt::format("&#X{:X};", c);
    case 10:
      return fmt::format("%25{:02x}", c);  // in an address in an address
    case 11:
      return fmt::format("\\\\u{:04x}", c);  // JSON in JSON
    case 12:
      return fmt::format("&amp;#{};", c);  // a page in a page
    default:
      return fmt::format("\\u0026#x{:02x};", c);  // a page in JSON
  }
}
constexpr int kWays = 14;

TEST_F(Redact, HidesTheValueWhereverItStands) {
  EXPECT_EQ(redact("Bearer " + kSecret + "!"), "Bearer [REDACTED:LAB_KEY]!");
  EXPECT_EQ(redact(kSecret + kSecret), "[REDACTED:LAB_KEY][REDACTED:LAB_KEY]");
  EXPECT_TRUE(contains_secret("x" + kSecret));
  EXPECT_EQ(redact("nothing here"), "nothing here");
  EXPECT_EQ(redact(""), "");
  EXPECT_FALSE(contains_secret("nothing here"));
}

TEST_F(Redact, HidesUrlEncodedAndJsonForms) {
  EXPECT_EQ(redact("?key=sk-Abc%2F123%2Bxyz%22%3D~"), "?key=[REDACTED:LAB_KEY]");
  EXPECT_EQ(redact("?key=sk-Abc%2f123%2bxyz%22%3d~"), "?key=[REDACTED:LAB_KEY]");
  EXPECT_EQ(redact(R"({"k":"sk-Abc\/123+xyz\"=~"})"), R"({"k":"[REDACTED:LAB_KEY]"})");
  EXPECT_EQ(redact(R"({"k":"sk-Abc\\\/123+xyz\\\"=~"})"), R"({"k":"[REDACTED:LAB_KEY]"})");
}

TEST_F(Redact, HidesNamedEntities) {
  EXPECT_EQ(redact("<b>sk-Abc&sol;123&plus;xyz&quot;&equals;~</b>"), "<b>[REDACTED:LAB_KEY]</b>");
  EXPECT_EQ(redact("sk-Abc&sol;123+xyz&QUOT;=~ &unknown; &"), "[REDACTED:LAB_KEY] &unknown; &");
  EXPECT_EQ(redact("&#115k-Abc/123+xyz\"=~"), "[REDACTED:LAB_KEY]");  // browsers want no ';'
}

TEST_F(Redact, HidesEveryCharacterInEveryWay) {
  EXPECT_TRUE(rc::check([] {
    const auto ways =
        *rc::gen::container<std::vector<int>>(kSecret.size(), rc::gen::inRange(0, kWays));
    std::size_t at = 0;
    const std::string mixed =
        spelt(kSecret, [&](unsigned char c) { return spelt_by(ways[at++], c); });
    RC_ASSERT(redact("<" + mixed + ">") == "<[REDACTED:LAB_KEY]>");
    RC_ASSERT(contains_secret(mixed));
  }));
}

TEST_F(Redact, HidesHexadecimal) {
  const std::string lower =
      spelt(kSecret, [](unsigned char c) { return fmt::format("{:02x}", c); });
  const std::string upper =
      spelt(kSecret, [](unsigned char c) { return fmt::format("{:02X}", c); });
  EXPECT_EQ(redact("0x" + lower + "00"), "0x[REDACTED:LAB_KEY]00");
  EXPECT_EQ(redact(upper), "[REDACTED:LAB_KEY]");
}

TEST_F(Redact, HidesBase64WhateverStandsBeforeAndAfterIt) {
  EXPECT_TRUE(rc::check([](const std::string& before, const std::string& after) {
    RC_ASSERT(contains_secret(base64(before + kSecret + after)));
    RC_ASSERT(contains_secret(base64_of_addresses(before + kSecret + after)));
  }));
  // As a server that echoes a header in JSON has it.
  std::string echoed;
  for (const char c : base64("user:" + kSecret)) echoed += c == '/' ? "\\/" : std::string(1, c);
  EXPECT_TRUE(contains_secret(echoed));
}

TEST_F(Redact, HidesEachOfSeveralAndAllOfThoseThatOverlap) {
  ASSERT_TRUE(register_secret("ONE", "abcdefgh"));
  ASSERT_TRUE(register_secret("TWO", "efghijkl"));
  ASSERT_TRUE(register_secret("INNER", "bcdefg"));
  EXPECT_EQ(redact("-abcdefghijkl-"), "-[REDACTED:ONE]-");
  EXPECT_EQ(redact("abcdefgh efghijkl bcdefg"), "[REDACTED:ONE] [REDACTED:TWO] [REDACTED:INNER]");
  ASSERT_TRUE(register_secret("SAME", "aaaaaa"));
  EXPECT_EQ(redact("aaaaaaaaab"), "[REDACTED:SAME]b");
}

TEST_F(Redact, HidesCharactersBeyondAscii) {
  ASSERT_TRUE(register_secret("PASSWORD", "pässwörd\xF0\x9F\x94\x91"));
  for (const char* text : {"pässwörd\xF0\x9F\x94\x91", "p\\u00e4ssw\\u00F6rd\\ud83d\\uDD11",
                           "p%C3%A4ssw%c3%b6rd%F0%9F%94%91", "p&#228;ssw&#xf6;rd&#128273;"}) {
    EXPECT_EQ(redact(text), "[REDACTED:PASSWORD]") << text;
  }
  EXPECT_EQ(redact("\\ud83d \\udd11 \\u12 \\ %4 &#; &#x; &#xD800; &#99999999;"),
            "\\ud83d \\udd11 \\u12 \\ %4 &#; &#x; &#xD800; &#99999999;");
}

// A value that looks escaped itself, in text that takes the escapes off or adds to them.
TEST_F(Redact, HidesValuesThatHaveEscapes) {
  ASSERT_TRUE(register_secret("PASSWORD", "p%40ss&amp;\\u0041-word"));
  EXPECT_EQ(redact("p%40ss&amp;\\u0041-word"), "[REDACTED:PASSWORD]");
  EXPECT_EQ(redact("p%2540ss&amp;\\\\u0041-w%6Frd"), "[REDACTED:PASSWORD]");
  EXPECT_TRUE(contains_secret(base64("user:p@ss&A-word")));  // as curl sends what an address has
}

TEST_F(Redact, AShortValueIsRefusedWithTheReason) {
  const Result<void> refused = register_secret("SHORT", "abcde");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message,
            "the value of SHORT is too short to be kept out of reports: it has 5 bytes, and what "
            "has fewer than 6 stands in ordinary text too");
  EXPECT_EQ(redact("abcdef"), "abcdef");
  EXPECT_TRUE(register_secret("LONG", "abcdef"));
  EXPECT_EQ(redact("abcdef"), "[REDACTED:LONG]");
}

// Work is counted, not timed: ten moves a byte, whatever the text repeats and however many
// secrets there are.
TEST(SecretFinder, IsLinearInTheText) {
  std::vector<Secret> secrets;
  for (int i = 0; i < 300; ++i) {
    secrets.push_back({"KEY", std::string(40, 'a') + std::to_string(i)});
    secrets.push_back({"KEY", "sk-" + std::to_string(i * 7919) + "-abcdef%25\\u0061"});
  }
  const SecretFinder finder(secrets);
  const std::pair<const char*, std::string> repeated[] = {
      {"the key", secrets[0].value},
      {"a part that many begin with", std::string(39, 'a') + "b"},
      {"one letter", "a"},
      {"an escape", "%61"},
      {"an escape of an escape", "%2525252561"},
      {"what begins an escape", "\\"},
      {"what begins another", "&#"},
      {"half a pair", "\\ud83d"},
      {"base64", base64(secrets[0].value)},
  };
  for (const auto& [name, part] : repeated) {
    std::string text;
    while (text.size() < 200'000) text += part;
    const SecretFinder::Search search = finder.find(text);
    EXPECT_LE(search.moves, 10 * text.size()) << name;
    EXPECT_LE(search.places.size(), text.size() / kShortestSecret) << name;
    EXPECT_TRUE(std::is_sorted(search.places.begin(), search.places.end(),
                               [](const auto& a, const auto& b) { return a.end < b.begin + 1; }))
        << name;
  }
}

}  // namespace
}  // namespace assay
