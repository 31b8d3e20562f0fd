#include <gtest/gtest.h>

#include "tests/import/outputs_fixture.h"

namespace assay {
namespace {

using testing::read_outputs;
using testing::ReadOutputs;
using Scores = std::vector<std::pair<std::string, double>>;

constexpr const char* kPromptfoo = R"({"evalId":"e","results":{"version":3,"results":[
 {"testIdx":0,"promptIdx":0,"provider":{"id":"openai:chat:m","label":"mini"},"failureReason":1,
  "vars":{"q":"2+2","sessionId":"s1"},"prompt":{"raw":"Say 2+2","label":"Say {{q}}"},"score":0.5,
  "namedScores":{"tone":1},"latencyMs":473,"cost":7.05e-6,"success":false,
  "response":{"output":{"n":4},"tokenUsage":{"prompt":43,"completion":1},"finishReason":"stop"},
  "testCase":{"description":"sum","assert":[{"type":"contains","value":"{{q}}","weight":2},
   {"type":"not-icontains","value":"no"},{"type":"javascript","value":"1"},
   {"type":"regex","value":"{{other}}"}]}},
 {"testIdx":0,"promptIdx":1,"provider":{"id":"openai:chat:m","label":"mini"},"failureReason":2,
  "vars":{"q":"2+2","sessionId":"s2"},"prompt":{"raw":"[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\"2+2\"}]","label":"chat"},
  "error":"429 slow down","latencyMs":9,"testCase":{"description":"sum","assert":[{"type":"contains","value":"{{q}}","weight":2},
   {"type":"not-icontains","value":"no"},{"type":"javascript","value":"1"},
   {"type":"regex","value":"{{other}}"}]}},
 {"testIdx":1,"promptIdx":0,"provider":{"id":"openai:chat:m","label":"mini"},"failureReason":0,
  "vars":{"q":"3"},"prompt":{"raw":"Say 3","label":"Say {{q}}"},
  "response":{"output":"3","cached":true,"cost":0,"tokenUsage":{"cached":5,"total":5}},"latencyMs":1,
  "testCase":{}},
 {"testIdx":2,"promptIdx":0,"provider":"openai:chat:m","failureReason":0,
  "vars":{"q":"3"},"prompt":{"raw":"Say 3","label":"Say {{q}}"},"response":{"output":""},"testCase":{}}
 ]},"config":{}})";

TEST(PromptfooResults, HaveCasesAnswersAndAssertions) {
  const ReadOutputs read = read_outputs("promptfoo", kPromptfoo);
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.outputs.size(), 4U);
  const ImportedOutput& first = read.outputs[0];
  EXPECT_EQ(first.case_id, "sum");
  EXPECT_EQ(first.model, "mini");
  EXPECT_EQ(first.prompt, "prompt-1");
  EXPECT_EQ(first.vars, Json({{"q", "2+2"}}));
  EXPECT_EQ(read.reply(0).answer, R"({"n":4})");
  EXPECT_EQ(read.reply(0).usage.input, 43);
  EXPECT_EQ(first.cost, Money{7'050'000});
  EXPECT_EQ(first.timings.done, milliseconds{473});
  EXPECT_EQ(first.scores, (Scores{{"promptfoo", 0.5}, {"tone", 1}}));
  EXPECT_EQ(first.expect, Json::parse(R"([
      {"contains":{"exact":true,"text":"{{q}}"},"weight":2},
      {"not":{"icontains":{"exact":true,"text":"no"}}}])"));
  ASSERT_EQ(first.not_imported.size(), 2U);
  EXPECT_EQ(first.not_imported[0],
            "javascript: this code passes every answer: it has never failed");
  EXPECT_EQ(first.not_imported[1].substr(0, 7), "regex: ");
  EXPECT_EQ(read.outputs[1].question.size(), 2U);
  EXPECT_EQ(read.failure(1), "elsewhere: 429 slow down");
}

// What promptfoo writes where it knows nothing is not known here, either.
TEST(PromptfooResults, OfItsCacheHaveNoTimeTokensOrCost) {
  const ReadOutputs read = read_outputs("promptfoo", kPromptfoo);
  ASSERT_EQ(read.outputs.size(), 4U);
  EXPECT_EQ(read.outputs[2].timings.done, std::nullopt);
  EXPECT_EQ(read.outputs[2].cost, std::nullopt);
  EXPECT_EQ(read.reply(2).usage, Usage());
  EXPECT_EQ(read.reply(3).answer, "");
}

// `-o FILE.jsonl`: the results alone, a line each.
TEST(PromptfooResults, AreReadALineEach) {
  std::string lines;
  const Json document = Json::parse(kPromptfoo);
  for (const Json& result : document["results"]["results"]) lines += result.dump() + "\n";
  const ReadOutputs whole = read_outputs("promptfoo", kPromptfoo);
  const ReadOutputs read = read_outputs("promptfoo", lines);
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.outputs.size(), whole.outputs.size());
  for (std::size_t i = 0; i < read.outputs.size(); ++i) {
    EXPECT_EQ(read.outputs[i].case_id, whole.outputs[i].case_id);
    EXPECT_EQ(read.outputs[i].vars, whole.outputs[i].vars);
    EXPECT_EQ(read.outputs[i].expect, whole.outputs[i].expect);
  }
  EXPECT_NE(
      read_outputs("promptfoo", lines + "{\"vars\": {}}\n").error.find("line 5: is no result"),
      std::string::npos);
}

TEST(OpenaiBatch, JoinsRequestsByCustomId) {
  const ReadOutputs read = read_outputs(
      "openai-batch",
      R"({"id":"b2","custom_id":"r2","response":{"status_code":200,"request_id":"q","body":{"id":"c","object":"chat.completion","model":"gpt-4o-2024-08-06","choices":[{"index":0,"message":{"role":"assistant","content":"two"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}},"error":null}
{"id":"b1","custom_id":"r1","response":{"status_code":429,"request_id":"q","body":{"error":{"message":"slow down","type":"rate_limit"}}},"error":null}
{"id":"b3","custom_id":"r3","response":null,"error":{"code":"batch_expired","message":"not in time"}}
)",
      {},
      R"({"custom_id":"r1","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o","messages":[{"role":"user","content":"one?"}]}}
{"custom_id":"r2","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o","messages":[{"role":"user","content":"two?"}]}}
{"custom_id":"r3","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o","messages":[{"role":"user","content":"three?"}]}}
)");
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.outputs.size(), 3U);
  EXPECT_EQ(read.outputs[0].model, "gpt-4o");
  EXPECT_EQ(read.outputs[0].question[0].content, "two?");
  EXPECT_EQ(read.reply(0).answer, "two");
  EXPECT_EQ(read.reply(0).model, "gpt-4o-2024-08-06");
  EXPECT_EQ(read.reply(0).usage.output, 2);
  EXPECT_NE(read.failure(1).find("slow down"), std::string::npos);
  EXPECT_EQ(read.failure(2), "elsewhere: not in time");
}

// Of the Responses API: its body, and requests whose input is its items.
TEST(OpenaiBatch, ReadsResponses) {
  const ReadOutputs read = read_outputs(
      "openai-batch",
      R"({"custom_id":"r1","response":{"status_code":200,"body":{"id":"resp_1","object":"response","status":"completed","model":"gpt-5-2026","output":[{"type":"reasoning","id":"rs","summary":[]},{"type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Paris","annotations":[]}]}],"usage":{"input_tokens":9,"output_tokens":3,"output_tokens_details":{"reasoning_tokens":1},"total_tokens":12}}},"error":null}
{"custom_id":"r2","response":{"status_code":200,"body":{"id":"resp_2","object":"response","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"model":"gpt-5-2026","output":[{"type":"message","role":"assistant","status":"incomplete","content":[{"type":"output_text","text":"Ro"}]}]}},"error":null}
{"custom_id":"r3","response":{"status_code":400,"body":{"error":{"message":"no such model","type":"invalid_request_error"}}},"error":null}
)",
      {},
      R"({"custom_id":"r1","method":"POST","url":"/v1/responses","body":{"model":"gpt-5","instructions":"Be short.","input":"Capital of France?"}}
{"custom_id":"r2","method":"POST","url":"/v1/responses","body":{"model":"gpt-5","input":[{"role":"user","content":[{"type":"input_text","text":"Capital of Italy?"}]}]}}
{"custom_id":"r3","method":"POST","url":"/v1/responses","body":{"model":"gpt-5","input":[{"role":"user","content":"Q"},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"1"}]}}
)");
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.outputs.size(), 3U);
  EXPECT_EQ(read.reply(0).answer, "Paris");
  EXPECT_EQ(read.reply(0).usage.reasoning, 1);
  EXPECT_EQ(read.outputs[0].model, "gpt-5");
  ASSERT_EQ(read.outputs[0].question.size(), 2U);
  EXPECT_EQ(read.outputs[0].question[0].role, Role::system);
  EXPECT_EQ(read.outputs[0].question[1].content, "Capital of France?");
  EXPECT_EQ(read.reply(1).finish_reason, FinishReason::length);
  EXPECT_EQ(read.outputs[1].question[0].content, "Capital of Italy?");
  EXPECT_NE(read.failure(2).find("no such model"), std::string::npos);
  ASSERT_EQ(read.outputs[2].question.size(), 3U);
  EXPECT_EQ(read.outputs[2].question[1].tool_calls[0].name, "f");
  EXPECT_EQ(read.outputs[2].question[2].tool_call_id, "c");
}

TEST(GeminiBatch, JoinsRequestsByKey) {
  const char* const answers =
      R"({"key":"b","response":{"candidates":[{"content":{"role":"model","parts":[{"text":"hm","thought":true},{"text":"Rome"}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":1,"thoughtsTokenCount":4,"totalTokenCount":12},"modelVersion":"gemini-2.5-flash"}}
{"key":"a","error":{"code":8,"message":"quota"}}
{"metadata":{"key":"c"},"response":{"promptFeedback":{"blockReason":"SAFETY"},"modelVersion":"gemini-2.5-flash"}}
)";
  const ReadOutputs read =
      read_outputs("gemini-batch", answers, {},
                   R"({"key":"a","request":{"contents":[{"parts":[{"text":"Capital of France?"}]}]}}
{"key":"b","request":{"systemInstruction":{"parts":[{"text":"Be short."}]},"contents":[{"role":"user","parts":[{"text":"Capital "},{"text":"of Italy?"}]}]}}
{"key":"c","request":{"contents":[{"role":"user","parts":[{"text":"x"}]},{"role":"model","parts":[{"text":"y"}]},{"role":"user","parts":[{"text":"z"}]}]}}
)");
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.outputs.size(), 3U);
  EXPECT_EQ(read.outputs[0].case_id, "b");
  EXPECT_EQ(read.outputs[0].model, "gemini-2.5-flash");
  EXPECT_EQ(read.reply(0).answer, "Rome");
  EXPECT_EQ(read.reply(0).reasoning, "hm");
  EXPECT_EQ(read.reply(0).usage.output, 5);
  EXPECT_EQ(read.outputs[0].question[0].role, Role::system);
  EXPECT_EQ(read.outputs[0].question[1].content, "Capital of Italy?");
  EXPECT_EQ(read.failure(1), "elsewhere: quota");
  EXPECT_EQ(read.outputs[2].question[1].role, Role::assistant);
  EXPECT_EQ(read_outputs("gemini-batch", answers).outputs.size(), 3U);
}

// Vertex AI has the request in the line.
TEST(GeminiBatch, ReadsRequestsBesideResponsesAndRefusesTheRest) {
  const ReadOutputs read = read_outputs(
      "gemini-batch",
      R"({"status":"","request":{"contents":[{"role":"user","parts":[{"text":"Q"}]}]},"response":{"candidates":[{"content":{"parts":[{"text":"A"}]},"finishReason":"STOP"}]}}
{"status":"Bad Request: no","request":{"contents":[{"role":"user","parts":[{"text":"R"}]}]}})");
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.outputs[0].question[0].content, "Q");
  EXPECT_EQ(read.outputs[0].case_id, "");
  EXPECT_EQ(read.failure(1), "elsewhere: Bad Request: no");
  EXPECT_NE(read_outputs("gemini-batch",
                         R"({"key":"a","request":{"contents":[{"parts":[{"text":"Q"}]}]}})")
                .error.find("is a batch's request"),
            std::string::npos);
  EXPECT_NE(read_outputs("gemini-batch", R"({"response":{}})").error.find("neither a key"),
            std::string::npos);
  EXPECT_NE(
      read_outputs(
          "gemini-batch",
          R"({"key":"a","request":{"contents":[{"parts":[{"inlineData":{}}]}]},"response":{}})")
          .error.find("parts that are no text"),
      std::string::npos);
}

TEST(AnthropicBatch, JoinsRequestsByCustomId) {
  const char* const answers =
      R"({"custom_id":"b","result":{"type":"succeeded","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"text","text":"Rome"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"cache_read_input_tokens":4,"output_tokens":5}}}}
{"custom_id":"a","result":{"type":"errored","error":{"type":"error","error":{"type":"invalid_request_error","message":"max_tokens: Field required"}}}}
{"custom_id":"c","result":{"type":"expired"}}
{"custom_id":"d","result":{"type":"canceled"}}
)";
  const ReadOutputs read = read_outputs(
      "anthropic-batch", answers, {},
      R"({"custom_id":"a","params":{"model":"claude-x","messages":[{"role":"user","content":"Capital of France?"}]}}
{"custom_id":"b","params":{"model":"claude-x","system":[{"type":"text","text":"Be "},{"type":"text","text":"short."}],"messages":[{"role":"user","content":[{"type":"text","text":"Capital of Italy?"}]}]}}
{"custom_id":"c","params":{"model":"claude-x","system":"S","messages":[{"role":"user","content":"Q"}]}}
{"custom_id":"d","params":{"model":"claude-x","messages":[{"role":"user","content":"Q"}]}}
)");
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.outputs.size(), 4U);
  EXPECT_EQ(read.reply(0).answer, "Rome");
  EXPECT_EQ(read.reply(0).reasoning, "hm");
  EXPECT_EQ(read.reply(0).usage.input, 7);
  EXPECT_EQ(read.reply(0).usage.cached_input, 4);
  EXPECT_EQ(read.outputs[0].question[0].content, "Be short.");
  EXPECT_EQ(read.outputs[0].question[1].content, "Capital of Italy?");
  EXPECT_EQ(read.failure(1), "elsewhere: max_tokens: Field required");
  EXPECT_EQ(read.outputs[1].model, "claude-x");
  EXPECT_EQ(read.failure(2), "elsewhere: expired");
  EXPECT_EQ(read.failure(3), "elsewhere: canceled");
  EXPECT_EQ(read_outputs("anthropic-batch", answers).outputs.size(), 4U);
}

TEST(AnthropicBatch, RefusesWhatIsNoResult) {
  EXPECT_NE(read_outputs("anthropic-batch", R"({"custom_id":"a","params":{"model":"m"}})")
                .error.find("is a batch's request"),
            std::string::npos);
  EXPECT_NE(read_outputs("anthropic-batch", R"({"custom_id":"a","result":{"type":"done"}})")
                .error.find("no result of a type that is known"),
            std::string::npos);
  EXPECT_NE(read_outputs("anthropic-batch", R"({"result":{"type":"expired"}})")
                .error.find("has no custom_id"),
            std::string::npos);
}

constexpr const char* kOutputItem =
    R"({"object":"eval.run.output_item","id":"outputitem_1","run_id":"run_1","eval_id":"eval_1","status":"fail","datasource_item_id":5,"datasource_item":{"q":"2+2","label":"4"},"results":[{"name":"check-a2486074-d803-4445-b431-ad2262e85d47","sample":null,"passed":true,"score":1.0},{"name":"tone","passed":false,"score":0.25}],"sample":{"input":[{"role":"developer","content":"Be short."},{"role":"user","content":"2+2"}],"output":[{"role":"assistant","content":"4"}],"finish_reason":"stop","model":"gpt-4o-2024-08-06","usage":{"total_tokens":12,"completion_tokens":2,"prompt_tokens":10,"cached_tokens":3},"error":null,"temperature":1.0}})";

TEST(OpenaiEvalItems, HaveAnswersQuestionsAndGrades) {
  const ReadOutputs read = read_outputs(
      "openai-evals",
      std::string(R"({"object":"list","has_more":false,"data":[)") + kOutputItem +
          R"(,{"object":"eval.run.output_item","id":"o2","run_id":"run_1","datasource_item_id":6,"datasource_item":{"q":"1"},"results":[],"sample":{"model":"gpt-4o-2024-08-06","error":{"code":"rate_limit","message":"slow down"},"output":[]}},
  {"object":"eval.run.output_item","id":"o3","run_id":"run_2","datasource_item_id":5,"datasource_item":{"q":"2+2","label":"4"},"results":[],"sample":{"model":"gpt-4o-2024-08-06","output":[]}}]})");
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.outputs.size(), 3U);
  const ImportedOutput& first = read.outputs[0];
  EXPECT_EQ(first.case_id, "item-5");
  EXPECT_EQ(first.model, "gpt-4o-2024-08-06");
  EXPECT_EQ(first.repeat, 1);
  EXPECT_EQ(first.vars, Json({{"q", "2+2"}, {"label", "4"}}));
  EXPECT_EQ(first.question[0].role, Role::system);
  EXPECT_EQ(read.reply(0).answer, "4");
  EXPECT_EQ(read.reply(0).usage.input, 10);
  EXPECT_EQ(read.reply(0).usage.cached_input, 3);
  EXPECT_EQ(first.scores, (Scores{{"check", 1}, {"tone", 0.25}}));
  EXPECT_EQ(read.failure(1), "elsewhere: slow down");
  EXPECT_EQ(read.outputs[2].repeat, 2);  // another run of the same model
  EXPECT_EQ(read.failure(2), "elsewhere: the item has no output");
}

// A page of a list is not the list.
TEST(OpenaiEvalItems, AreRefusedWhereMoreOfThemFollow) {
  const ReadOutputs read =
      read_outputs("openai-evals", std::string(R"({"object":"list","has_more":true,"data":[)") +
                                       kOutputItem + "]}");
  EXPECT_NE(read.error.find("goes on where it ends (has_more)"), std::string::npos) << read.error;
}

TEST(OpenaiEvalItems, AreRowsWithASample) {
  const ReadOutputs read = read_outputs(
      "openai-evals", R"([{"item":{"q":"2+2"},"sample":{"output_text":"4","model":"m"}}])");
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.reply(0).answer, "4");
  EXPECT_EQ(read.outputs[0].case_id, "");
  EXPECT_EQ(read.outputs[0].vars, Json({{"q", "2+2"}}));
}

TEST(OpenaiBatch, IsRefusedWhereItIsTheRequestsOrNobodys) {
  const char* const request =
      R"({"custom_id":"r1","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[{"role":"user","content":"?"}]}})";
  const char* const answer =
      R"({"custom_id":"r9","response":{"status_code":200,"body":{}},"error":null})";
  EXPECT_NE(read_outputs("openai-batch", request).error.find("is a batch's request"),
            std::string::npos);
  EXPECT_NE(read_outputs("openai-batch", answer, {}, request).error.find("'r9' is not in"),
            std::string::npos);
  EXPECT_NE(read_outputs("openai-batch", answer, {}, std::string(request) + "\n" + request)
                .error.find("'r1' is there twice"),
            std::string::npos);
}

TEST(DeepevalRun, HasAnswersAndMarks) {
  const ReadOutputs read = read_outputs("deepeval", R"({"testRunData":{"testCases":[
   {"name":"t0","input":"Q","actualOutput":"A","expectedOutput":"E","retrievalContext":["c"],
    "success":true,"completionTime":1.5,"tokenCost":0.001,
    "metricsData":[{"name":"Answer Relevancy","threshold":0.7,"score":0.9,"success":true},
                   {"name":"Bias","score":null,"error":"broke"}]},
   {"name":"t1","input":"Q2","actualOutput":null}],"conversationalTestCases":[]}})");
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.outputs.size(), 2U);
  EXPECT_EQ(read.outputs[0].case_id, "t0");
  EXPECT_EQ(read.reply(0).answer, "A");
  EXPECT_EQ(read.outputs[0].vars, Json({{"expected", "E"}, {"retrieval_context", {"c"}}}));
  EXPECT_EQ(read.outputs[0].scores, (Scores{{"Answer Relevancy", 0.9}}));
  EXPECT_EQ(read.outputs[0].timings.done, milliseconds{1500});
  EXPECT_EQ(read.outputs[0].cost, Money{1'000'000'000});
  EXPECT_EQ(read.failure(1), "elsewhere: no actual output");
  EXPECT_NE(read_outputs("deepeval", R"({"testRunLink":"https://x"})").error.find("has a link"),
            std::string::npos);
}

TEST(LmEvalSamples, AreOneADocumentWhateverTheFilters) {
  const std::string line =
      R"({"doc_id":0,"doc":{"q":"12*4"},"target":"48","arguments":{"gen_args_0":{"arg_0":"Q: 12*4","arg_1":{"until":[]}}},"resps":[["It is 48."]],)";
  const ReadOutputs read = read_outputs(
      "lm-eval", line + R"("filtered_resps":["48"],"filter":"strict","exact_match":0.0})" + "\n" +
                     line + R"("filtered_resps":["48"],"filter":"flexible","exact_match":1.0})");
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.outputs.size(), 1U);
  EXPECT_EQ(read.outputs[0].case_id, "doc-0");
  EXPECT_EQ(read.reply(0).answer, "It is 48.");
  EXPECT_EQ(read.outputs[0].question[0].content, "Q: 12*4");
  EXPECT_EQ(read.outputs[0].scores,
            (Scores{{"exact_match,strict", 0}, {"exact_match,flexible", 1}}));
  EXPECT_EQ(read.outputs[0].vars["expected"], "48");
}

TEST(LmEvalSamples, OfChoicesHaveNoAnswer) {
  const ReadOutputs read = read_outputs(
      "lm-eval", R"({"doc_id":0,"resps":[[["-1.2","False"]],[["-0.2","True"]]],"acc":1.0})");
  EXPECT_NE(read.error.find("no single generated answer"), std::string::npos) << read.error;
  const ReadOutputs twice = read_outputs("lm-eval", R"({"doc_id":0,"resps":[["a"]],"filter":"none"}
{"doc_id":0,"resps":[["b"]],"filter":"none"})");
  EXPECT_NE(twice.error.find("line 2: doc_id 0 is there twice"), std::string::npos) << twice.error;
}

TEST(InspectLog, HasSamplesEpochsAndMarks) {
  const ReadOutputs read = read_outputs("inspect", R"({"version":2,"status":"success",
   "eval":{"task":"t","model":"openai/gpt-4o"},"samples":[
   {"id":1,"epoch":1,"input":"Q","target":"4","metadata":{},
    "output":{"model":"gpt-4o","choices":[{"message":{"role":"assistant","content":[
      {"type":"reasoning","reasoning":"hm"},{"type":"text","text":"4"}]},"stop_reason":"max_tokens"}],
      "usage":{"input_tokens":5,"input_tokens_cache_read":3,"output_tokens":2},"time":0.5},
    "scores":{"match":{"value":"C","answer":"4"},"f1":{"value":0.5}}},
   {"id":1,"epoch":2,"input":[{"role":"user","content":"Q"}],"target":["4"],"output":{"choices":[],"error":"bad"}},
   {"id":"x","epoch":1,"input":"R","target":"","output":{},"error":{"message":"sandbox died"}}]})");
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.outputs.size(), 3U);
  EXPECT_EQ(read.outputs[0].case_id, "1");
  EXPECT_EQ(read.outputs[0].repeat, 1);
  EXPECT_EQ(read.outputs[1].repeat, 2);
  EXPECT_EQ(read.outputs[0].model, "openai/gpt-4o");
  EXPECT_EQ(read.reply(0).answer, "4");
  EXPECT_EQ(read.reply(0).reasoning, "hm");
  EXPECT_EQ(read.reply(0).finish_reason, FinishReason::length);
  EXPECT_EQ(read.reply(0).usage.input, 8);
  EXPECT_EQ(read.reply(0).usage.cached_input, 3);
  EXPECT_EQ(read.outputs[0].timings.done, milliseconds{500});
  EXPECT_EQ(read.outputs[0].scores, (Scores{{"f1", 0.5}, {"match", 1}}));
  EXPECT_EQ(read.failure(1), "elsewhere: bad");
  EXPECT_EQ(read.failure(2), "elsewhere: sandbox died");
}

// Each reader on what is no file of its format: a message that names the file, and no crash.
TEST(OutputFormats, RefuseWhatIsNotTheirs) {
  for (const OutputFormat& format : output_formats()) {
    for (const char* const text :
         {"[]", "{}", "null", "{\"results\":{\"results\":[7]}}", "{\"samples\":[7]}",
          "{\"testCases\":[7]}", "{\"doc_id\":0,\"resps\":7}", "{\"custom_id\":7,\"response\":7}",
          "{\"testCases\":{\"a\":1}}", "{\"results\":", "\"", ""}) {
      const ReadOutputs read = read_outputs(std::string(format.name), text);
      if (read.error.empty()) {
        EXPECT_TRUE(read.outputs.size() <= 1) << format.name << " " << text;
      } else {
        EXPECT_NE(read.error.find("outputs: "), std::string::npos)
            << format.name << " " << read.error;
      }
    }
  }
}

}  // namespace
}  // namespace assay
