// The same answers judged by promptfoo itself, where it is there: interop/promptfoo_assertions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/import/promptfoo/assertion.h"
#include "tests/import/importing.h"
#include "tests/import/promptfoo_types.h"
#include "tests/support/test_files.h"

namespace assay::testing {
namespace {

const std::vector<const char*> kAssertions = {
    R"j({"type":"equals","value":"Paris"})j",
    R"j({"type":"equals","value":5})j",
    R"j({"type":"equals","value":{"a":1}})j",
    R"j({"type":"contains","value":"Paris"})j",
    R"j({"type":"contains","value":" "})j",
    R"j({"type":"icontains","value":"PARIS"})j",
    R"j({"type":"contains-any","value":"Paris, \"a,b\""})j",
    R"j({"type":"contains-all","value":["a","b"]})j",
    R"j({"type":"icontains-any","value":["paris","lyon"]})j",
    R"j({"type":"icontains-all","value":"A,B"})j",
    R"j({"type":"starts-with","value":"Paris"})j",
    R"j({"type":"regex","value":"^Paris$"})j",
    R"j({"type":"regex","value":"\\bparis|\\d+\\s"})j",
    R"j({"type":"regex","value":"^(?!.*sorry).*$"})j",
    R"j({"type":"regex","value":"(.)\\1"})j",
    R"j({"type":"regex","value":"^[^\\d\\s]+$"})j",
    R"j({"type":"regex","value":"a.b"})j",
    R"j({"type":"word-count","value":2})j",
    R"j({"type":"word-count","value":{"min":1,"max":3}})j",
    R"j({"type":"is-json"})j",
    R"j({"type":"is-json","value":{"type":"object","required":["a"],"properties":{"a":{"type":"number"}}}})j",
    R"j({"type":"is-json","value":"type: object\nrequired: [a]"})j",
    R"j({"type":"is-xml"})j",
    R"j({"type":"is-xml","value":["a.b"]})j",
    R"j({"type":"contains-xml"})j",
    R"j({"type":"is-html"})j",
    R"j({"type":"contains-html"})j",
    R"j({"type":"javascript","value":"output.length > 4 && output.includes('a')"})j",
    R"j({"type":"javascript","value":"JSON.parse(output).a === 1"})j",
    R"j({"type":"javascript","value":"const r = JSON.parse(output);\nreturn Array.isArray(r.a) || r.a > 0 === true;"})j",
    R"j({"type":"javascript","value":"(output.match(/a/g) || []).length <= 2"})j",
    R"j({"type":"javascript","value":"output.trim().split(/\\s+/).length >= 2"})j",
    R"j({"type":"javascript","value":"const a = 1;\na === 1;"})j",
};

const std::vector<const char*> kAnswers = {
    "",
    " ",
    "Paris",
    "Paris\n",
    " Paris",
    "paris",
    "In PARIS.",
    "5",
    "a,b",
    "b a",
    "ab",
    "a\nb",
    "a\rb",
    "so sorry",
    "aa bb",
    "one two three",
    "one two three four",
    "{\"a\":1}",
    " {\"a\": 1} ",
    "{\"a\":\"x\"}",
    "{\"b\":1}",
    "[1]",
    "null",
    "{bad",
    "```json\n{\"a\":1}\n```",
    "so: {\"a\":1}.",
    "<a><b/></a>",
    "<a><b></a>",
    "text <a>1</a>",
    "<p>hi</p>",
    "hi <b>you</b>",
    "\xC2\xA0Paris",
    "caf\xC3\xA9",
    "1\xC2\xA0",
    "banana",
};

TEST(PromptfooPeer, DecidesAlike) {
  const char* peer = std::getenv("ASSAY_PROMPTFOO");
  const char* node = std::getenv("ASSAY_NODE");
  if (peer == nullptr || node == nullptr ||
      !std::filesystem::exists(std::filesystem::path(peer) / "node_modules" / "promptfoo"))
    GTEST_SKIP() << "promptfoo is not there: scripts/install-deps peers brings it";
  Json cases = Json::array();
  std::vector<Verdict> verdicts;
  AssertionScope scope;
  scope.faithful = true;
  for (const char* written : kAssertions) {
    for (const bool inverse : {false, true}) {
      Json assertion = Json::parse(written);
      if (inverse) assertion["type"] = "not-" + assertion["type"].get<std::string>();
      const ImportedAssertion imported = import_assertion(assertion, scope);
      if (imported.outcome != ImportOutcome::native) continue;
      for (const char* answer : kAnswers) {
        cases.push_back({{"assertion", assertion}, {"answer", answer}});
        verdicts.push_back(judge_imported(imported.expectations, answer));
      }
    }
  }
  ASSERT_GT(verdicts.size(), 1500u);
  const TemporaryFolder folder;
  write_text(folder / "cases.json", dump_json(cases));
  const std::string command = "cd '" + std::string(peer) + "' && PROMPTFOO_DISABLE_TELEMETRY=1 " +
                              "PROMPTFOO_DISABLE_UPDATE=1 '" + node + "' verdicts.mjs '" +
                              (folder / "cases.json").string() + "' '" +
                              (folder / "verdicts.json").string() + "'";
  ASSERT_EQ(std::system(command.c_str()), 0);
  const Json theirs = Json::parse(read_text(folder / "verdicts.json"));
  ASSERT_EQ(theirs.size(), verdicts.size());
  EXPECT_THAT(
      Json::parse(read_text(folder / "verdicts.json.types")).get<std::vector<std::string>>(),
      ::testing::UnorderedElementsAreArray(kPromptfooTypes));
  int different = 0;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    const bool passes = theirs[i] == Json(true);
    if (passes == (verdicts[i] == Verdict::pass)) continue;
    if (++different <= 20) {
      ADD_FAILURE() << dump_json(cases[i]) << "\npromptfoo says " << dump_json(theirs[i])
                    << ", assay " << to_string(verdicts[i]);
    }
  }
  EXPECT_EQ(different, 0) << "of " << verdicts.size();
}

}  // namespace
}  // namespace assay::testing
