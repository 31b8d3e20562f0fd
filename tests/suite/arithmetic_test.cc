// Arithmetic of derived metrics: values, what is undefined, and where it is wrong.
#include "harness/suite/arithmetic.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace assay {
namespace {

std::optional<double> value_of(const std::string& text,
                               const std::map<std::string, double>& named) {
  const Result<Arithmetic> parsed = Arithmetic::parse(text);
  if (!parsed) {
    ADD_FAILURE() << text << ": " << parsed.error().message;
    return std::nullopt;
  }
  std::vector<double> values;
  for (const Arithmetic::Name& name : parsed->names()) values.push_back(named.at(name.text));
  return parsed->of(values);
}

TEST(Arithmetic, IsWhatSchoolsTeach) {
  struct Row {
    const char* text;
    std::optional<double> value;
  };
  const Row kRows[] = {
      {"1 + 2 * 3", 7},
      {"(1 + 2) * 3", 9},
      {"7 - 2 - 1", 4},
      {"8 / 4 / 2", 1},
      {"-2 * -3", 6},
      {"--2", 2},
      {"2 - -p", 2.5},
      {"1e-3 * 1000", 1},
      {".5 + 0.25", 0.75},
      {"min(3, p, 2)", 0.5},
      {"max(r, p)", 0.8},
      {"min(p)", 0.5},
      {"min + max", 30},
      {"'tone of voice' * \"a-b\"", 6},
      {"x.y_1 + übung", 12},
      {"2 * p * r / (p + r)", 2 * 0.5 * 0.8 / 1.3},
      {"p / zero", std::nullopt},
      {"0 / 0", std::nullopt},
      {"1 + p / (r - r)", std::nullopt},
      {"1e308 * 10", std::nullopt},
  };
  const std::map<std::string, double> named = {{"p", 0.5},           {"r", 0.8},   {"zero", 0},
                                               {"min", 10},          {"max", 20},  {"a-b", 3},
                                               {"tone of voice", 2}, {"x.y_1", 5}, {"übung", 7}};
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.text);
    const std::optional<double> value = value_of(row.text, named);
    ASSERT_EQ(value.has_value(), row.value.has_value());
    EXPECT_NEAR(value.value_or(0), row.value.value_or(0), 1e-12);
  }
}

TEST(Arithmetic, SaysWhereItIsWrong) {
  struct Row {
    const char* text;
    const char* message;
  };
  const Row kRows[] = {
      {"", "at character 1: expected a number, a name or '(', and there is the end"},
      {"p +", "at character 4: expected a number, a name or '(', and there is the end"},
      {"(p", "at character 3: expected ')', and there is the end"},
      {"p)", "at character 2: expected + - * / or the end, and there is ')'"},
      {"p; q", "at character 2: expected + - * / or the end, and there is '; q'"},
      {"ü ü", "at character 3: expected + - * / or the end, and there is 'ü'"},
      {"2p", "at character 2: expected + - * / or the end, and there is 'p'"},
      {"p ** 2", "at character 4: expected a number, a name or '(', and there is '* 2'"},
      {"min(p; q)", "at character 6: expected ',' or ')', and there is '; q)'"},
      {"exit(1)", "at character 5: expected + - * / or the end, and there is '(1)'"},
      {"'p", "at character 1: expected a closing quote behind the name, and there is ''p'"},
      {"''", "at character 1: expected a name between the quotes, and there is ''''"},
      {"1e999", "at character 1: expected a number, and there is '1e999'"},
      {".", "at character 1: expected a number, and there is '.'"},
  };
  for (const Row& row : kRows) {
    const Result<Arithmetic> parsed = Arithmetic::parse(row.text);
    ASSERT_FALSE(parsed) << row.text;
    EXPECT_EQ(parsed.error().message, row.message);
  }
}

TEST(Arithmetic, IsBounded) {
  const std::string deep(10'000, '(');
  EXPECT_FALSE(Arithmetic::parse(deep.substr(0, 1900)));
  EXPECT_EQ(Arithmetic::parse(deep).error().message, "is longer than 2000 bytes");
  EXPECT_TRUE(Arithmetic::parse(std::string(40, '(') + "p" + std::string(40, ')')));
  EXPECT_FALSE(Arithmetic::parse(std::string(1900, '-') + "p"));
}

TEST(Arithmetic, TellsNamesOnceAndWhereTheyAre) {
  const Result<Arithmetic> parsed = Arithmetic::parse("ü * b + b / 'ü' - c");
  ASSERT_TRUE(parsed);
  ASSERT_EQ(parsed->names().size(), 3U);
  EXPECT_EQ(parsed->names()[0].text, "ü");
  EXPECT_EQ(parsed->names()[1].at, 5U);
  EXPECT_EQ(parsed->names()[2].at, 19U);
}

// Whatever it is made of, as C++ computes it.
RC_GTEST_PROP(ArithmeticProperty, AgreesWithTheCompiler, ()) {
  std::string text;
  const int depth = *rc::gen::inRange(0, 6);
  double value = *rc::gen::inRange(1, 9);
  text = fmt::format("{}", value);
  for (int i = 0; i < depth; ++i) {
    const int other = *rc::gen::inRange(1, 9);
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        text = fmt::format("({}) + {}", text, other);
        value += other;
        break;
      case 1:
        text = fmt::format("{} - ({})", other, text);
        value = other - value;
        break;
      case 2:
        text = fmt::format("({}) * {}", text, other);
        value *= other;
        break;
      case 3:
        text = fmt::format("-({}) / {}", text, other);
        value = -value / other;
        break;
      default:
        text = fmt::format("max({}, {})", text, other);
        value = std::max(value, static_cast<double>(other));
    }
  }
  RC_ASSERT(std::abs(*value_of(text, {}) - value) < 1e-9 * std::max(1.0, std::abs(value)));
}

// Any bytes: an answer or an error, and no crash.
RC_GTEST_PROP(ArithmeticProperty, ReadsAnything, (const std::string& bytes)) {
  const Result<Arithmetic> parsed = Arithmetic::parse(bytes);
  if (parsed) parsed->of(std::vector<double>(parsed->names().size(), 0.5));
}

}  // namespace
}  // namespace assay
