// A file of outputs made elsewhere: refused with its name, or the same outputs each time.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <vector>

#include "harness/import/outputs/made_suite.h"
#include "harness/import/outputs/output_formats.h"
#include "tests/fuzz/fuzz_target.h"

namespace assay {

inline std::vector<std::string> outputs_in(const OutputFormat& format, const std::string& file) {
  OutputSource source;
  source.file = file;
  source.map = std::move(*FieldMap::parse({}));
  std::vector<std::string> outputs;
  SuiteMaker maker("fuzz", "m");
  CaseNamer namer;
  const Result<void> read = format.read(source, [&](ImportedOutput output) -> Result<void> {
    require(!output.where.empty());
    const Reply* const reply = std::get_if<Reply>(&output.result);
    outputs.push_back(
        output.where + "\n" + output.case_id + "\n" + output.model + "\n" +
        (reply != nullptr ? reply->answer : std::get<Failure>(output.result).message));
    if (namer.name(output)) static_cast<void>(maker.add(output));
    return {};
  });
  if (!read) {
    require(read.error().message.find(file) != std::string::npos);
    outputs.push_back(read.error().message);
  }
  static_cast<void>(maker.finish("fuzz.cases.jsonl", "fuzz"));
  return outputs;
}

inline void fuzz_outputs(const char* name, std::string_view input) {
  const int fd = memfd_create("outputs", 0);
  require(fd >= 0);
  require(write(fd, input.data(), input.size()) == static_cast<ssize_t>(input.size()));
  const std::string file = "/proc/self/fd/" + std::to_string(fd);
  const OutputFormat& format = **find_output_format(name);
  require(outputs_in(format, file) == outputs_in(format, file));
  close(fd);
}

}  // namespace assay
