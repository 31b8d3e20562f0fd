// Hosted evals of OpenAI's as suites: what each part becomes, and what it decides then.
#include "harness/import/openai_evals/openai_evals.h"

#include <gtest/gtest.h>

#include "harness/import/openai_evals/eval_sources.h"
#include "harness/import/openai_evals/eval_template.h"
#include "harness/yaml/scalar.h"
#include "harness/yaml/tree.h"
#include "tests/import/importing.h"
#include "tests/support/test_files.h"

namespace assay {
namespace {

using testing::judge_imported;

TEST(EvalTemplate, IsTheSameTextOrRefused) {
  const struct {
    const char* text;
    const char* made;     // nullptr: refused
    const char* refused;  // a part of why
  } kRows[] = {
      {"plain", "plain", ""},
      {"Q: {{item.question}}", "Q: {{question}}", ""},
      {"{{ item.a.b }} and {{item.c-d}}", "{{a.b}} and {{c-d}}", ""},
      {"a } b {{ item.q }}", "a } b {{q}}", ""},
      {"never {{ closed", "never {{\"{{\"}} closed", ""},
      {"{\"q\": {{item.q}}}", "{\"q\": {{q}}}", ""},
      {"{{{item.q}}}", nullptr, "has no counterpart"},
      {"x{{{item.q}} }", nullptr, "has no counterpart"},
      {"{{item.tags[0]}}", nullptr, "'{{item.tags[0]}}' has no counterpart"},
      {"{{item}}", nullptr, "has no counterpart"},
      {"{{item.}}", nullptr, "has no counterpart"},
      {"{{item..a}}", nullptr, "has no counterpart"},
      {"{{item.a | upper}}", nullptr, "has no counterpart"},
      {"{{sample.output_text}}", nullptr, "has no counterpart here"},
  };
  for (const auto& row : kRows) {
    const EvalTemplate made = import_eval_template(row.text);
    EXPECT_EQ(made.text, row.made == nullptr ? "" : row.made) << row.text;
    EXPECT_EQ(made.refused.empty(), row.made != nullptr) << row.text;
    EXPECT_NE(made.refused.find(row.refused), std::string::npos) << made.refused;
  }
  EXPECT_EQ(import_eval_template("{{item.a.b}}{{item.c}}").variables,
            (std::set<std::string>{"a", "c"}));
  EXPECT_EQ(import_eval_template("Is {{sample.output_text}} right?", "(it)").text,
            "Is (it) right?");
}

TEST(ElementLines, AreWhereTheElementsBegin) {
  const auto lines = lines_of_elements(
      "{\"data\": [\n {\"testing_criteria\": [{\"a\": \"]{\\\"\"},\n  {}]},\n\n 7]}", 4);
  EXPECT_EQ(lines.at("/data/0"), 2);
  EXPECT_EQ(lines.at("/data/0/testing_criteria/0"), 2);
  EXPECT_EQ(lines.at("/data/0/testing_criteria/1"), 3);
  EXPECT_EQ(lines.at("/data/1"), 5);
  EXPECT_EQ(lines.size(), 4U);
}

struct Imported {
  OpenaiEvalsImport made;
  std::string error;
  Json suite;  // read back
};

Imported imported(const std::vector<std::pair<std::string, std::string>>& files) {
  const testing::TemporaryFolder folder;
  std::vector<std::filesystem::path> paths;
  for (const auto& [name, text] : files) {
    paths.push_back(folder / name);
    testing::write_text(paths.back(), text);
  }
  Imported result;
  Result<OpenaiEvalsImport> made =
      import_openai_evals(paths, folder / "x.suite.yaml", "x.cases.jsonl");
  if (!made) {
    result.error = made.error().message;
    return result;
  }
  result.made = std::move(*made);
  const SourceFile file{"x.suite.yaml", result.made.suite};
  Diagnostics diagnostics;
  TextBudget budget;
  const std::optional<YamlTree> tree = YamlTree::parse(file, diagnostics, budget);
  if (tree) result.suite = to_json(tree->root());
  return result;
}

constexpr const char* kRow = R"({"item":{"q":"2+2","label":"4"}})";

Imported with_criterion(const std::string& criterion) {
  return imported(
      {{"eval.json",
        R"({"object":"eval","id":"eval_1","name":"E","testing_criteria":[)" + criterion + "]}"},
       {"rows.jsonl", kRow}});
}

Json expectation_of(const Imported& of) {
  if (!of.suite.is_object() || !of.suite.contains("expect")) return {};
  Json item = of.suite["expect"][0];
  item.erase("metric");
  return item;
}

// What they decide, through assay's own loader and scorer.
TEST(OpenaiEvals, StringChecksDecideAsTheirOperationsSay) {
  const struct {
    const char* operation;
    const char* reference;
    const char* answer;
    Verdict verdict;
  } kRows[] = {
      {"eq", "{{item.label}}", "4", Verdict::pass},
      {"eq", "{{item.label}}", "4 ", Verdict::fail},
      {"eq", "Paris", "paris", Verdict::fail},
      {"ne", "{{item.label}}", "4", Verdict::fail},
      {"ne", "{{item.label}}", "5", Verdict::pass},
      {"like", "{{item.label}}", "It is 4.", Verdict::pass},
      {"like", "Paris", "in paris", Verdict::fail},
      {"ilike", "PARIS", "in paris", Verdict::pass},
      {"ilike", "Rome", "in paris", Verdict::fail},
  };
  for (const auto& row : kRows) {
    const Imported made = with_criterion(
        R"({"type":"string_check","name":"n","input":"{{ sample.output_text }}","reference":")" +
        std::string(row.reference) + R"(","operation":")" + row.operation + "\"}");
    ASSERT_EQ(made.error, "");
    EXPECT_EQ(made.made.account.assertions(ImportOutcome::native), 1U) << row.operation;
    EXPECT_EQ(judge_imported(Json::array({expectation_of(made)}), row.answer, {{"label", "4"}}),
              row.verdict)
        << row.operation << " " << row.reference << " " << row.answer;
  }
}

TEST(OpenaiEvals, CriteriaAreExpectationsOrNamed) {
  const struct {
    const char* criterion;
    ImportOutcome outcome;
    const char* expectation;  // "": none
    const char* note;         // a part of it
  } kRows[] = {
      {R"({"type":"string_check","input":"{{item.label}}","reference":"{{sample.output_text}}","operation":"eq"})",
       ImportOutcome::native, R"({"equals":{"exact":true,"text":"{{label}}"}})", ""},
      {R"({"type":"string_check","input":"{{sample.output_json.a.b}}","reference":"x","operation":"eq"})",
       ImportOutcome::native, R"({"json":{"equals":"x","exact":true,"path":"a.b"}})", ""},
      {R"({"type":"string_check","input":"{{sample.output_json.a}}","reference":"x","operation":"ne"})",
       ImportOutcome::approximated, R"({"not":{"json":{"equals":"x","exact":true,"path":"a"}}})",
       "fails here"},
      {R"({"type":"string_check","input":"{{item.label}}","reference":"{{sample.output_text}}","operation":"like"})",
       ImportOutcome::refused, "", "whether a text contains the answer"},
      {R"({"type":"string_check","input":"{{item.a}}","reference":"{{item.label}}","operation":"eq"})",
       ImportOutcome::refused, "", "compares parts of an item"},
      {R"({"type":"string_check","input":"A: {{sample.output_text}}","reference":"x","operation":"eq"})",
       ImportOutcome::refused, "", "with other words around it"},
      {R"({"type":"string_check","input":"{{sample.output_text}}","reference":"x","operation":"matches"})",
       ImportOutcome::refused, "", "there is no operation 'matches'"},
      {R"({"type":"text_similarity","input":"{{sample.output_text}}","reference":"{{item.label}}","evaluation_metric":"fuzzy_match","pass_threshold":0.8})",
       ImportOutcome::approximated, R"({"similar":{"at_least":0.8,"to":"{{label}}"}})",
       "rapidfuzz"},
      {R"({"type":"text_similarity","input":"{{sample.output_text}}","reference":"{{item.label}}","evaluation_metric":"rouge_l","pass_threshold":0.5})",
       ImportOutcome::approximated, R"({"rouge_l":{"at_least":0.5,"to":"{{label}}"}})", "measure"},
      {R"({"type":"text_similarity","input":"{{sample.output_text}}","reference":"{{item.label}}","evaluation_metric":"bleu","pass_threshold":0.4})",
       ImportOutcome::approximated, R"({"bleu":{"at_least":0.4,"to":"{{label}}"}})", ""},
      {R"({"type":"text_similarity","input":"{{sample.output_text}}","reference":"{{item.label}}","evaluation_metric":"meteor","pass_threshold":0.4})",
       ImportOutcome::approximated, R"({"meteor":{"at_least":0.4,"to":"{{label}}"}})", "synonyms"},
      {R"({"type":"text_similarity","input":"{{sample.output_text}}","reference":"{{item.label}}","evaluation_metric":"cosine","pass_threshold":0.9})",
       ImportOutcome::judge,
       R"({"embedding":{"at_least":0.9,"by":"text-embedding-3-large","to":"{{label}}"}})",
       "vectors"},
      {R"({"type":"text_similarity","input":"{{sample.output_text}}","reference":"{{item.label}}","evaluation_metric":"rouge_4","pass_threshold":0.4})",
       ImportOutcome::refused, "", "no measure 'rouge_4'"},
      {R"({"type":"text_similarity","input":"{{sample.output_text}}","reference":"{{item.label}}","evaluation_metric":"bleu"})",
       ImportOutcome::refused, "", "no pass_threshold"},
      {R"({"type":"text_similarity","input":"{{sample.output_text}}","reference":"{{item.label}}","evaluation_metric":"bleu","pass_threshold":0})",
       ImportOutcome::ignored, "", "decides nothing"},
      {R"({"type":"score_model","model":"g","input":[{"role":"user","content":"Score {{sample.output_text}}"}],"range":[1,7],"pass_threshold":5})",
       ImportOutcome::judge,
       R"x({"judge":{"at_least":5,"by":"g","rubric":"Score (the answer that you are shown)","scale":[1,7]}})x",
       ""},
      {R"({"type":"score_model","model":"g","input":[{"role":"user","content":{"type":"input_text","text":"S"}}],"pass_threshold":0.75})",
       ImportOutcome::approximated,
       R"({"judge":{"at_least":8,"by":"g","rubric":"S\n\nGive your mark on a scale from 0 to 10, where 0 is 0 and 10 is 1 of the score that is asked for above.","scale":[0,10]}})",
       "from the next whole mark on, 8"},
      {R"({"type":"score_model","model":"g","input":[{"role":"user","content":"S"}],"range":[0,1],"pass_threshold":2})",
       ImportOutcome::refused, "", "no answer reaches it"},
      {R"({"type":"score_model","model":"g","input":[{"role":"user","content":[{"type":"input_image","image_url":"u"}]}],"pass_threshold":1})",
       ImportOutcome::refused, "", "'input_image', which is no text"},
      {R"({"type":"label_model","model":"g","input":[{"role":"developer","content":"Judge."}],"labels":["good","bad"],"passing_labels":["good"]})",
       ImportOutcome::judge,
       R"({"judge":{"by":"g","rubric":"Judge.\n\nThe labels to choose from are: good, bad. The answer meets the criterion exactly where your label for it is this: good."}})",
       "labels that pass"},
      {R"({"type":"label_model","model":"g","input":[{"role":"user","content":"x"}],"labels":["a"],"passing_labels":[]})",
       ImportOutcome::refused, "", "always fails"},
      {R"({"type":"python","source":"import os\nglobal x\ndef grade(sample, item):\n  return 1","pass_threshold":1})",
       ImportOutcome::refused, "", "its source says 'global'"},
      {R"({"type":"multi","graders":{},"calculate_output":"a"})", ImportOutcome::refused, "",
       "computed from others"},
      {R"({"type":"string_chek"})", ImportOutcome::refused, "", "did you mean 'string_check'?"},
  };
  for (const auto& row : kRows) {
    const Imported made = with_criterion(row.criterion);
    ASSERT_EQ(made.error, "") << row.criterion;
    EXPECT_EQ(made.made.account.assertions(row.outcome), 1U) << row.criterion;
    std::string note;
    for (const AccountItem& item : made.made.account.items())
      if (item.what.starts_with("testing_criteria")) note = item.note;
    EXPECT_NE(note.find(row.note), std::string::npos) << row.criterion << ": " << note;
    const Json expectation = expectation_of(made);
    EXPECT_EQ(expectation.is_null() ? "" : dump_json(expectation), row.expectation);
  }
}

TEST(OpenaiEvals, APythonGraderKeepsItsSource) {
  const Imported made = with_criterion(
      R"({"type":"python","name":"p","source":"def grade(sample, item):\n    return 1.0\n","pass_threshold":0.5})");
  EXPECT_EQ(made.made.account.assertions(ImportOutcome::script), 1U);
  const Json item = expectation_of(made);
  const std::string code = item["python"]["code"];
  EXPECT_TRUE(code.starts_with("def grade(sample, item):\n    return 1.0\n")) << code;
  EXPECT_NE(code.find("return grade(_sample, vars)"), std::string::npos);
  EXPECT_EQ(item["python"]["at_least"], 0.5);
}

constexpr const char* kEval =
    R"({"object":"eval","id":"eval_1","name":"Two runs","testing_criteria":[
  {"type":"string_check","name":"check-a2486074-d803-4445-b431-ad2262e85d47","input":"{{sample.output_text}}","reference":"{{item.label}}","operation":"eq"}]})";

std::string run(const std::string& model, const std::string& prompt, const std::string& sampling) {
  return R"({"object":"eval.run","id":"r","eval_id":"eval_1","name":"r","model":")" + model +
         R"(","data_source":{"type":"completions","source":{"type":"file_id","id":"file-1"},"input_messages":{"type":"template","template":[{"type":"message","role":"developer","content":")" +
         prompt +
         R"("},{"role":"user","content":{"type":"input_text","text":"{{item.q}}"}}]},"sampling_params":)" +
         sampling + "}}";
}

TEST(OpenaiEvals, RunsAreModelsAndPromptsThatWereAskedTogether) {
  const Imported made =
      imported({{"eval.json", kEval},
                {"runs.json",
                 R"({"object":"list","has_more":false,"data":[)" +
                     run("gpt-4o", "Be short.", R"({"temperature":0,"max_completion_tokens":9})") +
                     "," + run("gpt-4o", "Be short.", R"({"temperature":1,"logprobs":true})") +
                     "," + run("gpt-4o-mini", "Be kind.", "{}") + "]}"},
                {"rows.jsonl", kRow}});
  ASSERT_EQ(made.error, "");
  EXPECT_EQ(
      made.suite["models"],
      Json::parse(R"([{"id":"gpt-4o","provider":"openai","params":{"max_tokens":9,"temperature":0}},
      {"id":"gpt-4o","provider":"openai","name":"gpt-4o-2","params":{"temperature":1}},
      {"id":"gpt-4o-mini","provider":"openai"}])"));
  ASSERT_EQ(made.suite["prompts"].size(), 2U);
  EXPECT_EQ(made.suite["prompts"][0]["messages"],
            Json::parse(
                R"([{"role":"system","content":"Be short."},{"role":"user","content":"{{q}}"}])"));
  EXPECT_EQ(made.suite["exclude"], Json::parse(R"([{"model":"gpt-4o","prompt":"prompt-2"},
      {"model":"gpt-4o-2","prompt":"prompt-2"},{"model":"gpt-4o-mini","prompt":"prompt-1"}])"));
  EXPECT_EQ(made.suite["cases"],
            Json::parse(R"([{"from":"rows.jsonl","map":{"label":"item.label","q":"item.q"}}])"));
  EXPECT_EQ(made.suite["expect"][0]["metric"], "check");
  EXPECT_EQ(made.made.cases, "");
  EXPECT_EQ(made.made.account.count(ImportOutcome::refused), 1U);  // logprobs
}

TEST(OpenaiEvals, RowsOfRunsAndOutputItemsAreTheSameCases) {
  const std::string item =
      R"({"object":"eval.run.output_item","id":"o1","run_id":"r","datasource_item_id":7,
    "datasource_item":{"q":"2+2","label":"4"},"sample":{"model":"gpt-4o-2024","output":[]}})";
  std::string with_rows = run("gpt-4o", "S", "{}");
  const std::string file_id = R"({"type":"file_id","id":"file-1"})";
  with_rows.replace(
      with_rows.find(file_id), file_id.size(),
      R"({"type":"file_content","content":[{"item":{"q":"2+2","label":"4"}},{"item":{"q":"1","label":"1"}},{"item":{"q":"1","label":"1"}}]})");
  const Imported made =
      imported({{"eval.json", kEval}, {"runs.json", with_rows}, {"items.json", item}});
  ASSERT_EQ(made.error, "");
  EXPECT_EQ(made.made.cases,
            "{\"case\":\"item-7\",\"label\":\"4\",\"q\":\"2+2\"}\n"
            "{\"case\":\"row-2\",\"label\":\"1\",\"q\":\"1\"}\n"
            "{\"case\":\"row-3\",\"label\":\"1\",\"q\":\"1\"}\n");
  EXPECT_EQ(made.suite["cases"], Json::parse(R"([{"from":"x.cases.jsonl","id":"{{case}}"}])"));
}

TEST(OpenaiEvals, MessagesOfRowsAreAVariableEach) {
  std::string referring = run("gpt-4o", "S", "{}");
  const std::size_t begin = referring.find("{\"type\":\"template\"");
  const std::size_t end = referring.find(",\"sampling_params\"");
  referring.replace(begin, end - begin,
                    R"({"type":"item_reference","item_reference":"item.input"})");
  const std::string rows =
      R"({"item":{"label":"4","input":[{"role":"system","content":"S"},{"role":"user","content":"2+2"}]}})"
      "\n";
  const Imported made =
      imported({{"eval.json", kEval}, {"run.json", referring}, {"rows.jsonl", rows}});
  ASSERT_EQ(made.error, "");
  EXPECT_EQ(
      made.suite["prompts"][0]["messages"],
      Json::parse(
          R"([{"role":"system","content":"{{input_1}}"},{"role":"user","content":"{{input_2}}"}])"));
  EXPECT_EQ(made.suite["cases"][0]["map"]["input_2"], "/item/input/1/content");
  const Imported odd = imported(
      {{"eval.json", kEval},
       {"run.json", referring},
       {"rows.jsonl", rows + R"({"item":{"label":"4","input":[{"role":"user","content":"x"}]}})"}});
  EXPECT_EQ(odd.suite["models"][0]["provider"], "elsewhere");  // nobody can be asked
  EXPECT_EQ(odd.made.account.count(ImportOutcome::refused), 1U);
}

TEST(OpenaiEvals, TellWhatIsMissingOrTooMuch) {
  EXPECT_NE(imported({{"a.json", kRow}}).error.find("there is no eval among the files"),
            std::string::npos);
  const std::string two = std::string("[") + kEval + "," + kEval + "]";
  EXPECT_NE(imported({{"a.json", two}}).error.find("there are 2 evals"), std::string::npos);
  EXPECT_NE(imported({{"a.json", "{\"object\":\"file\"}"}}).error.find("line 1: is no eval"),
            std::string::npos);
  std::string other = run("m", "S", "{}");
  other.replace(other.find("eval_1"), 6, "eval_2");
  EXPECT_NE(imported({{"eval.json", kEval}, {"run.json", other}})
                .error.find("a run of eval 'eval_2', and not of 'eval_1'"),
            std::string::npos);
  const Imported no_rows = imported({{"eval.json", kEval}});
  EXPECT_EQ(no_rows.made.suite, "");
  EXPECT_EQ(no_rows.made.account.count(ImportOutcome::refused), 1U);
}

TEST(OpenaiEvals, AnItemOfTheAccountHasItsLine) {
  const Imported made = imported({{"eval.json", kEval}, {"rows.jsonl", kRow}});
  for (const AccountItem& item : made.made.account.items()) {
    if (!item.what.starts_with("testing_criteria")) continue;
    EXPECT_EQ(item.line, 2);
    EXPECT_TRUE(item.file.ends_with("eval.json"));
  }
}

}  // namespace
}  // namespace assay
