#include "harness/yaml/scalar.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

// One plain or quoted scalar as a node.
struct Scalar {
  explicit Scalar(std::string_view text, bool plain = true) {
    node.kind = YamlNode::Kind::scalar;
    node.text = text;
    node.plain = plain;
  }
  YamlNode node;
};

TEST(Scalar, TextIsKeptAsWritten) {
  Diagnostics diagnostics;
  const ScalarReader read(diagnostics);
  for (const char* text : {"no", "012", "1.10", "true", "2026-01-01", "1_000", ""}) {
    EXPECT_EQ(read.text(Scalar(text).node, "x"), text);
  }
}

struct IntegerRow {
  const char* text;
  std::optional<std::int64_t> value;
};
const IntegerRow kIntegers[] = {
    {"12", 12},
    {"012", 12},
    {"-3", -3},
    {"+3", 3},
    {"0", 0},
    {"1.0", {}},
    {"1e3", {}},
    {"0x10", {}},
    {"1_000", {}},
    {"", {}},
    {"+-3", {}},
    {"12 ", {}},
    {"9223372036854775808", {}},
};

TEST(Scalar, IntegersAreDecimal) {
  for (const IntegerRow& row : kIntegers) EXPECT_EQ(integer_from(row.text), row.value) << row.text;
}

struct NumberRow {
  const char* text;
  std::optional<double> value;
};
const NumberRow kNumbers[] = {
    {"0.7", 0.7}, {"07", 7.0},  {"1e-3", 0.001}, {"+2", 2.0}, {"-0.5", -0.5}, {"nan", {}},
    {"inf", {}},  {".inf", {}}, {"0,7", {}},     {"", {}},    {"1x", {}},
};

TEST(Scalar, NumbersAreFinite) {
  for (const NumberRow& row : kNumbers) EXPECT_EQ(number_from(row.text), row.value) << row.text;
}

TEST(Scalar, BooleansAreTrueOrFalse) {
  EXPECT_EQ(boolean_from("true"), true);
  EXPECT_EQ(boolean_from("false"), false);
  for (const char* text : {"yes", "no", "on", "off", "True", "1", ""}) {
    EXPECT_EQ(boolean_from(text), std::nullopt) << text;
  }
}

TEST(Scalar, QuotedNumbersAndBooleansAreRefused) {
  Diagnostics diagnostics;
  const ScalarReader read(diagnostics);
  EXPECT_EQ(read.integer(Scalar("5", false).node, "'n'"), std::nullopt);
  EXPECT_EQ(read.number(Scalar("0.5", false).node, "'x'"), std::nullopt);
  EXPECT_EQ(read.boolean(Scalar("true", false).node, "'b'"), std::nullopt);
  EXPECT_EQ(diagnostics.failure().value().message,
            "'n' must be an integer, not the text \"5\"; drop the quotes\n"
            "'x' must be a number, not the text \"0.5\"; drop the quotes\n"
            "'b' must be true or false, not the text \"true\"; drop the quotes");
}

TEST(Scalar, DurationsHaveUnits) {
  Diagnostics diagnostics;
  const ScalarReader read(diagnostics);
  EXPECT_EQ(read.duration(Scalar("1.5s").node, "'timeout'"), milliseconds(1500));
  EXPECT_EQ(read.duration(Scalar("30").node, "'timeout'"), std::nullopt);
  EXPECT_EQ(
      diagnostics.failure().value().message,
      "'timeout' must be a duration such as 500ms, 1.5s, 30m, 1h30m or 2d, not '30'; give the "
      "unit: 30ms, 30s or 30m");
}

struct JsonRow {
  const char* text;
  bool plain;
  const char* json;
};
const JsonRow kJsonValues[] = {
    {"1", true, "1"},        {"1", false, "\"1\""},  {"012", true, "\"012\""},
    {"no", true, "\"no\""},  {"true", true, "true"}, {"1.5", true, "1.5"},
    {"1e3", true, "1000.0"}, {".5", true, "\".5\""}, {"1.", true, "\"1.\""},
    {"-0", true, "0"},       {"+1", true, "\"+1\""}, {"nan", true, "\"nan\""},
};

TEST(Scalar, JsonValuesAreTypedAsJsonSpellsThem) {
  for (const JsonRow& row : kJsonValues) {
    EXPECT_EQ(dump_json(to_json(Scalar(row.text, row.plain).node)), row.json) << row.text;
  }
}

}  // namespace
}  // namespace assay
