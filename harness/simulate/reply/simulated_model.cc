#include "harness/simulate/reply/simulated_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/base/json.h"
#include "harness/base/text.h"
#include "harness/provider/price.h"
#include "harness/simulate/reply/judge_reply.h"
#include "harness/simulate/reply/reply_seed.h"
#include "harness/simulate/reply/rule_match.h"

namespace assay {
namespace {

// Standard normal quantile of 0.95: ln(p95 / median) is this many sigmas.
constexpr double kNormal95 = 1.6448536269514722;

bool offers(const ServedRequest& request, const std::vector<ToolCall>& calls) {
  return !calls.empty() && std::all_of(calls.begin(), calls.end(), [&](const ToolCall& call) {
    return std::find(request.tools.begin(), request.tools.end(), call.name) != request.tools.end();
  });
}

// Whether JSON mode wraps text that is no JSON.
enum class InJson { wrapped, as_written };

// One rule's right and wrong answers, for one request.
class RuleAnswer {
 public:
  RuleAnswer(const ModelsFile& file, const AnswerRule& rule, const ServedRequest& request,
             Random which_wrong)
      : file_(file), rule_(rule), request_(request), which_wrong_(which_wrong) {}

  CannedAnswer choose(bool is_right, InJson in_json) {
    const std::size_t round = request_.tool_rounds;
    const bool calls = round == 0 && offers(request_, rule_.tool_calls);
    if (calls && is_right) return {{}, rule_.tool_calls};
    if (calls && !rule_.wrong_tool_calls.empty()) return {{}, pick(rule_.wrong_tool_calls)};
    if (round > 0 && round <= rule_.then_calls.size() && is_right &&
        offers(request_, rule_.then_calls[round - 1]))
      return {{}, rule_.then_calls[round - 1]};
    if (request_.wants_json && is_right && rule_.json) return *rule_.json;
    if (request_.wants_json && !is_right && !rule_.wrong_json.empty()) {
      return pick(rule_.wrong_json);
    }
    CannedAnswer answer = is_right ? right_text() : wrong_text();
    return in_json == InJson::wrapped ? wrap(std::move(answer)) : answer;
  }

 private:
  template <class T>
  const T& pick(const std::vector<T>& choices) {
    return choices[which_wrong_.below(choices.size())];
  }

  CannedAnswer right_text() const {
    if (rule_.right) return *rule_.right;
    if (rule_.json) return *rule_.json;
    return {file_.default_answer, {}};
  }

  CannedAnswer wrong_text() {
    if (rule_.wrong.empty()) return {file_.default_answer, {}};
    return pick(rule_.wrong);
  }

  // JSON mode promises JSON: text becomes {"answer": text}.
  CannedAnswer wrap(CannedAnswer answer) const {
    const bool already = !answer.text.empty() && (answer.text[0] == '{' || answer.text[0] == '[');
    if (request_.wants_json && !already) answer.text = answer_in_json(answer.text);
    return answer;
  }

  const ModelsFile& file_;
  const AnswerRule& rule_;
  const ServedRequest& request_;
  Random which_wrong_;
};

void answer_by_rules(const ModelsFile& file, const SimulatedModel& model,
                     const ServedRequest& request, std::uint64_t seed, SimulatedReply& reply) {
  const auto match = match_rule(file, request.question, [&](const AnswerRule& rule) {
    return rule.model ? *rule.model == model.id : !model.judge;
  });
  if (!match) {
    if (model.judge) return judge_answer(file, model, request, seed, reply);
    reply.answer = request.wants_json ? answer_in_json(file.default_answer) : file.default_answer;
    return;
  }
  const AnswerRule& rule = *match->rule;
  reply.finish_reason = rule.finish_reason;
  reply.refusal = rule.refusal;
  if (!reply.refusal.empty()) return;
  const double skill = (rule.skill ? *rule.skill : model.skill).at(request.temperature);
  const bool is_right = draw_for(seed, ReplyDraw::right).uniform() < skill;
  RuleAnswer answers(file, rule, request, draw_for(seed, ReplyDraw::which_wrong));
  // A judge's are there to be what no judge should say.
  CannedAnswer answer =
      answers.choose(is_right, model.judge ? InJson::as_written : InJson::wrapped);
  reply.answer = fill_answer(answer.text, request.question, match->groups);
  reply.tool_calls = std::move(answer.tool_calls);
  for (ToolCall& call : reply.tool_calls) {
    call.arguments = fill_answer(call.arguments, request.question, match->groups);
  }
}

void apply_stop_sequences(const ServedRequest& request, SimulatedReply& reply) {
  std::size_t earliest = std::string::npos;
  for (const std::string& stop : request.stop) {
    if (stop.empty()) continue;
    const std::size_t at = reply.answer.find(stop);
    if (at >= earliest) continue;
    earliest = at;
    reply.stop_sequence = stop;
  }
  if (earliest == std::string::npos) return;
  reply.answer.resize(earliest);
  reply.finish = SimulatedFinish::stop_sequence;
}

// Reasoning spends the allowance first; a call that does not fit is cut short
// in its arguments, as models do.
void apply_max_tokens(const ServedRequest& request, SimulatedReply& reply) {
  if (!request.max_tokens) return;
  std::int64_t left = *request.max_tokens;
  const auto spend = [&](std::string& text) {
    const std::int64_t needed = estimate_tokens(text);
    if (needed > left) {
      text.resize(first_tokens(text, left).size());
      reply.finish = SimulatedFinish::length;
    }
    left = std::max<std::int64_t>(0, left - needed);
  };
  spend(reply.reasoning);
  spend(reply.refusal);
  spend(reply.answer);
  for (ToolCall& call : reply.tool_calls) spend(call.arguments);
}

void count_tokens(const ServedRequest& request, SimulatedReply& reply) {
  reply.input_tokens = request.input_tokens;
  reply.reasoning_tokens = estimate_tokens(reply.reasoning);
  reply.answer_tokens = estimate_tokens(reply.answer) + estimate_tokens(reply.refusal);
  for (const ToolCall& call : reply.tool_calls) {
    reply.answer_tokens += estimate_tokens(call.arguments);
  }
}

Nanoseconds from_milliseconds(double milliseconds_count) {
  return Nanoseconds(static_cast<std::int64_t>(milliseconds_count * 1e6));
}

}  // namespace

std::string answer_in_json(std::string_view text) {
  std::string json = "{\"answer\":";
  append_json_string(json, text);
  return json + "}";
}

Nanoseconds draw_latency(const LatencyCurve& latency, std::uint64_t seed) {
  if (latency.median_ms <= 0) return Nanoseconds{0};
  const double sigma = std::log(latency.p95_ms / latency.median_ms) / kNormal95;
  const double factor = std::exp(sigma * draw_for(seed, ReplyDraw::latency).normal());
  return from_milliseconds(latency.median_ms * factor);
}

std::string_view first_tokens(std::string_view utf8, std::int64_t max_tokens) {
  std::size_t low = 0;
  std::size_t high = utf8.size();
  while (low < high) {
    const std::size_t middle = low + (high - low + 1) / 2;
    if (estimate_tokens(utf8.substr(0, middle)) <= max_tokens) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  while (low > 0 && low < utf8.size() && continues_utf8(utf8[low])) --low;
  return utf8.substr(0, low);
}

SimulatedReply simulate_reply(const ModelsFile& file, const SimulatedModel& model,
                              const ServedRequest& request, std::uint64_t repeat,
                              std::optional<std::string_view> recorded) {
  const std::uint64_t seed = reply_seed(file, model, request, repeat);
  SimulatedReply reply;
  reply.id = fmt::format("{:016x}", draw_for(seed, ReplyDraw::id).next());
  if (recorded) {
    reply.answer = *recorded;
  } else {
    answer_by_rules(file, model, request, seed, reply);
  }
  reply.reasoning = fill_answer(model.reasoning, request.question, {});
  if (!reply.tool_calls.empty()) reply.finish = SimulatedFinish::tool_calls;
  if (!reply.refusal.empty()) reply.finish = SimulatedFinish::refusal;
  for (std::size_t i = 0; i < reply.tool_calls.size(); ++i) {
    reply.tool_calls[i].id = fmt::format("call_{}_{}", reply.id, i);
  }
  apply_stop_sequences(request, reply);
  apply_max_tokens(request, reply);
  count_tokens(request, reply);
  reply.first_token = draw_latency(model.latency, seed);
  if (model.tokens_per_second > 0) {
    reply.per_token = from_milliseconds(1e3 / model.tokens_per_second);
  }
  return reply;
}

}  // namespace assay
