#include "harness/score/chrf.h"

#include <algorithm>

#include "harness/base/text.h"
#include "harness/score/words.h"

namespace assay {
namespace {

constexpr std::size_t kCharacterOrder = 6;

bool is_mark(char c) {
  return c > ' ' && c < 0x7F && !is_ascii_digit(c) && !(c >= 'a' && c <= 'z') &&
         !(c >= 'A' && c <= 'Z');
}

Symbols characters_of(std::string_view text) {
  const std::u32string characters = without_white_space(text);
  return {characters.begin(), characters.end()};
}

Words words_of(std::string_view text) {
  Words words;
  for (const std::string& word : tokenize(text, Tokenizer::white_space)) {
    if (count_code_points(word) > 1 && is_mark(word.back())) {
      words.push_back(word.substr(0, word.size() - 1));
      words.push_back(word.substr(word.size() - 1));
    } else if (count_code_points(word) > 1 && is_mark(word.front())) {
      words.push_back(word.substr(0, 1));
      words.push_back(word.substr(1));
    } else {
      words.push_back(word);
    }
  }
  return words;
}

// Of one order: n-grams of the answer, of the reference, of both.
struct Shares {
  std::size_t said;
  std::size_t wanted;
  std::size_t shared;
};

void add_shares(std::vector<Shares>& orders, const Symbols& answer, const Symbols& reference,
                const std::vector<std::size_t>& shared) {
  for (std::size_t n = 1; n <= shared.size(); ++n) {
    orders.push_back(
        {count_of_ngrams(answer.size(), n), count_of_ngrams(reference.size(), n), shared[n - 1]});
  }
}

double f_score(double precision, double recall, double beta) {
  const double factor = beta * beta;
  const double denominator = factor * precision + recall;
  return denominator > 0 ? (1 + factor) * precision * recall / denominator : 0;
}

double mean_of_scores(const std::vector<Shares>& orders, double beta) {
  constexpr double kEpsilon = 1e-16;
  double sum = 0;
  for (const Shares& order : orders) {
    // Hits are not asked for where the reference has no n-gram that long.
    const bool counts = order.said > 0 && order.wanted > 0;
    const auto shared = static_cast<double>(order.shared);
    const double precision = counts ? shared / static_cast<double>(order.said) : kEpsilon;
    const double recall = order.wanted > 0 ? shared / static_cast<double>(order.wanted) : kEpsilon;
    const double score = f_score(precision, recall, beta);
    sum += score > 0 ? score : kEpsilon;
  }
  return sum / static_cast<double>(orders.size());
}

double score_of_means(const std::vector<Shares>& orders, double beta) {
  double precision = 0;
  double recall = 0;
  double counted = 0;
  for (const Shares& order : orders) {
    if (order.said == 0 || order.wanted == 0) continue;
    precision += static_cast<double>(order.shared) / static_cast<double>(order.said);
    recall += static_cast<double>(order.shared) / static_cast<double>(order.wanted);
    ++counted;
  }
  return counted == 0 ? 0 : f_score(precision / counted, recall / counted, beta);
}

}  // namespace

Chrf::Chrf(const std::vector<std::string>& references, const ChrfOptions& options)
    : options_(options) {
  for (const std::string& text : references) {
    Reference reference{
        {characters_of(text), {}}, NgramCounts(kCharacterOrder), NgramCounts(options.word_order)};
    if (options.word_order > 0) reference.text.words = vocabulary_.learn(words_of(text));
    reference.characters.add(reference.text.characters);
    reference.words.add(reference.text.words);
    references_.push_back(std::move(reference));
  }
}

double Chrf::score(const Text& answer, const Reference& reference) const {
  std::vector<Shares> orders;
  add_shares(orders, answer.characters, reference.text.characters,
             reference.characters.shared(answer.characters));
  add_shares(orders, answer.words, reference.text.words, reference.words.shared(answer.words));
  return options_.epsilon ? mean_of_scores(orders, options_.beta)
                          : score_of_means(orders, options_.beta);
}

double Chrf::score(std::string_view answer) const {
  Text text{characters_of(answer), {}};
  if (options_.word_order > 0) text.words = vocabulary_.numbers(words_of(answer));
  double best = 0;
  for (const Reference& reference : references_) best = std::max(best, score(text, reference));
  return std::min(1.0, best);
}

}  // namespace assay
