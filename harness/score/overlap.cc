#include "harness/score/overlap.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <unordered_map>

#include "harness/base/text.h"

namespace assay {
namespace {

double harmonic_mean(double a, double b) {
  return a + b == 0 ? 0 : 2 * a * b / (a + b);
}

double ratio(std::size_t part, std::size_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

using Counts = std::map<std::vector<std::uint32_t>, std::size_t>;
using WordNumbers = std::unordered_map<std::string_view, std::uint32_t>;

// Equal words get equal numbers, so that n-grams compare cheaply.
std::vector<std::uint32_t> number_words(const Words& words, WordNumbers& numbers) {
  std::vector<std::uint32_t> numbered;
  numbered.reserve(words.size());
  for (const std::string& word : words) {
    const auto next = static_cast<std::uint32_t>(numbers.size());
    numbered.push_back(numbers.try_emplace(word, next).first->second);
  }
  return numbered;
}

Counts count_ngrams(const std::vector<std::uint32_t>& words, std::size_t n) {
  Counts counts;
  for (std::size_t i = 0; i + n <= words.size(); ++i) {
    const auto start = words.begin() + static_cast<std::ptrdiff_t>(i);
    ++counts[std::vector<std::uint32_t>(start, start + static_cast<std::ptrdiff_t>(n))];
  }
  return counts;
}

std::size_t closest_length(std::size_t answer, std::span<const Words> references) {
  const auto distance = [answer](std::size_t length) {
    return length > answer ? length - answer : answer - length;
  };
  std::size_t closest = references.front().size();
  for (const Words& reference : references) {
    const std::size_t length = reference.size();
    // At equal distance the shorter one counts, as in the published scripts.
    if (distance(length) < distance(closest) ||
        (distance(length) == distance(closest) && length < closest)) {
      closest = length;
    }
  }
  return closest;
}

bool is_ascii_punctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
         (c >= '{' && c <= '~');
}

}  // namespace

std::size_t longest_common_subsequence(const Words& a, const Words& b) {
  constexpr std::size_t kBits = 64;
  const std::size_t blocks = (a.size() + kBits - 1) / kBits;
  WordNumbers numbers;
  const std::vector<std::uint32_t> pattern = number_words(a, numbers);
  std::vector<std::uint64_t> positions(numbers.size() * blocks);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    positions[pattern[i] * blocks + i / kBits] |= std::uint64_t{1} << (i % kBits);
  }
  // A zero bit is a row where the subsequence grew by one.
  std::vector<std::uint64_t> rows(blocks, ~std::uint64_t{0});
  for (const std::string& word : b) {
    const auto found = numbers.find(word);
    if (found == numbers.end()) continue;
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < blocks; ++i) {
      const std::uint64_t matches = rows[i] & positions[found->second * blocks + i];
      const std::uint64_t sum = rows[i] + matches;
      const std::uint64_t with_carry = sum + carry;
      carry =
          static_cast<std::uint64_t>(sum < rows[i]) | static_cast<std::uint64_t>(with_carry < sum);
      rows[i] = with_carry | (rows[i] - matches);
    }
  }
  std::size_t length = 0;
  for (std::size_t i = 0; i < blocks; ++i) {
    const std::size_t used = std::min(kBits, a.size() - i * kBits);
    const std::uint64_t mask = used == kBits ? ~std::uint64_t{0} : (std::uint64_t{1} << used) - 1;
    length += static_cast<std::size_t>(std::popcount(~rows[i] & mask));
  }
  return length;
}

double rouge_l(const Words& answer, const Words& reference) {
  if (answer.empty() || reference.empty()) return answer.empty() && reference.empty() ? 1 : 0;
  const std::size_t common = longest_common_subsequence(reference, answer);
  return harmonic_mean(ratio(common, answer.size()), ratio(common, reference.size()));
}

double bleu(const Words& answer, std::span<const Words> references) {
  constexpr std::size_t kOrders = 4;
  if (answer.empty() || references.empty()) return 0;
  WordNumbers numbers;
  const std::vector<std::uint32_t> answered = number_words(answer, numbers);
  std::vector<std::vector<std::uint32_t>> wanted;
  for (const Words& reference : references) wanted.push_back(number_words(reference, numbers));

  double log_precision = 0;
  for (std::size_t n = 1; n <= kOrders; ++n) {
    Counts most;  // of each n-gram in any one reference
    for (const std::vector<std::uint32_t>& reference : wanted) {
      for (const auto& [ngram, count] : count_ngrams(reference, n)) {
        most[ngram] = std::max(most[ngram], count);
      }
    }
    std::size_t matched = n > 1 ? 1 : 0;
    std::size_t total = n > 1 ? 1 : 0;
    for (const auto& [ngram, count] : count_ngrams(answered, n)) {
      total += count;
      if (const auto found = most.find(ngram); found != most.end()) {
        matched += std::min(count, found->second);
      }
    }
    if (matched == 0) return 0;
    log_precision += std::log(ratio(matched, total)) / kOrders;
  }
  const std::size_t length = closest_length(answer.size(), references);
  const double brevity = answer.size() >= length ? 0 : 1 - ratio(length, answer.size());
  return std::min(1.0, std::exp(log_precision + brevity));
}

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
  return harmonic_mean(ratio(common, answer.size()), ratio(common, reference.size()));
}

}  // namespace assay
