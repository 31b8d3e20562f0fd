// faults: when the server misbehaves, and what it says then.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "harness/base/base64.h"
#include "harness/base/text.h"
#include "harness/simulate/models_file/parts.h"
#include "harness/simulate/wire/header_times.h"

namespace assay {
namespace {

constexpr NumberBounds kRequestNumber = {1, 1e12};

// Keys that go with an effect, or say when it strikes.
constexpr std::string_view kOtherKeys[] = {
    "before_body", "model",       "every",          "at",          "between", "probability",
    "delay_ms",    "headers",     "body",           "body_base64", "code",    "message",
    "envelope",    "retry_after", "retry_after_in", "interval_ms"};
const std::vector<std::string> kRetryAfterIn = {"header", "header_ms", "header_date", "body"};

std::vector<std::string_view> fault_keys() {
  std::vector<std::string_view> keys = effect_keys();
  keys.insert(keys.begin(), std::begin(kOtherKeys), std::end(kOtherKeys));
  return keys;
}

void read_between(const Fields& fields, FaultSchedule& when, Diagnostics& diagnostics) {
  const YamlNode* between = fields.find("between");
  if (between == nullptr) return;
  if (!between->is_list() || between->children.size() != 2) {
    diagnostics.error(between->position(), "'between' must be two request numbers, [first, last]");
    return;
  }
  const ScalarReader read(diagnostics);
  const auto first = read.integer(*between->children[0], "'between'", kRequestNumber);
  if (!first) return;
  const auto last = read.integer(*between->children[1], "'between'",
                                 {static_cast<double>(*first), kRequestNumber.high});
  when.between = {*first, last.value_or(*first)};
}

void read_schedule(const Fields& fields, FaultSchedule& when, Diagnostics& diagnostics) {
  const ScalarReader read(diagnostics);
  when.every = fields.integer("every", kRequestNumber).value_or(0);
  for (const YamlNode* item : fields.items("at")) {
    when.at.push_back(read.integer(*item, "'at'", kRequestNumber).value_or(0));
  }
  std::sort(when.at.begin(), when.at.end());
  read_between(fields, when, diagnostics);
  when.probability = fields.number("probability", {0, 1});
  const auto is_given = [&](const char* key) { return fields.find(key) != nullptr; };
  if (is_given("every") + is_given("at") + is_given("between") + is_given("probability") > 1) {
    diagnostics.error(fields.position(),
                      "a fault takes one of 'every', 'at', 'between', 'probability'");
  }
}

void read_body(const Fields& fields, ServerFault& fault, Diagnostics& diagnostics) {
  const YamlNode* base64 = fields.find("body_base64");
  if (fields.find("body") == nullptr && base64 == nullptr) return;
  const bool is_error = fault.effect == FaultEffect::status ||
                        fault.effect == FaultEffect::error_in_200 ||
                        fault.effect == FaultEffect::error_mid_stream;
  if (!is_error) {
    diagnostics.error(fields.position(),
                      "a body goes with 'status', 'error_in_200', 'error_mid_stream'");
  }
  fault.body = fields.text("body");
  const std::optional<std::string> encoded = fields.text("body_base64");
  if (!encoded) return;
  if (fault.body) {
    diagnostics.error(fields.position(), "a fault takes one of 'body', 'body_base64'");
  }
  fault.body = from_base64(*encoded);
  if (!fault.body) diagnostics.error(base64->position(), "'body_base64' is not base64");
}

void add_header(std::string_view name, const YamlNode& value, ServerFault& fault,
                Diagnostics& diagnostics) {
  const std::optional<std::string> text =
      ScalarReader(diagnostics).text(value, fmt::format("header '{}'", excerpt(name, 40)));
  if (!text) return;
  if (text->find_first_of("\r\n") != std::string::npos) {
    diagnostics.error(value.position(),
                      fmt::format("header '{}' must be one line", excerpt(name, 40)));
  }
  const Result<std::string> filled = fill_times(*text, WallTime{});
  if (!filled) diagnostics.error(value.position(), filled.error().message);
  fault.headers.push_back({std::string(name), *text});
}

// A value, or a list of them: the header comes as often.
void read_headers(const Fields& fields, ServerFault& fault, Diagnostics& diagnostics) {
  const YamlNode* headers = fields.find("headers");
  if (headers == nullptr) return;
  if (!headers->is_map() || headers->entries() == 0) {
    diagnostics.error(headers->position(), "'headers' must be a map of name to value");
    return;
  }
  for (std::size_t i = 0; i < headers->entries(); ++i) {
    const YamlNode& name = headers->key(i);
    const YamlNode& value = headers->value(i);
    if (name.text.empty() || name.text.find_first_of(": \t\r\n") != std::string_view::npos) {
      diagnostics.error(name.position(),
                        fmt::format("'{}' is not a header's name", excerpt(name.text, 40)));
    }
    if (!value.is_list()) {
      add_header(name.text, value, fault, diagnostics);
      continue;
    }
    for (const YamlNode* item : value.children) add_header(name.text, *item, fault, diagnostics);
  }
}

void read_wording(const Fields& fields, ServerFault& fault) {
  fault.code = fields.text("code").value_or("");
  fault.message = fields.text("message").value_or("");
  if (fields.find("envelope") != nullptr) fault.envelope = read_envelope(fields, "envelope");
  fault.retry_after_seconds = fields.integer("retry_after", {-1e6, 1e9});
  fault.retry_after_in = choose<RetryAfterIn>(fields, "retry_after_in", kRetryAfterIn);
}

// A fault may strike before the server knows who is asked what.
void read_stage(const Fields& fields, ServerFault& fault, Diagnostics& diagnostics) {
  if (fields.boolean("before_body").value_or(false)) {
    if (fault.effect == FaultEffect::status) {
      fault.stage = FaultStage::head;
    } else {
      diagnostics.error(fields.find("before_body")->position(),
                        "'before_body' goes with 'status' only");
    }
  }
  if (fault.stage == FaultStage::reply || !fault.model) return;
  diagnostics.error(fields.find("model")->position(),
                    "no model is known yet when this fault strikes");
}

}  // namespace

ServerFault read_fault(const YamlNode& node, Diagnostics& diagnostics) {
  const Fields fields(node, {"fault"}, fault_keys(), diagnostics);
  ServerFault fault;
  if (!fields.is_map()) return fault;
  fault.model = fields.text("model");
  read_schedule(fields, fault.when, diagnostics);
  const bool has_effect = read_effect(fields, fault, diagnostics);
  read_stage(fields, fault, diagnostics);
  read_headers(fields, fault, diagnostics);
  read_body(fields, fault, diagnostics);
  read_wording(fields, fault);
  constexpr NumberBounds kMilliseconds = {1, 3'600'000};
  fault.delay = milliseconds(fields.integer("delay_ms", kMilliseconds).value_or(0));
  fault.interval =
      milliseconds(fields.integer("interval_ms", kMilliseconds).value_or(fault.interval.count()));
  const bool has_delay = fields.find("delay_ms") != nullptr;
  const bool has_headers = fields.find("headers") != nullptr;
  if (fault.effect == FaultEffect::accept && (has_delay || has_headers)) {
    diagnostics.error(node.position(), "neither 'delay_ms' nor 'headers' go with 'accept'");
  }
  if (has_effect) return fault;
  if (!has_delay && !has_headers) {
    diagnostics.error(node.position(),
                      "a fault needs an effect, such as 'status: 429' or 'delay_ms'");
  }
  fault.effect = has_delay ? FaultEffect::delay : FaultEffect::headers;
  return fault;
}

}  // namespace assay
