#include "harness/report/manifest/fingerprint.h"

#include <memory>
#include <unordered_set>

#include "harness/base/json.h"
#include "harness/base/key.h"
#include "harness/suite/template.h"
#include "harness/suite/tool_server.h"
#include "harness/suite/turns.h"

namespace assay {
namespace {

// 64 bits: no attacker here, and a baseline holds one for each case.
constexpr std::size_t kDigits = 16;

void add(const Expectations& expectations, KeyFields& key);

// Nothing where nothing is read in a way of its own: fingerprints of baselines
// that are older than `extract` and `normalise` stay what they were.
void add(const Reading& reading, KeyFields& key) {
  if (reading.extract && !reading.extract->empty()) {
    key.add("extract").add(static_cast<std::int64_t>(reading.extract->size()));
    for (const ExtractStep& step : *reading.extract) {
      key.add(step.name).add(dump_json(step.arguments));
    }
  }
  if (reading.normalise && !reading.normalise->empty()) {
    key.add("normalise").add(static_cast<std::int64_t>(reading.normalise->size()));
    for (const std::string& name : *reading.normalise) key.add(name);
  }
}

void add(const Expectation& expectation, KeyFields& key) {
  key.add(expectation.name).add(dump_json(expectation.arguments));
  key.add(dump_json(Json(expectation.weight))).add(expectation.metric);
  key.add(static_cast<std::int64_t>(expectation.on));
  add(expectation.reading, key);
  add(expectation.children, key);
}

void add(const Expectations& expectations, KeyFields& key) {
  key.add(static_cast<std::int64_t>(expectations.size()));
  for (const Expectation& each : expectations) add(each, key);
}

void add(const Params& params, KeyFields& key) {
  for (const auto& [name, value] : params) key.add(name).add(dump_json(value));
}

std::string digits(const KeyFields& key) {
  return key.finish().hex().substr(0, kDigits);
}

// Of sections it is not known beforehand what they use.
void take_variables(const Template& written, UsedVariables& used) {
  used.all = used.all || written.has_sections();
  used.names.insert(written.variables().begin(), written.variables().end());
}

// Every text below `arguments` may be a template.
void take_variables(const Json& arguments, UsedVariables& used) {
  if (arguments.is_structured()) {
    for (const Json& item : arguments) take_variables(item, used);
  }
  if (!arguments.is_string()) return;
  const Result<Template> parsed = Template::parse(arguments.get_ref<const std::string&>());
  if (parsed) take_variables(*parsed, used);
}

void take_variables(const Expectations& expectations, UsedVariables& used) {
  for (const Expectation& each : expectations) {
    if (!each.has_template) continue;
    take_variables(each.arguments, used);
    take_variables(each.children, used);
  }
}

void add_parts(const std::vector<PartTemplate>& parts, KeyFields& key) {
  for (const PartTemplate& part : parts)
    key.add(part.kind ? to_string(*part.kind) : "text").add(part.text.source());
}

// Other bytes at the same path are another question.
void add_media(const Case& of, KeyFields& key) {
  if (of.media == nullptr) return;
  for (const auto& [name, media] : *of.media) key.add(media.type).add(media.sha256);
}

void add_said(const Turn& turn, KeyFields& key) {
  key.add(turn.user.source());
  add_parts(turn.parts, key);
  if (!turn.tool.empty()) key.add(turn.tool).add(dump_json(turn.result));
  if (turn.is_error) key.add("error");
  if (!turn.answer_as.empty()) key.add("answer_as").add(turn.answer_as);
}

void add_rows(const std::shared_ptr<const ToolResults>& results, KeyFields& key) {
  if (results == nullptr) return;
  for (const ToolResult& row : *results) {
    key.add(row.tool).add(row.when ? dump_json(*row.when) : "").add(dump_json(row.result));
    key.add(static_cast<std::int64_t>(row.is_error)).add(std::int64_t{row.times.value_or(0)});
  }
}

// Other results are another question.
void add_tools(const Case& of, KeyFields& key) {
  if (of.tools == nullptr) return;
  key.add("tools");
  add_rows(of.tools->own, key);
  add_rows(of.tools->shared, key);
  key.add(std::int64_t{of.tools->max_rounds});
}

// Who plays the user, what it wants, and for how long.
void add_simulated(const Suite& suite, const SimulatedUser& user, KeyFields& key) {
  const JudgeModel& player = suite.judges[user.player];
  key.add("simulate").add(suite.providers[player.model.provider].name).add(player.model.id);
  add(player.model.params, key);
  key.add(player.words).add(user.goal.source());
  key.add(std::int64_t{user.first ? 1 : 0}).add(user.first ? user.first->source() : "");
  key.add(std::int64_t{user.max_turns});
}

// Values of the variables that the turns' templates use.
void add_values(const Case& of, KeyFields& key) {
  UsedVariables used{false};
  for (const Turn& turn : of.turns) {
    take_variables(turn.user, used);
    for (const PartTemplate& part : turn.parts) take_variables(part.text, used);
    take_variables(turn.result, used);
  }
  if (of.tools != nullptr) {
    of.tools->each([&](const ToolResult& row) {
      if (row.when) take_variables(*row.when, used);
      take_variables(row.result, used);
    });
  }
  if (of.simulate != nullptr) {
    take_variables(of.simulate->goal, used);
    if (of.simulate->first) take_variables(*of.simulate->first, used);
  }
  for (std::size_t i = 0; i < of.vars.size(); ++i)
    if (used.uses(of.vars.name(i))) key.add(of.vars.name(i)).add(dump_json(of.vars.value(i)));
}

}  // namespace

CaseFingerprints::CaseFingerprints(const Suite& suite) : suite_(suite) {
  pass_.add(dump_json(suite.pass.score ? Json(*suite.pass.score) : Json()));
}

const KeyFields& CaseFingerprints::fields_of(const Expectations& expectations) {
  const auto [known, is_new] = known_.try_emplace(&expectations);
  if (is_new) add(expectations, known->second);
  return known->second;
}

std::string CaseFingerprints::whole(const Case& of) {
  KeyFields key = pass_;
  for (std::size_t i = 0; i < of.vars.size(); ++i) {
    key.add(of.vars.name(i)).add(dump_json(of.vars.value(i)));
  }
  key.add(fields_of(*of.expect));
  for (const Turn& turn : of.turns) {
    add_said(turn, key);
    key.add(fields_of(*turn.expect));
  }
  if (of.forgets) key.add("history: false");
  add_tools(of, key);
  if (of.simulate != nullptr) add_simulated(suite_, *of.simulate, key);
  add_media(of, key);
  return digits(key);
}

CaseParts CaseFingerprints::parts(const Case& of) {
  // There is one for each variable of each case; beside the whole case's hash
  // half the digits are plenty.
  constexpr std::size_t kDigitsOfVariable = 8;
  CaseParts parts;
  KeyFields expected = pass_;
  expected.add(fields_of(*of.expect));
  for (std::size_t i = 0; i < of.vars.size(); ++i) {
    const Key value = sha256(dump_json(of.vars.value(i)));
    parts.variables[of.vars.name(i)] = value.hex().substr(0, kDigitsOfVariable);
  }
  KeyFields asked;
  for (const Turn& turn : of.turns) {
    add_said(turn, asked);
    expected.add(fields_of(*turn.expect));
  }
  if (of.forgets) asked.add("history: false");
  add_tools(of, asked);
  if (of.simulate != nullptr) add_simulated(suite_, *of.simulate, asked);
  if (is_dialogue(of) || of.media != nullptr) {
    add_values(of, asked);
    add_media(of, asked);
    parts.variables[""] = digits(asked);
  }
  parts.expectations = digits(expected);
  return parts;
}

UsedVariables variables_of(const Prompt& prompt) {
  UsedVariables used{false};
  for (const MessageTemplate& message : prompt.messages) {
    take_variables(message.content, used);
    for (const PartTemplate& part : message.parts) take_variables(part.text, used);
  }
  return used;
}

UsedVariables expectation_variables(const Plan& plan) {
  UsedVariables used{false};
  std::unordered_set<const Expectations*> seen;  // rows of a data set share theirs
  for (const std::size_t i : plan.cases) {
    const Case& of = plan.suite->cases[i];
    if (seen.insert(of.expect.get()).second) take_variables(*of.expect, used);
    for (const Turn& turn : of.turns) take_variables(*turn.expect, used);
  }
  return used;
}

std::string prompt_fingerprint(const Prompt& prompt) {
  KeyFields key;
  for (const MessageTemplate& message : prompt.messages) {
    key.add(static_cast<std::int64_t>(message.role)).add(message.content.source());
    key.add(message.tool_call_id);
    add_parts(message.parts, key);
    for (const ToolCall& call : message.tool_calls) key.add(call.name).add(call.arguments);
  }
  add(prompt.params, key);
  return digits(key);
}

}  // namespace assay
