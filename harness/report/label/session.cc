#include "harness/report/label/session.h"

#include <algorithm>
#include <tuple>

namespace assay {

LabelSession::LabelSession(std::vector<SampledAnswer> sample, std::vector<Showing> showings,
                           const GoldLabels& labels, std::string rater)
    : sample_(std::move(sample)), showings_(std::move(showings)), rater_(std::move(rater)) {
  for (const GoldLine& line : labels.lines()) {
    // What was said of one variant's answer holds here too: said otherwise, it were a
    // contradiction.
    if (line.case_id.empty()) note(line);
  }
  go_to_first_left();
}

LabelSession::AnswerKeys LabelSession::keys_of(const Showing& showing) const {
  const AnswerRecord& answer = answer_of(showing).answer;
  return {answer.question, answer.answer};
}

void LabelSession::note(const GoldLine& line) {
  Seen& seen = seen_[{line.question, line.answer}];
  seen.last_pass = std::max(seen.last_pass, line.pass);
  std::int64_t& revision = seen.revisions.emplace(line.pass, line.revision).first->second;
  revision = std::max(revision, line.revision);
}

bool LabelSession::is_done(const Showing& showing) const {
  const auto seen = seen_.find(keys_of(showing));
  return seen != seen_.end() && seen->second.last_pass >= showing.pass;
}

std::size_t LabelSession::left() const {
  return static_cast<std::size_t>(
      std::count_if(showings_.begin(), showings_.end(),
                    [&](const Showing& showing) { return !is_done(showing); }));
}

void LabelSession::go_to_first_left() {
  const auto first = std::find_if(showings_.begin(), showings_.end(),
                                  [&](const Showing& showing) { return !is_done(showing); });
  at_ = static_cast<std::size_t>(first - showings_.begin());
}

bool LabelSession::go_back() {
  if (at_ == 0) return false;
  --at_;
  return true;
}

GoldLine LabelSession::line(std::optional<GoldLabel> label, bool is_skipped) const {
  const Showing& showing = showings_[at_];
  GoldLine line;
  std::tie(line.question, line.answer) = keys_of(showing);
  line.label = label;
  line.is_skipped = is_skipped;
  line.rater = rater_;
  line.weight = answer_of(showing).weight;
  line.pass = showing.pass;
  const auto seen = seen_.find({line.question, line.answer});
  if (seen != seen_.end()) {
    const auto revision = seen->second.revisions.find(showing.pass);
    if (revision != seen->second.revisions.end()) line.revision = revision->second + 1;
  }
  return line;
}

void LabelSession::take(const GoldLine& line) {
  note(line);
  go_to_first_left();
}

}  // namespace assay
