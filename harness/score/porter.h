// Porter's stemmer, in the variant that other published metrics stem with.
//
// Source: M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980),
// 130-137, with the departures that nltk makes by default (nltk.stem.porter,
// NLTK_EXTENSIONS): a table of irregular words, y -> i behind consonants only,
// words of two letters left alone, and the rules for -ies, -ied, -alli, -bli, -fulli, -logi.
#pragma once

#include <string>
#include <string_view>

namespace assay {

// Of one word in lower case. Letters beyond a-z count as consonants.
std::string porter_stem(std::string_view word);

}  // namespace assay
