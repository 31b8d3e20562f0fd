#include "harness/score/token_f1.h"

#include <algorithm>
#include <unordered_map>

#include "harness/base/text.h"

namespace assay {
namespace {

double ratio(std::size_t part, std::size_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

bool is_ascii_punctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
         (c >= '{' && c <= '~');
}

}  // namespace

Words squad_words(std::string_view text) {
  std::string folded = fold_case(text);
  std::erase_if(folded, is_ascii_punctuation);
  Words words;
  for (std::size_t i = 0; i < folded.size();) {
    constexpr std::string_view kBlanks = " \t\n\v\f\r";
    const std::size_t start = folded.find_first_not_of(kBlanks, i);
    if (start == std::string::npos) break;
    i = std::min(folded.find_first_of(kBlanks, start), folded.size());
    const std::string_view word = std::string_view(folded).substr(start, i - start);
    if (word != "a" && word != "an" && word != "the") words.emplace_back(word);
  }
  return words;
}

double token_f1(const Words& answer, const Words& reference) {
  if (answer.empty() || reference.empty()) return answer.empty() && reference.empty() ? 1 : 0;
  std::unordered_map<std::string_view, std::size_t> unmatched;
  for (const std::string& word : reference) ++unmatched[word];
  std::size_t common = 0;
  for (const std::string& word : answer) {
    const auto found = unmatched.find(word);
    if (found == unmatched.end() || found->second == 0) continue;
    --found->second;
    ++common;
  }
  if (common == 0) return 0;
  const double precision = ratio(common, answer.size());
  const double recall = ratio(common, reference.size());
  return 2 * precision * recall / (precision + recall);
}

}  // namespace assay
