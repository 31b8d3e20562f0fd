// DeepEval's .deepeval/.latest_test_run.json: test cases with what was answered, and its metrics.
// Source: deepeval/test_run/test_run.py and api.py (TestRun, LLMApiTestCase).
#include <set>

#include "harness/import/outputs/output_formats.h"
#include "harness/import/outputs/read_values.h"
#include "harness/import/outputs/records.h"

namespace assay {
namespace {

// DeepEval writes camelCase; some versions, and people's own dumps, write snake_case.
const Json& either(const Json& object, std::string_view camel, std::string_view snake) {
  const Json& first = field_of(object, camel);
  return first.is_null() ? field_of(object, snake) : first;
}

bool have_names(const Json& cases) {
  std::set<std::string> names;
  for (const Json& each : cases) {
    const Json& name = field_of(each, "name");
    if (!name.is_string() || !names.insert(name.get<std::string>()).second) return false;
  }
  return true;
}

void take_marks(const Json& test, ImportedOutput& output) {
  for (const Json& metric : either(test, "metricsData", "metrics_data")) {
    const Json& score = field_of(metric, "score");
    if (score.is_number())
      output.scores.emplace_back(text_of(field_of(metric, "name")), score.get<double>());
  }
}

Result<ImportedOutput> output_of(const Json& test) {
  ImportedOutput output;
  const Json& input = field_of(test, "input");
  if (!input.is_string()) return usage_error("has no text 'input'");
  ASSAY_TRY(output.question, question_in(input));
  const std::pair<std::string_view, const Json&> vars[] = {
      {"expected", either(test, "expectedOutput", "expected_output")},
      {"context", field_of(test, "context")},
      {"retrieval_context", either(test, "retrievalContext", "retrieval_context")}};
  for (const auto& [name, value] : vars)
    if (!value.is_null()) output.vars[std::string(name)] = value;
  const Json& answer = either(test, "actualOutput", "actual_output");
  if (answer.is_null()) {
    output.result = failure_elsewhere("no actual output");
    return output;
  }
  Reply reply;
  reply.answer = text_of(answer);
  output.result = std::move(reply);
  ASSAY_TRY(output.cost, usd_in(either(test, "tokenCost", "token_cost")));
  const Json& seconds = either(test, "completionTime", "completion_time");
  if (seconds.is_number()) {
    ASSAY_TRY(output.timings.done, milliseconds_in(Json(seconds.get<double>() * 1000)));
    output.timings.sent = Nanoseconds{0};
  }
  take_marks(test, output);
  return output;
}

}  // namespace

Result<void> read_deepeval_run(OutputSource& source, const OutputSink& sink) {
  ASSAY_TRY(const Json document, read_json_document(source.file));
  const Json& inside = either(document, "testRunData", "test_run_data");
  const Json& run = inside.is_null() ? document : inside;
  const Json& cases = either(run, "testCases", "test_cases");
  if (!cases.is_array()) {
    const bool has_link = !field_of(document, "testRunLink").is_null();
    return usage_error(source.file.string() +
                       (has_link
                            ? ": has a link to the run and not the run: DeepEval wrote it "
                              "while logged in; `deepeval logout` and another run keep it here"
                            : ": has no 'testCases': is it DeepEval's .latest_test_run.json?"));
  }
  const bool are_named = have_names(cases);
  const Json& model = field_of(field_of(run, "hyperparameters"), "model");
  std::size_t number = 0;
  for (const Json& test : cases) {
    const std::string where = "test case " + std::to_string(++number);
    Result<ImportedOutput> output = output_of(test);
    if (!output) return record_error(source.file, where, output.error().message);
    output->where = where;
    if (are_named) output->case_id = text_of(field_of(test, "name"));
    if (model.is_string()) output->model = model.get<std::string>();
    ASSAY_CHECK(sink(std::move(*output)));
  }
  const Json& talks = either(run, "conversationalTestCases", "conversational_test_cases");
  if (number == 0 && !talks.empty())
    return usage_error(source.file.string() +
                       ": has conversations alone, which assay does not import");
  return {};
}

}  // namespace assay
