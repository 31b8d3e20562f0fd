#include "tests/score/judging.h"

namespace assay::testing {
namespace {

using enum Judged;

constexpr std::string_view kNames[] = {"latency_ms", "ttft_ms", "cost_usd", "output_tokens"};

// A reply of which every measure is 500 of its unit, but USD 0.0005.
Judgement judge_measured(std::string_view name, std::string_view arguments) {
  Reply reply;
  reply.usage.output = 500;
  Timings timings;
  timings.done = milliseconds(500);
  timings.first_answer = milliseconds(500);
  Subject subject;
  subject.reply = &reply;
  subject.timings = &timings;
  subject.cost = parse_usd("0.0005");
  return compile_row(name, arguments).value()(subject);
}

TEST(Timing, BoundsAreInclusive) {
  for (std::string_view name : {"latency_ms", "ttft_ms", "output_tokens"}) {
    EXPECT_EQ(kind_of(judge_measured(name, R"({"at_most":500})")), pass) << name;
    EXPECT_EQ(kind_of(judge_measured(name, R"({"at_most":499})")), fail) << name;
    EXPECT_EQ(kind_of(judge_measured(name, R"({"at_least":500})")), pass) << name;
    EXPECT_EQ(kind_of(judge_measured(name, R"({"at_least":501})")), fail) << name;
    EXPECT_EQ(kind_of(judge_measured(name, R"({"at_least":1,"at_most":"1,000"})")), pass) << name;
  }
  EXPECT_EQ(kind_of(judge_measured("cost_usd", R"({"at_most":0.0005})")), pass);
  EXPECT_EQ(kind_of(judge_measured("cost_usd", R"({"at_most":0.000499})")), fail);
}

TEST(Timing, WhatWasNotMeasuredCannotBeJudged) {
  const Reply reply;
  const Timings timings;
  for (std::string_view name : kNames) {
    Subject bare;
    EXPECT_EQ(kind_of(compile_row(name, R"({"at_most":1})").value()(bare)), unable) << name;
    bare.reply = &reply;
    bare.timings = &timings;
    EXPECT_EQ(kind_of(compile_row(name, R"({"at_most":1})").value()(bare)), unable) << name;
  }
}

TEST(Timing, NeedsABound) {
  for (std::string_view name : kNames) {
    EXPECT_NE(check_message(name, "{}"), "") << name;
    EXPECT_NE(check_message(name, R"({"at_least":2,"at_most":1})"), "") << name;
  }
}

TEST(Timing, ReasonsHaveUnits) {
  EXPECT_EQ(judge_measured("latency_ms", R"({"at_most":100})").reason,
            "500 ms is more than 100 ms");
}

}  // namespace
}  // namespace assay::testing
