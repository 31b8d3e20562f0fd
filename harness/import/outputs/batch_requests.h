// What batches of all services have in common: requests in one file, answers in another, joined
// by an id, and errors in place of answers.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/import/outputs/imported_output.h"
#include "harness/import/outputs/output_formats.h"

namespace assay {

struct AskedInBatch {
  std::string id;
  std::string model;  // "": the request does not say
  Messages question;
};

// A service's batch: each answer of `source.file`, as `read_answer` takes its line apart, with the
// question that has its id, and the model that was asked. `read_request` takes a line of
// `source.requests` apart ("": no requests were given, and nothing is joined). A usage error names
// the line: one that cannot be read, an id that is there twice, or an answer to no request.
Result<void> read_batch(OutputSource& source, Result<AskedInBatch> (*read_request)(const Json&),
                        Result<ImportedOutput> (*read_answer)(const Json&), const OutputSink& sink);

// What a live reply of that dialect with this status and body would have been.
std::variant<Reply, Failure> reply_of_batch(std::string_view dialect, int status, const Json& body);

// {code, message}, as a batch says what went wrong.
Failure failure_of_batch(const Json& error);

}  // namespace assay
