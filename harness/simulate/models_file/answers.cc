// answers and recorded: where replies come from.
#include "harness/simulate/models_file/parts.h"

namespace assay {
namespace {

// A scalar is text as written; a map or list is JSON.
CannedAnswer canned(const YamlNode& node) {
  return {node.is_scalar() ? std::string(node.text) : dump_json(to_json(node)), {}};
}

// One alternative, or a list of them.
std::vector<CannedAnswer> alternatives(const YamlNode* node) {
  std::vector<CannedAnswer> answers;
  if (node == nullptr) return answers;
  if (!node->is_list()) return {canned(*node)};
  for (const YamlNode* item : node->children) answers.push_back(canned(*item));
  return answers;
}

ToolCall read_tool_call(const YamlNode& node, Diagnostics& diagnostics) {
  const Fields fields(node, {"tool call"}, {"name", "arguments"}, diagnostics);
  fields.require("name");
  ToolCall call;
  call.name = fields.text("name").value_or("");
  const YamlNode* arguments = fields.find("arguments");
  // Text goes out verbatim, so that invalid arguments can be simulated too.
  call.arguments = arguments != nullptr ? canned(*arguments).text : "{}";
  return call;
}

// A round a list of calls.
std::vector<std::vector<ToolCall>> read_then_calls(const Fields& fields, Diagnostics& diagnostics) {
  std::vector<std::vector<ToolCall>> rounds;
  const YamlNode* const node = fields.find("then_calls");
  if (node == nullptr) return rounds;
  if (fields.find("tool_calls") == nullptr)
    diagnostics.error(node->position(), "'then_calls' follow the results of 'tool_calls'");
  for (const YamlNode* round : fields.items("then_calls")) {
    if (!round->is_list() || round->children.empty()) {
      diagnostics.error(round->position(),
                        "'then_calls' is a list of rounds, each a list of calls");
      continue;
    }
    std::vector<ToolCall>& calls = rounds.emplace_back();
    for (const YamlNode* call : round->children)
      calls.push_back(read_tool_call(*call, diagnostics));
  }
  return rounds;
}

QuestionPattern read_when(const YamlNode& node, Diagnostics& diagnostics) {
  const Fields fields(node, {"when"}, {"contains", "equals", "regex"}, diagnostics);
  const auto is_given = [&](const char* key) { return fields.find(key) != nullptr; };
  if (fields.is_map() && is_given("contains") + is_given("equals") + is_given("regex") != 1) {
    diagnostics.error(node.position(), "'when' takes one of 'contains', 'equals', 'regex'");
  }
  const std::optional<std::string> contains = fields.text("contains");
  const std::optional<std::string> equals = fields.text("equals");
  if (contains) return QuestionPattern::contains(*contains);
  if (equals) return QuestionPattern::equals(*equals);
  return read_regex(fields, diagnostics).value_or(QuestionPattern::anything());
}

}  // namespace

std::optional<QuestionPattern> read_regex(const Fields& fields, Diagnostics& diagnostics) {
  const std::optional<std::string> regex = fields.text("regex");
  if (!regex) return std::nullopt;
  Result<QuestionPattern> pattern = QuestionPattern::regex(*regex);
  if (pattern) return std::move(*pattern);
  diagnostics.error(fields.find("regex")->position(),
                    "bad regular expression: " + pattern.error().message);
  return std::nullopt;
}

AnswerRule read_answer_rule(const YamlNode& node, Diagnostics& diagnostics) {
  const Fields fields(node, {"answer"},
                      {"when", "model", "skill", "right", "wrong", "json", "wrong_json",
                       "tool_calls", "then_calls", "wrong_tool_calls", "refusal", "finish_reason"},
                      diagnostics);
  AnswerRule rule;
  if (const YamlNode* when = fields.find("when")) rule.when = read_when(*when, diagnostics);
  rule.model = fields.text("model");
  if (const YamlNode* skill = fields.find("skill")) rule.skill = read_skill(*skill, diagnostics);
  if (const YamlNode* right = fields.find("right")) rule.right = canned(*right);
  if (const YamlNode* json = fields.find("json")) {
    rule.json = CannedAnswer{dump_json(to_json(*json)), {}};
  }
  rule.wrong = alternatives(fields.find("wrong"));
  rule.wrong_json = alternatives(fields.find("wrong_json"));
  for (const YamlNode* call : fields.items("tool_calls")) {
    rule.tool_calls.push_back(read_tool_call(*call, diagnostics));
  }
  rule.then_calls = read_then_calls(fields, diagnostics);
  for (const YamlNode* call : fields.items("wrong_tool_calls")) {
    rule.wrong_tool_calls.push_back({read_tool_call(*call, diagnostics)});
  }
  rule.refusal = fields.text("refusal").value_or("");
  rule.finish_reason = fields.text("finish_reason").value_or("");
  const bool answers = rule.right || rule.json || !rule.tool_calls.empty() || !rule.refusal.empty();
  if (fields.is_map() && !answers) {
    diagnostics.error(node.position(),
                      "an answer needs 'right', 'json', 'tool_calls' or 'refusal'");
  }
  return rule;
}

RecordedSource read_recorded_source(const YamlNode& node, Diagnostics& diagnostics) {
  const Fields fields(node, {"recorded source"}, {"from", "match", "reply"}, diagnostics);
  fields.require("from");
  fields.require("match");
  RecordedSource recorded;
  recorded.from = fields.text("from").value_or("");
  recorded.match = fields.text("match").value_or("");
  const YamlNode* reply = fields.require("reply");
  if (reply == nullptr) return recorded;
  if (!reply->is_map() || reply->entries() == 0) {
    diagnostics.error(reply->position(), "'reply' must be a map of model id to field path");
    return recorded;
  }
  const ScalarReader read(diagnostics);
  for (std::size_t i = 0; i < reply->entries(); ++i) {
    if (reply->key(i).text.empty()) {
      diagnostics.error(reply->key(i).position(), "a model's id must not be empty");
    }
    recorded.reply[std::string(reply->key(i).text)] =
        read.text(reply->value(i), "a field path").value_or("");
  }
  return recorded;
}

}  // namespace assay
