#include "harness/report/label/agreement.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>

#include "harness/base/text.h"
#include "harness/report/rates.h"
#include "harness/stats/agreement.h"

namespace assay {
namespace {

// "19 of 20 alike (kappa 0.74, AC1 0.93)": what is alike by chance is in neither.
std::string share_text(const LabelAgreement& given) {
  std::string text = fmt::format("{} of {} alike", given.alike(), given.all());
  std::set<GoldLabel> labels;
  for (const auto& [pair, count] : given.counts) labels.insert({pair.first, pair.second});
  RatingTable table{labels.size(), {}};
  for (const GoldLabel& first : labels) {
    for (const GoldLabel& second : labels) {
      const auto found = given.counts.find({first, second});
      table.counts.push_back(found == given.counts.end() ? 0 : static_cast<double>(found->second));
    }
  }
  const std::optional<Agreement> seen = agreement(table, kConfidence);
  if (!seen || !seen->kappa) return text;
  return text + fmt::format(" (kappa {}, AC1 {})", format_fixed(*seen->kappa, 2),
                            format_fixed(seen->gwet_ac1, 2));
}

// A judge passes or fails, also by a mark.
Verdict verdict_of(const GoldLabel& label, const AnswerRecord& answer) {
  if (const Verdict* const verdict = std::get_if<Verdict>(&label)) return *verdict;
  const auto mark = static_cast<double>(std::get<std::int64_t>(label));
  return mark >= answer.at_least ? Verdict::pass : Verdict::fail;
}

void add_to(LabelAgreement& sum, const LabelAgreement& more) {
  for (const auto& [labels, count] : more.counts) sum.counts[labels] += count;
}

// What the judge said of what the rater called pass or fail.
Result<LabelAgreement> with_judge(std::span<const SampledAnswer> sample,
                                  const std::map<std::string, GoldLabels>& own) {
  LabelAgreement agreement{"you", "the judge"};
  for (const SampledAnswer& one : sample) {
    const AnswerRecord& answer = one.answer;
    if (!answer.judged) continue;
    ASSAY_TRY(const std::optional<GoldMatch> match,
              own.at(answer.file).find({answer.question, answer.answer, "", "", answer.criterion}));
    const bool is_mark = match && std::holds_alternative<std::int64_t>(match->label);
    if (!match || (is_mark && !answer.scale)) continue;
    const Verdict judged = *answer.judged ? Verdict::pass : Verdict::fail;
    ++agreement.counts[{verdict_of(match->label, answer), judged}];
  }
  return agreement;
}

}  // namespace

Result<std::vector<std::string>> agreement_lines(std::span<const SampledAnswer> sample,
                                                 const std::map<std::string, GoldLabels>& labels,
                                                 std::string_view rater) {
  std::vector<std::string> lines;
  std::map<std::string, GoldLabels> own;
  LabelAgreement oneself{"first", "last"};
  std::map<std::string, LabelAgreement> others;
  for (const auto& [file, of_file] : labels) {
    const GoldLabels& mine = own.emplace(file, of_file.of_rater(rater)).first->second;
    add_to(oneself, mine.between_passes());
    for (const LabelAgreement& pair : of_file.between_raters()) {
      if (pair.first == rater || pair.second == rater)
        add_to(others[pair.first == rater ? pair.second : pair.first], pair);
    }
  }
  if (oneself.all() > 0)
    lines.push_back("with yourself, of what was shown twice: " + share_text(oneself));
  for (const auto& [other, pair] : others)
    lines.push_back(
        fmt::format("with {}: {}", other.empty() ? "labels of no rater" : other, share_text(pair)));
  ASSAY_TRY(const LabelAgreement judge, with_judge(sample, own));
  if (judge.all() == 0) return lines;
  lines.push_back("with the judge: " + share_text(judge));
  for (const auto& [said, count] : judge.counts)
    lines.push_back(fmt::format("  you {}, the judge {}: {}", label_text(said.first),
                                label_text(said.second), count));
  return lines;
}

}  // namespace assay
