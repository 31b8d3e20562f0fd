// models: one simulated model, its skill, speed, price and wire habits.
#include <fmt/format.h>

#include "harness/base/text.h"
#include "harness/simulate/models_file_parts.h"

namespace assay {
namespace {

constexpr double kMaxMilliseconds = 3'600'000;

const std::vector<std::string> kReasoningStyles = {"reasoning_content", "reasoning", "think",
                                                   "think_unopened"};
const std::vector<std::string> kContentStyles = {"text", "parts"};
const std::vector<std::string> kUsageStyles = {"asked", "always", "never"};

Result<Money> read_price_per_token(const ModelsSource& source, const ModelsYaml& node) {
  ASSAY_TRY(const std::string text, source.text(node, "price"));
  if (const std::optional<Money> price = parse_usd_per_million(text)) return *price;
  return source.error_at(
      node, fmt::format("'{}' is not a price in USD per 1M tokens", excerpt(text, 40)));
}

Result<Price> read_price(const ModelsSource& source, const ModelsYaml& node) {
  ASSAY_CHECK(source.expect_map(node, "price", {"input", "output", "cached_input", "cache_write"}));
  Price price;
  const ModelsYaml* input = node.find("input");
  const ModelsYaml* output = node.find("output");
  if (input == nullptr || output == nullptr) {
    return source.error_at(node, "price needs 'input' and 'output'");
  }
  ASSAY_TRY(price.input, read_price_per_token(source, *input));
  ASSAY_TRY(price.output, read_price_per_token(source, *output));
  if (const ModelsYaml* cached = node.find("cached_input")) {
    ASSAY_TRY(price.cached_input, read_price_per_token(source, *cached));
  }
  if (const ModelsYaml* write = node.find("cache_write")) {
    ASSAY_TRY(price.cache_write, read_price_per_token(source, *write));
  }
  return price;
}

Result<LatencyCurve> read_latency(const ModelsSource& source, const ModelsYaml& node) {
  if (node.kind == ModelsYaml::Kind::scalar) {
    ASSAY_TRY(const double fixed, source.number(node, "latency_ms", 0, kMaxMilliseconds));
    return LatencyCurve{fixed, fixed};
  }
  ASSAY_CHECK(source.expect_map(node, "latency_ms", {"median", "p95"}));
  const ModelsYaml* median = node.find("median");
  if (median == nullptr) return source.error_at(node, "latency_ms needs 'median'");
  LatencyCurve latency;
  ASSAY_TRY(latency.median_ms, source.number(*median, "median", 0, kMaxMilliseconds));
  latency.p95_ms = latency.median_ms;
  if (const ModelsYaml* p95 = node.find("p95")) {
    ASSAY_TRY(latency.p95_ms, source.number(*p95, "p95", latency.median_ms, kMaxMilliseconds));
  }
  return latency;
}

Result<RateLimit> read_rate_limit(const ModelsSource& source, const ModelsYaml& node) {
  ASSAY_CHECK(source.expect_map(node, "rate_limit", {"rpm", "tpm"}));
  constexpr std::int64_t kMost = 1'000'000'000'000;
  RateLimit limit;
  if (const ModelsYaml* rpm = node.find("rpm")) {
    ASSAY_TRY(limit.requests_per_minute, source.integer(*rpm, "rpm", 1, kMost));
  }
  if (const ModelsYaml* tpm = node.find("tpm")) {
    ASSAY_TRY(limit.tokens_per_minute, source.integer(*tpm, "tpm", 1, kMost));
  }
  return limit;
}

}  // namespace

Result<SkillCurve> read_skill(const ModelsSource& source, const ModelsYaml& node) {
  SkillCurve curve;
  if (node.kind == ModelsYaml::Kind::scalar) {
    ASSAY_TRY(curve.points.front().second, source.number(node, "skill", 0, 1));
    return curve;
  }
  if (node.kind != ModelsYaml::Kind::map || node.entries.empty()) {
    return source.error_at(node, "skill must be a probability, or a map of temperature to one");
  }
  std::map<double, double> points;
  for (const ModelsYamlEntry& entry : node.entries) {
    const std::optional<double> temperature = parse_number(entry.key);
    if (!temperature || *temperature < 0 || *temperature > 10) {
      return source.error_at(entry.line, entry.column,
                             fmt::format("'{}' is not a temperature", excerpt(entry.key, 40)));
    }
    ASSAY_TRY(points[*temperature], source.number(entry.value, "skill", 0, 1));
  }
  curve.points.clear();
  for (const auto& point : points) curve.points.emplace_back(point);
  return curve;
}

Result<void> read_wire_styles(const ModelsSource& source, const ModelsYaml& node,
                              SimulatedModel& model) {
  if (const ModelsYaml* style = node.find("reasoning_style")) {
    ASSAY_TRY(const std::size_t row, source.choice(*style, "reasoning_style", kReasoningStyles));
    model.reasoning_style = static_cast<ReasoningStyle>(row);
  }
  if (const ModelsYaml* style = node.find("content_style")) {
    ASSAY_TRY(const std::size_t row, source.choice(*style, "content_style", kContentStyles));
    model.content_style = static_cast<ContentStyle>(row);
  }
  if (const ModelsYaml* style = node.find("usage")) {
    ASSAY_TRY(const std::size_t row, source.choice(*style, "usage", kUsageStyles));
    model.usage = static_cast<UsageStyle>(row);
  }
  return {};
}

Result<SimulatedModel> read_simulated_model(const ModelsSource& source, const ModelsYaml& node,
                                            const SimulatedModel& defaults) {
  ASSAY_CHECK(
      source.expect_map(node, "a model",
                        {"id", "price", "skill", "latency_ms", "tokens_per_second", "reasoning",
                         "reasoning_style", "content_style", "usage", "rate_limit"}));
  const ModelsYaml* id = node.find("id");
  if (id == nullptr) return source.error_at(node, "a model needs an 'id'");
  SimulatedModel model = defaults;
  ASSAY_TRY(model.id, source.text(*id, "id"));
  if (model.id.empty()) return source.error_at(*id, "a model needs an 'id'");
  if (const ModelsYaml* price = node.find("price")) {
    ASSAY_TRY(model.price, read_price(source, *price));
  }
  if (const ModelsYaml* skill = node.find("skill")) {
    ASSAY_TRY(model.skill, read_skill(source, *skill));
  }
  if (const ModelsYaml* latency = node.find("latency_ms")) {
    ASSAY_TRY(model.latency, read_latency(source, *latency));
  }
  if (const ModelsYaml* speed = node.find("tokens_per_second")) {
    ASSAY_TRY(model.tokens_per_second, source.number(*speed, "tokens_per_second", 0, 1e9));
  }
  if (const ModelsYaml* reasoning = node.find("reasoning")) {
    ASSAY_TRY(model.reasoning, source.text(*reasoning, "reasoning"));
  }
  ASSAY_CHECK(read_wire_styles(source, node, model));
  if (const ModelsYaml* limit = node.find("rate_limit")) {
    ASSAY_TRY(model.rate_limit, read_rate_limit(source, *limit));
  }
  return model;
}

}  // namespace assay
