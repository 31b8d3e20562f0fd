// What people wrote for promptfoo: cells, templates, patterns and code. Whatever it is, it is an
// expectation or a reason why there is none.
#include <string>
#include <vector>

#include "harness/base/text.h"
#include "harness/import/promptfoo/assertion.h"
#include "harness/import/promptfoo/javascript_meaning.h"
#include "harness/import/promptfoo/javascript_pattern.h"
#include "harness/import/promptfoo/template.h"
#include "harness/suite/template.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using assay::Json;
using assay::require;

void check_imported(const assay::ImportedAssertion& imported) {
  const bool is_there = imported.outcome != assay::ImportOutcome::refused &&
                        imported.outcome != assay::ImportOutcome::ignored;
  require(is_there == !imported.expectations.empty());
  require(is_there || !imported.note.empty());
  for (const Json& expectation : imported.expectations) {
    require(expectation.is_object() && !assay::dump_json(expectation).empty());
  }
}

void check_assertion(Json assertion) {
  assay::AssertionScope scope;
  scope.embedder = "openai:m";
  for (const bool is_object : {false, true}) {
    scope.answer_is_object = is_object;
    check_imported(assay::import_assertion(assertion, scope));
  }
}

void check_template(std::string_view input) {
  const assay::ImportedTemplate imported = assay::import_template(input);
  require(imported.refused.empty() || imported.text.empty());
  if (imported.refused.empty()) {
    require(assay::Template::parse(imported.text).has_value());
  }
  if (!assay::has_nunjucks(input)) require(imported.text == input);
}

}  // namespace

FUZZ_TARGET(promptfoo) {
  if (!assay::is_valid_utf8(input)) return;
  std::vector<std::string> notes;
  check_assertion(assay::assertion_of_cell(input, notes));
  for (const char* type : {"javascript", "not-javascript", "regex", "contains-any", "is-json"}) {
    check_assertion({{"type", type}, {"value", input}});
  }
  check_assertion({{"type", "contains"}, {"value", "x"}, {"transform", input}});
  check_template(input);
  const assay::ImportedPattern pattern = assay::import_pattern(input, "i");
  require(pattern.refused.empty() || pattern.pattern.empty());
}
