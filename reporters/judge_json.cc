#include "reporters/judge_json.h"

#include <optional>

#include "reporters/json_members.h"

namespace assay {
namespace {

// What its labels say of a judge; null: nobody labelled an answer.
void write_gold(const std::optional<JudgeSummary::Gold>& gold, JsonWriter& json) {
  json.key("gold");
  if (!gold) return json.null();
  json.begin_object(Layout::lines);
  integer_member(json, "n", gold->count);
  estimated_member(json, "sensitivity", gold->sensitivity);
  estimated_member(json, "specificity", gold->specificity);
  estimated_member(json, "kappa", gold->kappa);
  json.end_object();
}

// Null: it was not asked for a stored verdict again.
void write_canaries(const std::optional<JudgeSummary::Canaries>& canaries, JsonWriter& json) {
  json.key("canaries");
  if (!canaries) return json.null();
  json.begin_object(Layout::line);
  integer_member(json, "asked", canaries->asked);
  integer_member(json, "flips", canaries->flips);
  integer_member(json, "alarm_at", canaries->alarm_at);
  boolean_member(json, "alarm", canaries->is_alarm());
  json.end_object();
}

// What the order of two answers did to a judge; null: it compared none.
void write_pairs(const std::optional<JudgeSummary::Pairs>& pairs, JsonWriter& json) {
  json.key("pairs");
  if (!pairs) return json.null();
  json.begin_object(Layout::lines);
  integer_member(json, "n", pairs->count);
  integer_member(json, "disagreed", pairs->disagreed);
  integer_member(json, "first_favoured", pairs->first);
  integer_member(json, "last_favoured", pairs->last);
  number_member(json, "p", pairs->p);
  json.end_object();
}

// Null: no schema was sent.
void write_schema(const std::optional<JudgeSummary::Schema>& schema, JsonWriter& json) {
  json.key("schema");
  if (!schema) return json.null();
  json.begin_object(Layout::line);
  integer_member(json, "replies", schema->replies);
  integer_member(json, "otherwise", schema->otherwise);
  json.end_object();
}

}  // namespace

void write_judge(const JudgeSummary& judge, JsonWriter& json) {
  json.begin_object(Layout::lines);
  text_member(json, "name", judge.name);
  text_member(json, "model", judge.model_id);
  text_member(json, "provider", judge.provider);
  texts_member(json, "model_returned", judge.model_returned, Layout::line);
  texts_member(json, "dropped", judge.dropped, Layout::line);
  integer_member(json, "calls", judge.calls);
  integer_member(json, "cached", judge.cached);
  integer_member(json, "errors", judge.errors);
  boolean_member(json, "embeds", judge.embeds);
  boolean_member(json, "plays_user", judge.plays_user);
  write_gold(judge.gold, json);
  write_canaries(judge.canaries, json);
  write_pairs(judge.pairs, json);
  write_schema(judge.schema, json);
  cost_members(judge.cost, judge.reply_costs, judge.spent, json);
  json.end_object();
}

}  // namespace assay
