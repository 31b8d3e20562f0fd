#include "harness/score/bleu.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay {
namespace {

constexpr std::size_t kOrders = 4;

std::size_t all_ngrams(std::size_t words) {
  std::size_t all = 0;
  for (std::size_t n = 1; n <= kOrders; ++n) all += count_of_ngrams(words, n);
  return all;
}

}  // namespace

Bleu::Bleu(const std::vector<Words>& references) : counts_(kOrders) {
  for (const Words& reference : references) {
    counts_.add(vocabulary_.learn(reference));
    lengths_.push_back(reference.size());
  }
}

std::size_t Bleu::nearest_length(std::size_t answer) const {
  const auto distance = [answer](std::size_t length) {
    return length > answer ? length - answer : answer - length;
  };
  return *std::min_element(lengths_.begin(), lengths_.end(), [&](std::size_t a, std::size_t b) {
    return distance(a) < distance(b) || (distance(a) == distance(b) && a < b);
  });
}

double Bleu::score(const Words& answer) const {
  const std::vector<std::size_t> shared = counts_.shared(vocabulary_.numbers(answer));
  if (shared[0] == 0) return 0;
  double logs = 0;
  double smoothing = 1;
  std::size_t orders = 0;
  for (std::size_t n = 1; n <= kOrders; ++n) {
    const auto total = static_cast<double>(count_of_ngrams(answer.size(), n));
    if (total == 0) break;
    ++orders;
    if (shared[n - 1] == 0) smoothing *= 2;
    const double matched = shared[n - 1] == 0 ? 1 / smoothing : static_cast<double>(shared[n - 1]);
    logs += std::log(matched / total);
  }
  const auto said = static_cast<double>(answer.size());
  const auto wanted = static_cast<double>(nearest_length(answer.size()));
  const double brevity = said < wanted ? 1 - wanted / said : 0;
  return std::min(1.0, std::exp(logs / static_cast<double>(orders) + brevity));
}

Gleu::Gleu(const std::vector<Words>& references) {
  for (const Words& reference : references) {
    references_.push_back({NgramCounts(kOrders), all_ngrams(reference.size())});
    references_.back().counts.add(vocabulary_.learn(reference));
  }
}

double Gleu::score(const Words& answer) const {
  const Symbols said = vocabulary_.numbers(answer);
  const std::size_t ngrams = all_ngrams(said.size());
  double best = 0;
  for (const Reference& reference : references_) {
    const std::vector<std::size_t> shared = reference.counts.shared(said);
    const std::size_t matched = std::accumulate(shared.begin(), shared.end(), std::size_t{0});
    const std::size_t most = std::max(ngrams, reference.ngrams);
    if (most == 0) continue;
    best = std::max(best, static_cast<double>(matched) / static_cast<double>(most));
  }
  return best;
}

}  // namespace assay
