// The expectation that a judge prefers the answer to that of another variant. What judges are
// asked, and what counts as preferred, is docs/judges.md.
#include "harness/score/preferred.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/families.h"
#include "harness/score/judged.h"
#include "harness/score/words.h"
#include "harness/suite/selector.h"

namespace assay {
namespace {

constexpr std::string_view kPrefer = "prefer";

Result<void> check_key(const std::string& key) {
  if (key == "model" || key == "prompt" || find_parameter(key) != nullptr) return {};
  std::vector<std::string> known = {"model", "prompt"};
  for (const ParameterRow& row : parameter_rows()) known.emplace_back(row.name);
  return usage_error(
      fmt::format("'over' names variants by model, prompt or a parameter, not by {}{}", quote(key),
                  did_you_mean(key.substr(0, 60), known)));
}

// "model=old,temperature=0", or the same as a map.
Result<Selector> read_over(const Json& arguments) {
  const Json* over = find_argument(arguments, "over");
  if (over == nullptr) return usage_error("needs 'over': the variant to compare with");
  Selector selector;
  std::set<std::string> seen;
  const auto add = [&](const std::string& key, Selector field) -> Result<void> {
    ASSAY_CHECK(check_key(key));
    if (!seen.insert(key).second)
      return usage_error(fmt::format("'over' names {} twice", quote(key)));
    if (field.model) selector.model = std::move(field.model);
    if (field.prompt) selector.prompt = std::move(field.prompt);
    selector.params.merge(field.params);
    return {};
  };
  if (over->is_object()) {
    for (const auto& [key, value] : over->items()) {
      const bool is_label = (key == "model" || key == "prompt") && value.is_string();
      ASSAY_CHECK(add(key, is_label ? selector_of_word(key, value.get<std::string>())
                                    : Selector{{}, {}, {{key, value}}}));
    }
  } else if (const std::optional<KeyValues> words =
                 selector_words(over->is_string() ? over->get<std::string>() : std::string())) {
    for (const auto& [key, value] : *words) ASSAY_CHECK(add(key, selector_of_word(key, value)));
  }
  if (seen.empty())
    return usage_error("'over' names a variant as a gate does: \"model=old,temperature=0\"");
  return selector;
}

Result<double> read_at_least(const Json& arguments) {
  ASSAY_TRY(const std::optional<double> written, number_argument(arguments, "at_least"));
  const double at_least = written.value_or(0.5);
  if (at_least == 0.5 || at_least == 1) return at_least;
  return usage_error("'at_least' is 0.5, where a tie passes, or 1, where it does not");
}

Result<PreferRequest> read_preference(const Json& arguments) {
  PreferRequest request;
  request.rubric = trim_white_space(text_argument(arguments, "rubric").value_or(""));
  if (request.rubric.empty()) return usage_error("needs a rubric: what makes an answer better?");
  ASSAY_TRY(request.over, read_over(arguments));
  request.reference = text_argument(arguments, "reference");
  request.context = text_argument(arguments, "context");
  if (find_argument(arguments, "by") != nullptr) {
    ASSAY_TRY(request.by, texts_argument(arguments, "by"));
  }
  ASSAY_TRY(request.at_least, read_at_least(arguments));
  return request;
}

Result<Judge> compile_prefer(const Json& arguments) {
  ASSAY_TRY(PreferRequest request, read_preference(arguments));
  return Judge([request = std::move(request)](const Subject& subject) {
    if (subject.desk == nullptr) return Judgement::unable("no judge was asked");
    return subject.desk->prefer(request, subject.channel, subject.text);
  });
}

constexpr ArgumentShape kArguments[] = {
    {"over", ValueType::json, true, "the variant to compare with: \"model=old\""},
    {"rubric", ValueType::text, true, "what makes one of two answers the better one"},
    {"by", ValueType::text_list, false, "one of the suite's judges, or several: a panel"},
    {"model", ValueType::text, false, "instead of 'by': provider:model-id"},
    {"reference", ValueType::text, false, "a right answer, shown to the judge"},
    {"context", ValueType::text, false, "what the answers must rest on"},
    {"at_least", ValueType::number, false, "0.5: a tie passes, or 1: it does not"},
};

constexpr ExpectationRow preferring(ExpectationRow row) {
  row.shape.asks_judges = true;
  return row;
}

constexpr ExpectationRow kPreferRows[] = {
    preferring(make_row<compile_prefer>(
        kPrefer, "a judge prefers the answer to that of another variant", "", kArguments)),
};

}  // namespace

std::optional<Selector> over_of(const Expectation& expectation) {
  if (expectation.name != kPrefer) return std::nullopt;
  Result<Selector> over = read_over(expectation.arguments);
  if (!over) return std::nullopt;
  return std::move(*over);
}

std::vector<PreferUse> prefer_uses(const Expectations& expectations) {
  std::vector<PreferUse> uses;
  for (const Expectation& each : expectations) {
    for (PreferUse& use : prefer_uses(each.children)) uses.push_back(std::move(use));
    if (std::optional<Selector> over = over_of(each))
      uses.push_back({std::move(*over), each.where});
  }
  return uses;
}

std::span<const ExpectationRow> prefer_rows() {
  return kPreferRows;
}

}  // namespace assay
