// What batches of all services have in common: requests in one file, answers in another, joined
// by an id, and errors in place of answers.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/import/outputs/imported_output.h"

namespace assay {

struct AskedInBatch {
  std::string id;
  std::string model;  // "": the request does not say
  Messages question;
};
using BatchRequests = std::unordered_map<std::string, AskedInBatch>;

// `read` takes a line of the requests apart. "" as the file: there are none. A usage error names
// the line, also of an id that is there twice.
Result<BatchRequests> read_batch_requests(const std::filesystem::path& file,
                                          Result<AskedInBatch> (*read)(const Json& line));

// Gives an output the question with its id, and the model that was asked. An error where there is
// none; nothing is done where no requests were given (`file` is "").
Result<void> take_request(const BatchRequests& requests, const std::filesystem::path& file,
                          ImportedOutput& output);

// {code, message}, as a batch says what went wrong.
Failure failure_of_batch(const Json& error);

}  // namespace assay
