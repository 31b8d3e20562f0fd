// Answers that may be XML, HTML, SQL or hold JSON: every expectation about them
// decides, gives a reason where it does not pass, and what the whole answer is, is
// also found in it.
#include <string>

#include "harness/score/written_part.h"
#include "tests/fuzz/expectation_fuzz.h"

namespace {

bool passes(const char* name, std::string_view answer) {
  return assay::judge_fuzzed(name, assay::Json::object(), answer).passed;
}

}  // namespace

FUZZ_TARGET(written_answer) {
  assay::require(assay::whole_part(input).size() <= input.size());
  if (passes("xml", input)) assay::require(passes("contains_xml", input));
  if (passes("html", input)) assay::require(passes("contains_html", input));
  if (passes("sql", input)) assay::require(passes("contains_sql", input));
  if (passes("json", input)) assay::require(passes("contains_json", input));
  assay::judge_fuzzed("xml", {{"elements", {"a.b", "c"}}}, input);
  assay::judge_fuzzed("contains_xml", {{"elements", {"a.b"}}}, input);
  assay::judge_fuzzed("contains_json", {{"schema", {{"type", "object"}, {"required", {"a"}}}}},
                      input);
  assay::judge_fuzzed("count", {{"of", "a"}, {"at_most", 1}}, input);
  assay::judge_fuzzed("count", {{"regex", "a*b|$"}, {"at_least", 1}}, input);
}
