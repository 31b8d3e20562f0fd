#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/import/openai_evals/criterion.h"
#include "harness/import/outputs/openai_eval_items.h"
#include "harness/import/outputs/read_values.h"

namespace assay {
namespace {

constexpr std::size_t kMostCriteria = 100;  // names of `metric` in a suite
constexpr std::size_t kMostNameBytes = 100;

std::vector<CriterionRow> all_criteria() {
  std::vector<CriterionRow> rows;
  for (const auto& some : {text_criteria(), model_criteria(), other_criteria()})
    rows.insert(rows.end(), some.begin(), some.end());
  return rows;
}

CriterionReading read_criterion(EvalImport& import, const Json& criterion) {
  const std::string type = text_of(field_of(criterion, "type"));
  const std::vector<CriterionRow> rows = all_criteria();
  std::vector<std::string> names;
  for (const CriterionRow& row : rows) {
    if (row.type == type) return row.read(import, criterion);
    names.emplace_back(row.type);
  }
  return refuse_criterion(fmt::format("there is no grader '{}'{}", excerpt(type, 40),
                                      did_you_mean(type.substr(0, 40), names)));
}

// One line, and no other criterion's.
std::string metric_of(EvalImport& import, const Json& criterion, std::size_t number) {
  const std::string written(text_of(field_of(criterion, "name")));
  std::string name;
  for (const char c : eval_grader_name(written))
    name += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  name = one_line(name, kMostNameBytes);
  if (name.empty()) name = fmt::format("criterion {}", number + 1);
  const std::string base = name;
  for (std::size_t i = 2; !import.metrics.insert(name).second; ++i)
    name = fmt::format("{} {}", base, i);
  return name;
}

void add_criterion(EvalImport& import, const Json& criterion, std::size_t number,
                   const Position& at) {
  const std::string name = metric_of(import, criterion, number);
  const std::string what = fmt::format("testing_criteria[{}] {} '{}'", number,
                                       excerpt(text_of(field_of(criterion, "type")), 40), name);
  const CriterionReading reading = read_criterion(import, criterion);
  import.account.add_assertion(at, what, reading.outcome, reading.note);
  if (reading.outcome == ImportOutcome::refused)
    import.lost.push_back(fmt::format("not here: {}: {}", what, reading.note));
  if (reading.expectation.is_null()) return;
  YamlOut line = YamlOut::of(reading.expectation);
  line.add("metric", YamlOut::text(name));
  if (!reading.decides) line.add("weight", YamlOut::plain("0"));
  import.expect.add(std::move(line));
}

}  // namespace

CriterionReading refuse_criterion(std::string why) {
  return {Json(), ImportOutcome::refused, std::move(why)};
}

EvalText text_of_content(const Json& content) {
  if (content.is_string()) return {content.get<std::string>(), ""};
  EvalText made;
  if (content.is_array()) {
    for (const Json& part : content) {
      EvalText of_part = text_of_content(part);
      if (!of_part.refused.empty()) return of_part;
      made.text += of_part.text;
    }
    return made;
  }
  const Json& text = field_of(content, "text");
  if (text.is_string()) return {text.get<std::string>(), ""};
  made.refused = fmt::format("a message has '{}', which is no text",
                             excerpt(text_of(field_of(content, "type")), 40));
  return made;
}

std::string eval_judge(EvalImport& import, std::string_view model, const YamlOut& params,
                       bool embeds) {
  std::string base;
  for (const char c : model.substr(0, kMostNameBytes)) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) ||
                          c == '-' || c == '_' || c == '.';
    base += is_plain ? c : '-';
  }
  if (base.empty()) base = "grader";
  YamlOut judge = YamlOut::map();
  judge.add("model", YamlOut::text(fmt::format("openai:{}", model)));
  if (embeds) judge.add("embeds", YamlOut::plain("true"));
  if (!params.is_empty()) judge.add("params", params);
  std::string name = base;
  for (std::size_t i = 2;; ++i) {
    const YamlOut* const known = import.judges.find(name);
    if (known == nullptr) break;
    if (write_yaml(*known) == write_yaml(judge)) return name;
    name = fmt::format("{}-{}", base, i);
  }
  import.judges.add(name, std::move(judge));
  return name;
}

void import_criteria(EvalImport& import, const PlacedObject& eval) {
  const Json& criteria = field_of(eval.value, "testing_criteria");
  std::size_t number = 0;
  for (const Json& criterion : criteria) {
    if (number == kMostCriteria) {
      import.account.add(
          eval.at, "testing_criteria", ImportOutcome::refused,
          fmt::format("there are {}, and {} at most are read", criteria.size(), kMostCriteria));
      return;
    }
    add_criterion(import, criterion, number, import.sources.criterion_at(eval, number));
    ++number;
  }
  if (number == 0)
    import.account.add(eval.at, "testing_criteria", ImportOutcome::approximated,
                       "there are none: answers stay unscored");
}

}  // namespace assay
