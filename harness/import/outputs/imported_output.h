// An answer that was made elsewhere, as every reader of a format hands it on.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/money.h"
#include "harness/base/result.h"
#include "harness/provider/outcome.h"
#include "harness/provider/request.h"

namespace assay {

struct ImportedOutput {
  std::string where;  // in its file, for messages: "line 12", "result 3"

  // Whose answer to what it is, as far as the file says so.
  std::string case_id;                 // "": the file has no name for it
  std::string model;                   // "": it names none
  std::string prompt;                  // label; "": there is one prompt
  std::optional<std::int64_t> repeat;  // any number that tells repeats of a case apart
  Messages question;                   // empty: not in the file
  Json vars = Json::object();          // the case's variables, by name

  // The answer, untouched; or what went wrong there. Unknown tokens and times are absent.
  std::variant<Reply, Failure> result = Reply{};
  Timings timings;
  std::optional<Money> cost;

  // Marks that somebody else gave it, by name: numbers, never a verdict of assay.
  std::vector<std::pair<std::string, double>> scores;
  // Items of `expect` for a suite that is made of the file, and assertions that have none.
  Json expect = Json::array();
  std::vector<std::string> not_imported;
};

// Takes outputs in the order of the file; an error ends the reading.
using OutputSink = std::function<Result<void>(ImportedOutput output)>;

}  // namespace assay
