// faults: when and how the server misbehaves.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/simulate/error_envelope.h"
#include "harness/simulate/models_file_parts.h"

namespace assay {
namespace {

constexpr std::int64_t kMostRequests = 1'000'000'000'000;

// How the value of an effect's key is read.
enum class EffectValue { flag, status, amount, drip, envelope_or_flag, done };

struct EffectRow {
  std::string_view key;
  FaultEffect effect;
  EffectValue value;
  std::int64_t most = 0;  // of an amount
};

constexpr EffectRow kEffects[] = {
    {"status", FaultEffect::status, EffectValue::status},
    {"reset_after_bytes", FaultEffect::reset, EffectValue::amount, std::int64_t{1} << 30},
    {"close_after_bytes", FaultEffect::close, EffectValue::amount, std::int64_t{1} << 30},
    {"no_answer", FaultEffect::no_answer, EffectValue::flag},
    {"drip", FaultEffect::drip, EffectValue::drip},
    {"truncate", FaultEffect::truncate, EffectValue::amount, 1'000'000},
    {"garbage", FaultEffect::garbage, EffectValue::flag},
    {"html", FaultEffect::html, EffectValue::flag},
    {"error_in_200", FaultEffect::error_in_200, EffectValue::envelope_or_flag},
    {"error_mid_stream", FaultEffect::error_mid_stream, EffectValue::done},
    {"gzip_bomb", FaultEffect::gzip_bomb, EffectValue::amount, 16'384},
    {"endless_body", FaultEffect::endless_body, EffectValue::flag},
    {"blank_lines", FaultEffect::blank_lines, EffectValue::amount, 1'000'000},
    {"slice", FaultEffect::slice, EffectValue::amount, 1'000'000},
};

// Keys that go with an effect, or say when it strikes.
const std::vector<std::string> kOtherKeys = {
    "model", "every",    "at",   "between", "probability", "delay_ms",      "retry_after",
    "body",  "envelope", "code", "message", "interval_ms", "retry_after_in"};
const std::vector<std::string> kRetryAfterIn = {"header", "header_ms", "header_date", "body"};
const std::vector<std::string> kDrips = {"bytes", "comments", "blank_lines"};
const std::vector<std::string> kDone = {"without_done", "with_done"};

std::vector<std::string> fault_keys() {
  std::vector<std::string> keys = kOtherKeys;
  for (const EffectRow& row : kEffects) keys.emplace_back(row.key);
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

Result<void> read_effect(const ModelsSource& source, const EffectRow& row, const ModelsYaml& value,
                         ServerFault& fault) {
  switch (row.value) {
    case EffectValue::flag: {
      ASSAY_TRY(const bool on, source.boolean(value, row.key));
      if (!on) return source.error_at(value, fmt::format("{} can only be true", row.key));
      return {};
    }
    case EffectValue::status: {
      ASSAY_TRY(const std::int64_t status, source.integer(value, row.key, 200, 599));
      fault.status = static_cast<int>(status);
      return {};
    }
    case EffectValue::amount: {
      ASSAY_TRY(fault.amount, source.integer(value, row.key, 0, row.most));
      return {};
    }
    case EffectValue::drip: {
      ASSAY_TRY(const std::size_t what, source.choice(value, row.key, kDrips));
      fault.drip = static_cast<DripWhat>(what);
      return {};
    }
    case EffectValue::envelope_or_flag: {
      if (value.scalar == "true") return {};
      ASSAY_TRY(const std::size_t name, source.choice(value, row.key, error_envelope_names()));
      fault.envelope = error_envelope_names()[name];
      return {};
    }
    case EffectValue::done: {
      ASSAY_TRY(const std::size_t done, source.choice(value, row.key, kDone));
      fault.with_done = done == 1;
      return {};
    }
  }
  return {};
}

Result<void> read_wording(const ModelsSource& source, const ModelsYaml& node, ServerFault& fault) {
  const std::pair<const char*, std::string*> texts[] = {
      {"body", &fault.body}, {"code", &fault.code}, {"message", &fault.message}};
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
  int effects = 0;
  for (const EffectRow& row : kEffects) {
    const ModelsYaml* value = node.find(row.key);
    if (value == nullptr) continue;
    ++effects;
    fault.effect = row.effect;
    ASSAY_CHECK(read_effect(source, row, *value, fault));
  }
  ASSAY_CHECK(read_wording(source, node, fault));
  ASSAY_TRY(const std::optional<milliseconds> delay, read_milliseconds(source, node, "delay_ms"));
  if (delay) fault.delay = *delay;
  ASSAY_TRY(const std::optional<milliseconds> interval,
            read_milliseconds(source, node, "interval_ms"));
  if (interval) fault.interval = *interval;
  if (effects > 1) return source.error_at(node, "a fault has one effect; write one fault for each");
  if (effects == 0 && !delay) {
    return source.error_at(node, "a fault needs an effect, such as 'status: 429' or 'delay_ms'");
  }
  return fault;
}

}  // namespace assay
