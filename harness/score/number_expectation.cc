// number: the answer's number, extracted and compared.
#include <fmt/format.h>

#include <algorithm>
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
using NumberPlace = std::variant<Place, Pattern>;

// The number that was taken, and what to say of the choice; "" without one.
struct Taken {
  double value = 0;
  std::string among;  // "3 numbers, took the last: 42"
};
// A number, or why there is none: nothing there, or a text that cannot be judged.
using TakenOrWhy = tl::expected<Taken, Judgement>;

tl::unexpected<Judgement> nothing_in(std::string_view text) {
  if (trim(text).empty()) return tl::unexpected(Judgement::absent("the text is empty: no number"));
  return tl::unexpected(Judgement::absent(fmt::format("there is no number in {}", quote(text))));
}

std::string_view shown(std::string_view text, const NumberToken& token) {
  return text.substr(token.begin, token.end - token.begin);
}

// "line 2, column 7", of byte `at`.
std::string place_of(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t line = before.rfind('\n') + 1;  // npos + 1 is 0
  return fmt::format("line {}, column {}", lines + 1, count_code_points(before.substr(line)) + 1);
}

// `which` is "the number", "the last of 3 numbers".
tl::unexpected<Judgement> cannot_read(std::string_view text, const NumberToken& token,
                                      std::string_view which) {
  return tl::unexpected(Judgement::unable(fmt::format("{}, {} at {}, cannot be read: {}", which,
                                                      quote(shown(text, token)),
                                                      place_of(text, token.begin), token.trouble)));
}

TakenOrWhy take_from_end(std::string_view text, Place place, const NumberLocale& locale) {
  NumberScanner scanner(text, locale);
  NumberToken taken;
  std::size_t count = 0;
  while (const std::optional<NumberToken> token = scanner.next()) {
    if (token->is_term) continue;
    if (count++ == 0 || place == Place::last) taken = *token;
  }
  if (count == 0) return nothing_in(text);
  const std::string_view which = place == Place::last ? "last" : "first";
  if (!taken.trouble.empty()) {
    return cannot_read(
        text, taken,
        count == 1 ? "the only number" : fmt::format("the {} of {} numbers", which, count));
  }
  if (count == 1) return Taken{taken.value, {}};
  return Taken{taken.value, fmt::format("{} numbers, took the {}: {}", count, which,
                                        format_number(taken.value))};
}

bool is_operator(Mark mark) {
  return mark == Mark::plus || mark == Mark::minus || mark == Mark::times || mark == Mark::slash;
}

// "x + 3", "3 \times x": the number is not what the text says as a whole. An
// operator has a blank on both sides or on none, unlike **3** and "3 - or so".
bool is_operand(std::string_view text, const NumberToken& token) {
  const auto is_end = [](Mark mark) { return mark == Mark::end || mark == Mark::line_end; };
  std::size_t left = token.begin;
  const bool left_blank = is_blank(glyph_before(text, left, 0).mark);
  while (is_blank(glyph_before(text, left, 0).mark)) left -= glyph_before(text, left, 0).length;
  if (const Glyph sign = glyph_before(text, left, 0); is_operator(sign.mark)) {
    const Mark other = glyph_before(text, left - sign.length, 0).mark;
    if (!is_end(other) && is_blank(other) == left_blank && !is_operator(other)) return true;
  }
  std::size_t right = token.end;
  const bool right_blank = is_blank(glyph_at(text, right).mark);
  while (is_blank(glyph_at(text, right).mark)) right += glyph_at(text, right).length;
  const Glyph sign = glyph_at(text, right);
  if (!is_operator(sign.mark)) return false;
  const Mark other = glyph_at(text, right + sign.length).mark;
  return !is_end(other) && is_blank(other) == right_blank && !is_operator(other);
}

// `part` of an answer is to hold one number and no more.
tl::expected<NumberToken, Judgement> only_number(std::string_view part,
                                                 const NumberLocale& locale) {
  NumberScanner scanner(part, locale);
  const std::optional<NumberToken> token = scanner.next();
  if (!token) return nothing_in(part);
  std::size_t count = 1;
  while (scanner.next()) ++count;
  if (count > 1) {
    return tl::unexpected(Judgement::unable(
        fmt::format("there are {} numbers in {}, which is to hold one", count, quote(part))));
  }
  if (!token->trouble.empty()) return cannot_read(part, *token, "the only number");
  if (is_operand(part, *token)) {
    return tl::unexpected(Judgement::unable(
        fmt::format("{} is part of a calculation in {}", quote(shown(part, *token)), quote(part))));
  }
  return *token;
}

bool is_digit_at(std::string_view text, std::size_t at) {
  return glyph_at(text, at).mark == Mark::digit;
}

// Whether digits go on outside of [begin, end), as in "1,2" of "1,234".
bool cuts_digits(std::string_view text, std::size_t begin, std::size_t end) {
  constexpr std::string_view kMarks = ".,'_";
  std::size_t before = begin;
  if (before > 1 && kMarks.find(text[before - 1]) != std::string_view::npos) --before;
  if (before > 0 && is_digit_at(text, begin) && text[before - 1] >= '0' && text[before - 1] <= '9')
    return true;
  std::size_t behind = end;
  if (behind + 1 < text.size() && kMarks.find(text[behind]) != std::string_view::npos) ++behind;
  return is_digit_at(text, behind);
}

// A pattern that matches a piece of a number would make a number of its own.
TakenOrWhy take_match(std::string_view text, std::string_view found, const NumberLocale& locale) {
  const tl::expected<NumberToken, Judgement> inner = only_number(found, locale);
  if (!inner) return tl::unexpected(inner.error());
  const auto start = static_cast<std::size_t>(found.data() - text.data());
  const std::size_t begin = start + inner->begin;
  const std::size_t end = start + inner->end;
  const auto cut = [&](std::string_view whole) {
    return tl::unexpected(Judgement::unable(fmt::format("the pattern takes {} out of {} at {}",
                                                        quote(shown(found, *inner)), quote(whole),
                                                        place_of(text, begin))));
  };
  NumberScanner scanner(text, locale);
  while (const std::optional<NumberToken> outer = scanner.next()) {
    if (outer->begin >= end) break;
    if (outer->end <= begin) continue;
    const bool is_other =
        outer->trouble == kSignApart || (outer->trouble.empty() && outer->value != inner->value);
    if (is_other) return cut(shown(text, *outer));
  }
  if (cuts_digits(text, begin, end)) {
    return cut(text.substr(begin - std::min<std::size_t>(begin, 8), end - begin + 16));
  }
  return Taken{inner->value, {}};
}

// "-\boxed{5}": the sign is the number's, wherever it stands.
TakenOrWhy take_boxed(std::string_view text, const NumberLocale& locale) {
  const std::optional<std::string_view> boxed = last_boxed(text);
  if (!boxed) {
    return tl::unexpected(
        Judgement::absent(fmt::format("there is no \\boxed{{}} in {}", quote(text))));
  }
  const tl::expected<NumberToken, Judgement> inner = only_number(*boxed, locale);
  if (!inner) return tl::unexpected(inner.error());
  const std::size_t begin = static_cast<std::size_t>(boxed->data() - text.data()) + inner->begin;
  NumberScanner scanner(text, locale);
  while (const std::optional<NumberToken> outer = scanner.next()) {
    if (outer->begin > begin) break;
    if (outer->begin == begin && outer->trouble == kSignApart) {
      return cannot_read(text, *outer, "the only number");
    }
  }
  return Taken{inner->value, {}};
}

TakenOrWhy take_number(const NumberPlace& extraction, std::string_view text,
                       const NumberLocale& locale) {
  if (const Pattern* pattern = std::get_if<Pattern>(&extraction)) {
    const std::optional<std::string_view> found = pattern->find(text);
    if (!found) {
      return tl::unexpected(Judgement::absent(
          fmt::format("{} matches nothing in {}", quote(pattern->source()), quote(text))));
    }
    return take_match(text, *found, locale);
  }
  const Place place = std::get<Place>(extraction);
  return place == Place::boxed ? take_boxed(text, locale) : take_from_end(text, place, locale);
}

Result<NumberPlace> make_extraction(const std::string& name) {
  if (name == "last") return Place::last;
  if (name == "first") return Place::first;
  if (name == "boxed") return Place::boxed;
  ASSAY_TRY(Pattern pattern, Pattern::compile(name));
  return NumberPlace(std::move(pattern));
}

Result<const NumberLocale*> read_locale(const Json& arguments) {
  const std::optional<std::string> name = text_argument(arguments, "locale");
  if (!name) return &default_locale();
  const NumberLocale* locale = find_locale(*name);
  if (locale != nullptr) return locale;
  return usage_error(
      fmt::format("there is no locale {}; there are {}", quote(*name), locale_names()));
}

// A label as programs write it ("2.5") or as the locale does ("2,5"); one that
// is a number in both ways, and not the same, is refused.
Result<double> read_label(const std::string& text, const NumberLocale& locale) {
  const std::optional<double> plain = read_number(text);
  const std::optional<double> local = read_number(text, locale);
  if (plain && local && *plain != *local) {
    return usage_error(
        fmt::format("'equals' {} is {}, or {} in locale '{}': write it without "
                    "grouping, or without 'locale'",
                    quote(text), format_number(*plain), format_number(*local), locale.name));
  }
  if (plain || local) return plain ? *plain : *local;
  return usage_error(
      fmt::format("'equals' must be one number from end to end, and {} is not; "
                  "'equals_extract' says where in a longer text the number stands",
                  quote(text)));
}

Result<std::optional<double>> read_equals(const Json& arguments, const NumberLocale& locale) {
  const Json* value = find_argument(arguments, "equals");
  const std::optional<std::string> where = text_argument(arguments, "equals_extract");
  if (value == nullptr) {
    if (where) return usage_error("'equals_extract' belongs to 'equals'");
    return std::optional<double>();
  }
  if (value->is_number()) return std::optional<double>(value->get<double>());
  const std::string text = text_argument(arguments, "equals").value();
  if (!where) {
    ASSAY_TRY(const double label, read_label(text, locale));
    return std::optional<double>(label);
  }
  ASSAY_TRY(const NumberPlace extraction, make_extraction(*where));
  const TakenOrWhy label = take_number(extraction, text, locale);
  if (!label) return usage_error(fmt::format("'equals': {}", label.error().reason));
  return std::optional<double>(label->value);
}

// Without a tolerance, equal as far as a printed double can be.
bool same_number(double a, double b, std::optional<double> tolerance) {
  constexpr double kDefaultTolerance = 1e-9;
  const double allowed =
      tolerance.value_or(kDefaultTolerance * std::max({1.0, std::fabs(a), std::fabs(b)}));
  return std::fabs(a - b) <= allowed;
}

struct NumberRule {
  std::optional<double> equals;
  std::optional<double> tolerance;
  Bounds bounds;
  NumberPlace extraction;
  const NumberLocale* locale;
};

Judgement judge_number(const NumberRule& rule, std::string_view text) {
  TakenOrWhy taken = take_number(rule.extraction, text, *rule.locale);
  if (!taken) return std::move(taken.error());
  if (rule.equals && !same_number(taken->value, *rule.equals, rule.tolerance)) {
    const std::string expected = format_number(*rule.equals);
    if (!taken->among.empty()) {
      return Judgement::fail(fmt::format("{}, not {}", taken->among, expected));
    }
    return Judgement::fail(
        fmt::format("the number is {}, not {}", format_number(taken->value), expected));
  }
  Judgement judged = judge_bounds(rule.bounds, taken->value, "");
  if (!taken->among.empty()) {
    judged.reason = judged.passed ? taken->among : taken->among + "; " + judged.reason;
  }
  return judged;
}

Result<Judge> compile_number(const Json& arguments) {
  ASSAY_TRY(const NumberLocale* locale, read_locale(arguments));
  ASSAY_TRY(const std::optional<double> equals, read_equals(arguments, *locale));
  ASSAY_TRY(const std::optional<double> tolerance, number_argument(arguments, "tolerance"));
  ASSAY_TRY(const Bounds bounds, read_bounds(arguments));
  ASSAY_TRY(NumberPlace extraction,
            make_extraction(text_argument(arguments, "extract").value_or("last")));
  if (!equals && bounds.empty()) return usage_error("needs 'equals', 'at_least' or 'at_most'");
  if (tolerance && *tolerance < 0) return usage_error("'tolerance' must not be negative");
  if (tolerance && !equals) return usage_error("'tolerance' belongs to 'equals'");
  const NumberRule rule{equals, tolerance, bounds, std::move(extraction), locale};
  return Judge([rule](const Subject& subject) { return judge_number(rule, subject.text); });
}

constexpr ArgumentShape kNumber[] = {
    {"equals", ValueType::text, false, "a number, and nothing else but its currency or unit"},
    {"equals_extract", ValueType::text, false,
     "where in a longer 'equals' the number stands, as for 'extract'"},
    {"tolerance", ValueType::number, false, "absolute; default 1e-9, absolute or relative"},
    {"extract", ValueType::text, false,
     "last (default), first, boxed, or an RE2 pattern: group 1 of its first match"},
    {"locale", ValueType::text, false,
     "whose marks divide and group digits: en (default), de, ..."},
    {"at_least", ValueType::number, false, "inclusive"},
    {"at_most", ValueType::number, false, "inclusive"},
};

constexpr ExpectationRow kNumberRows[] = {
    make_row<compile_number>("number", "a number of the answer has this value", "equals", kNumber),
};

}  // namespace

std::span<const ExpectationRow> number_rows() {
  return kNumberRows;
}

}  // namespace assay
