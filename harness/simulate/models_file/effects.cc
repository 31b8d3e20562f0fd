// The effects that a fault can have, a row each.
#include <fmt/format.h>

#include "harness/base/text.h"
#include "harness/simulate/models_file/parts.h"
#include "harness/simulate/wire/error_envelope.h"

namespace assay {
namespace {

constexpr double kMostBytes = 1 << 30;
constexpr double kMostEvents = 1'000'000;

// How the value of an effect's key is read.
enum class EffectValue {
  flag,
  status,
  amount,
  events,
  drip,
  envelope_or_flag,
  done,
  set,
  remove,
  model,
  usage,
  after_reply,
  accept
};

struct EffectRow {
  std::string_view key;
  FaultEffect effect;
  EffectValue value;
  double most = 0;  // of an amount
};

constexpr EffectRow kEffects[] = {
    {"status", FaultEffect::status, EffectValue::status},
    {"reset_after_bytes", FaultEffect::reset, EffectValue::amount, kMostBytes},
    {"reset_after_events", FaultEffect::reset, EffectValue::events},
    {"close_after_bytes", FaultEffect::close, EffectValue::amount, kMostBytes},
    {"close_after_events", FaultEffect::close, EffectValue::events},
    {"half_close_after_bytes", FaultEffect::half_close, EffectValue::amount, kMostBytes},
    {"half_close_after_events", FaultEffect::half_close, EffectValue::events},
    {"hold_after_bytes", FaultEffect::hold, EffectValue::amount, kMostBytes},
    {"hold_after_events", FaultEffect::hold, EffectValue::events},
    {"no_answer", FaultEffect::no_answer, EffectValue::flag},
    {"drip", FaultEffect::drip, EffectValue::drip},
    {"truncate", FaultEffect::truncate, EffectValue::events},
    {"truncate_bytes", FaultEffect::truncate, EffectValue::amount, kMostBytes},
    {"garbage", FaultEffect::garbage, EffectValue::flag},
    {"html", FaultEffect::html, EffectValue::flag},
    {"error_in_200", FaultEffect::error_in_200, EffectValue::envelope_or_flag},
    {"error_mid_stream", FaultEffect::error_mid_stream, EffectValue::done},
    {"gzip_bomb", FaultEffect::gzip_bomb, EffectValue::amount, 16'384},
    {"endless_body", FaultEffect::endless_body, EffectValue::flag},
    {"huge_line", FaultEffect::huge_line, EffectValue::amount, 16'384},
    {"deep_json", FaultEffect::deep_json, EffectValue::amount, 10'000'000},
    {"header_bytes", FaultEffect::header_bytes, EffectValue::amount, 64 << 20},
    {"header_lines", FaultEffect::header_lines, EffectValue::amount, 1'000'000},
    {"blank_lines", FaultEffect::blank_lines, EffectValue::amount, 1'000'000},
    {"slice", FaultEffect::slice, EffectValue::amount, 1'000'000},
    {"set", FaultEffect::edit, EffectValue::set},
    {"remove", FaultEffect::edit, EffectValue::remove},
    {"model_returned", FaultEffect::edit, EffectValue::model},
    {"usage_returned", FaultEffect::edit, EffectValue::usage},
    {"after_reply", FaultEffect::after_reply, EffectValue::after_reply},
    {"accept", FaultEffect::accept, EffectValue::accept},
};

const std::vector<std::string> kDrips = {"bytes", "comments", "blank_lines", "pings"};
const std::vector<std::string> kDone = {"without_done", "with_done"};
const std::vector<std::string> kAfterReplies = {"close", "reset_on_next"};
const std::vector<std::string> kAccepts = {"reset", "close", "hold"};
const std::vector<std::string> kEventWords = {"all", "inside_character"};

// Usage that no client should believe, said for each of these.
const std::vector<std::string> kTokenCounts = {
    "/usage/prompt_tokens",
    "/usage/completion_tokens",
    "/usage/total_tokens",
    "/usage/input_tokens",
    "/usage/output_tokens",
    "/message/usage/input_tokens",
    "/message/usage/output_tokens",
    "/response/usage/input_tokens",
    "/response/usage/output_tokens",
    "/response/usage/total_tokens",
    "/usageMetadata/promptTokenCount",
    "/usageMetadata/candidatesTokenCount",
    "/usageMetadata/thoughtsTokenCount",
    "/usageMetadata/totalTokenCount",
};

struct UsageRow {
  const char* name;
  const char* json;
};

constexpr UsageRow kUsages[] = {
    {"zero", "0"},       {"negative", "-5"},  {"huge", "9223372036854775807"},
    {"beyond", "1e300"}, {"fraction", "1.5"}, {"text", "\"many\""},
};

std::vector<std::string> usage_names() {
  std::vector<std::string> names = {"absent", "null"};
  for (const UsageRow& row : kUsages) names.emplace_back(row.name);
  return names;
}

// `name` is one of usage_names().
std::vector<ReplyEdit> usage_edits(std::string_view name) {
  std::vector<ReplyEdit> edits;
  for (const char* whole : {"/usage", "/message/usage", "/response/usage", "/usageMetadata"}) {
    if (name == "absent") edits.push_back({whole, std::nullopt});
    if (name == "null") edits.push_back({whole, Json()});
  }
  for (const UsageRow& row : kUsages) {
    if (name != row.name) continue;
    for (const std::string& count : kTokenCounts) edits.push_back({count, Json::parse(row.json)});
  }
  return edits;
}

bool is_pointer(std::string_view text) {
  try {
    return !text.empty() && !Json::json_pointer(std::string(text)).empty();
  } catch (const Json::exception&) {
    return false;
  }
}

// An edit at the path that `path` writes.
void add_edit(const YamlNode& path, std::optional<Json> value, ServerFault& fault,
              Diagnostics& diagnostics) {
  if (!is_pointer(path.text)) {
    diagnostics.error(
        path.position(),
        fmt::format("'{}' is not a path such as /usage/prompt_tokens", excerpt(path.text, 40)));
    return;
  }
  fault.edits.push_back({std::string(path.text), std::move(value)});
}

void read_set(const YamlNode& value, ServerFault& fault, Diagnostics& diagnostics) {
  if (!value.is_map() || value.entries() == 0) {
    diagnostics.error(value.position(), "'set' must be a map of path to value");
    return;
  }
  for (std::size_t i = 0; i < value.entries(); ++i) {
    add_edit(value.key(i), to_json(value.value(i)), fault, diagnostics);
  }
}

void read_events(const Fields& fields, std::string_view key, ServerFault& fault) {
  fault.cut_by = CutBy::events;
  const YamlNode& value = *fields.find(key);
  if (!value.is_scalar() || number_from(value.text)) {
    fault.amount = fields.integer(key, {-kMostEvents, kMostEvents}).value_or(0);
    return;
  }
  const std::optional<std::size_t> word = fields.choice(key, kEventWords);
  if (word == 0U) fault.amount = kAllEvents;
  if (word == 1U) fault.cut_by = CutBy::inside_character;
}

void read_usage(const Fields& fields, std::string_view key, ServerFault& fault) {
  const std::vector<std::string> names = usage_names();
  // "null" unquoted is no text to YAML.
  const std::string name =
      fields.find(key)->is_null() ? "null" : names[fields.choice(key, names).value_or(0)];
  for (ReplyEdit& edit : usage_edits(name)) fault.edits.push_back(std::move(edit));
}

void read_value(const EffectRow& row, const Fields& fields, ServerFault& fault,
                Diagnostics& diagnostics) {
  const YamlNode& value = *fields.find(row.key);
  switch (row.value) {
    case EffectValue::flag:
      if (fields.boolean(row.key) == false) {
        diagnostics.error(value.position(), fmt::format("'{}' can only be true", row.key));
      }
      return;
    case EffectValue::status:
      fault.status = static_cast<int>(fields.integer(row.key, {200, 599}).value_or(200));
      return;
    case EffectValue::amount:
      fault.amount = fields.integer(row.key, {0, row.most}).value_or(0);
      return;
    case EffectValue::events:
      return read_events(fields, row.key, fault);
    case EffectValue::drip:
      fault.drip = choose<DripWhat>(fields, row.key, kDrips).value_or(DripWhat::bytes);
      return;
    case EffectValue::envelope_or_flag:
      if (value.text != "true") fault.envelope = read_envelope(fields, row.key);
      return;
    case EffectValue::done:
      fault.with_done = fields.choice(row.key, kDone) == 1U;
      return;
    case EffectValue::set:
      return read_set(value, fault, diagnostics);
    case EffectValue::remove:
      for (const YamlNode* item : fields.items(row.key)) {
        add_edit(*item, std::nullopt, fault, diagnostics);
      }
      return;
    case EffectValue::model: {
      const std::string name = fields.text(row.key).value_or("");
      fault.edits.push_back({"/model", Json(name)});
      fault.edits.push_back({"/message/model", Json(name)});
      fault.edits.push_back({"/modelVersion", Json(name)});
      fault.edits.push_back({"/response/model", Json(name)});
      return;
    }
    case EffectValue::usage:
      return read_usage(fields, row.key, fault);
    case EffectValue::after_reply:
      fault.after_reply =
          choose<AfterReply>(fields, row.key, kAfterReplies).value_or(AfterReply::close);
      return;
    case EffectValue::accept:
      fault.on_accept = static_cast<OnAccept>(fields.choice(row.key, kAccepts).value_or(0) + 1);
      fault.stage = FaultStage::accept;
      return;
  }
}

}  // namespace

std::vector<std::string_view> effect_keys() {
  std::vector<std::string_view> keys;
  for (const EffectRow& row : kEffects) keys.push_back(row.key);
  return keys;
}

std::string read_envelope(const Fields& fields, std::string_view key) {
  const std::vector<std::string> names = error_envelope_names();
  const std::optional<std::size_t> row = fields.choice(key, names);
  return row ? names[*row] : "";
}

bool read_effect(const Fields& fields, ServerFault& fault, Diagnostics& diagnostics) {
  bool found = false;
  for (const EffectRow& row : kEffects) {
    if (fields.find(row.key) == nullptr) continue;
    const bool goes_together = row.effect == FaultEffect::edit && fault.effect == row.effect;
    if (found && !goes_together) {
      diagnostics.error(fields.position(), "a fault has one effect; write one fault for each");
      break;
    }
    found = true;
    fault.effect = row.effect;
    read_value(row, fields, fault, diagnostics);
  }
  return found;
}

}  // namespace assay
