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
  Json arguments = written.arguments;
  if (written.has_template) {
    ASSAY_TRY(arguments, render_arguments(written.arguments, row->shape, vars));
  }
  const Result<void> filled = refuse_empty(row->shape, written.arguments, arguments, vars);
  if (!filled) return usage_error(fmt::format("{}: {}", written.name, filled.error().message));
  CompiledExpectation compiled;
  compiled.name = written.name;
  compiled.shown = show(*row, arguments);
  const Reading& reading = written.reading;
  if (row->shape.normalises && reading.normalise) arguments["normalise"] = *reading.normalise;
  Result<Judge> judge = row->compile(arguments);
  if (!judge) return usage_error(fmt::format("{}: {}", written.name, judge.error().message));
  compiled.warnings = argument_warnings(row->shape, arguments);
  compiled.judge = std::move(*judge);
  if (row->shape.reads_text && reading.extract && !reading.extract->empty()) {
    Result<Extraction> extraction = Extraction::compile(*reading.extract, vars);
    if (!extraction) {
      return usage_error(
          fmt::format("'extract' of {}: {}", written.name, extraction.error().message));
    }
    compiled.extraction = std::move(*extraction);
  }
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

}  // namespace

Channels::Channels(const Reply& reply, const Timings& timings, std::optional<Money> cost,
                   JudgeDesk* desk, LabelDesk* people, ScriptDesk* scripts)
    : subject_{reply.answer, Channel::answer, &reply, &timings, cost, desk, people, scripts} {}

std::string reasoning_and_answer(const Reply& reply) {
  std::string joined = reply.reasoning;
  if (!reply.reasoning.empty() && !reply.answer.empty()) joined += "\n\n";
  return joined += reply.answer;
}

std::string channel_text(const Reply& reply, Channel channel) {
  if (channel == Channel::answer) return reply.answer;
  return channel == Channel::reasoning ? reply.reasoning : reasoning_and_answer(reply);
}

void Channels::take(const Dialogue& dialogue, std::size_t answer, std::size_t first) {
  dialogue_ = &dialogue;
  answer_ = answer;
  if (first < answer) calls_of_turn_ = calls_between(dialogue, first, answer);
}

const Subject& Channels::subject(Channel channel) {
  const Reply& reply = *subject_.reply;
  subject_.channel = channel;
  subject_.calls = calls_of_turn_.empty() ? nullptr : &calls_of_turn_;
  switch (channel) {
    case Channel::answer:
      subject_.text = reply.answer;
      break;
    case Channel::reasoning:
      subject_.text = reply.reasoning;
      break;
    case Channel::all:
      if (joined_.empty()) joined_ = reasoning_and_answer(reply);
      subject_.text = joined_;
      break;
    case Channel::dialogue:
      if (dialogue_ == nullptr) return subject(Channel::answer);
      if (!transcript_) transcript_ = transcript_of(*dialogue_, answer_);
      subject_.text = *transcript_;
      if (!all_calls_) all_calls_ = calls_between(*dialogue_, 0, answer_);
      subject_.calls = &*all_calls_;
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

}  // namespace assay
