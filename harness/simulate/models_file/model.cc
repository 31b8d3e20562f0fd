// models: one simulated model, its skill, speed, price and wire habits.
#include <fmt/format.h>

#include <map>

#include "harness/base/text.h"
#include "harness/simulate/models_file/parts.h"

namespace assay {
namespace {

constexpr double kMaxMilliseconds = 3'600'000;
constexpr NumberBounds kPerMinute = {1, 1e12};

const std::vector<std::string> kReasoningStyles = {"reasoning_content", "reasoning", "think",
                                                   "think_unopened"};
const std::vector<std::string> kContentStyles = {"text", "parts"};
const std::vector<std::string> kUsageStyles = {"asked", "always", "never"};

Price read_price(const YamlNode& node, Diagnostics& diagnostics) {
  // Tiers are the suite's to read, which takes the price over.
  const Fields fields(node, {"price"},
                      {"input", "output", "cached_input", "cache_write", "tiers", "above"},
                      diagnostics);
  Price price;
  fields.require("input");
  price.input = fields.usd_per_million("input").value_or(Money{});
  fields.require("output");
  price.output = fields.usd_per_million("output").value_or(Money{});
  price.cached_input = fields.usd_per_million("cached_input");
  price.cache_write = fields.usd_per_million("cache_write");
  return price;
}

LatencyCurve read_latency(const Fields& model, const YamlNode& node, Diagnostics& diagnostics) {
  if (node.is_scalar()) {
    const double fixed = model.number("latency_ms", {0, kMaxMilliseconds}).value_or(0);
    return {fixed, fixed};
  }
  const Fields fields(node, {"latency_ms"}, {"median", "p95"}, diagnostics);
  fields.require("median");
  LatencyCurve latency;
  latency.median_ms = fields.number("median", {0, kMaxMilliseconds}).value_or(0);
  latency.p95_ms =
      fields.number("p95", {latency.median_ms, kMaxMilliseconds}).value_or(latency.median_ms);
  return latency;
}

RateLimit read_rate_limit(const YamlNode& node, Diagnostics& diagnostics) {
  const Fields fields(node, {"rate_limit"}, {"rpm", "tpm"}, diagnostics);
  return {fields.integer("rpm", kPerMinute), fields.integer("tpm", kPerMinute)};
}

RefusedField read_refused(const YamlNode& node, Diagnostics& diagnostics) {
  const ScalarReader read(diagnostics);
  if (node.is_scalar()) return {read.text(node, "'refuses'").value_or(""), {}};
  const Fields fields(node, {"refuses"}, {"field", "only"}, diagnostics);
  fields.require("field");
  return {fields.text("field").value_or(""), fields.number("only", {})};
}

// A list of fields: "temperature", or {field: temperature, only: 1}.
std::vector<RefusedField> read_refuses(const YamlNode& node, Diagnostics& diagnostics) {
  std::vector<RefusedField> refuses;
  if (!node.is_list()) {
    diagnostics.error(node.position(), "'refuses' must be a list of request fields");
    return refuses;
  }
  for (const YamlNode* item : node.children) refuses.push_back(read_refused(*item, diagnostics));
  return refuses;
}

}  // namespace

SkillCurve read_skill(const YamlNode& node, Diagnostics& diagnostics) {
  const ScalarReader read(diagnostics);
  constexpr NumberBounds kProbability = {0, 1};
  SkillCurve curve;
  if (node.is_scalar()) {
    curve.points.front().second = read.number(node, "'skill'", kProbability).value_or(0);
    return curve;
  }
  if (!node.is_map() || node.entries() == 0) {
    diagnostics.error(node.position(),
                      "'skill' must be a probability, or a map of temperature to one");
    return curve;
  }
  std::map<double, double> points;
  for (std::size_t i = 0; i < node.entries(); ++i) {
    const YamlNode& key = node.key(i);
    const std::optional<double> temperature = number_from(key.text);
    if (!temperature || *temperature < 0 || *temperature > 10) {
      diagnostics.error(key.position(),
                        fmt::format("'{}' is not a temperature", excerpt(key.text, 40)));
      continue;
    }
    points[*temperature] = read.number(node.value(i), "'skill'", kProbability).value_or(0);
  }
  if (!points.empty()) curve.points.assign(points.begin(), points.end());
  return curve;
}

void read_wire_styles(const Fields& fields, SimulatedModel& model) {
  model.reasoning_style = choose<ReasoningStyle>(fields, "reasoning_style", kReasoningStyles)
                              .value_or(model.reasoning_style);
  model.content_style =
      choose<ContentStyle>(fields, "content_style", kContentStyles).value_or(model.content_style);
  model.usage = choose<UsageStyle>(fields, "usage", kUsageStyles).value_or(model.usage);
}

SimulatedModel read_simulated_model(const YamlNode& node, const SimulatedModel& defaults,
                                    Diagnostics& diagnostics) {
  const YamlNode* id = node.find("id");
  const Fields fields(
      node, {"model", id != nullptr ? id->text : std::string_view{}},
      {"id", "price", "skill", "latency_ms", "tokens_per_second", "reasoning", "reasoning_style",
       "content_style", "usage", "rate_limit", "judge", "refuses", "service_tier"},
      diagnostics);
  SimulatedModel model = defaults;
  fields.require("id");
  model.id = fields.text("id").value_or("");
  if (id != nullptr && id->is_scalar() && model.id.empty()) {
    diagnostics.error(id->position(), "a model's id must not be empty");
  }
  if (const YamlNode* price = fields.find("price")) model.price = read_price(*price, diagnostics);
  if (const YamlNode* skill = fields.find("skill")) model.skill = read_skill(*skill, diagnostics);
  if (const YamlNode* latency = fields.find("latency_ms")) {
    model.latency = read_latency(fields, *latency, diagnostics);
  }
  model.tokens_per_second = fields.number("tokens_per_second", {0, 1e9}).value_or(0);
  model.reasoning = fields.text("reasoning").value_or("");
  read_wire_styles(fields, model);
  if (const YamlNode* limit = fields.find("rate_limit")) {
    model.rate_limit = read_rate_limit(*limit, diagnostics);
  }
  model.service_tier = fields.text("service_tier").value_or("");
  if (const YamlNode* refuses = fields.find("refuses"))
    model.refuses = read_refuses(*refuses, diagnostics);
  if (const YamlNode* judge = fields.find("judge")) {
    model.judge = read_simulated_judge(*judge, diagnostics);
  }
  return model;
}

}  // namespace assay
