// A rater's way through the showings of a sample: what comes next, what is behind them,
// and the line that a label becomes. Knows neither screen nor file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/report/gold/gold_labels.h"
#include "harness/report/label/sample.h"

namespace assay {

// The mark that `text` names; nothing where it is none, or not on the scale.
std::optional<GoldLabel> mark_on(const std::pair<int, int>& scale, std::string_view text);

class LabelSession {
 public:
  // `labels`: by AnswerRecord::file, and of this rater alone; what they labelled is not asked
  // again.
  LabelSession(std::vector<SampledAnswer> sample, std::vector<Showing> showings,
               const std::map<std::string, GoldLabels>& labels, std::string rater);

  // nullptr: nothing is left to ask.
  const Showing* current() const { return at_ < showings_.size() ? &showings_[at_] : nullptr; }
  std::size_t place() const { return at_ + 1; }  // of the current one, from 1
  std::size_t size() const { return showings_.size(); }
  std::size_t left() const;
  const SampledAnswer& answer_of(const Showing& showing) const { return sample_[showing.answer]; }

  // To the showing before, labelled or not; false: there is none.
  bool go_back();
  // To the one at `place`, from 1.
  bool go_to(std::size_t place);
  // The line of a label of the current showing; takes back what was said on it before.
  GoldLine line(std::optional<GoldLabel> label, bool is_skipped) const;
  // The line is kept: on to what is left.
  void take(const GoldLine& line);

 private:
  // What the rater said of one answer; of which criterion, nothing for any.
  struct Said {
    std::string file;
    std::optional<Key> criterion;
    std::int64_t pass = 0;
    std::int64_t revision = 0;
  };
  // What of it holds for the showing: said again otherwise, it would contradict itself.
  std::vector<Said> said_of(const Showing& showing) const;
  bool is_done(const Showing& showing) const;
  void note(const std::string& file, const GoldLine& line);
  void go_to_first_left();

  std::vector<SampledAnswer> sample_;
  std::vector<Showing> showings_;
  std::string rater_;
  std::map<std::pair<Key, Key>, std::vector<Said>> said_;  // by question and answer
  std::size_t at_ = 0;
};

}  // namespace assay
