// Numbers in replies: finite, whole tokens, in order; judged however they are
// extracted.
#include <cmath>
#include <string>

#include "harness/score/number.h"
#include "tests/fuzz/expectation_fuzz.h"

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

FUZZ_TARGET(number) {
  for (const char* name : {"en", "de", "ch"}) {
    const assay::NumberLocale& locale = *assay::find_locale(name);
    assay::NumberScanner scanner(input, locale);
    std::size_t end = 0;
    while (const std::optional<assay::NumberToken> token = scanner.next()) {
      assay::require(token->begin >= end && token->begin < token->end &&
                     token->end <= input.size());
      end = token->end;
      if (!token->trouble.empty()) continue;
      assay::require(std::isfinite(token->value));
      // A number is a whole token: no digit touches it.
      assay::require(token->begin == 0 || !is_digit(input[token->begin - 1]));
      assay::require(end == input.size() || !is_digit(input[end]));
    }
    if (const auto whole = assay::read_number(input, locale)) {
      assay::require(std::isfinite(*whole));
    }
  }
  if (const auto boxed = assay::last_boxed(input)) assay::require(boxed->size() < input.size());
  for (const char* extract : {"first", "last", "boxed", "(\\d+)", "=(.*)"}) {
    assay::judge_fuzzed("number", {{"equals", 18}, {"tolerance", 0.5}, {"extract", extract}},
                        input);
  }
}
