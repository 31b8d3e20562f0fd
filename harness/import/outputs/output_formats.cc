#include "harness/import/outputs/output_formats.h"

#include <algorithm>
#include <array>

#include "harness/base/spelling.h"
#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::array kFormats = {
    OutputFormat{"jsonl", "an object a line, by --map", true, false, read_jsonl_outputs},
    OutputFormat{"csv", "rows with a header line, by --map", true, false, read_csv_outputs},
    OutputFormat{"promptfoo", "promptfoo's results JSON: cases, answers and assertions", false,
                 false, read_promptfoo_results},
    OutputFormat{"openai-batch", "batch output of OpenAI or Groq; --requests has the questions",
                 false, true, read_openai_batch},
    OutputFormat{"gemini-batch", "batch output of Gemini; --requests has the questions", false,
                 true, read_gemini_batch},
    OutputFormat{"anthropic-batch",
                 "results of Anthropic's message batches; --requests has the questions", false,
                 true, read_anthropic_batch},
    OutputFormat{"openai-evals", "output items of OpenAI's hosted evals", false, false,
                 read_openai_eval_items},
    OutputFormat{"deepeval", "DeepEval's .latest_test_run.json", false, false, read_deepeval_run},
    OutputFormat{"lm-eval", "samples_*.jsonl of lm-evaluation-harness", false, false,
                 read_lm_eval_samples},
    OutputFormat{"inspect", "a log of Inspect, .eval or JSON", false, false, read_inspect_log},
};

}  // namespace

std::span<const OutputFormat> output_formats() {
  return kFormats;
}

std::vector<std::string> output_format_names() {
  std::vector<std::string> names;
  for (const OutputFormat& format : output_formats()) names.emplace_back(format.name);
  return names;
}

Result<const OutputFormat*> find_output_format(const std::string& name) {
  for (const OutputFormat& format : output_formats())
    if (format.name == name) return &format;
  return usage_error("there is no format '" + excerpt(name, 40) + "'" +
                     did_you_mean(name.substr(0, 40), output_format_names()) + "; there are " +
                     join(output_format_names(), ", "));
}

}  // namespace assay
