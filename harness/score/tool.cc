// Expectations about tool calls.
#include <fmt/format.h>

#include <optional>

#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/families.h"
#include "harness/score/json_document.h"
#include "harness/score/json_schema.h"

namespace assay {
namespace {

// A map that says it is a schema of an object; anything else is values.
bool is_schema(const Json& arguments) {
  return arguments.contains("$schema") ||
         (arguments.value("type", Json()) == "object" && arguments.contains("properties"));
}

// What one call's arguments must be.
struct WantedArguments {
  std::optional<Json> values;  // a map: every entry is in the call; more may be
  std::optional<JsonSchema> schema;
};

Result<WantedArguments> read_wanted(const Json& arguments) {
  WantedArguments wanted;
  const Json* given = find_argument(arguments, "arguments");
  if (given == nullptr) return wanted;
  Json value = *given;
  if (value.is_string()) {  // a template rendered to JSON
    ASSAY_TRY(value, parse_json(given->get_ref<const std::string&>()));
  }
  if (!value.is_object()) return usage_error("'arguments' is a map of values, or a JSON Schema");
  if (is_schema(value)) {
    ASSAY_TRY(wanted.schema, JsonSchema::compile(value));
  } else {
    wanted.values = std::move(value);
  }
  return wanted;
}

// Maps may hold more than is wanted, at any depth; all else is equal.
bool includes(const Json& actual, const Json& wanted) {
  if (!wanted.is_object() || !actual.is_object()) return actual == wanted;
  for (const auto& [name, value] : wanted.items()) {
    const auto found = actual.find(name);
    if (found == actual.end() || !includes(*found, value)) return false;
  }
  return true;
}

// Why the arguments of `call` are not what is wanted; nothing when they are.
std::optional<std::string> mismatch(const WantedArguments& wanted, const ToolCall& call) {
  if (!wanted.values && !wanted.schema) return std::nullopt;
  // A call without arguments is written as "" by some providers.
  const std::string_view written = trim(call.arguments);
  Result<Json> actual = parse_json(written.empty() ? "{}" : written);
  if (!actual) return fmt::format("its arguments {} are not JSON", quote(written));
  if (wanted.schema) {
    const JsonSchema::Verdict verdict = wanted.schema->check(*actual);
    if (verdict.kind == JsonSchema::Verdict::Kind::valid) return std::nullopt;
    return "its arguments: " + verdict.reason;
  }
  if (includes(*actual, *wanted.values)) return std::nullopt;
  return fmt::format("its arguments are {}, not {}", quote_json(*actual),
                     quote_json(*wanted.values));
}

std::string list_calls(const std::vector<ToolCall>& calls) {
  constexpr std::size_t kShown = 3;
  if (calls.empty()) return "no tool";
  std::string list;
  for (std::size_t i = 0; i < calls.size() && i < kShown; ++i) {
    if (i > 0) list += ", ";
    list += quote(calls[i].name);
  }
  if (calls.size() > kShown) list += fmt::format(" and {} more", calls.size() - kShown);
  return list;
}

struct CallTally {
  long long matched = 0;
  std::string last_mismatch;  // of a call with the right name
};

CallTally count_matches(const std::vector<ToolCall>& calls, const std::string& name,
                        const WantedArguments& wanted) {
  CallTally tally;
  for (const ToolCall& call : calls) {
    if (call.name != name) continue;
    if (std::optional<std::string> why = mismatch(wanted, call)) {
      tally.last_mismatch = std::move(*why);
    } else {
      ++tally.matched;
    }
  }
  return tally;
}

Result<Judge> compile_tool_call(const Json& arguments) {
  const std::string name = text_argument(arguments, "name").value_or("");
  if (name.empty()) return usage_error("needs the 'name' of a tool");
  ASSAY_TRY(const WantedArguments wanted, read_wanted(arguments));
  ASSAY_TRY(const std::optional<double> times, number_argument(arguments, "times"));
  if (times && *times < 1) return usage_error("'times' is at least 1; see also 'no_tool_call'");
  return Judge([name, wanted, times](const Subject& subject) {
    if (subject.reply == nullptr) return Judgement::unable("there is no reply to look at");
    const std::vector<ToolCall>& calls = subject.reply->tool_calls;
    const CallTally tally = count_matches(calls, name, wanted);
    const bool fits = times ? static_cast<double>(tally.matched) == *times : tally.matched > 0;
    if (fits) return Judgement::pass();
    if (tally.matched == 0 && tally.last_mismatch.empty()) {
      return Judgement::fail(
          fmt::format("the model called {}, not {}", list_calls(calls), quote(name)));
    }
    const std::string count =
        fmt::format("{} was called so {} times, not {}", quote(name), tally.matched,
                    times ? format_number(*times) : "once or more");
    if (tally.last_mismatch.empty()) return Judgement::fail(count);
    return Judgement::fail(fmt::format("{}; {}", count, tally.last_mismatch));
  });
}

Result<Judge> compile_no_tool_call(const Json&) {
  return Judge([](const Subject& subject) {
    if (subject.reply == nullptr) return Judgement::unable("there is no reply to look at");
    if (subject.reply->tool_calls.empty()) return Judgement::pass();
    return Judgement::fail("the model called " + list_calls(subject.reply->tool_calls));
  });
}

constexpr ArgumentShape kToolCall[] = {
    {"name", ValueType::text, true, "the tool"},
    {"arguments", ValueType::json, false,
     "values that the call must have (it may have more), or a JSON Schema of type object"},
    {"times", ValueType::integer, false, "exactly so many such calls; default once or more"},
};

constexpr ExpectationRow kToolRows[] = {
    make_row<compile_tool_call>("tool_call", "the model called this tool", "name", kToolCall),
    make_row<compile_no_tool_call>("no_tool_call", "the model called no tool", "", {}),
};

}  // namespace

std::span<const ExpectationRow> tool_rows() {
  return kToolRows;
}

}  // namespace assay
