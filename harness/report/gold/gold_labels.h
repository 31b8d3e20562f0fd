// The labels of a gold file, found by answer. The order of its lines means nothing.
//
// A rater's last word on an answer counts: that of the highest pass, and of a pass the
// highest revision. Of several raters the label is what more than half of them say, and
// nothing where no value has that many. Two values of one rater for the same answer, pass
// and revision are an error that names both lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/base/key.h"
#include "harness/base/result.h"
#include "harness/report/gold/gold_line.h"

namespace assay {

// Who may have labelled one file: each is compared with each.
inline constexpr std::size_t kMaxRaters = 100;

// An answer of a run, whose label is wanted.
struct GoldAnswer {
  Key question;  // SHA-256 of the last thing that the user said
  Key answer;    // SHA-256 of its text as stored
  std::string_view case_id;
  std::string_view variant;
  // SHA-256 of the judge's criterion as rendered; nothing: labels that name one do not fit.
  std::optional<Key> criterion = {};
};

struct GoldMatch {
  GoldLabel label;
  double weight = 1;  // the least that a line says: a sample more makes an answer likelier
  std::size_t raters = 1;
};

// All that is said of an answer, each rater by their last word.
struct GoldWords {
  std::optional<GoldMatch> match;  // what counts
  std::map<GoldLabel, std::size_t> votes;
  std::size_t undecided = 0;  // raters who were unsure, or skipped it
};

// How often two labels of the same answers were which.
struct LabelAgreement {
  std::string first;  // whose: a rater, or which pass
  std::string second;
  std::map<std::pair<GoldLabel, GoldLabel>, std::int64_t> counts = {};

  std::int64_t alike() const;
  std::int64_t all() const;
};

class GoldLabels {
 public:
  GoldLabels() = default;

  const std::vector<GoldLine>& lines() const { return lines_; }

  // A usage error where a rater says two things of the answer, one of them by `case`.
  Result<GoldWords> words_on(const GoldAnswer& answer) const;
  Result<std::optional<GoldMatch>> find(const GoldAnswer& answer) const;
  // How many of these have a label.
  Result<std::size_t> count_matches(std::span<const GoldAnswer> answers) const;

  // What this rater alone said.
  GoldLabels of_rater(std::string_view rater) const;
  GoldLabels without_rater(std::string_view rater) const;
  // The first and the last pass of those that they labelled more than once.
  LabelAgreement between_passes() const;
  // Of every two raters who labelled an answer both, by name.
  std::vector<LabelAgreement> between_raters() const;

 private:
  friend Result<GoldLabels> read_gold(std::string name, std::string text);
  GoldLabels(std::string file, std::vector<GoldLine> lines);

  using Lines = std::vector<const GoldLine*>;
  Lines lines_of(const GoldAnswer& answer) const;
  void check(const SourceFile& file, Diagnostics& diagnostics) const;
  // Those of one answer, variant and criterion, as they are written.
  std::vector<Lines> by_subject() const;

  std::string file_;
  std::vector<GoldLine> lines_;
  std::unordered_map<Key, std::vector<std::uint32_t>> by_answer_;  // places in lines_
};

inline constexpr std::size_t kMaxGoldBytes = std::size_t{256} << 20;

// Usage errors say file, line, what and what to do, up to twenty at once.
Result<GoldLabels> load_gold(const std::filesystem::path& path);
// The same of a text that was read from `name`.
Result<GoldLabels> read_gold(std::string name, std::string text);

// What is said of a file with labels of which none is of an answer of this run.
std::string no_match_text(const std::string& file, const GoldLabels& labels,
                          const std::string& run);

}  // namespace assay
