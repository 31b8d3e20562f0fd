// answers and recorded: where replies come from.
#include <fmt/format.h>

#include "harness/simulate/models_file_parts.h"

namespace assay {
namespace {

// A scalar is text as written; a map or list is JSON.
CannedAnswer canned(const ModelsYaml& node) {
  if (node.kind == ModelsYaml::Kind::scalar) return {node.scalar, {}};
  return {dump_json(node.to_json()), {}};
}

// One alternative, or a list of them.
std::vector<CannedAnswer> alternatives(const ModelsYaml* node) {
  std::vector<CannedAnswer> answers;
  if (node == nullptr) return answers;
  if (node->kind != ModelsYaml::Kind::list) return {canned(*node)};
  for (const ModelsYaml& item : node->items) answers.push_back(canned(item));
  return answers;
}

Result<ToolCall> read_tool_call(const ModelsSource& source, const ModelsYaml& node) {
  ASSAY_CHECK(source.expect_map(node, "a tool call", {"name", "arguments"}));
  const ModelsYaml* name = node.find("name");
  if (name == nullptr) return source.error_at(node, "a tool call needs a 'name'");
  ToolCall call;
  ASSAY_TRY(call.name, source.text(*name, "name"));
  call.arguments = "{}";
  const ModelsYaml* arguments = node.find("arguments");
  // Text goes out verbatim, so that invalid arguments can be simulated too.
  if (arguments != nullptr) call.arguments = canned(*arguments).text;
  return call;
}

Result<std::vector<ToolCall>> read_tool_calls(const ModelsSource& source, const ModelsYaml& node) {
  ASSAY_CHECK(source.expect_list(node, "tool_calls"));
  std::vector<ToolCall> calls;
  for (const ModelsYaml& item : node.items) {
    ASSAY_TRY(ToolCall call, read_tool_call(source, item));
    calls.push_back(std::move(call));
  }
  return calls;
}

Result<QuestionPattern> read_when(const ModelsSource& source, const ModelsYaml& node) {
  ASSAY_CHECK(source.expect_map(node, "when", {"contains", "equals", "regex"}));
  if (node.entries.size() != 1) {
    return source.error_at(node, "when takes one of 'contains', 'equals', 'regex'");
  }
  const ModelsYamlEntry& test = node.entries.front();
  ASSAY_TRY(std::string text, source.text(test.value, test.key));
  if (test.key == "contains") return QuestionPattern::contains(std::move(text));
  if (test.key == "equals") return QuestionPattern::equals(std::move(text));
  Result<QuestionPattern> pattern = QuestionPattern::regex(text);
  if (pattern) return pattern;
  return source.error_at(test.value, "bad regular expression: " + pattern.error().message);
}

Result<void> read_rule_calls(const ModelsSource& source, const ModelsYaml& node, AnswerRule& rule) {
  if (const ModelsYaml* calls = node.find("tool_calls")) {
    ASSAY_TRY(rule.tool_calls, read_tool_calls(source, *calls));
  }
  const ModelsYaml* wrong = node.find("wrong_tool_calls");
  if (wrong == nullptr) return {};
  ASSAY_CHECK(source.expect_list(*wrong, "wrong_tool_calls"));
  for (const ModelsYaml& item : wrong->items) {
    ASSAY_TRY(ToolCall call, read_tool_call(source, item));
    rule.wrong_tool_calls.push_back({std::move(call)});
  }
  return {};
}

}  // namespace

Result<AnswerRule> read_answer_rule(const ModelsSource& source, const ModelsYaml& node) {
  ASSAY_CHECK(source.expect_map(node, "an answer",
                                {"when", "model", "skill", "right", "wrong", "json", "wrong_json",
                                 "tool_calls", "wrong_tool_calls", "refusal", "finish_reason"}));
  AnswerRule rule;
  if (const ModelsYaml* when = node.find("when")) {
    ASSAY_TRY(rule.when, read_when(source, *when));
  }
  if (const ModelsYaml* model = node.find("model")) {
    ASSAY_TRY(rule.model, source.text(*model, "model"));
  }
  if (const ModelsYaml* skill = node.find("skill")) {
    ASSAY_TRY(rule.skill, read_skill(source, *skill));
  }
  if (const ModelsYaml* right = node.find("right")) rule.right = canned(*right);
  if (const ModelsYaml* json = node.find("json"))
    rule.json = CannedAnswer{dump_json(json->to_json()), {}};
  rule.wrong = alternatives(node.find("wrong"));
  rule.wrong_json = alternatives(node.find("wrong_json"));
  ASSAY_CHECK(read_rule_calls(source, node, rule));
  if (const ModelsYaml* refusal = node.find("refusal")) {
    ASSAY_TRY(rule.refusal, source.text(*refusal, "refusal"));
  }
  if (const ModelsYaml* finish = node.find("finish_reason")) {
    ASSAY_TRY(rule.finish_reason, source.text(*finish, "finish_reason"));
  }
  if (!rule.right && !rule.json && rule.tool_calls.empty() && rule.refusal.empty()) {
    return source.error_at(node, "an answer needs 'right', 'json', 'tool_calls' or 'refusal'");
  }
  return rule;
}

Result<RecordedSource> read_recorded_source(const ModelsSource& source, const ModelsYaml& node) {
  ASSAY_CHECK(source.expect_map(node, "a recorded source", {"from", "match", "reply"}));
  const ModelsYaml* from = node.find("from");
  const ModelsYaml* match = node.find("match");
  const ModelsYaml* reply = node.find("reply");
  if (from == nullptr || match == nullptr || reply == nullptr) {
    return source.error_at(node, "a recorded source needs 'from', 'match' and 'reply'");
  }
  RecordedSource recorded;
  ASSAY_TRY(recorded.from, source.text(*from, "from"));
  ASSAY_TRY(recorded.match, source.text(*match, "match"));
  if (reply->kind != ModelsYaml::Kind::map || reply->entries.empty()) {
    return source.error_at(*reply, "reply must be a map of model id to field path");
  }
  for (const ModelsYamlEntry& entry : reply->entries) {
    ASSAY_TRY(recorded.reply[entry.key], source.text(entry.value, "a field path"));
  }
  return recorded;
}

}  // namespace assay
