#include "harness/import/outputs/read_values.h"

#include <fmt/format.h>

#include <cmath>
#include <string_view>
#include <utility>

#include "harness/base/text.h"
#include "harness/provider/conclude.h"
#include "harness/provider/price.h"

namespace assay {
namespace {

// Nothing: the text is "", or it is null.
Result<std::optional<double>> read_number(const Json& value, std::string_view what) {
  std::optional<double> number;
  if (value.is_null()) return number;
  if (value.is_number()) number = value.get<double>();
  if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    if (trim(text).empty()) return number;
    number = parse_number(trim(text));
  }
  if (number && std::isfinite(*number)) return number;
  return usage_error(fmt::format("'{}' is no {}", excerpt(text_of(value), 40), what));
}

std::optional<Role> role_of(std::string_view name) {
  for (const Role role : {Role::system, Role::user, Role::assistant, Role::tool})
    if (to_string(role) == name) return role;
  if (name == "developer") return Role::system;
  if (name == "human") return Role::user;
  if (name == "ai") return Role::assistant;
  return std::nullopt;
}

// Parts that are no text would be lost.
Result<std::string> content_of(const Json& content) {
  if (!content.is_array()) return text_of(content);
  std::string text;
  for (const Json& part : content) {
    const Json& words = field_of(part, "text");
    if (!words.is_string())
      return usage_error("a message has parts that are no text, which assay does not carry");
    text += words.get<std::string>();
  }
  return text;
}

}  // namespace

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() ? "" : dump_json(value);
}

const Json& field_of(const Json& object, std::string_view name) {
  static const Json kNone;
  if (!object.is_object()) return kNone;
  const auto found = object.find(name);
  return found == object.end() ? kNone : *found;
}

Result<std::optional<double>> number_in(const Json& value) {
  if (value.is_boolean()) return std::optional(value.get<bool>() ? 1.0 : 0.0);
  return read_number(value, "number");
}

Result<std::optional<std::int64_t>> count_in(const Json& value) {
  constexpr double kMost = 1e12;
  ASSAY_TRY(const std::optional<double> number, read_number(value, "whole number"));
  if (!number) return std::optional<std::int64_t>();
  if (*number < 0 || *number > kMost || *number != std::floor(*number))
    return usage_error(fmt::format("'{}' is no whole number from 0", excerpt(text_of(value), 40)));
  return std::optional(static_cast<std::int64_t>(*number));
}

Result<std::optional<Nanoseconds>> milliseconds_in(const Json& value) {
  constexpr double kMost = 1e12;  // thirty years
  ASSAY_TRY(const std::optional<double> number, read_number(value, "number of milliseconds"));
  if (!number) return std::optional<Nanoseconds>();
  if (*number < 0 || *number > kMost)
    return usage_error(
        fmt::format("'{}' is no number of milliseconds", excerpt(text_of(value), 40)));
  return std::optional(Nanoseconds{std::llround(*number * 1e6)});
}

Result<std::optional<Money>> usd_in(const Json& value) {
  ASSAY_TRY(const std::optional<double> number, read_number(value, "amount in USD"));
  if (!number) return std::optional<Money>();
  const std::string decimal = value.is_string()
                                  ? std::string(trim(value.get_ref<const std::string&>()))
                                  : format_number(*number);
  const std::optional<Money> amount = parse_billed_usd(decimal);
  if (!amount)
    return usage_error(fmt::format("'{}' is no amount in USD", excerpt(text_of(value), 40)));
  return amount;
}

Result<Messages> question_in(const Json& value) {
  Messages messages;
  if (!value.is_array()) {
    messages.push_back({Role::user, text_of(value), {}, {}});
    return messages;
  }
  for (const Json& item : value) {
    const std::optional<Role> role = role_of(text_of(field_of(item, "role")));
    if (!role) return usage_error("is a list, but not one of messages with a role");
    Message message{*role, {}, {}, text_of(field_of(item, "tool_call_id"))};
    ASSAY_TRY(message.content, content_of(field_of(item, "content")));
    for (const Json& call : field_of(item, "tool_calls")) {
      const Json& function = field_of(call, "function");
      message.tool_calls.push_back({text_of(field_of(call, "id")),
                                    text_of(field_of(function, "name")),
                                    text_of(field_of(function, "arguments"))});
    }
    messages.push_back(std::move(message));
  }
  if (messages.empty()) return usage_error("is a list of no messages");
  return messages;
}

void take_finish_reason(std::string_view native, Reply& reply) {
  reply.native_finish_reason = native;
  if (const std::optional<FinishMeaning> meaning = meaning_of_finish(native))
    reply.finish_reason = meaning->reason;
}

Result<Messages> prompt_text_in(const std::string& text) {
  if (trim(text).starts_with('[')) {
    const Result<Json> list = parse_json(text);
    if (list && list->is_array() && !list->empty() && list->front().is_object()) {
      Result<Messages> messages = question_in(*list);
      if (messages) return messages;
    }
  }
  return question_in(Json(text));
}

Failure failure_elsewhere(std::string_view why) {
  Failure failure;
  failure.message = "elsewhere: " + excerpt(why, 500);
  return failure;
}

}  // namespace assay
