// Numbers in replies: finite, found from both ends or from none, and judged alike
// however they are extracted.
#include <cmath>
#include <string>

#include "harness/score/expectation.h"
#include "harness/score/number.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

void judge(std::string_view text, const assay::Json& arguments) {
  const auto compiled = assay::find_expectation("number")->compile(arguments);
  assay::require(compiled.has_value());
  assay::Subject subject;
  subject.text = text;
  const assay::Judgement judgement = (*compiled)(subject);
  assay::require(judgement.value >= 0 && judgement.value <= 1);
  assay::require(judgement.passed || !judgement.reason.empty());
}

}  // namespace

FUZZ_TARGET(number) {
  const auto first = assay::first_number(input);
  const auto last = assay::last_number(input);
  assay::require(first.has_value() == last.has_value());
  if (first) assay::require(std::isfinite(*first) && std::isfinite(*last));
  const auto whole = assay::read_number(input);
  if (whole) assay::require(std::isfinite(*whole));
  if (const auto boxed = assay::last_boxed(input)) assay::require(boxed->size() < input.size());
  std::string storage;
  const std::string_view plain = assay::plain_numbers(input, storage);
  assay::require(plain.size() <= 2 * input.size());
  for (const char* extract : {"first", "last", "boxed", "(\\d+)"}) {
    judge(input, {{"equals", 18}, {"tolerance", 0.5}, {"extract", extract}});
  }
}
