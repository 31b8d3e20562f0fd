// Expectations about tool calls.
#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/families.h"
#include "harness/score/tool_calls.h"
#include "harness/score/wanted_call.h"

namespace assay {
namespace {

std::string list_calls(const std::vector<ToolCall>& calls) {
  std::vector<std::string> names;
  for (const ToolCall& call : calls) names.push_back(call.name);
  return names.empty() ? "no tool" : list_names(names);
}

struct CallTally {
  long long matched = 0;
  std::string last_mismatch;  // of a call with the right name
  std::string obstacle;       // a call of which it cannot be said
};

CallTally count_matches(const std::vector<ToolCall>& calls, const WantedCall& wanted) {
  CallTally tally;
  for (const ToolCall& call : calls) {
    CallFit fit = fit_call(wanted, call);
    switch (fit.kind) {
      case CallFit::Kind::fits:
        ++tally.matched;
        break;
      case CallFit::Kind::differs:
        if (!fit.reason.empty()) tally.last_mismatch = std::move(fit.reason);
        break;
      case CallFit::Kind::unable:
        tally.obstacle = std::move(fit.reason);
        break;
    }
  }
  return tally;
}

Result<Judge> compile_tool_call(const Json& arguments) {
  ASSAY_TRY(const WantedCall wanted, read_wanted_call(arguments));
  ASSAY_TRY(const std::optional<double> times, number_argument(arguments, "times"));
  if (times && *times < 1) return usage_error("'times' is at least 1; see also 'no_tool_call'");
  return Judge([wanted, times](const Subject& subject) {
    if (subject.reply == nullptr) return Judgement::unable("there is no reply to look at");
    const std::vector<ToolCall>& calls = calls_of(subject);
    const std::string& name = wanted.name;
    const CallTally tally = count_matches(calls, wanted);
    const bool fits = times ? static_cast<double>(tally.matched) == *times : tally.matched > 0;
    const bool is_settled = tally.obstacle.empty() || (!times && fits);
    if (!is_settled) return Judgement::unable(tally.obstacle);
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
    if (calls_of(subject).empty()) return Judgement::pass();
    return Judgement::fail("the model called " + list_calls(calls_of(subject)));
  });
}

constexpr ArgumentShape kToolCall[] = {
    {"name", ValueType::text, true, "the tool"},
    {"arguments", ValueType::json, false,
     "values that the call must have (it may have more), or a JSON Schema of type object"},
    {"times", ValueType::integer, false, "exactly so many such calls; default once or more"},
};

constexpr ArgumentShape kToolCalls[] = {
    {"expected", ValueType::json, true, "a list of names, or of maps as 'tool_call' takes them"},
    {"order", ValueType::text, false, "any (default), or exact: in the order of the list"},
    {"measure", ValueType::text, false,
     "f1 (default), recall: others may be called too, or precision: some may be left out"},
    {"at_least", ValueType::number, false, "passes from here on; default 1"},
};

constexpr ExpectationRow kToolRows[] = {
    make_row<compile_tool_call>("tool_call", "the model called this tool", "name", kToolCall),
    make_row<compile_tool_calls>("tool_calls", "the model called these tools: F1 of the calls",
                                 "expected", kToolCalls),
    make_row<compile_no_tool_call>("no_tool_call", "the model called no tool", "", {}),
};

}  // namespace

std::span<const ExpectationRow> tool_rows() {
  return kToolRows;
}

}  // namespace assay
