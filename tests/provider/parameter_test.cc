#include "harness/provider/parameter.h"

#include <gtest/gtest.h>

#include <set>

namespace assay {
namespace {

TEST(Parameters, AreTheOnesPromised) {
  const std::set<std::string_view> expected = {"temperature",
                                               "top_p",
                                               "top_k",
                                               "max_tokens",
                                               "frequency_penalty",
                                               "presence_penalty",
                                               "seed",
                                               "stop",
                                               "response_format",
                                               "tools",
                                               "tool_choice",
                                               "reasoning_effort",
                                               "service_tier",
                                               "stream",
                                               "extra"};
  std::set<std::string_view> names;
  for (const ParameterRow& row : parameter_rows()) {
    names.insert(row.name);
    EXPECT_EQ(find_parameter(row.name), &row);
    EXPECT_FALSE(row.help.empty());
  }
  EXPECT_EQ(names, expected);
  EXPECT_EQ(find_parameter("temperture"), nullptr);
}

TEST(ParameterText, IsTheShortestThatReadsBack) {
  EXPECT_EQ(parameter_text(0.7), "0.7");
  EXPECT_EQ(parameter_text(1.0), "1");
  EXPECT_EQ(parameter_text(0), "0");
  EXPECT_EQ(parameter_text(true), "true");
  EXPECT_EQ(parameter_text("json_object"), "json_object");
  EXPECT_EQ(parameter_text(Json::array({"a", "b"})), R"(["a","b"])");
}

}  // namespace
}  // namespace assay
