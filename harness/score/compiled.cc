#include "harness/score/compiled.h"

#include <fmt/format.h>
#include <algorithm>

#include "harness/base/text.h"
#include "harness/score/argument_rules.h"
#include "harness/score/arguments.h"
#include "harness/score/json_document.h"
#include "harness/score/render.h"

namespace assay {
namespace {

// "contains 'Paris'", "number {...}".
std::string show(const ExpectationRow& row, const Json& arguments) {
  const std::string name(row.shape.name);
  if (arguments.empty()) return name;
  const Json* only =
      arguments.size() == 1 ? find_argument(arguments, row.shape.shorthand) : nullptr;
  if (only == nullptr) return name + " " + excerpt(dump_json(arguments), 80);
  if (only->is_string())
    return name + " " + quote(text_argument(arguments, row.shape.shorthand).value());
  return name + " " + excerpt(dump_json(*only), 80);
}

Result<CompiledExpectation> compile_leaf(const Expectation& written, const Vars& vars) {
  const ExpectationRow* row = find_expectation(written.name);
  if (row == nullptr) return usage_error(fmt::format("there is no expectation '{}'", written.name));
  if (!row->shape.refused.empty()) return usage_error(std::string(row->shape.refused));
  Json arguments = written.arguments;
  if (written.has_template) {
    ASSAY_TRY(arguments, render_arguments(written.arguments, row->shape, vars));
  }
  const Result<void> filled = refuse_empty(row->shape, written.arguments, arguments, vars);
  if (!filled) return usage_error(fmt::format("{}: {}", written.name, filled.error().message));
  CompiledExpectation compiled;
  Result<Judge> judge = row->compile(arguments);
  if (!judge) return usage_error(fmt::format("{}: {}", written.name, judge.error().message));
  compiled.warnings = argument_warnings(row->shape, arguments);
  compiled.judge = std::move(*judge);
  compiled.name = written.name;
  compiled.shown = show(*row, arguments);
  return compiled;
}

Result<CompiledExpectation> compile_under(const Expectation& written, const Vars& vars,
                                          Channel inherited);

Result<CompiledExpectation> compile_not(const Expectation& written, const Vars& vars, Channel on) {
  if (written.children.size() != 1) return usage_error("'not' takes exactly one expectation");
  const Expectation& child = written.children.front();
  ASSAY_TRY(CompiledExpectation compiled, compile_under(child, vars, on));
  // The child's weight and metric stay: `not: {contains: x, weight: 2}` and
  // `{not: {contains: x}, weight: 2}` mean the same, and the outer one wins.
  compiled.negated = !compiled.negated;
  compiled.name = "not " + compiled.name;
  if (!compiled.negated) compiled.shown = "not not " + compiled.shown;
  return compiled;
}

Result<CompiledExpectation> compile_group(const Expectation& written, const Vars& vars,
                                          Channel on) {
  CompiledExpectation compiled;
  compiled.name = written.name;
  compiled.kind =
      written.name == "all" ? CompiledExpectation::Kind::all : CompiledExpectation::Kind::any;
  for (const Expectation& child : written.children) {
    ASSAY_TRY(CompiledExpectation made, compile_under(child, vars, on));
    compiled.children.push_back(std::move(made));
  }
  const bool decides =
      std::any_of(compiled.children.begin(), compiled.children.end(),
                  [](const CompiledExpectation& child) { return child.weight > 0; });
  if (!decides) {
    return usage_error(fmt::format("'{}' needs an expectation with a weight", written.name));
  }
  compiled.shown = fmt::format("{} of {}", written.name, compiled.children.size());
  return compiled;
}

// A group's `on` holds for what is in it, unless that says otherwise.
Result<CompiledExpectation> compile_under(const Expectation& written, const Vars& vars,
                                          Channel inherited) {
  const Channel on = written.on == Channel::answer ? inherited : written.on;
  Result<CompiledExpectation> compiled;
  if (written.name == "not") {
    compiled = compile_not(written, vars, on);
  } else if (written.name == "all" || written.name == "any") {
    compiled = compile_group(written, vars, on);
  } else {
    compiled = compile_leaf(written, vars);
    if (compiled) compiled->on = on;
  }
  if (!compiled) return compiled;
  if (written.name != "not" || written.weight != 1) compiled->weight = written.weight;
  if (!written.metric.empty()) compiled->metric = written.metric;
  return compiled;
}

Judgement negate(Judgement judged, const std::string& shown) {
  if (judged.kind == Judgement::Kind::error) return judged;
  judged.reason = judged.passed ? fmt::format("{} holds, and must not", shown) : std::string();
  judged.passed = !judged.passed;
  judged.value = 1 - judged.value;
  return judged;
}

// A reason within the reason of a group.
void append_reason(std::string& reasons, const CompiledExpectation& child,
                   const std::string& reason) {
  constexpr std::size_t kMaxReasonBytes = 400;
  if (reasons.size() > kMaxReasonBytes) return;
  if (!reasons.empty()) reasons += "; ";
  reasons.append(child.name).append(": ").append(reason);
}

struct GroupTally {
  int passed = 0;
  int failed = 0;
  int unable = 0;
  double best = 0;
  double weighted_sum = 0;
  double weights = 0;
  std::string failures;
  std::string obstacles;  // why parts could not be judged
};

GroupTally tally_children(const CompiledExpectation& group, Channels& channels) {
  GroupTally tally;
  for (const CompiledExpectation& child : group.children) {
    if (child.weight <= 0) continue;
    const Judgement judged = evaluate(child, channels);
    if (judged.kind == Judgement::Kind::error) {
      ++tally.unable;
      append_reason(tally.obstacles, child, judged.reason);
      continue;
    }
    ++(judged.passed ? tally.passed : tally.failed);
    if (!judged.passed) append_reason(tally.failures, child, judged.reason);
    tally.best = std::max(tally.best, judged.value);
    tally.weighted_sum += child.weight * judged.value;
    tally.weights += child.weight;
  }
  return tally;
}

// What is known decides if it can: one failure settles `all`, one pass `any`.
Judgement evaluate_group(const CompiledExpectation& group, Channels& channels) {
  GroupTally tally = tally_children(group, channels);
  const bool is_all = group.kind == CompiledExpectation::Kind::all;
  const bool settled = is_all ? tally.failed > 0 : tally.passed > 0;
  if (!settled && tally.unable > 0) return Judgement::unable(std::move(tally.obstacles));
  Judgement judged;
  judged.passed = is_all ? tally.failed == 0 : tally.passed > 0;
  judged.value = is_all ? tally.weighted_sum / tally.weights : tally.best;
  if (!judged.passed) judged.reason = std::move(tally.failures);
  return judged;
}

}  // namespace

Channels::Channels(const Reply& reply, const Timings& timings, std::optional<Money> cost)
    : subject_{reply.answer, &reply, &timings, cost} {}

const Subject& Channels::subject(Channel channel) {
  const Reply& reply = *subject_.reply;
  switch (channel) {
    case Channel::answer:
      subject_.text = reply.answer;
      break;
    case Channel::reasoning:
      subject_.text = reply.reasoning;
      break;
    case Channel::all:
      if (joined_.empty()) {
        joined_ = reply.reasoning;
        if (!reply.reasoning.empty() && !reply.answer.empty()) joined_ += "\n\n";
        joined_ += reply.answer;
      }
      subject_.text = joined_;
      break;
  }
  return subject_;
}

Result<CompiledExpectation> compile(const Expectation& written, const Vars& vars) {
  return compile_under(written, vars, Channel::answer);
}

CompiledExpectation uncompilable(const Expectation& written, std::string why) {
  CompiledExpectation compiled;
  compiled.name = written.name;
  compiled.shown = written.name;
  compiled.weight = written.weight;
  compiled.metric = written.metric;
  compiled.judge = [why = std::move(why)](const Subject&) { return Judgement::unable(why); };
  return compiled;
}

Judgement evaluate(const CompiledExpectation& expectation, Channels& channels) {
  Judgement judged = expectation.kind == CompiledExpectation::Kind::leaf
                         ? expectation.judge(channels.subject(expectation.on))
                         : evaluate_group(expectation, channels);
  return expectation.negated ? negate(std::move(judged), expectation.shown) : judged;
}

}  // namespace assay
