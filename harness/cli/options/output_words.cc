#include "harness/cli/options/output_words.h"

#include "harness/base/spelling.h"
#include "harness/base/text.h"

namespace assay {
namespace {

// Two reports in one file: the second would take the first's place.
const Output* find_twice(const std::vector<Output>& outputs) {
  for (std::size_t i = 1; i < outputs.size(); ++i) {
    for (std::size_t earlier = 0; earlier < i; ++earlier) {
      if (outputs[i].path.lexically_normal() == outputs[earlier].path.lexically_normal()) {
        return &outputs[i];
      }
    }
  }
  return nullptr;
}

}  // namespace

Result<std::vector<Output>> parse_outputs(const std::vector<std::string>& settings) {
  std::vector<Output> outputs;
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    const std::string format = setting.substr(0, equals);
    const ReporterRow* reporter = find_reporter(format);
    if (reporter == nullptr) {
      std::vector<std::string> names;
      for (const ReporterRow& row : reporter_rows()) names.emplace_back(row.name);
      return usage_error("-o " + setting + ": no report format '" + format + "'" +
                         did_you_mean(format, names) + " (one of " + join(names, ", ") + ")");
    }
    if (equals == std::string::npos || equals + 1 == setting.size()) {
      return usage_error("-o " + setting + ": expected FORMAT=PATH, e.g. -o " + format + "=" +
                         std::string(reporter->file_name) + " or -o " + format + "=-");
    }
    outputs.push_back({reporter, setting.substr(equals + 1)});
  }
  if (const Output* twice = find_twice(outputs)) {
    return usage_error("-o: only one report can go to " +
                       (twice->path == "-" ? std::string("stdout") : twice->path.string()));
  }
  return outputs;
}

}  // namespace assay
