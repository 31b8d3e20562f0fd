// Expectations about time, money and tokens. What was not measured cannot be
// judged: an error, never a fail.
#include "harness/score/bounds.h"
#include "harness/score/families.h"

namespace assay {
namespace {

using Measure = std::optional<double> (*)(const Subject&);

template <Measure kMeasure>
Result<Judge> compile_measure(const Json& arguments, std::string_view unit,
                              std::string_view absent) {
  ASSAY_TRY(const Bounds bounds, require_bounds(arguments));
  return Judge([bounds, unit, absent](const Subject& subject) {
    const std::optional<double> value = kMeasure(subject);
    if (!value) return Judgement::unable(std::string(absent));
    return judge_bounds(bounds, *value, unit);
  });
}

std::optional<double> latency(const Subject& subject) {
  if (subject.timings == nullptr) return std::nullopt;
  return to_milliseconds(subject.timings->done);
}

std::optional<double> time_to_first_token(const Subject& subject) {
  if (subject.timings == nullptr) return std::nullopt;
  return to_milliseconds(subject.timings->first_answer);
}

std::optional<double> cost(const Subject& subject) {
  if (!subject.cost) return std::nullopt;
  return to_usd_double(*subject.cost);
}

std::optional<double> output_tokens(const Subject& subject) {
  if (subject.reply == nullptr || !subject.reply->usage.output) return std::nullopt;
  return static_cast<double>(*subject.reply->usage.output);
}

Result<Judge> compile_latency(const Json& arguments) {
  return compile_measure<latency>(arguments, "ms", "the time to the end was not measured");
}
Result<Judge> compile_ttft(const Json& arguments) {
  return compile_measure<time_to_first_token>(
      arguments, "ms", "there is no time to first token: the reply did not stream");
}
Result<Judge> compile_cost(const Json& arguments) {
  return compile_measure<cost>(arguments, "USD", "the cost is unknown: no price or no usage");
}
Result<Judge> compile_output_tokens(const Json& arguments) {
  return compile_measure<output_tokens>(arguments, "tokens", "the reply named no token usage");
}

constexpr ArgumentShape kBounds[] = {
    {"at_most", ValueType::number, false, "inclusive"},
    {"at_least", ValueType::number, false, "inclusive"},
};

constexpr ExpectationRow kTimingRows[] = {
    make_row<compile_latency>("latency_ms", "intended start to the last byte, in milliseconds",
                              "at_most", kBounds),
    make_row<compile_ttft>("ttft_ms", "intended start to the first answer token, in milliseconds",
                           "at_most", kBounds),
    make_row<compile_cost>("cost_usd", "what this reply cost, in USD", "at_most", kBounds),
    make_row<compile_output_tokens>("output_tokens", "tokens that were written, reasoning included",
                                    "at_most", kBounds),
};

}  // namespace

std::span<const ExpectationRow> timing_rows() {
  return kTimingRows;
}

}  // namespace assay
