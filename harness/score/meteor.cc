#include "harness/score/meteor.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "harness/score/porter.h"

namespace assay {
namespace {

// Which word of the reference each word of the answer is paired with.
using Pairs = std::vector<std::optional<std::size_t>>;

Words in_lower_case(const Words& words) {
  Words lower;
  lower.reserve(words.size());
  for (const std::string& word : words) lower.push_back(lower_case(word));
  return lower;
}

// Pairs words that are not paired yet, from the last to the first.
void pair_equal(const Words& answer, const Words& reference, Pairs& pairs,
                std::vector<bool>& is_taken) {
  std::unordered_map<std::string_view, std::vector<std::size_t>> places;
  for (std::size_t j = 0; j < reference.size(); ++j) {
    if (!is_taken[j]) places[reference[j]].push_back(j);
  }
  for (std::size_t i = answer.size(); i-- > 0;) {
    if (pairs[i]) continue;
    const auto found = places.find(answer[i]);
    if (found == places.end() || found->second.empty()) continue;
    pairs[i] = found->second.back();
    is_taken[found->second.back()] = true;
    found->second.pop_back();
  }
}

// A word that repeats is stemmed once.
Words stems_of(const Words& words) {
  std::unordered_map<std::string_view, std::string> known;
  Words stems;
  stems.reserve(words.size());
  for (const std::string& word : words) {
    const auto [found, is_new] = known.try_emplace(word);
    if (is_new) found->second = porter_stem(word);
    stems.push_back(found->second);
  }
  return stems;
}

// Runs of pairs whose words follow each other on both sides.
std::size_t count_chunks(const Pairs& pairs) {
  std::size_t chunks = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (!pairs[i]) continue;
    const bool goes_on = i > 0 && pairs[i - 1] && *pairs[i - 1] + 1 == *pairs[i];
    if (!goes_on) ++chunks;
  }
  return chunks;
}

double score_pairs(const Pairs& pairs, std::size_t reference) {
  constexpr double kAlpha = 0.9;
  constexpr double kBeta = 3;
  constexpr double kGamma = 0.5;
  const auto matched = static_cast<double>(
      std::count_if(pairs.begin(), pairs.end(), [](const auto& pair) { return pair.has_value(); }));
  if (matched == 0) return 0;
  const double precision = matched / static_cast<double>(pairs.size());
  const double recall = matched / static_cast<double>(reference);
  const double mean = precision * recall / (kAlpha * precision + (1 - kAlpha) * recall);
  const double chunks = static_cast<double>(count_chunks(pairs));
  return (1 - kGamma * std::pow(chunks / matched, kBeta)) * mean;
}

}  // namespace

Meteor::Meteor(const std::vector<Words>& references) {
  for (const Words& reference : references) references_.push_back(in_lower_case(reference));
}

double Meteor::score(const Words& answer) const {
  const Words said = in_lower_case(answer);
  const Words said_stems = stems_of(said);
  double best = 0;
  for (const Words& reference : references_) {
    Pairs pairs(said.size());
    std::vector<bool> is_taken(reference.size());
    pair_equal(said, reference, pairs, is_taken);
    pair_equal(said_stems, stems_of(reference), pairs, is_taken);
    best = std::max(best, score_pairs(pairs, reference.size()));
  }
  return std::min(1.0, best);
}

}  // namespace assay
