// Small tables of expectations and metrics for tests of the loader: one of every kind of
// argument. The real tables are score/'s and report/'s, which suite/ may not know.
#pragma once

#include <array>
#include <string_view>

#include "harness/suite/load.h"

namespace assay::testing {

inline constexpr ArgumentShape kText[] = {{"value", ValueType::text, true},
                                          {"exact", ValueType::boolean}};
inline constexpr ArgumentShape kList[] = {{"values", ValueType::text_list, true}};
inline constexpr ArgumentShape kPattern[] = {{"pattern", ValueType::pattern, true}};
inline constexpr ArgumentShape kWords[] = {{"count", ValueType::integer, true}};
inline constexpr ArgumentShape kNumber[] = {{"equals", ValueType::number, true},
                                            {"tolerance", ValueType::number},
                                            {"extract", ValueType::text}};
inline constexpr ArgumentShape kJson[] = {{"path", ValueType::text}, {"equals", ValueType::json}};
inline constexpr ArgumentShape kSchema[] = {{"schema", ValueType::file_or_json, true}};
inline constexpr ArgumentShape kTool[] = {{"name", ValueType::text, true},
                                          {"arguments", ValueType::json},
                                          {"strict", ValueType::boolean}};
inline constexpr ArgumentShape kTools[] = {{"calls", ValueType::json, true}};

inline constexpr ArgumentShape kPrefer[] = {
    {"over", ValueType::json, true}, {"rubric", ValueType::text, true},
    {"by", ValueType::text_list},    {"model", ValueType::text},
    {"at_least", ValueType::number},
};
inline constexpr ArgumentShape kJudge[] = {{"rubric", ValueType::text},
                                           {"by", ValueType::text_list},
                                           {"model", ValueType::text},
                                           {"scale", ValueType::json}};

inline constexpr ArgumentShape kHuman[] = {{"question", ValueType::text, true},
                                           {"labels", ValueType::text},
                                           {"scale", ValueType::json},
                                           {"at_least", ValueType::number}};

inline constexpr ArgumentShape kEmbedding[] = {{"to", ValueType::text_list, true},
                                               {"at_least", ValueType::number, true},
                                               {"by", ValueType::text},
                                               {"model", ValueType::text}};
inline constexpr ArgumentShape kScript[] = {{"code", ValueType::text},
                                            {"file", ValueType::text},
                                            {"function", ValueType::text},
                                            {"command", ValueType::text_list},
                                            {"config", ValueType::json}};

inline std::optional<std::string> check_pattern(const Json& arguments) {
  if (arguments["pattern"] == "(") return "missing closing )";
  return std::nullopt;
}

inline constexpr ExpectationShape kShapes[] = {
    {"equals", "", "value", kText, nullptr, true, true},
    {"contains", "", "value", kText, nullptr, true, true},
    {"icontains", "", "value", kText, nullptr, true, true},
    {"contains_any", "", "values", kList, nullptr, true, true},
    {"regex", "", "pattern", kPattern, check_pattern, true},
    {"max_words", "", "count", kWords, nullptr, true},
    {"number", "", "equals", kNumber, nullptr, true},
    {"json", "", "", kJson, nullptr, true},
    {"json_schema", "", "schema", kSchema, nullptr, true},
    {"tool_call", "", "name", kTool},
    {"tool_calls", "", "calls", kTools},
    {"no_tool_call", "", "", {}},
    {"judge", "", "rubric", kJudge, nullptr, true, false, true},
    {"prefer", "", "", kPrefer, nullptr, false, false, true},
    {"human", "", "question", kHuman, nullptr, true, false, false, true},
    {"embedding", "", "", kEmbedding, nullptr, true, false, false, false, true},
    {"python", "", "code", kScript, nullptr, true, false, false, false, false, false, true},
    {"javascript", "", "code", kScript, nullptr, true, false, false, false, false, false, true},
};

inline std::optional<std::string> check_extracting_regex(const Json& arguments) {
  if (arguments["regex"] == "(") return "missing closing )";
  return std::nullopt;
}

inline constexpr ArgumentShape kExtractRegex[] = {
    {"regex", ValueType::pattern, true}, {"group", ValueType::text}, {"which", ValueType::text}};
inline constexpr ArgumentShape kExtractTag[] = {{"tag", ValueType::text, true},
                                                {"which", ValueType::text}};
inline constexpr ArgumentShape kExtractJson[] = {{"json", ValueType::text}};

inline constexpr ExpectationShape kExtractors[] = {
    {"regex", "", "regex", kExtractRegex, check_extracting_regex},
    {"tag", "", "tag", kExtractTag},
    {"json", "", "json", kExtractJson},
    {"last_line", "", "", {}},
};
inline constexpr std::string_view kNormalisers[] = {"case", "quotes", "white_space"};

inline constexpr auto kMetrics = [] {
  using enum MetricKind;
  using enum MetricUnit;
  using enum Direction;
  using enum Compared;
  return std::to_array<MetricShape>({
      {"pass_rate", "", rate, percent, higher_is_better, always, 0, true},
      {"score", "", mean, percent, higher_is_better, always, 0, true},
      {"latency_p50_ms", "", quantile, ms, lower_is_better, always, 0.5},
      {"latency_p95_ms", "", quantile, ms, lower_is_better, always, 0.95},
      {"ttft_p50_ms", "", quantile, ms, lower_is_better, always, 0.5},
      {"ttft_p95_ms", "", quantile, ms, lower_is_better, by_gates, 0.95},
      {"cost_usd", "", total, usd, lower_is_better, never},
      {"cost_usd_per_case", "", mean, usd, lower_is_better, always},
      {"output_tokens", "", total, count, lower_is_better, always},
      {"output_tokens_per_case", "", mean, count, lower_is_better, always},
  });
}();

inline constexpr MetricFamily kFamilies[] = {
    {"score:",
     MetricFamily::By::name,
     {"score:NAME", "", MetricKind::mean, MetricUnit::percent, Direction::higher_is_better,
      Compared::always}},
    {"pass_at_",
     MetricFamily::By::draws,
     {"pass_at_K", "", MetricKind::mean, MetricUnit::percent, Direction::higher_is_better,
      Compared::by_gates}},
};

// Everything a suite may name; ${VAR} knows HOST and TOKEN only.
inline LoadOptions test_options() {
  LoadOptions options;
  options.expectations = kShapes;
  options.extractors = kExtractors;
  options.normalisers = kNormalisers;
  options.metrics = kMetrics;
  options.metric_families = kFamilies;
  options.environment = [](std::string_view name) -> std::optional<std::string> {
    if (name == "HOST") return "models.example";
    if (name == "TOKEN") return "secret-token";
    return std::nullopt;
  };
  return options;
}

}  // namespace assay::testing
