#include "harness/score/porter.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "harness/base/text.h"

namespace assay {
namespace {

// The code points of a word. One beyond a-z counts as a consonant, and as equal or
// not to its neighbour; rules add and cut off letters of a-z alone.
struct Letters {
  std::vector<std::int32_t> points;
  std::vector<std::size_t> starts;  // of each in the word, in bytes

  explicit Letters(std::string_view word) {
    for (std::size_t i = 0; i < word.size();) {
      const CodePoint point = code_point_at(word, i);
      points.push_back(point.value);
      starts.push_back(i);
      i += point.length;
    }
  }
};

using Stem = std::vector<std::int32_t>;

bool is_vowel_letter(std::int32_t c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

// A y is a vowel behind a consonant.
std::vector<bool> consonants(const Stem& stem) {
  std::vector<bool> is_consonant(stem.size());
  for (std::size_t i = 0; i < stem.size(); ++i) {
    const bool is_vowel =
        is_vowel_letter(stem[i]) || (stem[i] == 'y' && i > 0 && is_consonant[i - 1]);
    is_consonant[i] = !is_vowel;
  }
  return is_consonant;
}

// How often a consonant follows a vowel: Porter's m.
int measure(const Stem& stem) {
  const std::vector<bool> is_consonant = consonants(stem);
  int count = 0;
  for (std::size_t i = 1; i < stem.size(); ++i) count += is_consonant[i] && !is_consonant[i - 1];
  return count;
}

bool has_vowel(const Stem& stem) {
  const std::vector<bool> is_consonant = consonants(stem);
  return std::find(is_consonant.begin(), is_consonant.end(), false) != is_consonant.end();
}

bool ends_in_double(const Stem& stem) {
  const std::size_t size = stem.size();
  return size >= 2 && stem[size - 1] == stem[size - 2] && consonants(stem).back();
}

// Consonant, vowel, consonant that is not w, x or y; or all of it vowel, consonant.
bool ends_short(const Stem& stem) {
  const std::vector<bool> c = consonants(stem);
  const std::size_t size = stem.size();
  if (size == 2) return !c[0] && c[1];
  if (size < 3) return false;
  const std::int32_t last = stem.back();
  return c[size - 3] && !c[size - 2] && c[size - 1] && last != 'w' && last != 'x' && last != 'y';
}

bool always(const Stem&) {
  return true;
}
bool measures_some(const Stem& stem) {
  return measure(stem) > 0;
}
bool measures_more(const Stem& stem) {
  return measure(stem) > 1;
}

struct Rule {
  std::string_view suffix;
  std::string_view replacement;
  bool (*applies)(const Stem& stem);
};

bool ends_with(const Stem& word, std::string_view suffix) {
  return word.size() >= suffix.size() && std::equal(suffix.rbegin(), suffix.rend(), word.rbegin(),
                                                    [](char a, std::int32_t b) { return a == b; });
}

Stem without(const Stem& word, std::size_t letters) {
  return {word.begin(), word.end() - static_cast<std::ptrdiff_t>(letters)};
}

Stem with(Stem stem, std::string_view ending) {
  stem.insert(stem.end(), ending.begin(), ending.end());
  return stem;
}

// The first rule whose suffix is there decides, whether it applies or not.
Stem apply_first(const Stem& word, std::span<const Rule> rules) {
  for (const Rule& rule : rules) {
    if (!ends_with(word, rule.suffix)) continue;
    Stem stem = without(word, rule.suffix.size());
    return rule.applies(stem) ? with(std::move(stem), rule.replacement) : word;
  }
  return word;
}

Stem drop_plural(const Stem& word) {
  constexpr Rule kRules[] = {
      {"sses", "ss", always}, {"ies", "i", always}, {"ss", "ss", always}, {"s", "", always}};
  if (ends_with(word, "ies") && word.size() == 4) return without(word, 1);
  return apply_first(word, kRules);
}

Stem mend_past(const Stem& stem) {
  constexpr Rule kRules[] = {{"at", "ate", always}, {"bl", "ble", always}, {"iz", "ize", always}};
  if (const Stem mended = apply_first(stem, kRules); mended != stem) return mended;
  if (ends_in_double(stem)) {
    const std::int32_t last = stem.back();
    return last == 'l' || last == 's' || last == 'z' ? stem : without(stem, 1);
  }
  return measure(stem) == 1 && ends_short(stem) ? with(stem, "e") : stem;
}

Stem drop_past(const Stem& word) {
  if (ends_with(word, "ied")) return without(word, word.size() == 4 ? 1 : 2);
  if (ends_with(word, "eed")) return measure(without(word, 3)) > 0 ? without(word, 1) : word;
  for (const std::string_view suffix : {"ed", "ing"}) {
    if (!ends_with(word, suffix)) continue;
    const Stem stem = without(word, suffix.size());
    if (has_vowel(stem)) return mend_past(stem);
  }
  return word;
}

Stem turn_y(const Stem& word) {
  constexpr Rule kRules[] = {
      {"y", "i", [](const Stem& stem) { return stem.size() > 1 && consonants(stem).back(); }}};
  return apply_first(word, kRules);
}

Stem shorten_double_suffix(const Stem& word) {
  constexpr Rule kRules[] = {
      {"ational", "ate", measures_some},
      {"tional", "tion", measures_some},
      {"enci", "ence", measures_some},
      {"anci", "ance", measures_some},
      {"izer", "ize", measures_some},
      {"bli", "ble", measures_some},
      {"alli", "al", measures_some},
      {"entli", "ent", measures_some},
      {"eli", "e", measures_some},
      {"ousli", "ous", measures_some},
      {"ization", "ize", measures_some},
      {"ation", "ate", measures_some},
      {"ator", "ate", measures_some},
      {"alism", "al", measures_some},
      {"iveness", "ive", measures_some},
      {"fulness", "ful", measures_some},
      {"ousness", "ous", measures_some},
      {"aliti", "al", measures_some},
      {"iviti", "ive", measures_some},
      {"biliti", "ble", measures_some},
      {"fulli", "ful", measures_some},
      // The l counts as the stem's: geology is as long as archaeology.
      {"logi", "log", [](const Stem& stem) { return measure(with(stem, "l")) > 0; }}};
  Stem shorter = word;
  while (ends_with(shorter, "alli") && measure(without(shorter, 4)) > 0) {
    shorter = without(shorter, 2);
  }
  return apply_first(shorter, kRules);
}

Stem shorten_suffix(const Stem& word) {
  constexpr Rule kRules[] = {{"icate", "ic", measures_some}, {"ative", "", measures_some},
                             {"alize", "al", measures_some}, {"iciti", "ic", measures_some},
                             {"ical", "ic", measures_some},  {"ful", "", measures_some},
                             {"ness", "", measures_some}};
  return apply_first(word, kRules);
}

Stem drop_suffix(const Stem& word) {
  constexpr Rule kRules[] = {{"al", "", measures_more},
                             {"ance", "", measures_more},
                             {"ence", "", measures_more},
                             {"er", "", measures_more},
                             {"ic", "", measures_more},
                             {"able", "", measures_more},
                             {"ible", "", measures_more},
                             {"ant", "", measures_more},
                             {"ement", "", measures_more},
                             {"ment", "", measures_more},
                             {"ent", "", measures_more},
                             {"ion", "",
                              [](const Stem& stem) {
                                return measures_more(stem) &&
                                       (stem.back() == 's' || stem.back() == 't');
                              }},
                             {"ou", "", measures_more},
                             {"ism", "", measures_more},
                             {"ate", "", measures_more},
                             {"iti", "", measures_more},
                             {"ous", "", measures_more},
                             {"ive", "", measures_more},
                             {"ize", "", measures_more}};
  return apply_first(word, kRules);
}

Stem drop_e(const Stem& word) {
  if (!ends_with(word, "e")) return word;
  const Stem stem = without(word, 1);
  const int length = measure(stem);
  return length > 1 || (length == 1 && !ends_short(stem)) ? stem : word;
}

Stem drop_l(const Stem& word) {
  return ends_with(word, "ll") && measure(without(word, 1)) > 1 ? without(word, 1) : word;
}

struct Irregular {
  std::string_view word;
  std::string_view stem;
};
constexpr Irregular kIrregular[] = {
    {"sky", "sky"},        {"skies", "sky"},       {"dying", "die"},        {"lying", "lie"},
    {"tying", "tie"},      {"news", "news"},       {"innings", "inning"},   {"inning", "inning"},
    {"outings", "outing"}, {"outing", "outing"},   {"cannings", "canning"}, {"canning", "canning"},
    {"howe", "howe"},      {"proceed", "proceed"}, {"exceed", "exceed"},    {"succeed", "succeed"}};

}  // namespace

std::string porter_stem(std::string_view word) {
  for (const Irregular& each : kIrregular) {
    if (each.word == word) return std::string(each.stem);
  }
  const Letters letters(word);
  if (letters.points.size() <= 2) return std::string(word);
  Stem stem = letters.points;
  for (const auto step : {drop_plural, drop_past, turn_y, shorten_double_suffix, shorten_suffix,
                          drop_suffix, drop_e, drop_l}) {
    stem = step(stem);
  }
  // What was kept from the beginning is as it was written; what changed is of a-z.
  std::size_t kept = 0;
  while (kept < stem.size() && kept < letters.points.size() && stem[kept] == letters.points[kept]) {
    ++kept;
  }
  const std::size_t end = kept < letters.starts.size() ? letters.starts[kept] : word.size();
  std::string written(word.substr(0, end));
  for (std::size_t i = kept; i < stem.size(); ++i) written += static_cast<char>(stem[i]);
  return written;
}

}  // namespace assay
