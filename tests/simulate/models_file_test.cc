// A wrong models file says where it is wrong and what was meant.
#include <gtest/gtest.h>

#include "harness/simulate/models_file/models_file.h"
#include "tests/support/test_files.h"
#include "tests/support/utf16.h"

namespace assay::testing {
namespace {

struct BadRow {
  const char* yaml;
  const char* message;  // the first line of the error
};

const BadRow kBad[] = {
    {"[1]", "m.yaml:1:1: the models file must be a map"},
    {"models: [{id: a}]\nsede: 1",
     "m.yaml:2:1: unknown key 'sede' in the models file; did you mean 'seed'?"},
    {"seed: 1\nseed: 2", "m.yaml:2:1: duplicate key 'seed'; it is already on line 1"},
    {"seed: -1", "m.yaml:1:7: 'seed' must be at least 0, not -1"},
    {"seed: '1'", "m.yaml:1:7: 'seed' must be an integer, not the text \"1\"; drop the quotes"},
    {"seed: 1", "m.yaml:1:1: no models: give 'models', 'recorded' or 'wire'"},
    {"models: {id: a}", "m.yaml:1:9: 'models' must be a list, not a map"},
    {"models: [a]", "m.yaml:1:10: model must be a map"},
    {"models: [{skill: 1}]", "m.yaml:1:10: model has no 'id'"},
    {"models: [{id: a}, {id: a}]", "m.yaml:1:19: model 'a' is given twice"},
    {"models: [{id: a, skil: 1}]",
     "m.yaml:1:18: unknown key 'skil' in model 'a'; did you mean 'skill'?"},
    {"models: [{id: a, skill: 1.5}]", "m.yaml:1:25: 'skill' must be between 0 and 1, not 1.5"},
    {"models: [{id: a, skill: {hot: 1}}]", "m.yaml:1:26: 'hot' is not a temperature"},
    {"models: [{id: a, skill: []}]",
     "m.yaml:1:25: 'skill' must be a probability, or a map of temperature to one"},
    {"models: [{id: a, price: {input: 1}}]", "m.yaml:1:25: price has no 'output'"},
    {"models: [{id: a, price: {input: x, output: 1}}]",
     "m.yaml:1:33: 'input' must be a price in USD per 1M tokens such as 0.15, not 'x'"},
    {"models: [{id: a, latency_ms: {p95: 1}}]", "m.yaml:1:30: latency_ms has no 'median'"},
    {"models: [{id: a, latency_ms: {median: 9, p95: 1}}]",
     "m.yaml:1:47: 'p95' must be between 9 and 3600000, not 1"},
    {"models: [{id: a, reasoning_style: thnk}]",
     "m.yaml:1:35: 'reasoning_style' must be one of reasoning_content, reasoning, think, "
     "think_unopened; did you mean 'think'?"},
    {"models: [{id: a, judge: strict}]", "m.yaml:1:25: judge must be a map"},
    {"models: [{id: a, judge: {sensitivty: 1}}]",
     "m.yaml:1:26: unknown key 'sensitivty' in judge; did you mean 'sensitivity'?"},
    {"models: [{id: a, judge: {specificity: 1.5}}]",
     "m.yaml:1:39: 'specificity' must be between 0 and 1, not 1.5"},
    {"models: [{id: a, judge: {reason: Well.}}]", "m.yaml:1:34: reason must be a map"},
    {"models: [{id: a, judge: {labels: {pass: yes}}}]", "m.yaml:1:34: labels has no 'fail'"},
    {"models: [{id: a, judge: {labels: {pass: yes, fail: []}}}]",
     "m.yaml:1:34: 'labels' needs a label for 'pass' and one for 'fail'"},
    {"models: [{id: a, judge: {labels: {pass: [a, b], fail: [c, b]}}}]",
     "m.yaml:1:34: label 'b' cannot be for 'pass' and for 'fail'"},
    {"models: [{id: a, judge: {scale: [5, 1]}}]",
     "m.yaml:1:33: 'scale' must be its lowest and its highest score, such as [1, 5]"},
    {"models: [{id: a, judge: {scale: [5]}}]",
     "m.yaml:1:33: 'scale' must be its lowest and its highest score, such as [1, 5]"},
    {"models: [{id: a, judge: {scale: [1, five]}}]",
     "m.yaml:1:37: 'scale' must be an integer, not 'five'"},
    {"models: [{id: a, judge: {truth: {}}}]", "m.yaml:1:33: 'truth' needs 'pass', 'fail' or both"},
    {"models: [{id: a, judge: {truth: {pass: Paris}}}]",
     "m.yaml:1:40: 'pass' must be a list, not 'Paris'"},
    {"models: [{id: a, judge: {truth: {pass: [{regex: '('}]}}}]",
     "m.yaml:1:49: bad regular expression: missing ): ("},
    {"models: [{id: a, judge: {truth: {fail: [{contains: x}]}}}]",
     "m.yaml:1:42: unknown key 'contains' in fail"},
    {"models: [{id: a, judge: {says: {nonsens: 1}}}]",
     "m.yaml:1:33: unknown key 'nonsens' in says; did you mean 'nonsense'?"},
    {"models: [{id: a, judge: {says: {nonsense: 0.6, empty: 0.5}}}]",
     "m.yaml:1:32: 'says' sums to 1.1, more than 1"},
    {"models: [{id: a, judge: {}}]\nrecorded: [{from: x, match: q, reply: {a: r}}]",
     "m.yaml:1:9: model 'a' is a judge: it cannot have recorded replies"},
    {"models: [{id: a}]\nanswers: [{when: {contains: x}}]",
     "m.yaml:2:11: an answer needs 'right', 'json', 'tool_calls' or 'refusal'"},
    {"models: [{id: a}]\nanswers: [{right: a, then_calls: [[{name: f}]]}]\n",
     "m.yaml:2:34: 'then_calls' follow the results of 'tool_calls'"},
    {"models: [{id: a}]\nanswers: [{tool_calls: [{name: f}], then_calls: [{name: f}]}]\n",
     "m.yaml:2:50: 'then_calls' is a list of rounds, each a list of calls"},
    {"models: [{id: a}]\nanswers: [{when: {is: x}, right: y}]",
     "m.yaml:2:19: unknown key 'is' in when"},
    {"models: [{id: a}]\nanswers: [{when: {}, right: y}]",
     "m.yaml:2:18: 'when' takes one of 'contains', 'equals', 'regex'"},
    {"models: [{id: a}]\nanswers: [{when: {regex: '('}, right: y}]",
     "m.yaml:2:26: bad regular expression: missing ): ("},
    {"models: [{id: small}]\nanswers: [{model: smal, right: y}]",
     "m.yaml:2:19: no model 'smal'; did you mean 'small'?"},
    {"models: [{id: a}]\nrecorded: [{from: x}]", "m.yaml:2:12: recorded source has no 'match'"},
    {"models: [{id: a}]\nfaults: [{every: 2}]",
     "m.yaml:2:10: a fault needs an effect, such as 'status: 429' or 'delay_ms'"},
    {"models: [{id: a}]\nfaults: [{every: 2, at: [1], status: 429}]",
     "m.yaml:2:10: a fault takes one of 'every', 'at', 'between', 'probability'"},
    {"models: [{id: a}]\nfaults: [{status: 429, html: true}]",
     "m.yaml:2:10: a fault has one effect; write one fault for each"},
    {"models: [{id: a}]\nfaults: [{status: 42}]",
     "m.yaml:2:19: 'status' must be between 200 and 599, not 42"},
    {"models: [{id: a}]\nfaults: [{statsu: 429}]",
     "m.yaml:2:11: unknown key 'statsu' in fault; did you mean 'status'?"},
    {"models: [{id: a}]\nfaults: [{no_answer: false}]",
     "m.yaml:2:22: 'no_answer' can only be true"},
    {"models: [{id: a}]\nfaults: [{model: other, html: true}]", "m.yaml:2:18: no model 'other'"},
    {"models: [{id: a}]\nfaults: [{half_close_after_byte: 3}]",
     "m.yaml:2:11: unknown key 'half_close_after_byte' in fault; did you mean "
     "'half_close_after_bytes'?"},
    {"models: [{id: a}]\nfaults: [{hold_after_bytes: -1}]",
     "m.yaml:2:29: 'hold_after_bytes' must be between 0 and 1073741824, not -1"},
    {"models: [{id: a}]\nfaults: [{close_after_events: al}]",
     "m.yaml:2:31: 'close_after_events' must be one of all, inside_character; did you mean "
     "'all'?"},
    {"models: [{id: a}]\nfaults: [{truncate: 1.5}]",
     "m.yaml:2:21: 'truncate' must be an integer, not '1.5'"},
    {"models: [{id: a}]\nfaults: [{drip: ping}]",
     "m.yaml:2:17: 'drip' must be one of bytes, comments, blank_lines, pings; did you "
     "mean 'pings'?"},
    {"models: [{id: a}]\nfaults: [{header_bytes: 1e99}]",
     "m.yaml:2:25: 'header_bytes' must be an integer, not '1e99'"},
    {"models: [{id: a}]\nfaults: [{headers: [x]}]",
     "m.yaml:2:20: 'headers' must be a map of name to value"},
    {"models: [{id: a}]\nfaults: [{headers: {'a b': x}}]",
     "m.yaml:2:21: 'a b' is not a header's name"},
    {"models: [{id: a}]\nfaults: [{headers: {a: \"x\\ny\"}}]",
     "m.yaml:2:24: header 'a' must be one line"},
    {"models: [{id: a}]\nfaults: [{headers: {a: {b: c}}}]",
     "m.yaml:2:24: header 'a' must be text, not a map"},
    {"models: [{id: a}]\nfaults: [{headers: {a: '{{epoch_x}}'}}]",
     "m.yaml:2:24: 'epoch_x' is not a time; one of http_date, epoch_s, epoch_ms, rfc3339; did you "
     "mean 'epoch_s'?"},
    {"models: [{id: a}]\ntls: wrong_hots",
     "m.yaml:2:6: 'tls' must be one of good, self_signed, wrong_host, expired, not_yet_valid, "
     "tls1_0; did you mean 'wrong_host'?"},
    {"models: [{id: a}]\nca_file: ca.pem", "m.yaml:2:10: 'ca_file' goes with 'tls'"},
    {"models: [{id: a}]\nfaults: [{accept: rst}]",
     "m.yaml:2:19: 'accept' must be one of reset, close, hold"},
    {"models: [{id: a}]\nfaults: [{accept: hold, delay_ms: 5}]",
     "m.yaml:2:10: neither 'delay_ms' nor 'headers' go with 'accept'"},
    {"models: [{id: a}]\nfaults: [{after_reply: reset}]",
     "m.yaml:2:24: 'after_reply' must be one of close, reset_on_next"},
    {"models: [{id: a}]\nfaults: [{model: a, accept: reset}]",
     "m.yaml:2:18: no model is known yet when this fault strikes"},
    {"models: [{id: a}]\nfaults: [{html: true, before_body: true}]",
     "m.yaml:2:36: 'before_body' goes with 'status' only"},
    {"models: [{id: a}]\nfaults: [{html: true, body: x}]",
     "m.yaml:2:10: a body goes with 'status', 'error_in_200', 'error_mid_stream'"},
    {"models: [{id: a}]\nfaults: [{status: 200, body: x, body_base64: eA==}]",
     "m.yaml:2:10: a fault takes one of 'body', 'body_base64'"},
    {"models: [{id: a}]\nfaults: [{status: 200, body_base64: x}]",
     "m.yaml:2:37: 'body_base64' is not base64"},
    {"models: [{id: a}]\nfaults: [{status: 200, body_base64: '!!!!'}]",
     "m.yaml:2:37: 'body_base64' is not base64"},
    {"models: [{id: a}]\nfaults: [{usage_returned: negativ}]",
     "m.yaml:2:27: 'usage_returned' must be one of absent, null, zero, negative, huge, beyond, "
     "fraction, text; did you mean 'negative'?"},
    {"models: [{id: a}]\nfaults: [{model_returned: [a]}]",
     "m.yaml:2:27: 'model_returned' must be text, not a list"},
    {"models: [{id: a}]\nfaults: [{set: {usage: 1}}]",
     "m.yaml:2:17: 'usage' is not a path such as /usage/prompt_tokens"},
    {"models: [{id: a}]\nfaults: [{set: {}}]", "m.yaml:2:16: 'set' must be a map of path to value"},
    {"models: [{id: a}]\nfaults: [{remove: ['/a~']}]",
     "m.yaml:2:20: '/a~' is not a path such as /usage/prompt_tokens"},
    {"models: [{id: a}]\nfaults: [{model_returned: b, html: true}]",
     "m.yaml:2:10: a fault has one effect; write one fault for each"},
    {"models: [{id: a}]\nanswers: [{right: {{question}}}]",
     "m.yaml:2:19: {{question}} without quotes is a YAML map; quote it: \"{{question}}\""},
    {"a: &x [*x]", "m.yaml:1:8: this alias stands inside the node it names: a cycle"},
    {"a: \xff",
     "m.yaml:1:1: not UTF-8: byte 0xFF at byte 3; it looks like Windows-1252 or Latin-1, as "
     "Excel's plain \"CSV\" is: save it as UTF-8"},
    {"<<: [{seed: 1}, 2]",
     "m.yaml:1:1: '<<' merges a map or a list of maps, and this is neither: write the alias of a "
     "map, '<<: *name'"},
    {"x_mine: 1\nmodels: [{id: a}]",
     "m.yaml:1:1: unknown key 'x_mine' in the models file; keys of your own begin with 'x-'"},
    {"models: [{id: a}]\nanswers: [{right: yes, Lyon}]",
     "m.yaml:2:24: 'Lyon' has no value: between { and } a comma ends a text that is not quoted; "
     "write right: \"yes, Lyon\""},
    {"models: [{id: a}]\n\x04",
     "m.yaml:2:1: a control character; YAML allows tab and newline only"},
};

TEST(ModelsFile, BadFilesSayWhereAndWhatWasMeant) {
  for (const BadRow& row : kBad) {
    const Result<ModelsFile> file = parse_models_file(row.yaml, "m.yaml");
    ASSERT_FALSE(file) << row.yaml;
    EXPECT_EQ(file.error().kind, ErrorKind::usage);
    EXPECT_EQ(file.error().message.substr(0, file.error().message.find('\n')), row.message);
  }
}

TEST(ModelsFile, ErrorsShowTheLineWithACaret) {
  const Result<ModelsFile> file = parse_models_file("seed: 1\nmodls: []\n", "m.yaml");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message,
            "m.yaml:2:1: unknown key 'modls' in the models file; did you mean 'models'?\n"
            "    2 | modls: []\n"
            "      | ^");
}

TEST(ModelsFile, SeveralErrorsAreToldAtOnce) {
  const Result<ModelsFile> file = parse_models_file(
      "sed: 1\nmodels: [{id: a, skill: 2}]\nfaults: [{status: 42}, {every: 0, html: true}]\n",
      "m.yaml");
  ASSERT_FALSE(file);
  std::size_t at = 0;
  for (const char* message :
       {"m.yaml:1:1: unknown key 'sed'", "m.yaml:2:25: 'skill' must be between 0 and 1",
        "m.yaml:3:19: 'status' must be between 200 and 599", "m.yaml:3:32: 'every' must be"}) {
    at = file.error().message.find(message, at);
    ASSERT_NE(at, std::string::npos) << message << " in\n" << file.error().message;
  }
}

TEST(ModelsFile, AliasBombsAreRefusedQuickly) {
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n";
  for (char name = 'b'; name < 'k'; ++name) {
    const std::string previous(1, static_cast<char>(name - 1));
    bomb += std::string(1, name) + ": &" + name + " [";
    for (int i = 0; i < 8; ++i) bomb += "*" + previous + ",";
    bomb += "*" + previous + "]\n";
  }
  const Result<ModelsFile> file = parse_models_file(bomb, "m.yaml");
  ASSERT_FALSE(file);
  EXPECT_NE(file.error().message.find("more than 1000000 YAML nodes"), std::string::npos);
}

TEST(ModelsFile, TheExampleOfTheDesignLoads) {
  const Result<ModelsFile> file = parse_models_file(R"(
seed: 7
models:
  - id: small
    price: {input: 0.10, output: 0.40}
    skill: {0: 0.92, 1: 0.75}
    latency_ms: {median: 300, p95: 900}
    tokens_per_second: 120
    reasoning: "Let me think about {{question}}."
answers:
  - {when: {contains: France}, right: Paris, wrong: [Lyon, Marseille]}
recorded:
  - {from: solutions.jsonl, match: question, reply: {6b_verification: 6b_verification.solution}}
faults:
  - {model: small, every: 20, status: 429, retry_after: 1}
  - {model: small, at: [7], reset_after_bytes: 300}
)",
                                                    "m.yaml");
  ASSERT_TRUE(file) << file.error().message;
  ASSERT_EQ(file->models.size(), 2U);  // the recorded one needs no row
  EXPECT_EQ(file->models[1].id, "6b_verification");
  EXPECT_EQ(file->models[0].price->input.picos, 100'000);
  EXPECT_EQ(file->models[0].price->output.picos, 400'000);
  EXPECT_EQ(file->answers[0].wrong.size(), 2U);
  EXPECT_EQ(file->faults[1].effect, FaultEffect::reset);
  EXPECT_EQ(file->faults[1].amount, 300);
}

TEST(ModelsFile, AnswersMayBeJsonTypedAsWritten) {
  const Result<ModelsFile> file = parse_models_file(
      "models: [{id: a}]\nanswers: [{right: {n: 1, x: 2.5, t: 'no', b: true, z: null, l: [a]}}]",
      "m.yaml");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->answers[0].right->text,
            R"({"b":true,"l":["a"],"n":1,"t":"no","x":2.5,"z":null})");
}

TEST(ModelsFile, HasMergeKeysAndKeysOfTheAuthorsOwn) {
  const Result<ModelsFile> file = parse_models_file(
      "x-slow: &slow {latency_ms: 300, tokens_per_second: 10}\n"
      "models: [{<<: *slow, id: a}, {<<: [{skill: 0.5}, *slow], id: b, tokens_per_second: 20}]\n",
      "m.yaml");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->models[0].latency.median_ms, 300);
  EXPECT_EQ(file->models[1].tokens_per_second, 20);
  EXPECT_EQ(file->models[1].skill.at(0), 0.5);
}

TEST(ModelsFile, MayBeUtf16) {
  const TemporaryFolder folder;
  write_text(folder / "m.yaml", utf16("models: [{id: caf\u00e9}]\n", true));
  const Result<ModelsFile> file = load_models_file(folder / "m.yaml");
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->models[0].id, "caf\u00e9");
  write_text(folder / "m.yaml", "seed: 1\nmodels: [{id: caf\xE9}]\n");
  const Result<ModelsFile> latin = load_models_file(folder / "m.yaml");
  ASSERT_FALSE(latin);
  EXPECT_NE(latin.error().message.find("m.yaml:2:1: not UTF-8: byte 0xE9 at byte 25"),
            std::string::npos)
      << latin.error().message;
}

TEST(ModelsFile, AMissingFileIsAUsageError) {
  const TemporaryFolder folder;
  const Result<ModelsFile> file = load_models_file(folder / "none.yaml");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().kind, ErrorKind::usage);
}

TEST(QuestionPattern, GroupsAndQuestionAreFilledInOnePass) {
  const std::vector<std::string_view> groups = {"whole", "{{question}}"};
  EXPECT_EQ(fill_answer("\\1 \\2 \\0 \\boxed{{{question}}}", "Q \\0", groups),
            "{{question}} \\2 whole \\boxed{Q \\0}");
}

TEST(QuestionPattern, MatchesAsItSays) {
  EXPECT_TRUE(QuestionPattern::contains("ran").match("France"));
  EXPECT_FALSE(QuestionPattern::contains("FR").match("France"));
  EXPECT_TRUE(QuestionPattern::equals(" a b\n").match("a b "));
  EXPECT_FALSE(QuestionPattern::equals("a").match("a b"));
  const auto groups = QuestionPattern::regex("(\\d+) x (\\d+)")->match("what is 12 x 34?");
  ASSERT_TRUE(groups);
  EXPECT_EQ((*groups)[2], "34");
}

}  // namespace
}  // namespace assay::testing
