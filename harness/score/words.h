// Words of any script, for counting and for comparing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

bool is_ascii(std::string_view text);

// Runs between white space (of Unicode), except that scripts written without
// spaces count a word a character: each ideograph and kana is one.
std::size_t count_words(std::string_view text);

// Case-folded NFC runs of letters, digits and marks; punctuation separates and
// is dropped; each ideograph and kana is a word.
std::vector<std::string> comparable_words(std::string_view text);

// Han, kana and their compatibility forms: written without spaces.
bool is_word_by_itself(char32_t c);

// Code points; an invalid byte is U+FFFD.
std::u32string code_points(std::string_view utf8);

// What a character is to whoever compares words. `letter` holds marks too.
enum class CharacterKind { space, letter, digit, punctuation, other };
CharacterKind kind_of(char32_t c);

// Without white space at the ends: Unicode's, and what is invisible (zero-width
// spaces, the byte order mark).
std::string_view trim_white_space(std::string_view text);

// Unicode NFKC: full-width letters, ligatures and superscripts as plain ones.
std::string compatible_form(std::string_view utf8);

}  // namespace assay
