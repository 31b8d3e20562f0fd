// assay init: a first suite to change.
#include <filesystem>
#include <iostream>

#include "harness/base/file.h"
#include "harness/base/text.h"
#include "harness/cli/options/commands.h"

namespace assay {
namespace {

constexpr std::string_view kSuite =
    R"(# Is it right? assay check capitals.yaml. What will it do and cost? assay plan capitals.yaml.
# Neither asks anything. Then: export MODELSLAB_API_KEY=... && assay run capitals.yaml
suite: capitals
models:
  - id: modelslab:deepseek-deepseek-r1-0528-free
    price: {input: 0, output: 0}                    # USD per 1M tokens: what plan, caps and reports count with
prompts:
  - {id: terse, system: Answer with one word., user: "What is the capital of {{country}}?"}
grid: {temperature: [0, 0.7], max_tokens: 4096}     # a reasoning model thinks before it answers
cases:
  - {id: france, vars: {country: France}, expect: [{contains: Paris}]}
  - {id: japan, vars: {country: Japan}, expect: [{contains: Tokyo}]}
  - {id: peru, vars: {country: Peru}, expect: [{contains: Lima}]}
  - {id: kenya, vars: {country: Kenya}, expect: [{contains: Nairobi}]}
  - {id: norway, vars: {country: Norway}, expect: [{contains: Oslo}]}
  - {id: nepal, vars: {country: Nepal}, expect: [{contains: Kathmandu}]}
gates:                                              # decided on the interval: 6 of 6 show a rate above 0.54
  - {metric: pass_rate, at_least: 0.5}
)";

}  // namespace

Result<ExitCode> init_command(const Options& options) {
  namespace fs = std::filesystem;
  const fs::path folder = options.operands.empty() ? "" : options.operands[0];
  const fs::path file = folder / "capitals.yaml";
  if (fs::exists(file)) return usage_error(file.string() + " exists already; nothing was written");
  ASSAY_CHECK(write_file_atomically(file, kSuite));
  const std::string name = terminal_safe(file.string());
  std::cout << "wrote " << name << "\nnext: assay check " << name << "\n      assay plan " << name
            << "\n      export MODELSLAB_API_KEY=... && assay run " << name << '\n';
  return ExitCode::ok;
}

}  // namespace assay
