// Replies that should be JSON: parsed within bounds, and every expectation about
// JSON decides. A first line before "\x1e" is the path to look at.
#include <string>

#include "harness/score/json_document.h"
#include "tests/fuzz/expectation_fuzz.h"

namespace {

const assay::Json kSchema = assay::Json::parse(R"({"schema":{
    "type":"object","required":["a"],"properties":{
      "a":{"type":["string","number"],"minLength":1},
      "b":{"type":"array","items":{"enum":[1,"x",null]},"uniqueItems":true},
      "c":{"$ref":"#"}}}})");

}  // namespace

FUZZ_TARGET(json_answer) {
  const std::size_t end = input.find('\x1e');
  const std::string_view answer = end == input.npos ? input : input.substr(end + 1);
  const std::string_view part = assay::json_part(answer).text;
  assay::require(part.size() <= answer.size());
  assay::judge_fuzzed("json_equals", {{"to", {{"a", 1}}}}, answer);
  assay::judge_fuzzed("json_schema", kSchema, answer);
  for (const assay::Which which : {assay::Which::first, assay::Which::last}) {
    const auto found = assay::find_json(answer, which);
    if (found) assay::require(assay::parse_json(found->text).value() == found->document);
  }
  const auto document = assay::json_document(answer);
  if (!document) return assay::require(!document.error().empty());
  const auto again = assay::parse_json(assay::dump_json(*document));
  assay::require(again.has_value() && *again == *document);
  assay::require(!assay::quote_json(*document).empty());
  if (end == input.npos) return;
  const auto path = assay::JsonPath::parse(input.substr(0, end));
  if (!path) return assay::require(!path.error().message.empty());
  path->find(*document);
}
