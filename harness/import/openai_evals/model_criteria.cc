// label_model and score_model: a judge, asked by the grader's own words.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/openai_evals/criterion.h"
#include "harness/import/openai_evals/eval_template.h"
#include "harness/import/outputs/read_values.h"

namespace assay {
namespace {

// A judge is shown question and answer beside the criterion.
constexpr std::string_view kAnswerWords = "(the answer that you are shown)";
constexpr std::size_t kMostLabels = 100;

struct GraderWords {
  std::string text;
  std::string refused;
};

// The grader's messages one below the other.
GraderWords words_of_grader(EvalImport& import, const Json& criterion) {
  GraderWords words;
  for (const Json& message : field_of(criterion, "input")) {
    EvalText content = text_of_content(field_of(message, "content"));
    if (!content.refused.empty()) return {"", std::move(content.refused)};
    EvalTemplate made = import_eval_template(content.text, kAnswerWords);
    if (!made.refused.empty()) return {"", std::move(made.refused)};
    import.variables.merge(made.variables);
    if (!words.text.empty()) words.text += "\n\n";
    words.text += made.text;
  }
  if (trim(words.text).empty()) words.refused = "it has no words";
  return words;
}

std::string by_of(EvalImport& import, const Json& criterion, std::string& note) {
  std::vector<std::string> unknown;
  const YamlOut params = eval_params(field_of(criterion, "sampling_params"), unknown);
  if (!unknown.empty()) note += fmt::format("; its {} is not sent", join(unknown, ", "));
  return eval_judge(import, text_of(field_of(criterion, "model")), params, false);
}

std::string quoted_labels(const Json& labels) {
  std::vector<std::string> words;
  for (const Json& label : labels) words.push_back(text_of(label));
  return join(words, ", ");
}

CriterionReading read_label_model(EvalImport& import, const Json& criterion) {
  const Json& labels = field_of(criterion, "labels");
  const Json& passing = field_of(criterion, "passing_labels");
  if (!labels.is_array() || labels.empty() || labels.size() > kMostLabels || !passing.is_array())
    return refuse_criterion("it has no labels and passing_labels");
  if (passing.empty()) return refuse_criterion("none of its labels passes: it always fails");
  GraderWords words = words_of_grader(import, criterion);
  if (!words.refused.empty()) return refuse_criterion(std::move(words.refused));
  const EvalTemplate all = import_eval_template(quoted_labels(labels));
  const EvalTemplate good = import_eval_template(quoted_labels(passing));
  if (!all.refused.empty() || !good.refused.empty())
    return refuse_criterion("its labels are templates");
  const std::string rubric = fmt::format(
      "{}\n\nThe labels to choose from are: {}. The answer meets the criterion exactly "
      "where your label for it is {}: {}.",
      words.text, all.text, passing.size() == 1 ? "this" : "one of these", good.text);
  std::string note = "the judge says pass or fail, by the labels that pass there";
  const std::string by = by_of(import, criterion, note);
  return {Json{{"judge", {{"rubric", rubric}, {"by", by}}}}, ImportOutcome::judge, note};
}

// The marks of a judge are whole, and eleven at most.
struct GraderScale {
  double low = 0;
  double high = 1;
  std::string refused;
};

GraderScale scale_of(const Json& criterion) {
  const Json& range = field_of(criterion, "range");
  if (range.is_null()) return {};
  if (!range.is_array() || range.size() != 2 || !range[0].is_number() || !range[1].is_number() ||
      !(range[0].get<double>() < range[1].get<double>()))
    return {0, 1, "its range is no pair of numbers"};
  return {range[0].get<double>(), range[1].get<double>(), ""};
}

CriterionReading read_score_model(EvalImport& import, const Json& criterion) {
  const GraderScale scale = scale_of(criterion);
  if (!scale.refused.empty()) return refuse_criterion(scale.refused);
  GraderWords words = words_of_grader(import, criterion);
  if (!words.refused.empty()) return refuse_criterion(std::move(words.refused));
  const Json& written = field_of(criterion, "pass_threshold");
  const bool decides = written.is_number();
  const double threshold = decides ? written.get<double>() : scale.high;
  if (threshold > scale.high)
    return refuse_criterion("its threshold is above its range: no answer reaches it");
  const bool is_whole = scale.low == std::floor(scale.low) && scale.high == std::floor(scale.high);
  const bool is_plain = is_whole && scale.high - scale.low > 1 && scale.high - scale.low <= 10 &&
                        std::abs(scale.low) < 1e6;
  const double wanted =
      is_plain ? threshold : (threshold - scale.low) / (scale.high - scale.low) * 10;
  const auto low = is_plain ? static_cast<long long>(scale.low) : 0LL;
  const auto high = is_plain ? static_cast<long long>(scale.high) : 10LL;
  const auto mark = std::clamp(static_cast<long long>(std::ceil(wanted - 1e-9)), low, high);
  std::string note = "a model marks there and here";
  if (!is_plain) {
    words.text += fmt::format(
        "\n\nGive your mark on a scale from 0 to 10, where 0 is {} and 10 is {} of the score that "
        "is asked for above.",
        format_number(scale.low), format_number(scale.high));
    note = fmt::format("the judge gives whole marks from 0 to 10 for {} to {}",
                       format_number(scale.low), format_number(scale.high));
  }
  const bool is_between = std::abs(static_cast<double>(mark) - wanted) > 1e-6;
  if (is_between) note += fmt::format("; it passes from the next whole mark on, {}", mark);
  if (!decides) note += "; it has no pass_threshold, so it is measured and decides nothing";
  const std::string by = by_of(import, criterion, note);
  Json judge{{"rubric", words.text}, {"by", by}, {"scale", {low, high}}, {"at_least", mark}};
  return {Json{{"judge", std::move(judge)}},
          is_between || !decides ? ImportOutcome::approximated : ImportOutcome::judge, note,
          decides};
}

constexpr CriterionRow kModelCriteria[] = {{"label_model", read_label_model},
                                           {"score_model", read_score_model}};

}  // namespace

std::span<const CriterionRow> model_criteria() {
  return kModelCriteria;
}

}  // namespace assay
