#include "harness/score/number.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "harness/base/text.h"
#include "tests/score/judging.h"

namespace assay::testing {
namespace {

using enum Judged;

TEST(Number, ReadsNumbersAsPeopleWriteThem) {
  struct Row {
    std::string_view text;
    std::optional<double> last;
  };
  const Row rows[] = {
      {"18", 18},
      {"A: 42 eggs", 42},
      {"The answer is 18.", 18},
      {"$1,234.50", 1234.5},
      {"it costs \\$1,234", 1234},
      {"1,234,567", 1234567},
      {"1 234", 1234},
      {"1\xC2\xA0\x32\x33\x34 km", 1234},
      {"12\xE2\x80\xAF\x33\x34\x35", 12345},
      {"1{,}234", 1234},
      {"1,\\!234", 1234},
      {"1,23", 23},  // not a group of three: two numbers
      {"1,2345", 2345},
      {"2024 100", 100},  // no group follows four digits
      {"in 3 100-metre runs", 100},
      {"-3", -3},
      {"\xE2\x88\x92\x33", -3},  // U+2212
      {"+3", 3},
      {"-$3.50", -3.5},
      {"$-3.50", -3.5},
      {"16-3", 3},  // an operator
      {"16 - 3", 3},
      {"(16)-3", 3},
      {"x=-3", -3},
      {"3/4", 0.75},
      {"2 1/2", 2.5},
      {"-2 1/2", -2.5},
      {"1/2/2024", 2024},  // a date
      {"1/0", 0},          // no fraction, two numbers
      {"\\frac{3}{4}", 0.75},
      {"-\\dfrac{3}{4}", -0.75},
      {"1\\frac{1}{2}", 1.5},
      {"5\\times3", 3},
      {"1e3", 1000},
      {"2.5E-3", 0.0025},
      {"1e", 1},
      {"1e999", std::nullopt},
      {"50%", 50},
      {".5", 0.5},
      {"-.5", -0.5},
      {"Rs.500", 500},
      {"10.00", 10},
      {"1.2.3", std::nullopt},  // a version
      {"GPT4", std::nullopt},   // a name
      {"x_1", std::nullopt},
      {"42km", 42},
      {"the 18th", 18},
      {"\xE7\xAD\x94\xE6\xA1\x88\xE6\x98\xAF"
       "18",
       18},
      {"<<16-3=13>>13 left", 13},
      {"3\nand none here", 3},
      {"eighteen", std::nullopt},
      {"", std::nullopt},
      {"-", std::nullopt},
  };
  for (const Row& row : rows) EXPECT_EQ(last_number(row.text), row.last) << row.text;
}

TEST(Number, FirstAndLastDiffer) {
  EXPECT_EQ(first_number("from 3 to 5"), 3);
  EXPECT_EQ(last_number("from 3 to 5"), 5);
  EXPECT_EQ(first_number("v2 has 7 parts"), 7);
}

TEST(Number, FindsTheLastCompleteBox) {
  EXPECT_EQ(last_boxed("\\boxed{1} then \\boxed{2}"), "2");
  EXPECT_EQ(last_boxed("\\boxed{\\frac{1}{2}}"), "\\frac{1}{2}");
  EXPECT_EQ(last_boxed("\\boxed{1} and cut \\boxed{2"), "1");
  EXPECT_EQ(last_boxed("boxed{1}"), std::nullopt);
  std::string openings;
  for (int i = 0; i < 200'000; ++i) openings += "\\boxed{";
  EXPECT_EQ(last_boxed(openings), std::nullopt);
}

TEST(Number, ComparesWhatWasExtracted) {
  expect_rows({
      {"number", R"({"equals":18})", "She makes $18.", pass},
      {"number", R"({"equals":"18"})", "18.0", pass},
      {"number", R"({"equals":"1,234"})", "$1234", pass},
      {"number", R"({"equals":"so 3 * 6 = 18\n#### 18"})", "18", pass},
      {"number", R"({"equals":18})", "19", fail},
      {"number", R"({"equals":18})", "no idea", fail},
      {"number", R"({"equals":18})", "", fail},
      {"number", R"({"equals":"none"})", "18", refused},
      {"number", R"({"equals":0.1})", "0.30000000000000004 - 0.2 = 0.10000000000000003", pass},
      {"number", R"({"equals":1000000000000})", "1000000000001", pass},  // relative
      {"number", R"({"equals":3.14,"tolerance":0.01})", "3.1415", pass},
      {"number", R"({"equals":3.14,"tolerance":0})", "3.1415", fail},
      {"number", R"({"equals":3,"tolerance":-1})", "3", refused},
      {"number", R"({"tolerance":1,"at_least":1})", "3", refused},
      {"number", R"({"equals":3,"extract":"first"})", "3 of 5", pass},
      {"number", R"({"equals":0.5,"extract":"boxed"})", "so \\boxed{\\frac{1}{2}} of 7", pass},
      {"number", R"({"equals":5,"extract":"boxed"})", "5", fail},
      {"number", R"j({"equals":5,"extract":"A: (\\S+)"})j", "A: 5 and 6", pass},
      {"number", R"({"equals":5,"extract":"A: \\d+"})", "A: 5 and 6", pass},
      {"number", R"j({"equals":5,"extract":"B: (\\d+)"})j", "A: 5", fail},
      {"number", R"j({"equals":5,"extract":"A: (\\w+)"})j", "A: five", fail},
      {"number", R"({"equals":5,"extract":"("})", "5", refused},
      {"number", R"({"at_least":1,"at_most":10})", "7", pass},
      {"number", R"({"at_least":1,"at_most":10})", "11", fail},
      {"number", R"({})", "11", refused},
  });
}

TEST(Number, SurvivesHostileText) {
  const std::string digits(1'000'000, '9');
  EXPECT_EQ(last_number(digits), std::nullopt);
  std::string commas;
  for (int i = 0; i < 100'000; ++i) commas += "1,";
  EXPECT_EQ(last_number(commas), 1);
  std::string groups = "1";
  for (int i = 0; i < 100'000; ++i) groups += ",000";
  EXPECT_EQ(last_number(groups), std::nullopt);
  EXPECT_EQ(last_number(std::string(100'000, '/') + std::string(100'000, '.')), std::nullopt);
}

RC_GTEST_PROP(Number, ReadsBackWhatIsPrinted, ()) {
  const double written =
      *rc::gen::map(rc::gen::inRange(-1'000'000, 1'000'000), [](int n) { return n / 64.0; });
  RC_ASSERT(last_number("A: " + format_number(written) + ".") == written);
}

}  // namespace
}  // namespace assay::testing
