// faults: when the server misbehaves, and what it says then.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/base/base64.h"
#include "harness/base/text.h"
#include "harness/simulate/error_envelope.h"
#include "harness/simulate/header_times.h"
#include "harness/simulate/models_file_parts.h"

namespace assay {
namespace {

constexpr std::int64_t kMostRequests = 1'000'000'000'000;

// Keys that go with an effect, or say when it strikes.
const std::vector<std::string> kOtherKeys = {
    "before_body", "model",       "every",          "at",          "between", "probability",
    "delay_ms",    "headers",     "body",           "body_base64", "code",    "message",
    "envelope",    "retry_after", "retry_after_in", "interval_ms"};
const std::vector<std::string> kRetryAfterIn = {"header", "header_ms", "header_date", "body"};

std::vector<std::string> fault_keys() {
  std::vector<std::string> keys = kOtherKeys;
  for (std::string& key : effect_keys()) keys.push_back(std::move(key));
  return keys;
}

Result<void> read_schedule(const ModelsSource& source, const ModelsYaml& node,
                           FaultSchedule& when) {
  int given = 0;
  if (const ModelsYaml* every = node.find("every")) {
    ++given;
    ASSAY_TRY(when.every, source.integer(*every, "every", 1, kMostRequests));
  }
  if (const ModelsYaml* at = node.find("at")) {
    ++given;
    ASSAY_CHECK(source.expect_list(*at, "at"));
    for (const ModelsYaml& item : at->items) {
      ASSAY_TRY(const std::int64_t number, source.integer(item, "at", 1, kMostRequests));
      when.at.push_back(number);
    }
    std::sort(when.at.begin(), when.at.end());
  }
  if (const ModelsYaml* between = node.find("between")) {
    ++given;
    if (between->items.size() != 2) {
      return source.error_at(*between, "between must be two request numbers, [first, last]");
    }
    ASSAY_TRY(const std::int64_t first,
              source.integer(between->items[0], "between", 1, kMostRequests));
    ASSAY_TRY(const std::int64_t last,
              source.integer(between->items[1], "between", first, kMostRequests));
    when.between = {first, last};
  }
  if (const ModelsYaml* probability = node.find("probability")) {
    ++given;
    ASSAY_TRY(when.probability, source.number(*probability, "probability", 0, 1));
  }
  if (given <= 1) return {};
  return source.error_at(node, "a fault takes one of 'every', 'at', 'between', 'probability'");
}

Result<void> read_body(const ModelsSource& source, const ModelsYaml& node, ServerFault& fault) {
  const ModelsYaml* text = node.find("body");
  const ModelsYaml* base64 = node.find("body_base64");
  if (text == nullptr && base64 == nullptr) return {};
  const bool is_error = fault.effect == FaultEffect::status ||
                        fault.effect == FaultEffect::error_in_200 ||
                        fault.effect == FaultEffect::error_mid_stream;
  if (!is_error) {
    return source.error_at(node, "a body goes with 'status', 'error_in_200', 'error_mid_stream'");
  }
  if (text != nullptr && base64 != nullptr) {
    return source.error_at(node, "a fault takes one of 'body', 'body_base64'");
  }
  if (text != nullptr) {
    ASSAY_TRY(fault.body, source.text(*text, "body"));
    return {};
  }
  ASSAY_TRY(const std::string encoded, source.text(*base64, "body_base64"));
  fault.body = from_base64(encoded);
  if (!fault.body) return source.error_at(*base64, "body_base64 is not base64");
  return {};
}

Result<void> add_header(const ModelsSource& source, const std::string& name,
                        const ModelsYaml& value, ServerFault& fault) {
  ASSAY_TRY(const std::string text, source.text(value, fmt::format("header '{}'", name)));
  if (text.find_first_of("\r\n") != std::string::npos) {
    return source.error_at(value, fmt::format("header '{}' must be one line", name));
  }
  const Result<std::string> filled = fill_times(text, WallTime{});
  if (!filled) return source.error_at(value, filled.error().message);
  fault.headers.push_back({name, text});
  return {};
}

// A value, or a list of them: the header comes as often.
Result<void> read_headers(const ModelsSource& source, const ModelsYaml& node, ServerFault& fault) {
  const ModelsYaml* headers = node.find("headers");
  if (headers == nullptr) return {};
  if (headers->kind != ModelsYaml::Kind::map || headers->entries.empty()) {
    return source.error_at(*headers, "headers must be a map of name to value");
  }
  for (const ModelsYamlEntry& entry : headers->entries) {
    if (entry.key.empty() || entry.key.find_first_of(": \t\r\n") != std::string::npos) {
      return source.error_at(entry.line, entry.column,
                             fmt::format("'{}' is not a header's name", excerpt(entry.key, 40)));
    }
    if (entry.value.kind != ModelsYaml::Kind::list) {
      ASSAY_CHECK(add_header(source, entry.key, entry.value, fault));
    }
    for (const ModelsYaml& item : entry.value.items) {
      ASSAY_CHECK(add_header(source, entry.key, item, fault));
    }
  }
  return {};
}

Result<void> read_wording(const ModelsSource& source, const ModelsYaml& node, ServerFault& fault) {
  const std::pair<const char*, std::string*> texts[] = {{"code", &fault.code},
                                                        {"message", &fault.message}};
  for (const auto& [key, target] : texts) {
    if (const ModelsYaml* text = node.find(key)) {
      ASSAY_TRY(*target, source.text(*text, key));
    }
  }
  if (const ModelsYaml* envelope = node.find("envelope")) {
    ASSAY_TRY(const std::size_t row, source.choice(*envelope, "envelope", error_envelope_names()));
    fault.envelope = error_envelope_names()[row];
  }
  if (const ModelsYaml* seconds = node.find("retry_after")) {
    ASSAY_TRY(fault.retry_after_seconds,
              source.integer(*seconds, "retry_after", -1'000'000, 1'000'000'000));
  }
  if (const ModelsYaml* where = node.find("retry_after_in")) {
    ASSAY_TRY(const std::size_t row, source.choice(*where, "retry_after_in", kRetryAfterIn));
    fault.retry_after_in = static_cast<RetryAfterIn>(row);
  }
  return {};
}

// A fault may strike before the server knows who is asked what.
Result<void> read_stage(const ModelsSource& source, const ModelsYaml& node, ServerFault& fault) {
  if (const ModelsYaml* before_body = node.find("before_body")) {
    ASSAY_TRY(const bool on, source.boolean(*before_body, "before_body"));
    if (on && fault.effect != FaultEffect::status) {
      return source.error_at(*before_body, "before_body goes with 'status' only");
    }
    if (on) fault.stage = FaultStage::head;
  }
  if (fault.stage == FaultStage::reply || !fault.model) return {};
  return source.error_at(*node.find("model"), "no model is known yet when this fault strikes");
}

Result<std::optional<milliseconds>> read_milliseconds(const ModelsSource& source,
                                                      const ModelsYaml& node,
                                                      std::string_view key) {
  const ModelsYaml* value = node.find(key);
  if (value == nullptr) return std::nullopt;
  ASSAY_TRY(const std::int64_t count, source.integer(*value, key, 1, 3'600'000));
  return milliseconds(count);
}

}  // namespace

Result<ServerFault> read_fault(const ModelsSource& source, const ModelsYaml& node) {
  ASSAY_CHECK(source.expect_map(node, "a fault", fault_keys()));
  ServerFault fault;
  if (const ModelsYaml* model = node.find("model")) {
    ASSAY_TRY(fault.model, source.text(*model, "model"));
  }
  ASSAY_CHECK(read_schedule(source, node, fault.when));
  ASSAY_TRY(const bool has_effect, read_effect(source, node, fault));
  ASSAY_CHECK(read_stage(source, node, fault));
  ASSAY_CHECK(read_headers(source, node, fault));
  ASSAY_CHECK(read_body(source, node, fault));
  ASSAY_CHECK(read_wording(source, node, fault));
  ASSAY_TRY(const std::optional<milliseconds> delay, read_milliseconds(source, node, "delay_ms"));
  if (delay) fault.delay = *delay;
  ASSAY_TRY(const std::optional<milliseconds> interval,
            read_milliseconds(source, node, "interval_ms"));
  if (interval) fault.interval = *interval;
  if (fault.effect == FaultEffect::accept && (delay || !fault.headers.empty())) {
    return source.error_at(node, "neither 'delay_ms' nor 'headers' go with 'accept'");
  }
  if (has_effect) return fault;
  if (!delay && fault.headers.empty()) {
    return source.error_at(node, "a fault needs an effect, such as 'status: 429' or 'delay_ms'");
  }
  fault.effect = delay ? FaultEffect::delay : FaultEffect::headers;
  return fault;
}

}  // namespace assay
