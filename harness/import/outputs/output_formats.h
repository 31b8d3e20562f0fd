// The formats that answers made elsewhere come in, as rows. To add one: a reader and a row, a file
// of its own shape in tests/import/, a line of docs/import-outputs.md.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/import/outputs/field_map.h"
#include "harness/import/outputs/imported_output.h"

namespace assay {

// What is read: twice at least, so it must not change meanwhile.
struct OutputSource {
  std::filesystem::path file;
  std::filesystem::path requests;  // of a batch: what was asked; "": not given
  FieldMap map;
};

struct OutputFormat {
  std::string_view name;
  std::string_view help;
  bool takes_map;
  bool takes_requests;
  // Hands every output of the file to `sink`, in its order, and the same each time.
  Result<void> (*read)(OutputSource& source, const OutputSink& sink);
};

std::span<const OutputFormat> output_formats();
std::vector<std::string> output_format_names();
// A usage error says what there is.
Result<const OutputFormat*> find_output_format(const std::string& name);

// The readers.
Result<void> read_jsonl_outputs(OutputSource& source, const OutputSink& sink);
Result<void> read_csv_outputs(OutputSource& source, const OutputSink& sink);
Result<void> read_promptfoo_results(OutputSource& source, const OutputSink& sink);
Result<void> read_openai_batch(OutputSource& source, const OutputSink& sink);
Result<void> read_gemini_batch(OutputSource& source, const OutputSink& sink);
Result<void> read_anthropic_batch(OutputSource& source, const OutputSink& sink);
Result<void> read_openai_eval_items(OutputSource& source, const OutputSink& sink);
Result<void> read_deepeval_run(OutputSource& source, const OutputSink& sink);
Result<void> read_lm_eval_samples(OutputSource& source, const OutputSink& sink);
Result<void> read_inspect_log(OutputSource& source, const OutputSink& sink);

}  // namespace assay
