// The effects that a fault can have, a row each.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/simulate/error_envelope.h"
#include "harness/simulate/models_file_parts.h"

namespace assay {
namespace {

constexpr std::int64_t kMostBytes = std::int64_t{1} << 30;
constexpr std::int64_t kMostEvents = 1'000'000;

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
  std::int64_t most = 0;  // of an amount
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
    {"header_bytes", FaultEffect::header_bytes, EffectValue::amount, std::int64_t{64} << 20},
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
    "/usage/prompt_tokens",         "/usage/completion_tokens", "/usage/total_tokens",
    "/usage/input_tokens",          "/usage/output_tokens",     "/message/usage/input_tokens",
    "/message/usage/output_tokens",
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
  for (const char* whole : {"/usage", "/message/usage"}) {
    if (name == "absent") edits.push_back({whole, std::nullopt});
    if (name == "null") edits.push_back({whole, Json()});
  }
  for (const UsageRow& row : kUsages) {
    if (name != row.name) continue;
    for (const std::string& count : kTokenCounts) edits.push_back({count, Json::parse(row.json)});
  }
  return edits;
}

Result<std::string> read_pointer(const ModelsSource& source, int line, int column,
                                 const std::string& text) {
  try {
    if (!text.empty() && !Json::json_pointer(text).empty()) return text;
  } catch (const Json::exception&) {
    // Said below.
  }
  return source.error_at(
      line, column,
      fmt::format("'{}' is not a path such as /usage/prompt_tokens", excerpt(text, 40)));
}

Result<void> read_set(const ModelsSource& source, const ModelsYaml& value, ServerFault& fault) {
  if (value.kind != ModelsYaml::Kind::map || value.entries.empty()) {
    return source.error_at(value, "set must be a map of path to value");
  }
  for (const ModelsYamlEntry& entry : value.entries) {
    ASSAY_TRY(std::string pointer, read_pointer(source, entry.line, entry.column, entry.key));
    fault.edits.push_back({std::move(pointer), entry.value.to_json()});
  }
  return {};
}

Result<void> read_remove(const ModelsSource& source, const ModelsYaml& value, ServerFault& fault) {
  ASSAY_CHECK(source.expect_list(value, "remove"));
  for (const ModelsYaml& item : value.items) {
    ASSAY_TRY(std::string pointer, read_pointer(source, item.line, item.column, item.scalar));
    fault.edits.push_back({std::move(pointer), std::nullopt});
  }
  return {};
}

Result<void> read_usage(const ModelsSource& source, std::string_view key, const ModelsYaml& value,
                        ServerFault& fault) {
  std::string name = "null";  // to YAML, unquoted, that is no text
  if (value.kind != ModelsYaml::Kind::null) {
    ASSAY_TRY(const std::size_t row, source.choice(value, key, usage_names()));
    name = usage_names()[row];
  }
  for (ReplyEdit& edit : usage_edits(name)) fault.edits.push_back(std::move(edit));
  return {};
}

Result<void> read_events(const ModelsSource& source, std::string_view key, const ModelsYaml& value,
                         ServerFault& fault) {
  fault.cut_by = CutBy::events;
  if (value.kind == ModelsYaml::Kind::scalar && !parse_number(value.scalar)) {
    ASSAY_TRY(const std::size_t word, source.choice(value, key, kEventWords));
    if (word == 0) fault.amount = kAllEvents;
    if (word == 1) fault.cut_by = CutBy::inside_character;
    return {};
  }
  ASSAY_TRY(fault.amount, source.integer(value, key, -kMostEvents, kMostEvents));
  return {};
}

Result<void> read_value(const ModelsSource& source, const EffectRow& row, const ModelsYaml& value,
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
    case EffectValue::events:
      return read_events(source, row.key, value, fault);
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
    case EffectValue::set:
      return read_set(source, value, fault);
    case EffectValue::remove:
      return read_remove(source, value, fault);
    case EffectValue::model: {
      ASSAY_TRY(const std::string name, source.text(value, row.key));
      fault.edits.push_back({"/model", Json(name)});
      fault.edits.push_back({"/message/model", Json(name)});
      return {};
    }
    case EffectValue::usage:
      return read_usage(source, row.key, value, fault);
    case EffectValue::after_reply: {
      ASSAY_TRY(const std::size_t how, source.choice(value, row.key, kAfterReplies));
      fault.after_reply = static_cast<AfterReply>(how);
      return {};
    }
    case EffectValue::accept: {
      ASSAY_TRY(const std::size_t how, source.choice(value, row.key, kAccepts));
      fault.on_accept = static_cast<OnAccept>(how + 1);
      fault.stage = FaultStage::accept;
      return {};
    }
  }
  return {};
}

}  // namespace

std::vector<std::string> effect_keys() {
  std::vector<std::string> keys;
  for (const EffectRow& row : kEffects) keys.emplace_back(row.key);
  return keys;
}

Result<bool> read_effect(const ModelsSource& source, const ModelsYaml& node, ServerFault& fault) {
  bool found = false;
  for (const EffectRow& row : kEffects) {
    const ModelsYaml* value = node.find(row.key);
    if (value == nullptr) continue;
    const bool goes_together = row.effect == FaultEffect::edit && fault.effect == row.effect;
    if (found && !goes_together) {
      return source.error_at(node, "a fault has one effect; write one fault for each");
    }
    found = true;
    fault.effect = row.effect;
    ASSAY_CHECK(read_value(source, row, *value, fault));
  }
  return found;
}

}  // namespace assay
