#include "harness/score/compiled.h"

#include <fmt/format.h>
#include <algorithm>
#include <utility>

#include "harness/base/text.h"
#include "harness/score/argument_rules.h"
#include "harness/score/arguments.h"
#include "harness/score/json_document.h"
#include "harness/score/render.h"

namespace assay {
namespace {

constexpr std::size_t kShownExtracted = 500;  // characters

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

// Of an expectation, or of its negation: whether it passes if whatever could not
// be judged turns out well (possible), and in any case (certain).
struct Side {
  bool possible = false;
  bool certain = false;
  double value = 0;
};

// Both sides of an expectation. What could not be extracted has neither.
struct Standing {
  Side holds;
  Side fails;
  std::string reason;     // "" when it holds
  std::string extracted;  // "" when nothing was, or not the same everywhere inside
};

Standing standing_of(Judgement judged) {
  Standing standing;
  if (judged.kind == Judgement::Kind::error) {
    standing.holds.possible = standing.fails.possible = true;
  } else {
    standing.holds = {judged.passed, judged.passed, judged.value};
    standing.fails = {!judged.passed, !judged.passed, 1 - judged.value};
  }
  standing.reason = std::move(judged.reason);
  return standing;
}

bool is_error(const Standing& standing) {
  return standing.holds.possible != standing.holds.certain ||
         standing.fails.possible != standing.fails.certain;
}

// The first characters, line ends and all: the raw answer stands beside it.
std::string beginning(std::string_view text) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < kShownExtracted && end < text.size(); ++i) {
    end += code_point_at(text, end).length;
  }
  return std::string(text.substr(0, end)) + (end < text.size() ? "…" : "");
}

Standing evaluate_leaf(const CompiledExpectation& leaf, Channels& channels) {
  Subject subject = channels.subject(leaf.on);
  if (!leaf.extraction) return standing_of(leaf.judge(subject));
  Extracted taken = leaf.extraction->apply(subject.text);
  if (!taken) {
    if (taken.error().is_unable) {
      return standing_of(Judgement::unable(std::move(taken.error().reason)));
    }
    Standing nothing;
    nothing.reason = std::move(taken.error().reason);
    return nothing;
  }
  subject.text = *taken;
  Judgement judged = leaf.judge(subject);
  if (!judged.passed) judged.reason = fmt::format("extracted {}: {}", quote(*taken), judged.reason);
  Standing standing = standing_of(std::move(judged));
  standing.extracted = beginning(*taken);
  return standing;
}

// A reason within the reason of a group.
void append_reason(std::string& reasons, const CompiledExpectation& child,
                   const std::string& reason) {
  constexpr std::size_t kMaxReasonBytes = 400;
  if (reasons.size() > kMaxReasonBytes) return;
  if (!reasons.empty()) reasons += "; ";
  reasons.append(child.name).append(": ").append(reason);
}

Standing stand(const CompiledExpectation& expectation, Channels& channels);

void need_both(Side& side, const Side& part) {
  side.possible &= part.possible;
  side.certain &= part.certain;
}
void need_either(Side& side, const Side& part) {
  side.possible |= part.possible;
  side.certain |= part.certain;
}

// The parts of a group that have a weight, put together.
class GroupTally {
 public:
  explicit GroupTally(bool is_all) : is_all_(is_all) {
    result_.holds = {is_all, is_all, 0};
    result_.fails = {!is_all, !is_all, is_all ? 0.0 : 1.0};
  }

  void add(const CompiledExpectation& child, const Standing& part) {
    (is_all_ ? need_both : need_either)(result_.holds, part.holds);
    (is_all_ ? need_either : need_both)(result_.fails, part.fails);
    if (!part.holds.certain) {
      append_reason(part.holds.possible ? obstacles_ : failures_, child, part.reason);
    }
    if (!part.extracted.empty()) {
      is_mixed_ |= !result_.extracted.empty() && result_.extracted != part.extracted;
      result_.extracted = part.extracted;
    }
    if (is_error(part)) return;
    if (is_all_) {
      result_.holds.value += child.weight * part.holds.value;
      result_.fails.value += child.weight * part.fails.value;
      weights_ += child.weight;
    } else {
      result_.holds.value = std::max(result_.holds.value, part.holds.value);
      result_.fails.value = std::min(result_.fails.value, part.fails.value);
    }
  }

  Standing result() && {
    if (is_all_ && weights_ > 0) {
      result_.holds.value /= weights_;
      result_.fails.value /= weights_;
    }
    if (is_mixed_) result_.extracted.clear();
    if (result_.holds.certain) return std::move(result_);
    result_.reason = std::move(failures_);
    if (is_error(result_) && !obstacles_.empty()) {
      if (!result_.reason.empty()) result_.reason += "; ";
      result_.reason += obstacles_;
    }
    return std::move(result_);
  }

 private:
  bool is_all_;
  Standing result_;
  double weights_ = 0;
  std::string failures_;
  std::string obstacles_;  // why parts could not be judged
  bool is_mixed_ = false;
};

Standing stand_as_written(const CompiledExpectation& expectation, Channels& channels) {
  if (expectation.kind == CompiledExpectation::Kind::leaf) {
    return evaluate_leaf(expectation, channels);
  }
  GroupTally tally(expectation.kind == CompiledExpectation::Kind::all);
  for (const CompiledExpectation& child : expectation.children) {
    if (child.weight > 0) tally.add(child, stand(child, channels));
  }
  return std::move(tally).result();
}

Standing stand(const CompiledExpectation& expectation, Channels& channels) {
  Standing standing = stand_as_written(expectation, channels);
  if (!expectation.negated) return standing;
  std::swap(standing.holds, standing.fails);
  if (standing.holds.certain) standing.reason.clear();
  if (standing.fails.certain) {
    standing.reason = fmt::format("{} holds, and must not", expectation.shown);
  }
  return standing;
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

Evaluation evaluate(const CompiledExpectation& expectation, Channels& channels) {
  Standing standing = stand(expectation, channels);
  Judgement judged;
  if (standing.holds.possible && !standing.holds.certain) {
    judged = Judgement::unable(std::move(standing.reason));
  } else {
    judged.passed = standing.holds.certain;
    judged.value = standing.holds.value;
    judged.reason = std::move(standing.reason);
  }
  return {std::move(judged), std::move(standing.extracted)};
}

}  // namespace assay
