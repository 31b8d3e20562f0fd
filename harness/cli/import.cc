// assay import WHAT ...: what was written for, or answered by, something else.
#include <fmt/format.h>

#include <array>

#include "harness/base/text.h"
#include "harness/cli/import/import_openai_evals.h"
#include "harness/cli/import/import_outputs.h"
#include "harness/cli/import/import_promptfoo.h"
#include "harness/cli/options/commands.h"

namespace assay {
namespace {

// An option that says something of the other kind alone would do nothing.
Result<void> refuse(bool is_set, std::string_view flag, std::string_view what) {
  if (!is_set) return {};
  return usage_error(fmt::format("{} is for assay import {}", flag, what));
}

Result<void> refuse_options_of_outputs(const Options& options) {
  ASSAY_CHECK(refuse(!options.suite_file.empty(), "--suite", "outputs"));
  ASSAY_CHECK(refuse(!options.map_words.empty(), "--map", "outputs"));
  ASSAY_CHECK(refuse(!options.requests.empty(), "--requests", "outputs"));
  return refuse(!options.as_variant.empty(), "--as", "outputs");
}

}  // namespace

Result<ExitCode> import_command(const Options& options) {
  const std::string& what = options.operands.front();
  if (what == "outputs") {
    ASSAY_CHECK(refuse(options.faithful, "--faithful", "promptfoo"));
    return import_outputs(options);
  }
  if (what == "promptfoo") {
    if (options.operands.size() > 2)
      return usage_error("assay import promptfoo takes one configuration");
    ASSAY_CHECK(refuse_options_of_outputs(options));
    return import_promptfoo_command(options);
  }
  if (what == "openai-evals") {
    ASSAY_CHECK(refuse_options_of_outputs(options));
    ASSAY_CHECK(refuse(options.faithful, "--faithful", "promptfoo"));
    return import_openai_evals_command(options);
  }
  return usage_error(
      fmt::format("assay import: there is no '{}' to import; there are promptfoo, openai-evals and "
                  "outputs",
                  excerpt(what, 40)));
}

}  // namespace assay
