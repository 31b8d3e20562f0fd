// Records of anybody's, by --map.
#include "harness/import/outputs/output_formats.h"
#include "harness/import/outputs/records.h"

namespace assay {
namespace {

using EachRecord = Result<void> (*)(const std::filesystem::path& file, const RecordSink& sink);

Result<void> read_mapped(OutputSource& source, EachRecord each, const OutputSink& sink) {
  ASSAY_CHECK(each(source.file, [&](const Json& record, const std::string& where) -> Result<void> {
    Result<ImportedOutput> output = source.map.read(record);
    if (!output) return record_error(source.file, where, output.error().message);
    output->where = where;
    return sink(std::move(*output));
  }));
  if (const Result<void> found = source.map.check_all_found(); !found)
    return usage_error(source.file.string() + ": " + found.error().message);
  return {};
}

}  // namespace

Result<void> read_jsonl_outputs(OutputSource& source, const OutputSink& sink) {
  return read_mapped(source, each_json_line, sink);
}

Result<void> read_csv_outputs(OutputSource& source, const OutputSink& sink) {
  return read_mapped(source, each_csv_row, sink);
}

}  // namespace assay
