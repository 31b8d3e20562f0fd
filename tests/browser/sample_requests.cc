// What the sample reports say of their requests: how each variant was asked, and
// what every attempt went through.
#include <array>

#include "harness/base/random.h"
#include "harness/provider/dialect.h"
#include "tests/browser/sample_reports.h"

namespace assay::samples {
namespace {

constexpr std::array kPresets = {"modelslab", "modelslab-anthropic", "modelslab-native"};

float ms(double value) {
  return static_cast<float>(value);
}

AttemptSummary begun(std::uint32_t cell, std::int32_t number) {
  AttemptSummary attempt;
  attempt.cell = cell;
  attempt.number = number;
  attempt.started_at =
      WallTime(std::chrono::seconds(1'795'445'600 + std::int64_t{cell} / 40 + number));
  attempt.sent_ms = ms(0.1 + cell % 7);
  return attempt;
}

AttemptSummary refused(std::uint32_t cell, std::int32_t number, bool timed_out) {
  AttemptSummary attempt = begun(cell, number);
  attempt.done_ms = *attempt.sent_ms + (timed_out ? 20'000 : 35);
  Failure failure;
  failure.kind = timed_out ? FailureKind::timeout : FailureKind::rate_limited;
  failure.message = timed_out ? "no first byte within 20 s" : "429: slow down";
  failure.http_status = attempt.http_status = timed_out ? 0 : 429;
  if (!timed_out) attempt.first_byte_ms = *attempt.sent_ms + 34;
  attempt.failure = std::make_shared<const Failure>(std::move(failure));
  return attempt;
}

AttemptSummary answered(std::uint32_t cell, const ReportCell& of, std::int32_t number) {
  AttemptSummary attempt = begun(cell, number);
  attempt.http_status = 200;
  attempt.first_answer_ms = ms(*of.ttft_ms);
  attempt.first_byte_ms = *attempt.sent_ms + (*attempt.first_answer_ms - *attempt.sent_ms) / 2;
  if (!of.reply->reasoning.empty()) attempt.first_reasoning_ms = *attempt.first_byte_ms + 1;
  attempt.done_ms = *attempt.sent_ms + ms(*of.latency_ms);
  attempt.last_token_ms = *attempt.done_ms - 0.2f;
  return attempt;
}

}  // namespace

void add_requests(Report& report) {
  for (VariantSummary& variant : report.variants) {
    const std::size_t model = variant.model == "medium" ? 1 : variant.model == "large" ? 2 : 0;
    Provider provider = provider_from(*find_preset(kPresets[model]));
    provider.key = "sk-must-never-be-seen";
    if (Result<RequestTemplate> made =
            request_template(provider, variant.model_id, variant.params)) {
      variant.request = std::make_shared<const RequestTemplate>(std::move(*made));
    }
  }
}

void add_attempts(Report& report) {
  for (std::uint32_t index = 0; index < report.cells.size(); ++index) {
    const ReportCell& cell = report.cells[index];
    if (cell.cached) continue;
    const bool failed = cell.reply == nullptr;
    for (std::int32_t number = 1; number <= cell.attempts; ++number) {
      const bool is_last = number == cell.attempts;
      report.attempts.push_back(is_last && !failed && cell.ttft_ms
                                    ? answered(index, cell, number)
                                    : refused(index, number, failed));
    }
  }
}

}  // namespace assay::samples
