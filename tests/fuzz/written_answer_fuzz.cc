// Answers that may be XML, HTML, SQL or hold JSON: every expectation about them
// decides, gives a reason where it does not pass, and what the whole answer is, is
// also found in it.
#include <string>

#include "harness/score/expectation.h"
#include "harness/score/written_part.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

assay::Judgement judge(const char* name, const assay::Json& arguments, std::string_view answer) {
  const auto compiled = assay::find_expectation(name)->compile(arguments);
  assay::require(compiled.has_value());
  assay::Subject subject;
  subject.text = answer;
  const assay::Judgement judgement = (*compiled)(subject);
  assay::require(judgement.passed || !judgement.reason.empty());
  return judgement;
}

bool passes(const char* name, std::string_view answer) {
  return judge(name, assay::Json::object(), answer).passed;
}

}  // namespace

FUZZ_TARGET(written_answer) {
  assay::require(assay::whole_part(input).size() <= input.size());
  if (passes("xml", input)) assay::require(passes("contains_xml", input));
  if (passes("html", input)) assay::require(passes("contains_html", input));
  if (passes("sql", input)) assay::require(passes("contains_sql", input));
  if (passes("json", input)) assay::require(passes("contains_json", input));
  judge("xml", {{"elements", {"a.b", "c"}}}, input);
  judge("contains_xml", {{"elements", {"a.b"}}}, input);
  judge("contains_json", {{"schema", {{"type", "object"}, {"required", {"a"}}}}}, input);
  judge("count", {{"of", "a"}, {"at_most", 1}}, input);
  judge("count", {{"regex", "a*b|$"}, {"at_least", 1}}, input);
}
