#include "harness/stats/marked_mean.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "harness/stats/bounded_mean.h"
#include "harness/stats/decided.h"
#include "harness/stats/distribution.h"
#include "harness/stats/mean.h"
#include "harness/stats/proportion.h"
#include "harness/stats/square.h"
#include "harness/stats/square_and_add.h"

namespace assay {
namespace {

constexpr double kEqual = 1e-9;

bool is_mark(double value) {
  return value >= 0 && value <= 1;
}

// The answers of one side by what is known of them.
struct Sorted {
  std::vector<double> people;
  std::vector<double> judge;  // of the same
  std::vector<double> rest;
  double given = 0;  // sum of what stands as it is
  std::size_t all = 0;

  std::size_t known() const { return people.size() + rest.size(); }
  double share() const { return static_cast<double>(known()) / static_cast<double>(all); }
};

std::optional<Sorted> sorted(std::span<const MarkedAnswer> answers) {
  Sorted result;
  result.all = answers.size();
  for (const MarkedAnswer& answer : answers) {
    if (!is_mark(answer.judge) || !is_mark(answer.people.value_or(0))) return std::nullopt;
    if (answer.is_given) {
      result.given += answer.judge;
    } else if (answer.people) {
      result.people.push_back(*answer.people);
      result.judge.push_back(answer.judge);
    } else {
      result.rest.push_back(answer.judge);
    }
  }
  if (result.people.size() < kFewestMarks) return std::nullopt;
  return result;
}

// How often people and judge differ, by direction.
struct Differing {
  double lower = 0;  // people's mark is
  double higher = 0;

  bool are_few() const { return lower + higher < static_cast<double>(kFewestDiffering); }
};

Differing differing(const Sorted& of) {
  Differing result;
  for (std::size_t i = 0; i < of.people.size(); ++i) {
    const double difference = of.people[i] - of.judge[i];
    if (difference < -kEqual) ++result.lower;
    if (difference > kEqual) ++result.higher;
  }
  return result;
}

// Whether too few marks of people differ from the most frequent one to show how they vary.
bool are_nearly_constant(std::vector<double> marks) {
  std::sort(marks.begin(), marks.end());
  std::ptrdiff_t most = 0;
  for (auto at = marks.begin(); at != marks.end();) {
    const auto next = std::upper_bound(at, marks.end(), *at + kEqual);
    most = std::max(most, next - at);
    at = next;
  }
  return std::ssize(marks) - most < kFewestDiffering;
}

Interval hull(const Interval& a, const Interval& b) {
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

// One side: what PPI++ makes of it, and what every answer adds to the mean.
class Side {
 public:
  Side(std::span<const MarkedAnswer> answers, Sorted of)
      : of_(std::move(of)),
        differing_(differing(of_)),
        is_nearly_constant_(are_nearly_constant(of_.people)) {
    const LabelledMean known = known_at(0.5);  // of which the interval is not taken
    known_ = known.value;
    weight_ = known.weight;
    value_ = of_.share() * known_ + of_.given / static_cast<double>(of_.all);
    take_parts(answers);
  }

  double value() const { return value_; }
  double weight() const { return weight_; }
  bool is_guarded() const { return differing_.are_few() || is_nearly_constant_; }
  const std::vector<double>& parts() const { return parts_; }
  double variance() const {
    return std::transform_reduce(parts_.begin(), parts_.end(), 0.0, std::plus<>(), square);
  }

  Interval interval_at(double confidence) const {
    const double reach = two_sided_z(confidence) * std::sqrt(variance());
    Interval interval = {value_ - reach, value_ + reach};
    if (is_guarded()) interval = hull(interval, guard_at(confidence));
    return {std::clamp(interval.low, 0.0, 1.0), std::clamp(interval.high, 0.0, 1.0)};
  }

 private:
  LabelledMean known_at(double confidence) const {
    return *labelled_mean(of_.people, of_.judge, of_.rest, confidence);
  }

  // They sum to 0; their squares sum to the variance.
  void take_parts(std::span<const MarkedAnswer> answers) {
    const auto labelled = static_cast<double>(of_.people.size());
    const auto rest = static_cast<double>(of_.rest.size());
    const double weight = of_.rest.empty() ? 0 : weight_;
    const double left = *mean(of_.people) - weight * *mean(of_.judge);
    const double of_rest = mean(of_.rest).value_or(0);
    const auto all = static_cast<double>(of_.all);
    for (const MarkedAnswer& answer : answers) {
      if (answer.is_given) {
        parts_.push_back((answer.judge - value_) / all);
        continue;
      }
      const double own = answer.people ? (*answer.people - weight * answer.judge - left) / labelled
                                       : weight * (answer.judge - of_rest) / rest;
      parts_.push_back(of_.share() * own + (known_ - value_) / all);
    }
  }

  // By the judge's mean and what people may yet differ from it.
  Interval by_judge_at(double confidence) const {
    const auto labelled = static_cast<double>(of_.people.size());
    std::vector<double> judged(of_.judge);
    judged.insert(judged.end(), of_.rest.begin(), of_.rest.end());
    const auto most = [&](double count) {
      return clopper_pearson(count, labelled, confidence)->high;
    };
    const Part marks{*mean(judged), *bounded_mean_interval(judged, confidence)};
    const Part people{*mean(of_.people) - *mean(of_.judge),
                      {-most(differing_.lower), most(differing_.higher)}};
    const auto sum = [](const std::array<double, 2>& parts) { return parts[0] + parts[1]; };
    return square_and_add(sum, std::array{marks, people});
  }

  Interval guard_at(double confidence) const {
    Interval known = {known_, known_};
    if (differing_.are_few()) known = hull(known, by_judge_at(confidence));
    if (is_nearly_constant_) known = hull(known, *bounded_mean_interval(of_.people, confidence));
    // Errors that were given a verdict are a part of the mean that may have been larger.
    const double share = of_.share();
    const double of_given = of_.given / static_cast<double>(of_.all);
    const double mixing =
        two_sided_z(confidence) * std::sqrt(share * (1 - share) / static_cast<double>(of_.all));
    return {share * known.low + of_given - mixing, share * known.high + of_given + mixing};
  }

  Sorted of_;
  Differing differing_;
  bool is_nearly_constant_;
  double known_ = 0;  // mean of what is not given
  double weight_ = 0;
  double value_ = 0;
  std::vector<double> parts_;
};

std::optional<Side> side_of(std::span<const MarkedAnswer> answers) {
  std::optional<Sorted> of = sorted(answers);
  if (!of) return std::nullopt;
  return Side(answers, std::move(*of));
}

double variance_between(const Side& a, const Side& b) {
  return std::transform_reduce(a.parts().begin(), a.parts().end(), b.parts().begin(), 0.0,
                               std::plus<>(), [](double x, double y) { return square(x - y); });
}

}  // namespace

std::optional<LabelledMean> marked_mean(std::span<const MarkedAnswer> answers, double confidence) {
  if (!is_inside_unit(confidence)) return std::nullopt;
  const std::optional<Side> side = side_of(answers);
  if (!side) return std::nullopt;
  return LabelledMean{std::clamp(side->value(), 0.0, 1.0), side->interval_at(confidence),
                      side->weight(), side->variance()};
}

std::optional<NonInferiority> non_inferiority(std::span<const MarkedPair> pairs, double margin,
                                              double alpha) {
  if (!(margin >= 0 && margin < 1 && alpha > 0 && alpha < 0.5)) return std::nullopt;
  std::vector<MarkedAnswer> answers[2];
  for (const MarkedPair& pair : pairs) {
    answers[0].push_back(pair.candidate);
    answers[1].push_back(pair.baseline);
  }
  const std::optional<Side> candidate = side_of(answers[0]);
  const std::optional<Side> baseline = side_of(answers[1]);
  if (!candidate || !baseline) return std::nullopt;
  const double difference = candidate->value() - baseline->value();
  const double error = std::sqrt(variance_between(*candidate, *baseline));
  const bool is_guarded = candidate->is_guarded() || baseline->is_guarded();
  const auto interval_at = [&](double confidence) {
    const double reach = two_sided_z(confidence) * error;
    Interval interval = {difference - reach, difference + reach};
    if (is_guarded) {
      const auto minus = [](const std::array<double, 2>& means) { return means[0] - means[1]; };
      const Interval least = square_and_add(
          minus, std::array{Part{candidate->value(), candidate->interval_at(confidence)},
                            Part{baseline->value(), baseline->interval_at(confidence)}});
      interval = hull(interval, least);
    }
    return Interval{std::clamp(interval.low, -1.0, 1.0), std::clamp(interval.high, -1.0, 1.0)};
  };
  NonInferiority result = decided(interval_at, margin, alpha);
  result.difference = difference;
  result.cases = result.units = static_cast<std::int64_t>(pairs.size());
  result.discordant = std::count_if(pairs.begin(), pairs.end(), [](const MarkedPair& pair) {
    return std::abs(pair.candidate.judge - pair.baseline.judge) > kEqual;
  });
  return result;
}

}  // namespace assay
