#include "harness/cli/judging/mark_desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/store/storable.h"

namespace assay {
namespace {

constexpr std::string_view kNotMarked = "not marked: the script was not asked";

Judgement no_mark(std::string_view why) {
  ASSAY_MARK("script.no_mark");
  return Judgement::unable(fmt::format("{}: {}", to_string(FailureKind::script), why));
}

Json vars_to_json(const Vars& vars) {
  Json json = Json::object();
  for (std::size_t i = 0; i < vars.size(); ++i) json[vars.name(i)] = vars.value(i);
  return json;
}

// The question with some of its variables as something else than texts.
Json with_vars(Json about, const Json& vars) {
  for (const auto& [name, value] : vars.items()) about["vars"][name] = value;
  return about;
}

}  // namespace

Json about_answer(const Case& asked, const Messages& messages, const Reply& reply,
                  const MarkedVariant& variant) {
  Json calls = Json::array();
  for (const ToolCall& call : reply.tool_calls)
    calls.push_back({{"id", call.id}, {"name", call.name}, {"arguments", call.arguments}});
  Json params = Json::object();
  for (const auto& [name, value] : variant.params) params[name] = value;
  const Result<Json> asked_messages = parse_json(messages_to_json(messages));
  return storable(
      {{"reasoning", reply.reasoning},
       {"tool_calls", std::move(calls)},
       {"vars", vars_to_json(asked.vars)},
       {"messages", asked_messages.value_or(Json::array())},
       {"case", asked.id},
       {"variant",
        {{"model", variant.model}, {"prompt", variant.prompt}, {"params", std::move(params)}}}});
}

Judgement MarkDesk::mark(const ScriptRequest& request, std::string_view text) {
  const std::size_t script = scripts_.find(request.source);
  about_["output"] = Storable(text).view();
  about_["config"] = request.config;
  std::string question = dump_json(request.vars.empty() ? about_ : with_vars(about_, request.vars));
  KeyBuilder builder(scripts_.all()[script].key);
  const Key key = builder.add(question).finish();
  Result<std::optional<ScriptReply>> reply = marks_.find(key);
  if (!reply) {
    error = reply.error();
    return Judgement::unable(std::string(kNotMarked));
  }
  if (!*reply) {
    missing.push_back({key, script, std::move(question)});
    return no_mark(kNotMarked);
  }
  const std::string& shown = scripts_.all()[script].shown;
  if (!**reply) return no_mark(fmt::format("{}: {}", shown, (*reply)->error()));
  Judgement judgement = judgement_of(request, ***reply);
  if (judgement.reason.empty() && !judgement.passed) judgement.reason = shown + " says no";
  return judgement;
}

Judgement MarkDesk::judgement_of(const ScriptRequest& request, const ScriptMark& mark) {
  for (const auto& metric : mark.metrics) {
    const auto same = std::find_if(metrics_.begin(), metrics_.end(),
                                   [&](const auto& known) { return known.first == metric.first; });
    if (same == metrics_.end())
      metrics_.push_back(metric);
    else if (same->second != metric.second)
      return no_mark(
          fmt::format("two scripts of one group measure '{}', and differ", metric.first));
  }
  bool passed = mark.pass.value_or(true);
  if (mark.score && (!mark.pass || request.at_least))
    passed = passed && *mark.score >= request.at_least.value_or(kScriptPasses);
  std::string reason = mark.reason;
  if (reason.empty() && !passed && mark.score)
    reason = fmt::format("a score of {}", format_number(*mark.score));
  return {Judgement::Kind::scored, mark.score.value_or(passed ? 1 : 0), passed, std::move(reason)};
}

ScriptMetrics MarkDesk::take_metrics() {
  return std::exchange(metrics_, {});
}

void MarkDesk::turn_to(std::size_t answer) {
  if (about_turn_) about_ = about_turn_(answer);
}

}  // namespace assay
