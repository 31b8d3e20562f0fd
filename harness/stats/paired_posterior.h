// Which of two variants is better on the same few cases, as a probability: for
// suites too small for tests. A statement under a prior, not an error rate:
// gates decide by decision.h.
//
// Source: S. Bowyer, L. Aitchison, D. R. Ivanova, "Position: Don't use the CLT in
// LLM evals with fewer than a few hundred datapoints", arXiv 2503.01747 (2025),
// section 3.4 and its appendix.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "harness/stats/interval.h"
#include "harness/stats/paired.h"

namespace assay {

// The posterior of the difference of rates, A minus B.
struct PairedPosterior {
  double difference = 0;         // posterior mean, in [-1, 1]
  Interval interval;             // equal-tailed
  double p_a_better = 0;         // P(rate of A > rate of B)
  double effective_samples = 0;  // what the weighted samples are worth
};
// By importance sampling. Prior: both rates uniform; the outcomes of a case are
// thresholds of two normals whose correlation is 2 Beta(4, 2) - 1. The samples are
// drawn from the rates' own posteriors instead of the prior, and weighted for it:
// the same posterior, less noise. `samples` draws from `seed`, some microseconds
// each. Nothing for negative counts, a confidence outside (0, 1), or fewer than
// kFewestEffective effective samples, as happens beyond some hundred cases, where
// tango() is as good. Without cases it is the prior.
inline constexpr std::size_t kPosteriorSamples = 20'000;
inline constexpr double kFewestEffective = 400;
std::optional<PairedPosterior> paired_posterior(const PairedCounts& counts, double confidence,
                                                std::uint64_t seed,
                                                std::size_t samples = kPosteriorSamples);

// P(A is better) from the discordant cases alone, exactly: a uniform prior of the
// share that A wins. 1/2 without discordant cases; nothing for negative counts.
std::optional<double> chance_a_better(std::int64_t only_a, std::int64_t only_b);

}  // namespace assay
