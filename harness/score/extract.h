// `extract:`: the part of an answer that an expectation looks at. To add an
// extractor: one function, one row in extractors.cc, rows in its table test.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/suite/expectation_shape.h"
#include "harness/suite/suite.h"
#include "harness/suite/vars.h"

namespace assay {

// Why nothing was extracted: the answer has nothing there, which fails whatever
// was expected of it; or it could not be found out, which is an error.
struct NotExtracted {
  std::string reason;  // short; quotes of the model are excerpts
  bool is_unable = false;
};
// What was: never only white space.
using Extracted = tl::expected<std::string, NotExtracted>;

// A row's compiled form.
using Extractor = std::function<Extracted(std::string_view text)>;

struct ExtractorRow {
  ExpectationShape shape;  // its first argument is called as the row is
  // Arguments are typed by the shape and contain no template any more.
  Result<Extractor> (*compile)(const Json& arguments);
};

std::span<const ExtractorRow> extractor_rows();
const ExtractorRow* find_extractor(std::string_view name);
// The shapes alone, for LoadOptions::extractors.
std::span<const ExpectationShape> extractor_shapes();

// Steps, one after the other. Copies share what was compiled.
class Extraction {
 public:
  // Templates are rendered from `vars`.
  static Result<Extraction> compile(std::span<const ExtractStep> steps, const Vars& vars);
  // At least one step. A reason begins "extract: ", or with the step's number.
  Extracted apply(std::string_view text) const;

 private:
  std::vector<Extractor> steps_;
};

}  // namespace assay
