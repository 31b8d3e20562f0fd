#include "harness/simulate/reply/embedding.h"

#include <cmath>
#include <map>
#include <string>

#include "harness/base/random.h"
#include "harness/base/text.h"
#include "harness/simulate/wire/embedding_request.h"

namespace assay {
namespace {

constexpr std::size_t kRun = 3;  // characters

// One space for any white space, and one at either end: words at the ends of a text
// are those inside another.
std::string evenly_spaced(std::string_view text) {
  std::string even = " ";
  for (const char c : text) {
    const bool is_space = c == ' ' || (c >= '\t' && c <= '\r');
    if (!is_space) even += c;
    if (is_space && even.back() != ' ') even += ' ';
  }
  if (even.back() != ' ') even += ' ';
  return even;
}

// How often each run occurs, by its hash. In order, for sums that do not depend on it.
std::map<std::uint64_t, int> count_runs(std::string_view text, std::uint64_t seed) {
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < text.size(); at += code_point_at(text, at).length) {
    starts.push_back(at);
  }
  starts.push_back(text.size());
  std::map<std::uint64_t, int> counts;
  if (starts.size() <= kRun) return {{hash_text(text, seed), 1}};
  for (std::size_t i = 0; i + kRun < starts.size(); ++i) {
    ++counts[hash_text(text.substr(starts[i], starts[i + kRun] - starts[i]), seed)];
  }
  return counts;
}

double length_of(const std::vector<double>& vector) {
  double square = 0;
  for (const double component : vector) square += component * component;
  return std::sqrt(square);
}

}  // namespace

std::vector<float> embed_text(std::string_view utf8, std::uint64_t seed, std::size_t dimensions) {
  std::vector<double> sums(kEmbeddingDimensions);
  for (const auto& [hash, count] : count_runs(evenly_spaced(fold_case(utf8)), seed)) {
    // The root keeps what every long text has from making all of them alike.
    const double weight = std::sqrt(count);
    sums[hash % kEmbeddingDimensions] += (hash >> 63) != 0 ? weight : -weight;
  }
  sums.resize(dimensions);
  const double length = length_of(sums);
  // Nothing is left of it among so few dimensions.
  if (length == 0) sums[0] = 1;
  std::vector<float> embedding;
  for (const double sum : sums) {
    embedding.push_back(static_cast<float>(length == 0 ? sum : sum / length));
  }
  return embedding;
}

}  // namespace assay
