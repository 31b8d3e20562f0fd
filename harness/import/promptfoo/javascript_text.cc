#include "harness/import/promptfoo/javascript_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/promptfoo/javascript_class.h"
#include "harness/import/promptfoo/javascript_space.h"

namespace assay {
namespace {

bool is_space(std::int32_t c) {
  return (c >= 9 && c <= 13) || c == ' ' || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000 || c == 0xFEFF;
}

bool is_all_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// A literal as folded text may hold it: 1 yes, 0 no text in that case has it, -1 not known here.
int fits_case(std::string_view literal, TextForm::Case letters) {
  if (letters == TextForm::Case::as_it_is) return 1;
  if (!is_all_ascii(literal)) return -1;
  const bool lower = letters == TextForm::Case::lower;
  const auto is_wrong = [lower](char c) {
    return lower ? (c >= 'A' && c <= 'Z') : (c >= 'a' && c <= 'z');
  };
  return std::any_of(literal.begin(), literal.end(), is_wrong) ? 0 : 1;
}

// The literal in any case, without (?i), which takes in letters beyond ASCII.
std::string any_case_pattern(std::string_view literal) {
  std::string pattern;
  for (const char c : literal) {
    if (is_letter(c)) {
      pattern += fmt::format("[{}{}]", static_cast<char>(c | 0x20), static_cast<char>(c & ~0x20));
    } else {
      pattern += class_character(static_cast<unsigned char>(c));
    }
  }
  return pattern;
}

Formula found(std::string pattern) {
  return of_text({{"regex", {{"pattern", std::move(pattern)}, {"exact", true}}}});
}

Formula trimmed_has(const TextForm& form, std::string_view literal, Within within) {
  const std::string body = form.letters == TextForm::Case::as_it_is ? quoted_pattern(literal)
                                                                    : any_case_pattern(literal);
  std::string pattern;
  if (within != Within::end) pattern += fmt::format("^[{}]*", kJavascriptSpace);
  pattern += body;
  if (within != Within::start) pattern += fmt::format("[{}]*$", kJavascriptSpace);
  return found(std::move(pattern));
}

Formula plain_has(bool folds, std::string_view literal, Within within) {
  Json arguments{{"text", literal}, {"exact", true}};
  switch (within) {
    case Within::whole:
      return of_text({{folds ? "iequals" : "equals", std::move(arguments)}});
    case Within::anywhere:
      return of_text({{folds ? "icontains" : "contains", std::move(arguments)}});
    case Within::start:
    case Within::end:
      break;
  }
  if (folds) arguments["ignore_case"] = true;
  return of_text({{within == Within::start ? "starts_with" : "ends_with", std::move(arguments)}});
}

}  // namespace

bool has_javascript_space_at_ends(std::string_view text) {
  if (text.empty()) return false;
  std::size_t last = text.size() - 1;
  while (last > 0 && continues_utf8(text[last])) --last;
  return is_space(code_point_at(text, 0).value) || is_space(code_point_at(text, last).value);
}

std::optional<CountTest> read_count_test(std::string_view sign, double number) {
  if (!(std::abs(number) <= 1e9)) return std::nullopt;
  const auto whole = [](double value) { return static_cast<long long>(value); };
  CountTest made;
  if (sign == ">") {
    made.bounds.least = whole(std::floor(number)) + 1;
  } else if (sign == ">=") {
    made.bounds.least = whole(std::ceil(number));
  } else if (sign == "<") {
    made.bounds.most = whole(std::ceil(number)) - 1;
  } else if (sign == "<=") {
    made.bounds.most = whole(std::floor(number));
  } else if (sign == "===" || sign == "==" || sign == "!==" || sign == "!=") {
    made.is_negated = sign.front() == '!';
    made.is_never = number != std::floor(number);
    made.bounds.least = made.bounds.most = whole(number);
  } else {
    return std::nullopt;
  }
  return made;
}

std::string mirrored(std::string_view sign) {
  if (sign == ">") return "<";
  if (sign == ">=") return "<=";
  if (sign == "<") return ">";
  if (sign == "<=") return ">=";
  return std::string(sign);
}

std::optional<Formula> text_has(const TextForm& form, std::string_view literal, Within within) {
  const int fits = fits_case(literal, form.letters);
  if (fits < 0) return std::nullopt;
  if (fits == 0) return constantly(false);
  if (literal.empty() && within != Within::whole) return constantly(true);
  const bool folds = form.letters != TextForm::Case::as_it_is &&
                     std::any_of(literal.begin(), literal.end(), is_letter);
  if (literal.empty() && form.is_trimmed) {
    return opposite(found(fmt::format("[{}]", kJavascriptNoSpace)));
  }
  if (form.is_trimmed) {
    if (has_javascript_space_at_ends(literal)) return std::nullopt;
    if (within != Within::anywhere) return trimmed_has(form, literal, within);
  }
  return plain_has(folds, literal, within);
}

std::optional<Formula> text_length(const TextForm& form, const CountTest& comparison) {
  if (form.letters != TextForm::Case::as_it_is) return std::nullopt;
  CountBounds bounds = comparison.bounds;
  Formula holds = constantly(!comparison.is_never);
  if (bounds.least && *bounds.least <= 0) bounds.least.reset();
  if (bounds.most && *bounds.most < 0) holds = constantly(false);
  if (holds.kind != Formula::Kind::never && form.is_trimmed) {
    const bool is_something = bounds.least == 1 && !bounds.most;
    const bool is_nothing = bounds.most == 0 && !bounds.least;
    if ((bounds.least || bounds.most) && !is_something && !is_nothing) return std::nullopt;
    if (bounds.least || bounds.most) {
      holds = found(fmt::format("[{}]", kJavascriptNoSpace));
      if (is_nothing) holds = opposite(std::move(holds));
    }
  } else if (holds.kind != Formula::Kind::never) {
    const auto bound = [](const char* name, const char* argument, long long count) {
      return of_text({{name, {{argument, count}, {"unit", "utf16"}, {"exact", true}}}});
    };
    if (bounds.least) holds = both(holds, bound("min_chars", "at_least", *bounds.least));
    if (bounds.most) holds = both(holds, bound("max_chars", "at_most", *bounds.most));
  }
  return comparison.is_negated ? opposite(std::move(holds)) : holds;
}

std::optional<Formula> text_count(const Json& what, const CountTest& comparison, int offset) {
  Json arguments = what;
  arguments["exact"] = true;
  CountBounds bounds = comparison.bounds;
  for (std::optional<long long>* bound : {&bounds.least, &bounds.most}) {
    if (*bound) **bound -= offset;
  }
  Formula holds = constantly(!comparison.is_never);
  if (bounds.least && *bounds.least <= 0) bounds.least.reset();
  if (bounds.most && *bounds.most < 0) holds = constantly(false);
  if (holds.kind != Formula::Kind::never && (bounds.least || bounds.most)) {
    if (bounds.least) arguments["at_least"] = *bounds.least;
    if (bounds.most) arguments["at_most"] = *bounds.most;
    holds = of_text({{"count", std::move(arguments)}});
  }
  return comparison.is_negated ? opposite(std::move(holds)) : holds;
}

}  // namespace assay
