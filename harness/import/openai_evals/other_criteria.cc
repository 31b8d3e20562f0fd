// python, and graders that have no counterpart.
#include <fmt/format.h>

#include <string>

#include "harness/base/text.h"
#include "harness/import/openai_evals/criterion.h"
#include "harness/import/outputs/read_values.h"

namespace assay {
namespace {

// What the source's grade(sample, item) is called with, as the guide "Graders" has it.
constexpr std::string_view kCallOfGrade = R"(
import json as _json
try:
    _parsed = _json.loads(output)
except ValueError:
    _parsed = None
_calls = [{"id": c["id"], "type": "function",
           "function": {"name": c["name"], "arguments": c["arguments"]}}
          for c in context["tool_calls"]]
_message = {"role": "assistant", "content": output, "tool_calls": _calls}
_sample = {"output_text": output, "output_json": _parsed, "output_tools": _calls,
           "choices": [{"message": _message}], "input": context["messages"]}
return grade(_sample, vars))";

CriterionReading read_python_grader(EvalImport&, const Json& criterion) {
  const Json& source = field_of(criterion, "source");
  if (!source.is_string()) return refuse_criterion("it has no source");
  const auto& code = source.get_ref<const std::string&>();
  if (code.find("def grade(") == std::string::npos)
    return refuse_criterion("its source has no 'def grade(sample, item)'");
  // The source becomes the inside of a function, where these are no Python.
  for (const std::string_view word : {"import *", "global ", "__future__"})
    if (code.find(word) != std::string::npos)
      return refuse_criterion(
          fmt::format("its source says '{}'; put it into a file, and name that: python: FILE:grade",
                      trim(word)));
  Json arguments{{"code", code + std::string(kCallOfGrade)}};
  const Json& threshold = field_of(criterion, "pass_threshold");
  if (threshold.is_number() && (threshold.get<double>() > 1 || threshold.get<double>() < 0))
    return refuse_criterion("its threshold is not from 0 to 1, as scores are here");
  if (threshold.is_number()) arguments["at_least"] = threshold;
  std::string note =
      "it runs on this machine, by consent (--allow-exec), with the packages that are here";
  if (!threshold.is_number())
    note += "; it has no pass_threshold, so it is measured and decides nothing";
  return {Json{{"python", std::move(arguments)}},
          threshold.is_number() ? ImportOutcome::script : ImportOutcome::approximated, note,
          threshold.is_number()};
}

CriterionReading refuse_multi(EvalImport&, const Json&) {
  return refuse_criterion(
      "graders that are computed from others are not here; `metric` and `derived_metrics` sum up");
}

CriterionReading refuse_endpoint(EvalImport&, const Json&) {
  return refuse_criterion("an endpoint that grades is not called; `exec` runs a program that may");
}

constexpr CriterionRow kOtherCriteria[] = {
    {"python", read_python_grader}, {"multi", refuse_multi}, {"endpoint", refuse_endpoint}};

}  // namespace

std::span<const CriterionRow> other_criteria() {
  return kOtherCriteria;
}

}  // namespace assay
