// Outputs of a small file, read by a row of the table of formats.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/import/outputs/output_formats.h"
#include "tests/support/test_files.h"

namespace assay::testing {

struct ReadOutputs {
  std::vector<ImportedOutput> outputs;
  std::string error;  // "" where all of it was read

  const Reply& reply(std::size_t i) const { return std::get<Reply>(outputs.at(i).result); }
  std::string failure(std::size_t i) const {
    return std::get<Failure>(outputs.at(i).result).message;
  }
};

inline ReadOutputs read_outputs(const std::string& format, std::string_view text,
                                const std::vector<std::string>& map = {},
                                std::string_view requests = "") {
  const TemporaryFolder folder;
  OutputSource source;
  source.file = folder / "outputs";
  write_text(source.file, text);
  if (!requests.empty()) {
    source.requests = folder / "requests";
    write_text(source.requests, requests);
  }
  ReadOutputs read;
  Result<FieldMap> fields = FieldMap::parse(map);
  if (!fields) {
    read.error = fields.error().message;
    return read;
  }
  source.map = std::move(*fields);
  const Result<void> all = (*find_output_format(format))->read(source, [&](ImportedOutput output) {
    read.outputs.push_back(std::move(output));
    return Result<void>();
  });
  if (!all) read.error = all.error().message;
  return read;
}

}  // namespace assay::testing
