// What judging costs: each family on a reply of about 2 KB, and a whole cell
// with three expectations, as re-scoring a stored run does.
#include <benchmark/benchmark.h>

#include <string>

#include "harness/score/score.h"

namespace assay {
namespace {

std::string two_kilobytes() {
  std::string text;
  while (text.size() < 2000) text += "The capital of France is Paris, on the Seine.\n";
  return text + "A: 42";
}

void judge_text(benchmark::State& state, const char* name, const char* arguments,
                const std::string& answer) {
  const Judge judge = find_expectation(name)->compile(Json::parse(arguments)).value();
  Reply reply;
  reply.answer = answer;
  Timings timings;
  timings.done = milliseconds(300);
  const Subject subject{reply.answer, &reply, &timings, Money{1000}};
  for (auto unused : state) benchmark::DoNotOptimize(judge(subject));
}

const std::string kText = two_kilobytes();
const std::string kJson = R"({"order":{"id":7,"items":[{"name":"pen","price":2.5}]}})";

BENCHMARK_CAPTURE(judge_text, equals, "equals", R"({"text":"Paris"})", std::string("Paris\n"));
BENCHMARK_CAPTURE(judge_text, contains, "contains", R"({"text":"A: 42"})", kText);
BENCHMARK_CAPTURE(judge_text, icontains, "icontains", R"({"text":"a: 42"})", kText);
BENCHMARK_CAPTURE(judge_text, regex, "regex", R"({"pattern":"A: \\d+"})", kText);
BENCHMARK_CAPTURE(judge_text, max_words, "max_words", R"({"at_most":1000})", kText);
BENCHMARK_CAPTURE(judge_text, max_chars, "max_chars", R"({"at_most":5000})", kText);
BENCHMARK_CAPTURE(judge_text, number, "number", R"({"equals":42})", kText);
BENCHMARK_CAPTURE(judge_text, json, "json", R"({"path":"order.id","equals":7})", kJson);
BENCHMARK_CAPTURE(judge_text, json_schema, "json_schema",
                  R"({"schema":{"required":["order"],"properties":{"order":{"type":"object"}}}})",
                  kJson);
BENCHMARK_CAPTURE(judge_text, similar, "similar", R"({"to":"Paris is it","at_least":0})", kText);
BENCHMARK_CAPTURE(judge_text, token_f1, "token_f1", R"({"to":"Paris","at_least":0})", kText);
BENCHMARK_CAPTURE(judge_text, latency_ms, "latency_ms", R"({"at_most":500})", kText);

Expectation expectation(const char* name, const char* arguments, bool has_template = false) {
  Expectation made;
  made.name = name;
  made.arguments = Json::parse(arguments);
  made.has_template = has_template;
  return made;
}

// 1,000 cases of one data set, one expectation of which has a template.
void score_cell(benchmark::State& state) {
  const auto expect = std::make_shared<const Expectations>(
      Expectations{expectation("contains", R"({"text":"Paris"})"),
                   expectation("max_words", R"({"at_most":1000})"),
                   expectation("number", R"({"equals":"{{answer}}"})", true)});
  const auto names = std::make_shared<const VarNames>(std::vector<std::string>{"answer"});
  std::vector<Case> cases(1000);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    cases[i].id = "row-" + std::to_string(i);
    cases[i].vars = Vars(names, {Json("42")});
    cases[i].expect = expect;
  }
  Reply reply;
  reply.answer = kText;
  const Suite suite;
  Scorer scorer(suite);
  std::size_t next = 0;
  for (auto unused : state) {
    benchmark::DoNotOptimize(
        scorer.score(cases[next++ % cases.size()], reply, Timings(), std::nullopt));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(score_cell);

}  // namespace
}  // namespace assay
