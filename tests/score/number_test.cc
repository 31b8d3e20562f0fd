#include "harness/score/number.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "harness/base/text.h"
#include "tests/score/judging.h"

namespace assay::testing {
namespace {

using enum Judged;

// The tokens of a text: "5 | ? | 15", where ? is one that cannot be read.
std::string tokens_of(std::string_view text, std::string_view locale = "en") {
  NumberScanner scanner(text, *find_locale(locale));
  std::string shown;
  while (const std::optional<NumberToken> token = scanner.next()) {
    if (!shown.empty()) shown += " | ";
    shown += token->trouble.empty() ? format_number(token->value) : "?";
  }
  return shown;
}

struct TokenRow {
  std::string_view text;
  std::string_view tokens;
  std::string_view locale = "en";
};

void expect_tokens(std::span<const TokenRow> rows) {
  for (const TokenRow& row : rows) {
    EXPECT_EQ(tokens_of(row.text, row.locale), row.tokens) << row.text << " in " << row.locale;
  }
}

TEST(Number, ReadsSigns) {
  expect_tokens(std::vector<TokenRow>{
      {"-3", "-3"},
      {"+3", "3"},
      {"−3", "-3"},
      {"–7", "-7"},
      {"－５", "-5"},
      {"＋５", "5"},
      {"&minus;5", "-5"},
      {"- 7", "-7"},
      {"The answer is - 7", "-7"},
      {"x = - 7", "-7"},
      {"x=-3", "-3"},
      {"\\approx -5", "-5"},
      {"**-5**", "-5"},
      {"答案是-5", "-5"},
      {"minus 7 degrees", "-7"},
      {"negative 7", "-7"},
      {"-½", "-0.5"},
      {"-\\frac12", "-0.5"},
      {"- 7\n- 8", "7 | 8"},      // bullets
      {"The answer:\n- 7", "?"},  // a bullet or a sign
      {"Total - 7", "?"},         // a dash or a sign
      {"16 - 3", "16 | 3"},       // an operator
      {"9 minus 7", "9 | 7"},
      {"16 -3", "16 | ?"},
      {"16-3", "?"},  // a difference, a range, a name
      {"3–4", "?"},
      {"50%-60%", "?"},
      {"5km-10km", "?"},
      {"(16)-3", "16 | ?"},
      {"x-3", "?"},
      {"5-", "?"},
      {"--5", "?"},
      {"+-5", "?"},
      {"- -5", "?"},
      {"—7", "?"},
      {"so it is—7", "7"},
      {"±3", "?"},
      {"\\pm 3", "?"},
      {"5-year-old", "5"},
      {"➖5", "-5"},
      {"˗5", "-5"},
      {"₋5", "-5"},
      {"⁻5", "?"},
      {"⁃5", "?"},
      {"➕5", "5"},
      {"&#8722;5", "-5"},
      {"&#x2212;5", "-5"},
      {"&ndash;5", "-5"},
      {"5 +/- 1", "5 | ?"},
      {"5+/-1", "5 | ?"},
      {"ב-5", "?"},  // Hebrew's prefixes
  });
}

// The sign is the number's, and what it stands at might change the number.
TEST(Number, ReadsNoSignApart) {
  expect_tokens(std::vector<TokenRow>{
      {"-(5)", "?"},
      {"-(3/4)", "?"},
      {"-(-3)", "?"},
      {"= -[5]", "?"},
      {"-|5|", "?"},
      {"-**5**", "?"},
      {"**-**5", "?"},
      {"-`5`", "?"},
      {"-\"5\"", "?"},
      {"-{5}", "?"},
      {"{-}5", "?"},
      {"\\text{-}5", "?"},
      {"-\\text{5}", "?"},
      {"-\\left(5\\right)", "?"},
      {"-\\boxed{5}", "?"},
      {"minus **5**", "?"},
      {"is - (5)", "?"},
      {"16 - (3)", "16 | 3"},
      {"16-(3)", "? | ?"},
      {"Answer - **42**", "42"},
      {"- **5**\n- **6**", "5 | 6"},
      {"|a|-5|", "-5"},
      {"(-5)", "-5"},
      {"\"-5\"", "-5"},
  });
}

TEST(Number, ReadsMinusInWords) {
  expect_tokens(std::vector<TokenRow>{
      {"负5", "-5"},
      {"答案是负5", "-5"},
      {"零下5度", "-5"},
      {"正负5", "?"},
      {"勝負5回", "5"},
      {"マイナス5", "-5"},
      {"минус 5", "-5"},
      {"Минус 5", "-5"},
      {"16 минус 5", "16 | 5"},
      {"moins 5", "-5"},
      {"est moins 5", "-5"},
      {"au moins 5", "5"},
      {"environ moins 5", "?"},
      {"al menos 5", "5"},
      {"más o menos 5", "?"},
      {"minus $5", "-5"},
  });
}

TEST(Number, ReadsCurrencies) {
  expect_tokens(std::vector<TokenRow>{
      {"$1,234.50", "1234.5"},
      {"\\$5", "5"},
      {"-$3.50", "-3.5"},
      {"$-3.50", "-3.5"},
      {"- $5", "-5"},
      {"$ -5", "-5"},
      {"-US$5", "-5"},
      {"-R$ 5", "-5"},
      {"–€5", "-5"},
      {"A$5", "5"},
      {"HK$5", "5"},
      {"-XQ$5", "?"},
      {"₹12,34,567", "1234567"},
      {"USD 5", "5"},
      {"-USD 5", "-5"},
      {"USD -5", "-5"},
      {"EUR5", "5"},
      {"5 USD", "5"},
      {"-5 zł", "-5"},
      {"5€", "5"},
      {"Rs.500", "500"},
      {"Rs. 500", "500"},
      {"$.50", "0.5"},
      {"$5$", "5"},
      {"($1,200)", "-1200"},
      {"loss: (€5)", "-5"},
      {"(5 USD)", "-5"},
      {"(42)", "42"},
      {"(-$5)", "-5"},
      {"5€50", "?"},
      {"she paid the rest ($5)", "?"},
      {"-US $5", "-5"},
      {"-CAD $5", "-5"},
      {"-$US5", "-5"},
      {"-USD$5", "-5"},
      {"-S/ 5", "-5"},
      {"-S/. 5", "-5"},
      {"S/5", "5"},
      {"-R 500", "-500"},
      {"-&pound;5", "-5"},
  });
}

TEST(Number, ReadsGroupsOfDigits) {
  expect_tokens(std::vector<TokenRow>{
      {"1,234,567", "1234567"},
      {"12,34,567", "1234567"},
      {"1 234 567", "1234567"},
      {"1\u00A0234 km", "1234"},
      {"12\u202F345", "12345"},
      {"10~000", "10000"},
      {"1\\,234", "1234"},
      {"1{,}234", "1234"},
      {"1,\\!234", "1234"},
      {"1_234_567", "1234567"},
      {"١٬٢٣٤", "1234"},
      {"100,200", "100200"},
      {"1.234", "1.234"},
      {"1,234", "1.234", "de"},
      {"1.234", "1234", "de"},
      {"1.234.567,89 €", "1234567.89", "de"},
      {"3,5", "3.5", "de"},
      {"3.5", "?", "de"},
      {"1 234,5", "1234.5", "fr"},
      {"1.234", "?", "fr"},
      {"1'234.5", "1234.5", "ch"},
      {"1’234", "1234", "ch"},
      {"1.234,56", "?"},
      {"1'234", "?"},
      {"1.234.567", "?"},
      {"1.2.3,4", "?"},
      {"1,23", "?"},
      {"1,2345", "?"},
      {"1,234,56", "?"},
      {"12,34", "?"},
      {"0,123", "?"},
      {"3,5", "?"},
      {"1,2,3", "?"},
      {"3~4", "?"},
      {"1, 2, 3", "1 | 2 | 3"},
      {"2024 100", "2024 | 100"},
      {"in 3 100-metre runs", "3 | 100"},
      {"1&nbsp;234", "1234"},
      {"5\t300", "5 | 300"},  // columns
      {"1,,234", "?"},
      {"1__000", "?"},
      {"1''234", "?"},
      {"1‘234", "?"},
      {"1′234", "?"},
      {"1`234", "?"},
      {"1،234", "?"},
  });
}

TEST(Number, ReadsExponents) {
  expect_tokens(std::vector<TokenRow>{
      {"1e3", "1000"},
      {"2.5E-3", "0.0025"},
      {"1e+5", "1e+05"},
      {"1e−5", "1e-05"},
      {"6.02x10^23", "6.02e+23"},
      {"6.02 × 10²³", "6.02e+23"},
      {"6.02 \\times 10^{23}", "6.02e+23"},
      {"1 \\cdot 10^{-3}", "0.001"},
      {"2*10^3", "2000"},
      {"2 * 10**3", "2000"},
      {"2×10⁻³", "0.002"},
      {"10^6", "1e+06"},
      {"10^{-3}", "0.001"},
      {"10^(−3)", "0.001"},
      {"10⁵", "1e+05"},
      {"1e", "?"},
      {"1e5e3", "?"},
      {"1e5.5", "?"},
      {"1e999", "?"},
      {"2^10", "?"},
      {"2^{10}", "?"},
      {"5²", "?"},
      {"10^6^2", "?"},
      {"2×10–3", "2 | ?"},
      {"10 ^ 6", "1e+06"},
      {"10 ** 6", "1e+06"},
      {"2.5 × 10 ^ 3", "2500"},
      {"1.5 \\times 10^ {-3}", "0.0015"},
      {"1.5 times 10^3", "1500"},
      {"5 &times; 10^3", "5000"},
      {"5 times 10 = 50", "5 | 10 | 50"},
      {"2 ^ 10", "?"},
      {"2 ** 10", "?"},
      {"2 ^ x", "?"},
      {"x ^ 2 = 5", "5"},
      {"10 ⁵", "?"},
      {"costs 10 **5**", "10 | 5"},
      {"2.5 E3", "?"},
      {"1e 6", "?"},
  });
}

TEST(Number, ReadsFractions) {
  expect_tokens(std::vector<TokenRow>{
      {"3/4", "0.75"},
      {"3⁄4", "0.75"},
      {"2 1/2", "2.5"},
      {"-2 1/2", "-2.5"},
      {"2½", "2.5"},
      {"2 ½", "2.5"},
      {"¾", "0.75"},
      {"\\frac{3}{4}", "0.75"},
      {"\\frac34", "0.75"},
      {"\\frac{ 3 }{ 4 }", "0.75"},
      {"\\boxed{\\frac{-3}{4}}", "-0.75"},
      {"-\\dfrac{3}{4}", "-0.75"},
      {"1\\frac{1}{2}", "1.5"},
      {"\\frac{1.5}{2}", "0.75"},
      {"1/0", "?"},
      {"1/2/3", "?"},
      {"7.5/10", "?"},
      {"3/-4", "? | ?"},
      {"\\frac{3}{0}", "?"},
      {"\\frac{\\pi}{4}", "?"},
      {"\\frac{\\sqrt{3}}{2}", "?"},
      {"\\frac345", "?"},
      {"\\frac{a}{b}", ""},
      {"2\\frac{3}{2}", "?"},
      {"1-1/2", "?"},
      {"⅟5", "?"},
      {"\\sfrac{3}{4}", "0.75"},
      {"1&frac12;", "1.5"},
      {"2 and 1/2", "?"},
      {"2 and ½", "?"},
      {"2 and \\frac{1}{2}", "?"},
      {"1/3 and 1/4", "0.3333333333333333 | 0.25"},
      {"2 and 3", "2 | 3"},
      {"3/(4)", "? | ?"},
      {"(3)/(4)", "? | ?"},
      {"3/ 4", "?"},
      {"3 /4", "?"},
      {"0.(3)", "?"},
      {"0.3(3)", "?"},
      {"1.234(5)", "?"},
      {"0.\\overline{3}", "?"},
      {"0.3\u0305", "?"},
      {"1\t1/2", "1 | 0.5"},
  });
}

TEST(Number, ReadsScripts) {
  expect_tokens(std::vector<TokenRow>{
      {"４２", "42"},
      {"٤٢", "42"},
      {"۴۲", "42"},
      {"४२", "42"},
      {"๔๒", "42"},
      {"𝟒𝟐", "42"},
      {"٣٫١٤", "3.14"},
      {"答案是18", "18"},
      {"18個", "18"},
      {"①", ""},
      {"m²", ""},
  });
}

TEST(Number, ReadsUnitsAndScales) {
  expect_tokens(std::vector<TokenRow>{
      {"50%", "50"},
      {"50 \\%", "50"},
      {"12‰", "12"},
      {"42km", "42"},
      {"50 m^2", "50"},
      {"50m2", "50"},
      {"5 km²", "5"},
      {"3 kg/m^3", "3"},
      {"9.8 m s^{-2}", "9.8"},
      {"20 °C", "20"},
      {"90^\\circ", "90"},
      {"50 \\text{ m}^2", "50"},
      {"the 18th", "18"},
      {"18^{th}", "18"},
      {"5/day", "5"},
      {"5GB", "5"},
      {"5 million", "5e+06"},
      {"1.8 Million", "1800000"},
      {"5 hundred thousand", "5e+05"},
      {"½ million", "5e+05"},
      {"5 lakh", "5e+05"},
      {"5bn", "5e+09"},
      {"5k", "5000"},
      {"$5M", "5e+06"},
      {"£2m", "2e+06"},
      {"5m", "5"},
      {"18万", "180000"},
      {"5百万", "5e+06"},
      {"5千克", "5"},
      {"5 тысяч", "5000"},
      {"5 mil", "5000", "es"},
      {"5 mil", "?"},
      {"5 billion", "?", "fr"},
      {"5M", "?"},
      {"5K", "?"},
      {"2 dozen", "?"},
      {"5 and a half", "?"},
      {"5 squared", "?"},
      {"5xyz", "?"},
      {"0x1F", "?"},
      {"3D", "?"},
      {"2x4", "?"},
      {"5h30m", "?"},
      {"2 hours 30 minutes", "?"},
      {"2 hours and 30 minutes", "?"},
      {"1 h 30 min 15 s", "?"},
      {"5 ft 10 in", "?"},
      {"5 feet and 10 people", "5 | 10"},
      {"from 2 hours to 3 hours", "2 | 3"},
      {"5 million 200 thousand", "?"},
      {"2 million and 3 million", "2e+06 | 3e+06"},
  });
}

TEST(Number, ReadsNoPieceOfAnExpression) {
  expect_tokens(std::vector<TokenRow>{
      {"5 * 3 = 15", "5 | 3 | 15"},
      {"5\\times3", "5 | 3"},
      {"<<16-3=13>>13 left", "? | 13 | 13"},
      {"\\sqrt{16} = 4", "? | 4"},
      {"2\\sqrt{3}", "?"},
      {"\\sin 30", "?"},
      {"3\\pi", "?"},
      {"2π", "?"},
      {"√16", "?"},
      {"{3 \\over 4}", "? | ?"},
      {"(3+4)^2", "3 | 4 | ?"},
      {"x^2 = 5", "5"},
      {"0..5", "?"},
      {"5...7", "?"},
      {"3:4", "?"},
      {"3：4", "?"},
      {"3∶4", "?"},
      {"3·14", "?"},  // a product, or decimals
      {"5(3)", "?"},
      {"101_{2}", "?"},
      {"101₂", "?"},
      {"(101)_2", "?"},
      {"42_{10}", "42"},
      {"42₁₀", "42"},
      {"5'10\"", "?"},
      {"a/5", "?"},
  });
}

TEST(Number, PassesOverNamesAndDates) {
  expect_tokens(std::vector<TokenRow>{
      {"GPT4", ""},
      {"v1.2.3", ""},
      {"x_1", ""},
      {"x_{12}", ""},
      {"GPT-4", ""},
      {"COVID-19", ""},
      {"F-16", "?"},
      {"2024-01-02", ""},
      {"1/2/2024", ""},
      {"2.1.2024", ""},
      {"12:30", ""},
      {"12:30:59", ""},
      {"2024-01-02T10:30:00Z", ""},
      {"99:99", "?"},
      {"555-1234", "?"},
      {"+1-800-555-0199", "?"},
      {"NaN", ""},
      {"∞", ""},
      {"eighteen", ""},
      {"", ""},
      {"-", ""},
      {"#### 18", "18"},
      {"1.5.", "1.5"},
      {"_42_", "42"},
      {"~5", "5"},
      {"18!", "18"},
      // sources and indices
      {"It is 42.[1]", "42"},
      {"42[1][2]", "42"},
      {"42[1, 2]", "42"},
      {"people[^3] are 42", "42"},
      {"42【4:0†source】", "42"},
      {"a[3] = 5", "5"},
      {"[42]", "42"},
      {"the answer is [42]", "42"},
      {"\\left[5\\right]", "5"},
  });
}

TEST(Number, IsReadWholeOrNotAtAll) {
  for (std::string_view text : {"18", " 18\n", "$18.00", "18.", "18 dollars", "50 %", "5 km²"}) {
    EXPECT_TRUE(read_number(text)) << text;
  }
  for (std::string_view text : {"", " ", "18 apples", "#### 18", "3 4", "\\boxed{18}", "x=18",
                                "12:30", "2024-01-02", "nan", "18..", "1.234,56", "2x"}) {
    EXPECT_FALSE(read_number(text)) << text;
  }
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
      {"number", R"({"equals":18})", "19", fail},
      {"number", R"({"equals":18})", "no idea", fail},
      {"number", R"({"equals":18})", "", fail},
      {"number", R"({"equals":18})", " \n", fail},
      {"number", R"({"equals":18})", "18 and 2x", pass},  // a term of algebra
      {"number", R"({"equals":0.1})", "0.3 - 0.2 = 0.10000000000000003", pass},
      {"number", R"({"equals":1000000000000})", "1000000000001", pass},  // relative
      {"number", R"({"equals":3.14,"tolerance":0.01})", "3.1415", pass},
      {"number", R"({"equals":3.14,"tolerance":0})", "3.1415", fail},
      {"number", R"({"equals":3,"tolerance":-1})", "3", refused},
      {"number", R"({"tolerance":1,"at_least":1})", "3", refused},
      {"number", R"({"equals":3,"extract":"first"})", "3 of 5", pass},
      {"number", R"({"at_least":1,"at_most":10})", "7", pass},
      {"number", R"({"at_least":1,"at_most":10})", "11", fail},
      {"number", R"({"at_least":"a 1"})", "11", refused},
      {"number", R"({})", "11", refused},
  });
}

TEST(Number, JudgesNoPieceOfWhatItCannotRead) {
  expect_rows({
      {"number", R"({"equals":56})", "1.234,56", unable},
      {"number", R"({"equals":1.234})", "1.234,56", unable},
      {"number", R"({"equals":234})", "1'234", unable},
      {"number", R"({"equals":1234.56,"locale":"de"})", "Das macht 1.234,56 €.", pass},
      {"number", R"({"equals":5,"extract":"first"})", "5M, then 6", unable},
      {"number", R"({"equals":6,"extract":"first"})", "5M, then 6", unable},
      {"number", R"({"equals":6})", "5M, then 6", pass},
      {"number", R"({"equals":1,"locale":"xx"})", "1", refused},
  });
}

TEST(Number, TakesOneNumberFromABoxOrMatch) {
  expect_rows({
      {"number", R"({"equals":0.5,"extract":"boxed"})", "so \\boxed{\\frac{1}{2}} of 7", pass},
      {"number", R"({"equals":5,"extract":"boxed"})", "\\boxed{x = 5\\text{ apples}}", pass},
      {"number", R"({"equals":5,"extract":"boxed"})", "5", fail},
      {"number", R"({"equals":5,"extract":"boxed"})", "\\boxed{x}", fail},
      {"number", R"({"equals":5,"extract":"boxed"})", "it is -\\boxed{5}", unable},
      {"number", R"({"equals":3,"extract":"boxed"})", "\\boxed{2\\sqrt{3}}", unable},
      {"number", R"({"equals":4,"extract":"boxed"})", "\\boxed{3, 4}", unable},
      {"number", R"({"equals":3,"extract":"boxed"})", "\\boxed{x + 3}", unable},
      {"number", R"({"equals":3,"extract":"boxed"})", "\\boxed{2x + 3}", unable},
      {"number", R"({"equals":3,"extract":"boxed"})", "\\boxed{**3**}", pass},
      {"number", R"j({"equals":5,"extract":"A: (\\S+)"})j", "A: 5 and 6", pass},
      {"number", R"({"equals":5,"extract":"A: \\d+"})", "A: 5 and 6", pass},
      {"number", R"j({"equals":5,"extract":"B: (\\d+)"})j", "A: 5", fail},
      {"number", R"j({"equals":5,"extract":"A: (\\w+)"})j", "A: five", fail},
      {"number", R"j({"equals":1,"extract":"A: (\\d+)"})j", "A: 1,234", unable},
      {"number", R"j({"equals":1,"extract":"A: (\\d+)"})j", "A: 1.234,56", unable},
      {"number", R"j({"equals":5,"extract":"A: -(\\d+)"})j", "A: -5", unable},
      {"number", R"j({"equals":5,"extract":"A: (\\d+)"})j", "A: 5 million", unable},
      {"number", R"j({"equals":5,"extract":"\\((\\d+)\\)"})j", "A: -(5)", unable},
      {"number", R"j({"equals":3,"extract":"(\\d+)-(\\d+)"})j", "3-4", pass},
      {"number", R"j({"equals":50,"extract":"(\\d+)%"})j", "50%", pass},
      {"number", R"({"equals":5,"extract":"("})", "5", refused},
  });
}

TEST(Number, RefusesAnExpectedTextThatIsNotOneNumber) {
  expect_rows({
      {"number", R"({"equals":"so 3 * 6 = 18\n#### 18"})", "18", refused},
      {"number", R"({"equals":"none"})", "18", refused},
      {"number", R"({"equals":""})", "18", refused},
      {"number", R"({"equals":"3 4"})", "4", refused},
      {"number", R"({"equals":"1.234,56"})", "56", refused},
      {"number", R"({"equals":"1.234,56","locale":"de"})", "1.234,56", pass},
      {"number", R"({"equals":"1.234","locale":"de"})", "1234", refused},  // or 1.234?
      {"number", R"({"equals":" $1,234.50 "})", "1234.5", pass},
      {"number", R"({"equals":"50 m^2"})", "50", pass},
      {"number", R"({"equals":"6 * 3 = 18\n#### 18","equals_extract":"last"})", "18", pass},
      {"number", R"j({"equals":"#### 1,008","equals_extract":"#### (.+)"})j", "1008", pass},
      {"number", R"j({"equals":"none","equals_extract":"#### (.+)"})j", "1", refused},
      {"number", R"({"equals":"#### 1'234","equals_extract":"last"})", "234", refused},
      {"number", R"({"at_least":1,"equals_extract":"last"})", "1", refused},
  });
}

TEST(Number, SaysWhatItTookAndWhatItCouldNot) {
  EXPECT_EQ(judge_text("number", R"({"equals":42})", "6 * 7 = 42").reason,
            "3 numbers, took the last: 42");
  EXPECT_EQ(judge_text("number", R"({"equals":18})", "6 * 7 = 42").reason,
            "3 numbers, took the last: 42, not 18");
  EXPECT_EQ(judge_text("number", R"({"equals":18})", "It is 42.").reason,
            "the number is 42, not 18");
  EXPECT_EQ(judge_text("number", R"({"equals":18})", "First 5.\nThen 1'234.").reason,
            "the last of 2 numbers, '1'234' at line 2, column 6, cannot be read: a mark in it "
            "means something else by country: say which with 'locale'");
}

TEST(Number, SurvivesHostileText) {
  const std::string digits(1'000'000, '9');
  EXPECT_EQ(tokens_of(digits), "?");
  EXPECT_EQ(tokens_of("0." + digits), "1");
  for (std::string_view piece : {"1,", ",000", "-", "- ", "1-", "\\!", "\\frac{", "\\sqrt{1", "1e",
                                 "1/", "½", "(", "$", "1 ", "a", "\\text{", "^{", "1^"}) {
    std::string text = "1";
    while (text.size() < 20'000) text += piece;
    NumberScanner scanner(text);
    std::size_t end = 0;
    while (const std::optional<NumberToken> token = scanner.next()) {
      ASSERT_GE(token->begin, end);
      end = token->end;
    }
  }
}

// How one value may be written; `thousands` only of whole numbers.
std::vector<std::string> spellings(std::int64_t whole) {
  const std::string digits = std::to_string(whole < 0 ? -whole : whole);
  std::vector<std::string> plain{
      digits,       digits + ".0", digits + "e0", digits + " × 10^{0}", "\\frac{" + digits + "}{1}",
      digits + "/1"};
  for (std::string_view mark : {",", "_", " ", "\u00A0", "\u2009", "~", "{,}", "\\,", "\u066C"}) {
    std::string grouped;
    for (std::size_t i = 0; i < digits.size(); ++i) {
      if (i > 0 && (digits.size() - i) % 3 == 0) grouped += mark;
      grouped += digits[i];
    }
    plain.push_back(std::move(grouped));
  }
  for (const char32_t zero : {U'\u0660', U'\u06F0', U'\u0966', U'\uFF10'}) {
    std::string other;
    for (const char c : digits) {
      const char32_t point = zero + static_cast<char32_t>(c - '0');
      other += static_cast<char>(0xE0 | (point >> 12));
      other += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
      other += static_cast<char>(0x80 | (point & 0x3F));
      if (point < 0x800) {
        other.resize(other.size() - 3);
        other += static_cast<char>(0xC0 | (point >> 6));
        other += static_cast<char>(0x80 | (point & 0x3F));
      }
    }
    plain.push_back(std::move(other));
  }
  std::vector<std::string> written;
  for (const std::string& text : plain) {
    for (std::string_view sign :
         whole < 0 ? std::vector<std::string_view>{"-", "−", "–", "-$", "$-", "-R$ ", "EUR -"}
                   : std::vector<std::string_view>{"", "+", "$", "US$ ", "€", "CHF "}) {
      written.push_back(std::string(sign) + text);
    }
  }
  return written;
}

struct Prose {
  std::string_view before;
  std::string_view behind;
};
constexpr Prose kProse[] = {{"", ""},
                            {"The answer is ", "."},
                            {"A: ", ""},
                            {"**", "**"},
                            {"so x = ", ", done"},
                            {"答案是 ", "。"},
                            {"\\boxed{", "}"},
                            {"It costs ", " apples"},
                            {"#### ", "\n"},
                            {"first\n", "\nlast"}};

RC_GTEST_PROP(Number, ComesBackInEverySpelling, (std::int64_t any)) {
  const std::int64_t whole = any % 1'000'000'000'000;
  const std::vector<std::string> written = spellings(whole);
  const std::string& text = written[*rc::gen::inRange<std::size_t>(0, written.size())];
  const Prose& prose = kProse[*rc::gen::inRange<std::size_t>(0, std::size(kProse))];
  RC_ASSERT(tokens_of(std::string(prose.before) + text + std::string(prose.behind)) ==
            format_number(static_cast<double>(whole)));
}

RC_GTEST_PROP(Number, ReadsBackWhatIsPrinted, (double any)) {
  RC_PRE(std::isfinite(any));
  const std::string printed = format_number(any == 0 ? 0 : any);
  RC_ASSERT(tokens_of("A: " + printed + ".") == printed);
}

// Two digit groups around a joint that makes them no number: nothing comes back,
// neither the whole nor a piece.
RC_GTEST_PROP(Number, GivesNothingOutOfWhatIsNone, ()) {
  constexpr std::string_view kJoints[] = {"'",    "..",  ":",      "-", "–",  "^",
                                          ",00,", ".1.", "e1e",    "h", "_a", "'0,",
                                          "~1~",  "/0/", "\\sqrt", "²", "½"};
  const auto group = [] { return std::to_string(*rc::gen::inRange(100, 999)); };
  const std::string_view joint = kJoints[*rc::gen::inRange<std::size_t>(0, std::size(kJoints))];
  const Prose& prose = kProse[*rc::gen::inRange<std::size_t>(0, std::size(kProse))];
  const std::string text = group() + std::string(joint) + group();
  const std::string tokens =
      tokens_of(std::string(prose.before) + text + std::string(prose.behind));
  RC_ASSERT(tokens.find_first_of("0123456789") == std::string::npos);
  RC_ASSERT(!read_number(text));
}

}  // namespace
}  // namespace assay::testing
