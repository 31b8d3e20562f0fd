#include "harness/report/label/session.h"

#include <algorithm>
#include <iterator>

#include "harness/base/text.h"

namespace assay {

std::optional<GoldLabel> mark_on(const std::pair<int, int>& scale, std::string_view text) {
  const std::optional<long long> mark = parse_integer(text);
  if (!mark || *mark < scale.first || *mark > scale.second) return std::nullopt;
  return GoldLabel(std::int64_t{*mark});
}

LabelSession::LabelSession(std::vector<SampledAnswer> sample, std::vector<Showing> showings,
                           const std::map<std::string, GoldLabels>& labels, std::string rater)
    : sample_(std::move(sample)), showings_(std::move(showings)), rater_(std::move(rater)) {
  for (const auto& [file, of_file] : labels) {
    for (const GoldLine& line : of_file.lines()) {
      // What was said of one variant's answer holds here too: said otherwise, it were a
      // contradiction.
      if (line.case_id.empty()) note(file, line);
    }
  }
  go_to_first_left();
}

std::vector<LabelSession::Said> LabelSession::said_of(const Showing& showing) const {
  const AnswerRecord& answer = answer_of(showing).answer;
  std::vector<Said> fitting;
  const auto said = said_.find({answer.question, answer.answer});
  if (said == said_.end()) return fitting;
  std::copy_if(
      said->second.begin(), said->second.end(), std::back_inserter(fitting), [&](const Said& each) {
        return each.file == answer.file &&
               (!each.criterion || !answer.criterion || each.criterion == answer.criterion);
      });
  return fitting;
}

void LabelSession::note(const std::string& file, const GoldLine& line) {
  said_[{line.question, line.answer}].push_back({file, line.criterion, line.pass, line.revision});
}

bool LabelSession::is_done(const Showing& showing) const {
  const std::vector<Said> said = said_of(showing);
  return std::any_of(said.begin(), said.end(),
                     [&](const Said& each) { return each.pass >= showing.pass; });
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

bool LabelSession::go_to(std::size_t place) {
  if (place < 1 || place > showings_.size()) return false;
  at_ = place - 1;
  return true;
}

GoldLine LabelSession::line(std::optional<GoldLabel> label, bool is_skipped) const {
  const Showing& showing = showings_[at_];
  GoldLine line;
  const AnswerRecord& answer = answer_of(showing).answer;
  line.question = answer.question;
  line.answer = answer.answer;
  line.criterion = answer.criterion;
  line.label = label;
  line.is_skipped = is_skipped;
  line.rater = rater_;
  line.weight = answer_of(showing).weight;
  line.pass = showing.pass;
  for (const Said& said : said_of(showing)) {
    if (said.pass == line.pass) line.revision = std::max(line.revision, said.revision + 1);
  }
  return line;
}

void LabelSession::take(const GoldLine& line) {
  note(answer_of(showings_[at_]).answer.file, line);
  go_to_first_left();
}

}  // namespace assay
