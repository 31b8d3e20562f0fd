// Small suites that multiply their text: each is refused, in words, before the product exists.
#include <gtest/gtest.h>

#include <functional>

#include "harness/suite/load.h"
#include "tests/suite/test_shapes.h"
#include "tests/support/test_files.h"

namespace assay {
namespace {

using testing::TemporaryFolder;
using testing::test_options;
using testing::write_text;

const std::string kSmallHead = "suite: s\nmodels: [openai:m]\n";
const std::string kOnePrompt = "prompts: [{id: p, user: hi}]\n";
const std::string kTwoCases = "cases: [{id: a}]\n";

std::string times(std::size_t count, const std::function<std::string(std::size_t)>& part) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += part(i);
  return all;
}
std::string times(std::size_t count, const std::string& part) {
  return times(count, [&](std::size_t) { return part; });
}

// Ten items and nine sections, one in another, around `inside`.
std::string nested(const std::string& inside) {
  return kSmallHead + "prompts: [{id: p, user: \"" + times(9, "{{#a}}") + inside +
         times(9, "{{/a}}") + "\"}]\ncases: [{id: a, vars: {a: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]}}]\n";
}

struct Hostile {
  const char* name;
  std::string suite;
  std::string file;  // beside it, as data.csv
  const char* where;
  const char* what;
};

std::vector<Hostile> hostile_suites() {
  const std::string long_text(1'000'000, 'x');
  return {
      {"sections in sections", nested("x"), "", "s.yaml:4:9:",
       "a text of more than 16 MB, the most that one template may come to, which prompt 'p' needs"},
      {"sections that write nothing", nested(""), "", "s.yaml:4:9:", "more than 16 MB"},
      {"a value that many tags write",
       kSmallHead + "prompts: [{id: p, user: \"" + times(20, "{{x}}") +
           "\"}]\ncases: [{id: a, vars: {x: " + long_text + "}}]\n",
       "", "s.yaml:4:9:", "more than 16 MB"},
      {"a value of the second row only",
       kSmallHead + "prompts: [{id: p, user: \"" + times(20, "{{x}}") +
           "\"}]\ncases: [{from: data.csv}]\n",
       "x\nsmall\n" + long_text + "\n", "data.csv:3:1:", "more than 16 MB"},
      {"aliases of a long text",
       kSmallHead + kOnePrompt + "cases: [{id: a, vars: {a: &a " + long_text +
           times(300, [](std::size_t i) { return ", v" + std::to_string(i) + ": *a"; }) + "}}]\n",
       "", "s.yaml:4:", "aliases, here of 1 nodes and 1000000 bytes of text, would come to 256 MB"},
      {"rows that share a long variable",
       kSmallHead + kOnePrompt + "cases: [{from: data.csv, vars: {long: " + long_text + "}}]\n",
       "x\n" + times(1000, "1\n"),
       "s.yaml:4:16:", "'vars', 'tags' and 'turns' beside 'from', in each row,"},
      {"rows that share many tags",
       kSmallHead + kOnePrompt + "cases: [{from: data.csv, tags: [" + times(50'000, "t,") +
           "t]}]\n",
       "x\n" + times(1000, "1\n"),
       "s.yaml:4:16:", "'vars', 'tags' and 'turns' beside 'from', in each row,"},
      {"cases that share many expectations",
       kSmallHead + kOnePrompt + "expect: [" + times(1500, "{contains: a}, ") +
           "{contains: a}]\ncases:\n" +
           times(1500,
                 [](std::size_t i) {
                   return "- {id: c" + std::to_string(i) + ", expect: [{contains: b}]}\n";
                 }),
       "", "s.yaml:", "the suite's 'expect' of 1501 lines, in each case,"},
      {"expectations that share a long extraction",
       kSmallHead + kOnePrompt + "extract: [" + times(1500, "{tag: a}, ") + "{tag: a}]\nexpect: [" +
           times(1500, "{contains: a}, ") + "{contains: a}]\n" + kTwoCases,
       "", "s.yaml:5:", "'extract' and 'normalise', in each of 1501 expectations,"},
      {"a file that is named again and again",
       kSmallHead + kOnePrompt + "cases:\n" + times(400, "- {from: data.csv, limit: 1}\n"),
       "x\n1\n" + long_text, "s.yaml:", "files that are named again, here 'data.csv',"},
  };
}

TEST(TextBudget, RefusesSmallSuitesWithLargeProducts) {
  for (const Hostile& hostile : hostile_suites()) {
    const TemporaryFolder folder;
    write_text(folder / "s.yaml", hostile.suite);
    if (!hostile.file.empty()) write_text(folder / "data.csv", hostile.file);
    ASSERT_LT(hostile.suite.size() + hostile.file.size(), 2'000'000U) << hostile.name;
    const Result<Suite> suite = load_suite(folder / "s.yaml", test_options());
    ASSERT_FALSE(suite) << hostile.name;
    EXPECT_EQ(suite.error().kind, ErrorKind::usage) << hostile.name;
    EXPECT_NE(suite.error().message.find(hostile.where), std::string::npos)
        << hostile.name << ": " << suite.error().message;
    EXPECT_NE(suite.error().message.find(hostile.what), std::string::npos)
        << hostile.name << ": " << suite.error().message;
    EXPECT_LE(suite.error().message.size(), 20'000U) << hostile.name;
  }
}

TEST(TextBudget, LetsLargeSuitesBe) {
  const TemporaryFolder folder;
  write_text(folder / "s.yaml",
             kSmallHead + "prompts: [{id: p, user: \"{{#a}}{{.}} {{/a}}" + std::string(2'000, 'x') +
                 "{{x}}\"}]\ncases: [{from: data.csv, vars: {a: [1, 2, 3]}, tags: [one, two]}]\n");
  write_text(folder / "data.csv", "x\n" + times(5'000, std::string(200, 'y') + "\n"));
  const Result<Suite> suite = load_suite(folder / "s.yaml", test_options());
  ASSERT_TRUE(suite) << suite.error().message;
  EXPECT_EQ(suite->cases.size(), 5'000U);
}

}  // namespace
}  // namespace assay
