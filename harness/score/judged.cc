// The expectation that another model marks the answer by a rubric. What judges are asked,
// and what counts as a verdict, is docs/judges.md.
#include <fmt/format.h>

#include "harness/base/text.h"
#include "harness/judge/pair.h"
#include "harness/judge/rubrics.h"
#include "harness/score/arguments.h"
#include "harness/score/families.h"
#include "harness/score/judged.h"
#include "harness/score/marks.h"
#include "harness/score/preferred.h"
#include "harness/score/words.h"

namespace assay {
namespace {

std::string rubric_names() {
  std::vector<std::string> names;
  for (const BuiltInRubric& rubric : built_in_rubrics()) names.emplace_back(rubric.name);
  return join(names, ", ");
}

Result<void> check_need(Needs needs, bool is_given, std::string_view rubric,
                        std::string_view what) {
  if (needs == Needs::must && !is_given)
    return usage_error(fmt::format("'{}' needs '{}'", rubric, what));
  if (needs == Needs::no && is_given)
    return usage_error(fmt::format("'{}' does not look at '{}': leave it out", rubric, what));
  return {};
}

Result<void> use_rubric(std::string_view name, JudgeRequest& request) {
  const BuiltInRubric* rubric = find_rubric(name);
  if (rubric == nullptr)
    return usage_error(
        fmt::format("there is no rubric {}; there are {}", quote(name), rubric_names()));
  ASSAY_CHECK(check_need(rubric->reference, request.reference.has_value(), name, "reference"));
  ASSAY_CHECK(check_need(rubric->context, request.context.has_value(), name, "context"));
  std::string text(trim_white_space(rubric->text));
  if (!request.rubric.empty()) text += "\n\n" + request.rubric;
  request.rubric = std::move(text);
  request.shows_answer = rubric->answer != Needs::no;
  request.shape = rubric->shape;
  return {};
}

Result<JudgeRequest> read_request(const Json& arguments) {
  JudgeRequest request;
  request.rubric = trim_white_space(text_argument(arguments, "rubric").value_or(""));
  request.reference = text_argument(arguments, "reference");
  request.context = text_argument(arguments, "context");
  if (find_argument(arguments, "by") != nullptr) {
    ASSAY_TRY(request.by, texts_argument(arguments, "by"));
  }
  const std::optional<std::string> use = text_argument(arguments, "use");
  if (use) ASSAY_CHECK(use_rubric(*use, request));
  if (request.rubric.empty()) return usage_error("needs a rubric: what does a good answer do?");
  if (const Json* scale = find_argument(arguments, "scale")) {
    if (use)
      return usage_error(fmt::format("'{}' has verdicts of its own: leave out 'scale'", *use));
    ASSAY_TRY(const Marks read, read_marks(*scale));
    request.shape.scale = read.ends;
    if (!read.meanings.empty()) request.rubric += "\n\nWhat marks mean:" + read.meanings;
  }
  ASSAY_TRY(request.at_least, read_threshold(arguments, request.shape.scale));
  return request;
}

Result<Judge> compile_judge(const Json& arguments) {
  ASSAY_TRY(JudgeRequest request, read_request(arguments));
  return Judge([request = std::move(request)](const Subject& subject) {
    if (subject.desk == nullptr) return Judgement::unable("no judge was asked");
    return subject.desk->judge(request, subject.text);
  });
}

// Known before templates are rendered: none of what it is made of may be one.
VerdictShape shape_of(const Json& arguments) {
  if (const std::optional<std::string> use = text_argument(arguments, "use")) {
    const BuiltInRubric* rubric = find_rubric(*use);
    return rubric == nullptr ? VerdictShape() : rubric->shape;
  }
  VerdictShape shape;
  const Json* json = find_argument(arguments, "scale");
  if (json == nullptr) return shape;
  if (const Result<Marks> scale = read_marks(*json)) shape.scale = scale->ends;
  return shape;
}

constexpr ArgumentShape kJudge[] = {
    {"rubric", ValueType::text, false, "what a good answer does"},
    {"use", ValueType::text, false, "a built-in rubric"},
    {"by", ValueType::text_list, false, "one of the suite's judges, or several: a panel"},
    {"model", ValueType::text, false, "instead of 'by': provider:model-id"},
    {"reference", ValueType::text, false, "a right answer, shown to the judge"},
    {"context", ValueType::text, false, "what the answer must rest on"},
    {"scale", ValueType::json, false, "marks, [1, 5] or {1: meaning, 5: meaning}"},
    {"at_least", ValueType::number, false, "the mark from which on an answer passes"},
};

constexpr ExpectationRow asking(ExpectationRow row) {
  row.shape.asks_judges = true;
  return row;
}

constexpr ExpectationRow kJudgeRows[] = {
    asking(make_row<compile_judge>("judge", "another model marks the answer by a rubric", "rubric",
                                   kJudge)),
};

}  // namespace

std::vector<JudgeUse> judge_uses(const Expectations& expectations) {
  std::vector<JudgeUse> uses;
  for (const Expectation& each : expectations) {
    for (JudgeUse& use : judge_uses(each.children)) uses.push_back(std::move(use));
    const ExpectationRow* row = find_expectation(each.name);
    if (row == nullptr || !row->shape.asks_judges) continue;
    const std::optional<Selector> over = over_of(each);
    const VerdictShape shape = over ? pair_shape() : shape_of(each.arguments);
    const std::int64_t tokens = estimate_tokens(dump_json(each.arguments));
    for (const Json& name : each.arguments.value("by", Json::array()))
      uses.push_back({name.get<std::string>(), shape, tokens, over});
  }
  return uses;
}

std::span<const ExpectationRow> judge_rows() {
  return kJudgeRows;
}

}  // namespace assay
