// Marks a second of one script: answers of 500 bytes, 10,000 in a burst, as a stored run is
// marked again. What is measured is both sides and the pipes between them.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "harness/script/marker.h"
#include "harness/script/shims.h"

namespace assay {
namespace {

constexpr std::int64_t kBurst = 10'000;

const char* const kTrivial = R"(import sys, json
for line in sys.stdin:
    q = json.loads(line)
    sys.stdout.write('{"id":%d,"pass":%s}\n' % (q["id"], "true" if "Paris" in q["output"] else "false"))
    sys.stdout.flush()
)";

ScriptProgram program(std::vector<std::string> words) {
  ScriptProgram made;
  made.path = "/usr/bin/env";
  made.words = std::move(words);
  made.words.insert(made.words.begin(), "env");
  made.folder = "/tmp";
  for (const char* const name : {"PATH", "HOME"})
    if (const char* const value = std::getenv(name))
      made.environment.push_back(std::string(name) + "=" + value);
  return made;
}

const std::string kQuestion =
    R"({"case":"france","config":null,"messages":[{"content":"Capital?","role":"user"}],"output":")" +
    std::string(500, 'x') +
    R"( Paris","reasoning":"","tool_calls":[],"variant":{"model":"m","params":{},"prompt":"p"},)"
    R"("vars":{"capital":"Paris"}})";

void marks(benchmark::State& state, std::vector<std::string> words) {
  const auto marker = Marker::start({program(std::move(words))}, [] {}).value();
  const auto burst = [&](std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i)
      marker->ask(0, static_cast<std::uint64_t>(i), kQuestion);
    for (std::int64_t got = 0; got < count;) {
      marker->wait(std::chrono::seconds{10});
      for (const Marked& each : marker->take()) {
        if (!each.reply) state.SkipWithError(each.reply.error().c_str());
        ++got;
      }
    }
  };
  burst(1);  // it has started
  for (auto unused : state) burst(kBurst);
  state.SetItemsProcessed(state.iterations() * kBurst);
}

BENCHMARK_CAPTURE(marks, exec, {"python3", "-c", kTrivial})->UseRealTime();
BENCHMARK_CAPTURE(marks, python,
                  {"python3", "-B", "-c", std::string(script_shims::kPython), "code",
                   "vars['capital'] in output"})
    ->UseRealTime();
BENCHMARK_CAPTURE(marks, javascript,
                  {"node", "-e", std::string(script_shims::kJavascript), "--", "code",
                   "output.includes(vars.capital)"})
    ->UseRealTime();

}  // namespace
}  // namespace assay
