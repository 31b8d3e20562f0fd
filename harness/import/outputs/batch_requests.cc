#include "harness/import/outputs/batch_requests.h"

#include <fmt/format.h>

#include <utility>

#include "harness/base/text.h"
#include "harness/import/outputs/read_values.h"
#include "harness/import/outputs/records.h"

namespace assay {

Result<BatchRequests> read_batch_requests(const std::filesystem::path& file,
                                          Result<AskedInBatch> (*read)(const Json& line)) {
  BatchRequests requests;
  if (file.empty()) return requests;
  ASSAY_CHECK(each_json_line(file, [&](const Json& line, const std::string& where) -> Result<void> {
    Result<AskedInBatch> asked = read(line);
    if (!asked) return record_error(file, where, asked.error().message);
    const std::string id = asked->id;
    if (!requests.emplace(id, std::move(*asked)).second)
      return record_error(file, where, "'" + excerpt(id, 60) + "' is there twice");
    return {};
  }));
  return requests;
}

Result<void> take_request(const BatchRequests& requests, const std::filesystem::path& file,
                          ImportedOutput& output) {
  if (file.empty()) return {};
  const auto asked = requests.find(output.case_id);
  if (asked == requests.end())
    return usage_error(
        fmt::format("'{}' is not in {}", excerpt(output.case_id, 60), file.string()));
  output.question = asked->second.question;
  if (!asked->second.model.empty()) output.model = asked->second.model;
  return {};
}

Failure failure_of_batch(const Json& error) {
  const std::string code = text_of(field_of(error, "code"));
  const std::string message = text_of(field_of(error, "message"));
  Failure failure = failure_elsewhere(message.empty() ? text_of(error) : message);
  failure.code = excerpt(code, 100);
  return failure;
}

}  // namespace assay
