#include "harness/base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <clocale>
#include <cmath>
#include <vector>

namespace assay {
namespace {

TEST(Text, TrimsAsciiWhiteSpaceAtBothEnds) {
  EXPECT_EQ(trim(" \t\r\n a b \n"), "a b");
  EXPECT_EQ(trim("  "), "");
}

TEST(Text, SplitsIntoAllPartsEmptyOnesToo) {
  EXPECT_EQ(split("a,,b", ',').size(), 3U);
  EXPECT_EQ(split("", ',').size(), 1U);
}

struct GlobRow {
  const char* pattern;
  const char* text;
  bool matches;
};

TEST(Text, GlobsMatchTheWholeText) {
  const GlobRow rows[] = {
      {"*", "", true},          {"a*c", "abc", true},      {"a*c", "abd", false},
      {"a?c", "abc", true},     {"a?c", "ac", false},      {"france", "france", true},
      {"fra", "france", false}, {"*an*e", "france", true}, {"**", "x", true},
      {"", "", true},           {"", "x", false},          {"a*b*c", "axxbyyc", true},
  };
  for (const GlobRow& row : rows) {
    EXPECT_EQ(glob_match(row.pattern, row.text), row.matches) << row.pattern << " on " << row.text;
  }
}

TEST(Text, ReplacesInvalidUtf8) {
  EXPECT_EQ(to_valid_utf8("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(to_valid_utf8("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // surrogate
  EXPECT_EQ(to_valid_utf8("Zürich"), "Zürich");
  EXPECT_FALSE(is_valid_utf8("\xC0\xAF"));  // overlong
}

TEST(Text, FoldsCaseBeyondAscii) {
  EXPECT_EQ(fold_case("STRASSE"), fold_case("Straße"));
  EXPECT_EQ(fold_case("ÉCOLE"), fold_case("e\xCC\x81"
                                          "cole"));  // decomposed
  EXPECT_EQ(normalise("e\xCC\x81"), "é");
}

TEST(Text, ExcerptCutsAtACodePointAndShowsIt) {
  EXPECT_EQ(excerpt("héllo", 2), "hé…");
  EXPECT_EQ(excerpt("a\nb", 10), "a b");
}

TEST(Text, ALineThatWasKeptReadsAsItself) {
  struct Row {
    const char* text;
    const char* line;
  };
  const Row rows[] = {
      {" \n a\nb \t", "a b"},
      {"\x7F\nb", "b"},  // becomes white space after it was trimmed
      {"b\x7F", "b"},
      {"\x01\x02", ""},
      {"\x7F"
       "abcdef",
       "abcd…"},
      {"abcd\x7F", "abcd"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(one_line(row.text, 4), row.line);
    EXPECT_EQ(one_line(one_line(row.text, 4), 4), row.line);
  }
}

struct TerminalRow {
  const char* text;
  const char* safe;
};

TEST(Text, NothingAModelWroteCanSteerATerminalOrACiLog) {
  const TerminalRow rows[] = {
      {"plain\ttext\n", "plain\ttext\n"},
      {"\x1B[31mred", "\\x1B[31mred"},
      {"a\rb", "a\\x0Db"},
      {"\x1B]52;c;aGk=\x07", "\\x1B]52;c;aGk=\\x07"},
      {"\xC2\x9B"
       "31m",
       "\\x9B31m"},
      {"a\xE2\x80\xAE"
       "b",
       "a\\u202Eb"},
      {"std::string", "std::string"},
      {"a\u2028b\u2029", "a\\u2028b\\u2029"},
      {"::error::x", "\\::error::x"},
      {"a\n  ::add-mask::x", "a\n  \\::add-mask::x"},
      {"\u00A0\u3000::add-mask::x", "\u00A0\u3000\\::add-mask::x"},  // .NET trims these
      {"\uFEFF\u200B::add-mask::x", "\uFEFF\u200B\\::add-mask::x"},  // and ignores these
      {"x ##[error]", "x #\\#[error]"},
      {"####[error]", "###\\#[error]"},
      {"x ##vso[task.complete]", "x #\\#vso[task.complete]"},
      {"## Heading [1]", "## Heading [1]"},
      {"\xFF", "\xEF\xBF\xBD"},
  };
  for (const TerminalRow& row : rows) EXPECT_EQ(terminal_safe(row.text), row.safe);
}

TEST(Text, DisplayWidthCountsColumns) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("e\xCC\x81"), 1U);
}

TEST(Text, NumbersReadBackExactly) {
  EXPECT_TRUE(rc::check([] {
    const double value = *rc::gen::arbitrary<double>();
    if (std::isfinite(value)) RC_ASSERT(parse_number(format_number(value)) == value);
  }));
}

TEST(Text, NumbersAreWholeTexts) {
  EXPECT_EQ(parse_number("-1.5e3"), -1500.0);
  for (const char* text :
       {"", " 1", "1 ", "1x", "nan", "inf", "0x10", "--1", "+-5", "-+5", "++5"}) {
    EXPECT_FALSE(parse_number(text)) << text;
  }
  EXPECT_EQ(parse_integer("012"), 12);
  for (const char* text : {"", "1.0", "+-5", "-+5", "++5", "+"}) {
    EXPECT_FALSE(parse_integer(text)) << text;
  }
}

TEST(Text, FixedHasNoNegativeZero) {
  EXPECT_EQ(format_fixed(-0.001, 2), "0.00");
  EXPECT_EQ(format_fixed(-0.5, 1), "-0.5");
}

TEST(PercentEncoded, LeavesWhatAnAddressMayHold) {
  EXPECT_EQ(percent_encoded("aZ09-_.~"), "aZ09-_.~");
  EXPECT_EQ(percent_encoded("a b/c?d&e=#"), "a%20b%2Fc%3Fd%26e%3D%23");
  EXPECT_EQ(percent_encoded("\xc3\xb4", HexDigits::lower), "%c3%b4");
  EXPECT_EQ(percent_encoded(std::string_view("\0", 1)), "%00");
}

struct Beside {
  double value;
  int decimals;
  std::vector<double> limits;
  const char* text;
};

TEST(Text, ANumberBesideALimitStandsOnItsSide) {
  const Beside rows[] = {
      {-0.0004, 3, {}, "0.000"},
      {-0.0004, 3, {0}, "-0.0004"},
      {0.0004, 3, {0}, "0.0004"},
      {0, 3, {0}, "0.000"},
      {0.9499, 2, {0.95}, "0.9499"},
      {0.95, 2, {0.95}, "0.95"},
      {0.9499, 2, {0.8}, "0.95"},
      {0.946, 2, {0.95}, "0.946"},     // 0.95 would be it, 0.946 is not
      {0.0449, 1, {0, 0.05}, "0.04"},  // 0.0 would be 0
      {1.00000000001, 3, {1}, "1.00000000001"},
      {0.1 + 0.2, 1, {0.3}, "0.30000000000000004"},
  };
  for (const Beside& row : rows)
    EXPECT_EQ(format_beside(row.value, row.decimals, row.limits), row.text) << row.value;
}

TEST(Text, ANumberBesideALimitReadsBackOnItsSide) {
  EXPECT_TRUE(rc::check([](double value, double limit) {
    if (!std::isfinite(value) || !std::isfinite(limit)) return;
    const double read = parse_number(format_beside(value, 1, {{limit}})).value();
    RC_ASSERT((read < limit) == (value < limit));
    RC_ASSERT((read > limit) == (value > limit));
  }));
}

}  // namespace
}  // namespace assay
