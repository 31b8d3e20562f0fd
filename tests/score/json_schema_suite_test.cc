// The test suite of the JSON Schema organisation (Debian's package
// json-schema-test-suite), with its optional part: every test is decided as it
// says, or its schema is refused for one of the reasons below.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "harness/score/json_schema.h"

namespace assay::testing {
namespace {

namespace fs = std::filesystem;

// Where the package is installed, or where scripts/install-deps unpacked it.
fs::path suite_folder() {
  const fs::path installed = "/usr/share/json-schema-test-suite/tests";
  return fs::exists(installed)
             ? installed
             : fs::path(ASSAY_SOURCE_DIR) / "build/deps" / installed.relative_path();
}

// So many tests at most are refused for it; they can become fewer.
struct Reason {
  std::string_view part_of_message;
  int draft6;
  int draft7;
};
constexpr Reason kReasons[] = {
    {"leaves this document", 19, 19},    // nothing is fetched
    {"is not a keyword", 6, 6},          // $ref to a part under a name of one's own
    {"beside '$ref' is ignored", 3, 3},  // the author means both
    {"'contentMediaType' is not", 0, 7},
    {"format 'hostname'", 5, 5},
    {"format 'idn-hostname'", 0, 4},
    {"format 'idn-email'", 0, 2},
    {"format 'iri'", 0, 9},
    {"format 'iri-reference'", 0, 7},
    {"format 'regex'", 1, 3},
    {"format 'uri-template'", 4, 4},
};
constexpr int kDecided6 = 466;
constexpr int kDecided7 = 497;

struct Account {
  int decided = 0;
  std::vector<int> refused = std::vector<int>(std::size(kReasons));
};

Json read_json(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return parse_json(text.str()).value();
}

void refuse(const std::string& message, std::size_t tests, Account& account) {
  for (std::size_t i = 0; i < std::size(kReasons); ++i) {
    if (message.find(kReasons[i].part_of_message) == std::string::npos) continue;
    account.refused[i] += static_cast<int>(tests);
    return;
  }
  ADD_FAILURE() << "refused for a reason that is not in the table: " << message;
}

void run_group(const Json& group, Account& account) {
  const Result<JsonSchema> schema = JsonSchema::compile(group["schema"]);
  if (!schema) {
    refuse(schema.error().message, group["tests"].size(), account);
    return;
  }
  for (const Json& test : group["tests"]) {
    const JsonSchema::Verdict verdict = schema->check(test["data"]);
    const auto right = test["valid"].get<bool>() ? JsonSchema::Verdict::Kind::valid
                                                 : JsonSchema::Verdict::Kind::invalid;
    EXPECT_EQ(verdict.kind, right)
        << group["description"] << ", " << test["description"] << ": " << verdict.reason;
    account.decided += verdict.kind == right ? 1 : 0;
  }
}

Account run_draft(const char* draft) {
  Account account;
  for (const fs::directory_entry& entry :
       fs::recursive_directory_iterator(suite_folder() / draft)) {
    if (entry.path().extension() != ".json") continue;
    SCOPED_TRACE(entry.path().string());
    for (const Json& group : read_json(entry.path())) run_group(group, account);
  }
  return account;
}

void expect_account(const Account& account, int decided, int Reason::*most) {
  EXPECT_GE(account.decided, decided);
  for (std::size_t i = 0; i < std::size(kReasons); ++i) {
    EXPECT_LE(account.refused[i], kReasons[i].*most) << kReasons[i].part_of_message;
  }
}

class JsonSchemaSuite : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(suite_folder()))
      GTEST_SKIP() << "the package json-schema-test-suite is not installed";
  }
};

TEST_F(JsonSchemaSuite, Draft6) {
  expect_account(run_draft("draft6"), kDecided6, &Reason::draft6);
}

TEST_F(JsonSchemaSuite, Draft7) {
  expect_account(run_draft("draft7"), kDecided7, &Reason::draft7);
}

}  // namespace
}  // namespace assay::testing
