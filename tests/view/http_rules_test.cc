#include "harness/view/http_rules.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(HttpRules, OnlyLoopbackNamesWithThePortAreOurHost) {
  struct Row {
    const char* host;
    std::uint16_t port;
    bool is_own;
  };
  const Row kRows[] = {
      {"127.0.0.1:8080", 8080, true},
      {"localhost:8080", 8080, true},
      {"LocalHost:8080", 8080, true},
      {"[::1]:8080", 8080, true},
      {"localhost", 80, true},
      {"localhost", 8080, false},
      {"127.0.0.1:80", 8080, false},
      {"127.0.0.1:08080", 8080, false},
      {"127.0.0.2:8080", 8080, false},
      {"localhost.attacker.example:8080", 8080, false},
      {"attacker.example:8080", 8080, false},
      {"localhost:8080@attacker.example", 8080, false},
      {"localhost.:8080", 8080, false},
      {"", 8080, false},
      {"", 80, false},
  };
  for (const Row& row : kRows) EXPECT_EQ(is_own_host(row.host, row.port), row.is_own) << row.host;
}

TEST(HttpRules, OnlyPagesOfOurHostAreOurOrigin) {
  struct Row {
    const char* origin;
    bool is_own;
  };
  const Row kRows[] = {
      {"http://127.0.0.1:8080", true},
      {"http://localhost:8080", true},
      {"http://127.0.0.1:8081", false},  // another server on this machine
      {"https://127.0.0.1:8080", false},
      {"http://127.0.0.1:8080/", false},
      {"http://attacker.example", false},
      {"http://127.0.0.1:8080.attacker.example", false},
      {"http://attacker.example@127.0.0.1:8080", false},
      {"null", false},  // of a sandboxed frame, whoever made it
      {"", false},
      {"127.0.0.1:8080", false},
  };
  for (const Row& row : kRows) EXPECT_EQ(is_own_origin(row.origin, 8080), row.is_own) << row.origin;
}

TEST(HttpRules, FormsAreNoJson) {
  for (const char* type : {"application/json", "Application/JSON; charset=utf-8"})
    EXPECT_TRUE(is_json(type)) << type;
  for (const char* type :
       {"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
        "text/plain; application/json", "application/jsonx"})
    EXPECT_FALSE(is_json(type)) << type;
}

TEST(HttpRules, DeflateIsSentToWhoeverTakesIt) {
  struct Row {
    const char* header;
    bool accepts;
  };
  const Row kRows[] = {
      {"gzip, deflate, br", true},
      {"Deflate", true},
      {"gzip;q=1.0, deflate;q=0.5", true},
      {"deflate; q=0.001", true},
      {"deflate;q=0", false},
      {"deflate; Q=0.000 ", false},
      {"gzip, br", false},
      {"xdeflate, deflatex", false},
      {"identity", false},
      {"", false},
  };
  for (const Row& row : kRows) EXPECT_EQ(accepts_deflate(row.header), row.accepts) << row.header;
}

}  // namespace
}  // namespace assay
