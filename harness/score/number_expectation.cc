// number: the answer's number, extracted and compared.
#include <fmt/format.h>
#include <cmath>
#include <variant>

#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/bounds.h"
#include "harness/score/families.h"
#include "harness/score/number.h"
#include "harness/score/pattern.h"

namespace assay {
namespace {

enum class Place { last, first, boxed };
using Extraction = std::variant<Place, Pattern>;

// A number that was found, or why none was.
using Extracted = tl::expected<double, std::string>;

Extracted number_or(std::optional<double> number, std::string_view text) {
  if (number) return *number;
  return tl::unexpected(fmt::format("there is no number in {}", quote(text)));
}

Extracted extract(const Extraction& extraction, std::string_view text) {
  if (const Pattern* pattern = std::get_if<Pattern>(&extraction)) {
    const std::optional<std::string_view> found = pattern->find(text);
    if (!found) {
      return tl::unexpected(
          fmt::format("{} matches nothing in {}", quote(pattern->source()), quote(text)));
    }
    return number_or(read_number(*found), *found);
  }
  switch (std::get<Place>(extraction)) {
    case Place::first:
      return number_or(first_number(text), text);
    case Place::last:
      return number_or(last_number(text), text);
    case Place::boxed:
      break;
  }
  const std::optional<std::string_view> boxed = last_boxed(text);
  if (!boxed) return tl::unexpected(fmt::format("there is no \\boxed{{}} in {}", quote(text)));
  return number_or(read_number(*boxed), *boxed);
}

Result<Extraction> read_extraction(const Json& arguments) {
  const std::string name = text_argument(arguments, "extract").value_or("last");
  if (name == "last") return Place::last;
  if (name == "first") return Place::first;
  if (name == "boxed") return Place::boxed;
  ASSAY_TRY(Pattern pattern, Pattern::compile(name));
  return Extraction(std::move(pattern));
}

// Without a tolerance, equal as far as a printed double can be.
bool same_number(double a, double b, std::optional<double> tolerance) {
  constexpr double kDefaultTolerance = 1e-9;
  const double allowed =
      tolerance.value_or(kDefaultTolerance * std::max({1.0, std::fabs(a), std::fabs(b)}));
  return std::fabs(a - b) <= allowed;
}

Result<Judge> compile_number(const Json& arguments) {
  ASSAY_TRY(const std::optional<double> equals, number_argument(arguments, "equals"));
  ASSAY_TRY(const std::optional<double> tolerance, number_argument(arguments, "tolerance"));
  ASSAY_TRY(const Bounds bounds, read_bounds(arguments));
  ASSAY_TRY(Extraction extraction, read_extraction(arguments));
  if (!equals && bounds.empty()) return usage_error("needs 'equals', 'at_least' or 'at_most'");
  if (tolerance && *tolerance < 0) return usage_error("'tolerance' must not be negative");
  if (tolerance && !equals) return usage_error("'tolerance' belongs to 'equals'");
  return Judge([equals, tolerance, bounds, extraction](const Subject& subject) {
    const Extracted number = extract(extraction, subject.text);
    if (!number) return Judgement::fail(number.error());
    if (equals && !same_number(*number, *equals, tolerance)) {
      return Judgement::fail(
          fmt::format("the number is {}, not {}", format_number(*number), format_number(*equals)));
    }
    return judge_bounds(bounds, *number, "");
  });
}

constexpr ArgumentShape kNumber[] = {
    {"equals", ValueType::text, false,
     "a number, or text whose last number is meant (\"#### 1,234\")"},
    {"tolerance", ValueType::number, false, "absolute; default 1e-9, absolute or relative"},
    {"extract", ValueType::text, false,
     "last (default), first, boxed, or an RE2 pattern: group 1 of its first match"},
    {"at_least", ValueType::number, false, "inclusive"},
    {"at_most", ValueType::number, false, "inclusive"},
};

constexpr ExpectationRow kRows[] = {
    make_row<compile_number>("number", "a number of the answer has this value", "equals", kNumber),
};

}  // namespace

std::span<const ExpectationRow> number_rows() {
  return kRows;
}

}  // namespace assay
