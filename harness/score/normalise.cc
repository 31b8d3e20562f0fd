#include "harness/score/normalise.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/emphasis.h"
#include "harness/score/words.h"

namespace assay {
namespace {

// Calls `visit(code point, its bytes)` for each.
template <class Visit>
void for_each_code_point(std::string_view text, const Visit& visit) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = code_point_at(text, at);
    visit(c.value < 0 ? char32_t{0xFFFD} : static_cast<char32_t>(c.value),
          text.substr(at, c.length));
    at += c.length;
  }
}

std::string to_nfc(std::string_view text) {
  return normalise(text);
}

// fold_case(), without its cost for ASCII: one pass that vectorises.
std::string without_case(std::string_view text) {
  if (!is_ascii(text)) return fold_case(text);
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(c + ((c >= 'A' && c <= 'Z') ? 'a' - 'A' : 0));
  return lower;
}

std::string straight_quotes(std::string_view text) {
  std::string plain;
  for_each_code_point(text, [&plain](char32_t c, std::string_view bytes) {
    const bool is_single = (c >= 0x2018 && c <= 0x201B) || c == 0x2039 || c == 0x203A ||
                           c == 0x2032 || c == 0x02BC || c == 0xFF07;
    const bool is_double =
        (c >= 0x201C && c <= 0x201F) || c == 0x00AB || c == 0x00BB || c == 0x2033 || c == 0xFF02;
    if (is_single)
      plain += '\'';
    else if (is_double)
      plain += '"';
    else
      plain += bytes;
  });
  return plain;
}

bool is_sign(char32_t c) {
  return c == '-' || c == 0x2212 || c == '.';
}

// What makes a number another number is none: 3.14, 1,000, 3/4, -5, .5, 5%.
std::string without_punctuation(std::string_view text) {
  const std::u32string points = code_points(text);
  const auto kind_at = [&points](std::size_t i) {
    return i < points.size() ? kind_of(points[i]) : CharacterKind::space;
  };
  std::string kept;
  std::size_t i = 0;
  for_each_code_point(text, [&](char32_t c, std::string_view bytes) {
    const CharacterKind before = i == 0 ? CharacterKind::space : kind_at(i - 1);
    const bool before_digit = kind_at(i + 1) == CharacterKind::digit ||
                              (c != '.' && i + 1 < points.size() && points[i + 1] == '.' &&
                               kind_at(i + 2) == CharacterKind::digit);
    const bool in_number = before == CharacterKind::digit && before_digit;
    const bool begins_number = is_sign(c) && before_digit && before != CharacterKind::letter;
    const bool is_percent = c == '%' || c == 0x2030 || c == 0xFF05;
    const bool drops =
        kind_of(c) == CharacterKind::punctuation && !in_number && !begins_number && !is_percent;
    if (!drops) kept += bytes;
    ++i;
  });
  return kept;
}

bool is_article(std::string_view word) {
  return equals_ignoring_ascii_case(word, "a") || equals_ignoring_ascii_case(word, "an") ||
         equals_ignoring_ascii_case(word, "the");
}

// English a, an and the as whole words, with the white space behind them.
std::string without_articles(std::string_view text) {
  std::string kept;
  std::size_t word = 0;  // where in `kept` the last word begins
  bool skips = false;    // white space behind an article
  const auto end_word = [&] {
    const bool dropped = is_article(std::string_view(kept).substr(word));
    if (dropped) kept.resize(word);
    return dropped;
  };
  for_each_code_point(text, [&](char32_t c, std::string_view bytes) {
    const CharacterKind kind = kind_of(c);
    const bool joins = kind == CharacterKind::letter || kind == CharacterKind::digit || c == '_' ||
                       c == '-' || c == '\'' || c == 0x2019;
    if (joins) {
      skips = false;
      kept += bytes;
      return;
    }
    skips = end_word() || skips;
    if (skips && kind == CharacterKind::space) return;
    skips = false;
    kept += bytes;
    word = kept.size();
  });
  end_word();
  return kept;
}

std::string single_blanks(std::string_view text) {
  std::string kept;
  bool in_blanks = false;
  for_each_code_point(text, [&](char32_t c, std::string_view bytes) {
    const bool is_blank = kind_of(c) == CharacterKind::space;
    if (!is_blank)
      kept += bytes;
    else if (!in_blanks)
      kept += ' ';
    in_blanks = is_blank;
  });
  return kept;
}

constexpr NormaliserRow kNormaliserRows[] = {
    {"nfc", "composed and decomposed letters are equal; always on", false, to_nfc},
    {"nfkc", "also full-width forms, ligatures, superscripts", false, compatible_form},
    {"case", "case-folded: STRASSE is straße", true, without_case},
    {"quotes", "curly quotes and guillemets as straight ones", false, straight_quotes},
    {"markdown", "without *, _, ~~ and ` around words", true, without_emphasis},
    {"punctuation", "without punctuation, but for that of numbers", true, without_punctuation},
    {"articles", "without English a, an, the", true, without_articles},
    {"white_space", "runs of white space, line ends too, as one blank", true, single_blanks},
};

}  // namespace

std::span<const NormaliserRow> normaliser_rows() {
  return kNormaliserRows;
}

std::span<const std::string_view> normaliser_names() {
  static const auto names = [] {
    std::array<std::string_view, std::size(kNormaliserRows)> all;
    std::transform(std::begin(kNormaliserRows), std::end(kNormaliserRows), all.begin(),
                   [](const NormaliserRow& row) { return row.name; });
    return all;
  }();
  return names;
}

Result<Normaliser> Normaliser::of(const std::vector<std::string>& names) {
  Normaliser made;
  for (const std::string& name : names) ASSAY_CHECK(made.add(name));
  return made;
}

Result<void> Normaliser::add(std::string_view name) {
  for (const NormaliserRow& row : kNormaliserRows) {
    if (row.name != name) continue;
    const auto place = std::lower_bound(steps_.begin(), steps_.end(), &row);
    if (place == steps_.end() || *place != &row) steps_.insert(place, &row);
    return {};
  }
  const std::span<const std::string_view> known = normaliser_names();
  return usage_error(fmt::format("'normalise' knows no '{}'{}", excerpt(name, 60),
                                 did_you_mean(name, {known.begin(), known.end()})));
}

std::string_view Normaliser::apply(std::string_view text, std::string& storage) const {
  if (steps_.empty()) return text;
  const bool ascii = is_ascii(text);
  for (const NormaliserRow* row : steps_) {
    if (ascii && !row->changes_ascii) continue;
    storage = row->apply(text);
    text = storage;
  }
  return text;
}

std::string Normaliser::apply(std::string_view text) const {
  std::string storage;
  return std::string(apply(text, storage));
}

const Normaliser& default_normaliser() {
  static const Normaliser made = Normaliser::of({"nfc"}).value();
  return made;
}

Result<Normaliser> read_normaliser(const Json& arguments) {
  std::vector<std::string> names{"nfc"};
  if (const Json* given = find_argument(arguments, "normalise"); given != nullptr) {
    for (const Json& name : *given) names.push_back(name.get<std::string>());
  }
  return Normaliser::of(names);
}

}  // namespace assay
