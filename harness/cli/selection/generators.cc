#include "harness/cli/selection/generators.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "harness/base/text.h"
#include "harness/cli/selection/scripts.h"
#include "harness/script/asked_program.h"

namespace assay {
namespace {

constexpr milliseconds kLongest = std::chrono::minutes{1};
constexpr std::size_t kMaxDepth = 64;     // of what it says
constexpr std::size_t kCallsAtOnce = 32;  // of one process: an answer has at most 4 MiB

}  // namespace

Result<std::string> output_of(const ScriptProgram& program, std::string_view input) {
  ASSAY_TRY(AskedProgram asked, AskedProgram::start({program, false}));
  const auto now = [] { return std::chrono::steady_clock::now(); };
  asked.ask(std::string(input), Instant(now()), kLongest);
  for (;;) {
    asked.go_on(Instant(now()));
    if (std::optional<ProgramAnswer> answer = asked.take()) {
      if (!answer->fault) return std::move(answer->bytes);
      return usage_error(answer->fault->why);
    }
    std::vector<pollfd> polls;
    asked.add_polls(polls);
    constexpr int kTick = 20;  // ms: how a program ends is told by time, too
    static_cast<void>(::poll(polls.data(), polls.size(), kTick));
  }
}

namespace {

// Of some of its calls, which one answer has room for.
Result<OrderedJson> run_some(const GeneratorCall& call, const std::filesystem::path& folder) {
  ScriptSource source;
  source.kind = call.is_python ? "python" : "javascript";
  source.file = call.file;
  source.function = call.function;
  const auto wrong = [&](std::string_view why) {
    return usage_error(fmt::format("{}: {}", shown_source(source), why));
  };
  ASSAY_TRY(const ScriptProgram program, script_program(source, ScriptUse::generate, folder));
  const Result<std::string> said =
      output_of(program, fmt::format(R"({{"calls":[{}]{}}})", fmt::join(call.arguments, ","),
                                     call.has_lists ? R"(,"lists":true)" : ""));
  if (!said) return wrong(said.error().message);
  Result<OrderedJson> json = parse_ordered_json(*said, kMaxDepth);
  if (!json || !json->is_object()) return wrong("what it says is no JSON");
  if (json->contains("error")) return wrong(excerpt(dump_ordered_json((*json)["error"]), 300));
  OrderedJson values = json->contains("values") ? (*json)["values"] : OrderedJson();
  if (!values.is_array() || values.size() != call.arguments.size())
    return wrong("it did not give a value for each of its calls");
  return values;
}

}  // namespace

Result<OrderedJson> run_generator(const GeneratorCall& call, const std::filesystem::path& folder) {
  OrderedJson values = OrderedJson::array();
  for (std::size_t at = 0; at < call.arguments.size(); at += kCallsAtOnce) {
    GeneratorCall some = call;
    const std::size_t end = std::min(at + kCallsAtOnce, call.arguments.size());
    some.arguments.assign(call.arguments.begin() + static_cast<std::ptrdiff_t>(at),
                          call.arguments.begin() + static_cast<std::ptrdiff_t>(end));
    ASSAY_TRY(const OrderedJson made, run_some(some, folder));
    for (const OrderedJson& value : made) values.push_back(value);
  }
  return values;
}

}  // namespace assay
