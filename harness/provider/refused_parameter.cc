#include "harness/provider/refused_parameter.h"

#include <algorithm>
#include <array>

#include "harness/base/mark.h"
#include "harness/base/text.h"

namespace assay {
namespace {

// Codes that say it outright, of an error that names the field in `param`.
constexpr std::array<std::string_view, 2> kRefusalCodes = {"unsupported_parameter",
                                                           "unsupported_value"};

// Words around the field's name, in quotes of any kind or in none.
struct RefusalText {
  std::string_view before;
  std::string_view after;
};
constexpr std::array kRefusalTexts = {
    RefusalText{"Unsupported parameter: ", ""},               // OpenAI
    RefusalText{"Unsupported value: ", " does not support"},  // OpenAI
    RefusalText{"", " is deprecated for this model"},         // Anthropic, from 4.7 on
    RefusalText{"", " is not supported for this model"},      // Anthropic: thinking.type.disabled
    RefusalText{"", " is not supported with this model"},     // OpenAI, Groq
    RefusalText{"", " is not supported by this model"},       // gateways
    RefusalText{"", " are not supported for "},  // OpenAI: tools and effort, with param
    RefusalText{"", " cannot both be specified for this model"},  // Anthropic: the second of two
    RefusalText{"", ": Extra inputs are not permitted"},          // Anthropic, FastAPI
    RefusalText{"Extra inputs are not permitted", ""},  // FastAPI, which names it elsewhere
    RefusalText{"Unknown name ", ""},                   // Google's JSON
};

constexpr std::string_view kOnlyValue = "Only the default (";
constexpr std::string_view kAskedWithout = "asked without ";

// What other wires call a parameter, as plain_field() spells it.
struct OtherName {
  std::string_view wire;
  std::string_view parameter;
};
constexpr std::array kOtherNames = {
    OtherName{"maxcompletiontokens", "max_tokens"},
    OtherName{"maxoutputtokens", "max_tokens"},
    OtherName{"stopsequences", "stop"},
    OtherName{"randomseed", "seed"},
    OtherName{"reasoning.effort", "reasoning_effort"},
    OtherName{"outputconfig.effort", "reasoning_effort"},
    OtherName{"thinkingconfig.thinkinglevel", "reasoning_effort"},
    OtherName{"outputconfig.format", "response_format"},
    OtherName{"text.format", "response_format"},
    OtherName{"responsemimetype", "response_format"},
    OtherName{"responsejsonschema", "response_format"},
};

bool is_of_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.';
}

bool is_quote(char c) {
  return c == '\'' || c == '"' || c == '`';
}

// The name that begins there, quotes aside.
std::string_view name_at_start(std::string_view text) {
  if (!text.empty() && is_quote(text.front())) text.remove_prefix(1);
  const auto end = std::find_if_not(text.begin(), text.end(), is_of_name);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

// The name that ends there.
std::string_view name_at_end(std::string_view text) {
  if (!text.empty() && is_quote(text.back())) text.remove_suffix(1);
  const auto begin = std::find_if_not(text.rbegin(), text.rend(), is_of_name);
  return text.substr(static_cast<std::size_t>(text.rend() - begin));
}

std::string_view named_in(std::string_view message, const RefusalText& row) {
  if (!row.before.empty()) {
    const std::size_t at = message.find(row.before);
    if (at == std::string_view::npos || message.find(row.after, at) == std::string_view::npos)
      return {};
    return name_at_start(message.substr(at + row.before.size()));
  }
  const std::size_t at = message.find(row.after);
  return at == std::string_view::npos ? std::string_view{} : name_at_end(message.substr(0, at));
}

bool says_unsupported(std::string_view message) {
  return std::any_of(kRefusalTexts.begin(), kRefusalTexts.end(), [&](const RefusalText& row) {
    return message.find(row.before.empty() ? row.after : row.before) != std::string_view::npos;
  });
}

// "maxOutputTokens" and "max_output_tokens" are one name.
std::string plain_field(std::string_view name) {
  std::string letters = to_lower_ascii(name);
  std::erase_if(letters, [](char c) { return c == '_' || c == '-'; });
  return letters;
}

// Without the object that holds all of them on some wires.
std::string_view inner_field(std::string_view field) {
  for (const std::string_view outer : {"generationConfig.", "generation_config.", "body."})
    if (field.starts_with(outer)) field.remove_prefix(outer.size());
  return field;
}

const Json* extra_of(const Params& params) {
  const auto extra = params.find("extra");
  return extra == params.end() || !extra->second.is_object() ? nullptr : &extra->second;
}

}  // namespace

std::string refused_field(const RefusalWords& words) {
  const bool is_said =
      std::find(kRefusalCodes.begin(), kRefusalCodes.end(), words.code) != kRefusalCodes.end();
  if (!words.param.empty() && (is_said || says_unsupported(words.message)))
    return std::string(words.param);
  for (const RefusalText& row : kRefusalTexts) {
    const std::string_view name = named_in(words.message, row);
    if (!name.empty()) return std::string(name);
  }
  return "";
}

std::string_view refused_field(const Failure& failure) {
  const std::string_view code = failure.code;
  if (failure.kind != FailureKind::invalid_request || !code.starts_with(kRefusedCode)) return {};
  return code.substr(kRefusedCode.size());
}

std::optional<Json> only_value(const Failure& failure) {
  const std::size_t at = failure.message.find(kOnlyValue);
  if (at == std::string::npos) return std::nullopt;
  const std::string_view rest = std::string_view(failure.message).substr(at + kOnlyValue.size());
  const std::size_t end = rest.find(')');
  if (end == std::string_view::npos) return std::nullopt;
  const Result<Json> value = parse_json(rest.substr(0, end));
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<SentParameter> sent_parameter(const Params& params, std::string_view field) {
  constexpr std::string_view kOfExtra = "extra.";
  if (field.starts_with(kOfExtra)) field.remove_prefix(kOfExtra.size());  // as `name` spells it
  const std::string wanted = plain_field(inner_field(field));
  const std::string first = wanted.substr(0, wanted.find_first_of(".["));
  if (const Json* extra = extra_of(params)) {
    for (const auto& [name, value] : extra->items())
      if (plain_field(name) == first) return SentParameter{"extra." + name, value};
  }
  for (const auto& [name, value] : params)
    if (name != "extra" && plain_field(name) == first) return SentParameter{name, value};
  for (const OtherName& row : kOtherNames) {
    if (row.wire != wanted && row.wire != first) continue;
    const auto found = params.find(row.parameter);
    if (found != params.end()) return SentParameter{found->first, found->second};
  }
  return std::nullopt;
}

Params without(Params params, std::string_view name) {
  constexpr std::string_view kOfExtra = "extra.";
  if (!name.starts_with(kOfExtra)) {
    if (const auto found = params.find(name); found != params.end()) params.erase(found);
    return params;
  }
  const auto extra = params.find("extra");
  if (extra == params.end()) return params;
  extra->second.erase(std::string(name.substr(kOfExtra.size())));
  if (extra->second.empty()) params.erase(extra);
  return params;
}

std::optional<Params> with_other_length(const Params& params, std::string_view field) {
  constexpr std::string_view kOne = "max_tokens";
  constexpr std::string_view kOther = "max_completion_tokens";
  if (field != kOne && field != kOther) return std::nullopt;
  const std::string other(field == kOne ? kOther : kOne);
  const std::optional<SentParameter> sent = sent_parameter(params, field);
  if (!sent) return std::nullopt;
  const Json* const extra = extra_of(params);
  if (extra != nullptr && extra->contains(other)) return std::nullopt;
  ASSAY_MARK("refused.length_exchanged");
  // As it is: a dialect may spell the parameter as it was refused.
  Params exchanged = without(params, sent->name);
  Json& fields = exchanged["extra"];
  if (fields.is_null()) fields = Json::object();
  fields[other] = sent->value;
  return exchanged;
}

void note_dropped(Reply& reply, std::string_view name) {
  std::string line(kAskedWithout);
  line += name;
  reply.quirks.insert(reply.quirks.begin(), std::move(line));
}

std::string_view dropped_parameter(std::string_view quirk) {
  return quirk.starts_with(kAskedWithout) ? quirk.substr(kAskedWithout.size()) : std::string_view{};
}

}  // namespace assay
