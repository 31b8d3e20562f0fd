#include "harness/report/gold/gold_labels.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "harness/base/file.h"
#include "harness/base/text.h"

namespace assay {
namespace {

// Of one rater, answer and pass, for other variants and criteria each: they are compared
// pair by pair.
constexpr std::size_t kMostOfOnePass = 256;

Key place_of(const GoldLine& line) {
  KeyBuilder key;
  if (line.case_id.empty())
    key.add("question").add(line.question.view());
  else
    key.add("case").add(line.case_id);
  return key.add(line.answer.view()).finish();
}

auto turn_of(const GoldLine& line) {
  return std::tie(line.pass, line.revision);
}

// Whether some answer has both: what a line leaves open fits anything.
template <class T>
bool can_meet(const std::optional<T>& a, const std::optional<T>& b) {
  return !a || !b || *a == *b;
}

bool contradict(const GoldLine& a, const GoldLine& b) {
  return a.label != b.label && can_meet(a.variant, b.variant) && can_meet(a.criterion, b.criterion);
}

std::string said(const GoldLine& line) {
  if (line.label) return label_text(*line.label);
  return line.is_skipped ? "skip" : "unsure";
}

std::string contradiction_text(const GoldLine& first, const GoldLine& second) {
  const std::string rater =
      first.rater.empty() ? "a rater without a name" : "rater '" + excerpt(first.rater, 60) + "'";
  return fmt::format(
      "{} says '{}' here and '{}' on line {} of the same answer; remove one of the two, or give "
      "the one that counts a higher 'pass'",
      rater, said(second), said(first), first.line);
}

// A rater's last word on a subject, and whether they said it on two passes or more.
struct LastWord {
  const GoldLine* first_labelled = nullptr;  // of the lowest pass with a label
  const GoldLine* last = nullptr;
};

// By rater. `lines` are of one subject.
std::map<std::string_view, LastWord> last_words(std::vector<const GoldLine*> lines) {
  std::sort(lines.begin(), lines.end(), [](const GoldLine* a, const GoldLine* b) {
    return std::tie(a->pass, a->revision, a->line) < std::tie(b->pass, b->revision, b->line);
  });
  std::map<std::string_view, LastWord> words;
  for (const GoldLine* const line : lines) {
    LastWord& word = words[line->rater];
    word.last = line;
    const bool is_revised =
        word.first_labelled != nullptr && word.first_labelled->pass == line->pass;
    if (word.first_labelled == nullptr || is_revised) {
      word.first_labelled = line->label ? line : nullptr;
    }
  }
  return words;
}

}  // namespace

std::int64_t LabelAgreement::alike() const {
  std::int64_t sum = 0;
  for (const auto& [labels, count] : counts) sum += labels.first == labels.second ? count : 0;
  return sum;
}

std::int64_t LabelAgreement::all() const {
  std::int64_t sum = 0;
  for (const auto& [labels, count] : counts) sum += count;
  return sum;
}

GoldLabels::GoldLabels(std::string file, std::vector<GoldLine> lines)
    : file_(std::move(file)), lines_(std::move(lines)) {
  by_answer_.reserve(lines_.size());
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    by_answer_[place_of(lines_[i])].push_back(static_cast<std::uint32_t>(i));
  }
}

GoldLabels::Lines GoldLabels::lines_of(const GoldAnswer& answer) const {
  GoldLine by_case;
  by_case.case_id = answer.case_id;
  by_case.answer = answer.answer;
  GoldLine by_question;
  by_question.question = answer.question;
  by_question.answer = answer.answer;
  Lines fitting;
  for (const GoldLine* const wanted : {&by_case, &by_question}) {
    const auto found = by_answer_.find(place_of(*wanted));
    if (found == by_answer_.end()) continue;
    for (const std::uint32_t i : found->second) {
      const GoldLine& line = lines_[i];
      const bool fits = (!line.variant || *line.variant == answer.variant) &&
                        (!line.criterion || line.criterion == answer.criterion);
      if (fits && (wanted == &by_question || !answer.case_id.empty())) fitting.push_back(&line);
    }
  }
  return fitting;
}

Result<std::optional<GoldMatch>> GoldLabels::find(const GoldAnswer& answer) const {
  ASSAY_TRY(GoldWords words, words_on(answer));
  return std::move(words.match);
}

Result<GoldWords> GoldLabels::words_on(const GoldAnswer& answer) const {
  const Lines lines = lines_of(answer);
  std::map<std::string_view, const GoldLine*> last;  // by rater
  for (const GoldLine* const line : lines) {
    const GoldLine*& known = last.emplace(line->rater, line).first->second;
    if (turn_of(*known) < turn_of(*line)) known = line;
  }
  for (const GoldLine* const line : lines) {
    const GoldLine& counts = *last[line->rater];
    if (turn_of(counts) != turn_of(*line) || counts.label == line->label) continue;
    const auto [first, second] = std::minmax(line->line, counts.line);
    const GoldLine& a = first == line->line ? *line : counts;
    const GoldLine& b = first == line->line ? counts : *line;
    return usage_error(fmt::format("{}:{}: {}", file_, second, contradiction_text(a, b)));
  }
  GoldWords words;
  std::optional<double> weight;
  for (const auto& [rater, line] : last) {
    if (line->label)
      ++words.votes[*line->label];
    else
      ++words.undecided;
  }
  const std::size_t raters = last.size() - words.undecided;
  for (const GoldLine* const line : lines) {
    const bool counts = turn_of(*line) == turn_of(*last[line->rater]) && line->label;
    if (counts && line->weight) weight = std::min(*line->weight, weight.value_or(*line->weight));
  }
  for (const auto& [label, count] : words.votes) {
    if (2 * count > raters) words.match = GoldMatch{label, weight.value_or(1), raters};
  }
  return words;
}

Result<std::size_t> GoldLabels::count_matches(std::span<const GoldAnswer> answers) const {
  std::size_t count = 0;
  for (const GoldAnswer& answer : answers) {
    ASSAY_TRY(const std::optional<GoldMatch> match, find(answer));
    count += match ? 1 : 0;
  }
  return count;
}

GoldLabels GoldLabels::of_rater(std::string_view rater) const {
  std::vector<GoldLine> own;
  for (const GoldLine& line : lines_) {
    if (line.rater == rater) own.push_back(line);
  }
  return GoldLabels(file_, std::move(own));
}

GoldLabels GoldLabels::without_rater(std::string_view rater) const {
  std::vector<GoldLine> others;
  for (const GoldLine& line : lines_) {
    if (line.rater != rater) others.push_back(line);
  }
  return GoldLabels(file_, std::move(others));
}

std::vector<GoldLabels::Lines> GoldLabels::by_subject() const {
  std::vector<Lines> subjects;
  for (const auto& [place, indices] : by_answer_) {
    Lines lines;
    for (const std::uint32_t i : indices) lines.push_back(&lines_[i]);
    const auto subject = [](const GoldLine* line) {
      return std::tie(line->variant, line->criterion);
    };
    std::sort(lines.begin(), lines.end(),
              [&](const GoldLine* a, const GoldLine* b) { return subject(a) < subject(b); });
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i == 0 || subject(lines[i - 1]) != subject(lines[i])) subjects.emplace_back();
      subjects.back().push_back(lines[i]);
    }
  }
  return subjects;
}

LabelAgreement GoldLabels::between_passes() const {
  LabelAgreement agreement{"first", "last"};
  for (const Lines& lines : by_subject()) {
    for (const auto& [rater, word] : last_words(lines)) {
      const bool is_twice = word.first_labelled != nullptr && word.last->label &&
                            word.first_labelled->pass < word.last->pass;
      if (is_twice) ++agreement.counts[{*word.first_labelled->label, *word.last->label}];
    }
  }
  return agreement;
}

std::vector<LabelAgreement> GoldLabels::between_raters() const {
  std::map<std::pair<std::string_view, std::string_view>, LabelAgreement> pairs;
  for (const Lines& lines : by_subject()) {
    const std::map<std::string_view, LastWord> words = last_words(lines);
    for (auto a = words.begin(); a != words.end(); ++a) {
      for (auto b = std::next(a); b != words.end(); ++b) {
        if (!a->second.last->label || !b->second.last->label) continue;
        ++pairs[{a->first, b->first}].counts[{*a->second.last->label, *b->second.last->label}];
      }
    }
  }
  std::vector<LabelAgreement> agreements;
  for (auto& [raters, agreement] : pairs) {
    agreement.first = raters.first;
    agreement.second = raters.second;
    agreements.push_back(std::move(agreement));
  }
  return agreements;
}

void GoldLabels::check(const SourceFile& file, Diagnostics& diagnostics) const {
  std::set<std::string_view> raters;
  for (const GoldLine& line : lines_) {
    if (!raters.insert(line.rater).second || raters.size() <= kMaxRaters) continue;
    return diagnostics.error({&file, line.line, 1},
                             fmt::format("more than {} raters in one file", kMaxRaters));
  }
  const auto occasion = [](const GoldLine* line) {
    return std::tie(line->rater, line->pass, line->revision);
  };
  // In the order of the file, as people read it.
  std::map<int, std::string> found;
  for (const auto& [place, indices] : by_answer_) {
    if (indices.size() < 2) continue;
    Lines lines;
    for (const std::uint32_t i : indices) lines.push_back(&lines_[i]);
    std::stable_sort(lines.begin(), lines.end(), [&](const GoldLine* a, const GoldLine* b) {
      return occasion(a) < occasion(b);
    });
    for (std::size_t begin = 0, i = 0; i < lines.size(); ++i) {
      if (occasion(lines[begin]) != occasion(lines[i])) begin = i;
      if (i - begin >= kMostOfOnePass) {
        found.emplace(lines[i]->line, fmt::format("more than {} labels of one answer by one rater",
                                                  kMostOfOnePass));
        break;
      }
      const auto other =
          std::find_if(lines.begin() + static_cast<std::ptrdiff_t>(begin),
                       lines.begin() + static_cast<std::ptrdiff_t>(i),
                       [&](const GoldLine* earlier) { return contradict(*earlier, *lines[i]); });
      if (other == lines.begin() + static_cast<std::ptrdiff_t>(i)) continue;
      found.emplace(lines[i]->line, contradiction_text(**other, *lines[i]));
    }
  }
  for (const auto& [line, message] : found) diagnostics.error({&file, line, 1}, message);
}

Result<GoldLabels> read_gold(std::string name, std::string text) {
  SourceFile file{std::move(name), std::move(text)};
  Diagnostics diagnostics;
  std::vector<GoldLine> lines = read_gold_lines(file, diagnostics);
  if (diagnostics.has_errors()) return diagnostics.failure();
  GoldLabels labels(file.name, std::move(lines));
  labels.check(file, diagnostics);
  if (diagnostics.has_errors()) return diagnostics.failure();
  return labels;
}

Result<GoldLabels> load_gold(const std::filesystem::path& path) {
  ASSAY_TRY(std::string text, read_file(path, kMaxGoldBytes));
  return read_gold(path.string(), std::move(text));
}

std::string no_match_text(const std::string& file, const GoldLabels& labels,
                          const std::string& run) {
  return fmt::format(
      "{}: none of its {} labels is of an answer of run {}: the answers, or the questions, are "
      "others now; label some with: assay label {} -o {}",
      file, labels.lines().size(), run, run, file);
}

}  // namespace assay
