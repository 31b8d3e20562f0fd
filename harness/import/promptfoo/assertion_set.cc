// `assert-set`: several assertions that count as one.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "harness/import/promptfoo/fixed_verdict.h"
#include "harness/import/promptfoo/importer.h"

namespace assay {
namespace {

constexpr std::size_t kMostChoices = 12;  // of the members that are enough
constexpr std::size_t kMostMembers = 12;  // over which they are looked for

struct Member {
  Json line;
  double weight = 1;
};

Json all_of(const std::vector<Member>& members, std::uint32_t chosen) {
  Json all = Json::array();
  for (std::size_t i = 0; i < members.size(); ++i)
    if ((chosen >> i & 1U) != 0) all.push_back(members[i].line);
  return all.size() == 1 ? all.front() : Json{{"all", std::move(all)}};
}

// The sets of members whose share of the weight reaches the threshold, none with a member that it
// could do without; nothing where they are more than anybody would read.
std::vector<Json> choices_of(const std::vector<Member>& members, double threshold) {
  if (members.size() > kMostMembers) return {};
  double total = 0;
  for (const Member& member : members) total += member.weight;
  const auto reaches = [&](std::uint32_t chosen) {
    double sum = 0;
    for (std::size_t i = 0; i < members.size(); ++i)
      if ((chosen >> i & 1U) != 0) sum += members[i].weight;
    return sum >= threshold * total - 1e-9;
  };
  std::vector<Json> choices;
  for (std::uint32_t chosen = 1; chosen < (std::uint32_t{1} << members.size()); ++chosen) {
    if (!reaches(chosen)) continue;
    bool needs_all = true;
    for (std::size_t i = 0; i < members.size(); ++i)
      needs_all = needs_all && ((chosen >> i & 1U) == 0 || !reaches(chosen & ~(1U << i)));
    if (!needs_all) continue;
    choices.push_back(all_of(members, chosen));
    if (choices.size() > kMostChoices) return {};
  }
  return choices;
}

// Whether a type's score is more than right or wrong, so that a threshold over several weighs it.
bool has_score(const Json& assertion) {
  std::string type =
      assertion.is_object() && assertion.contains("type") && assertion["type"].is_string()
          ? assertion["type"].get<std::string>()
          : "";
  if (type.starts_with("not-")) type = type.substr(4);
  constexpr std::array<std::string_view, 6> kScores = {"rouge-n", "bleu",        "gleu",
                                                       "meteor",  "levenshtein", "tool-call-f1"};
  return std::find(kScores.begin(), kScores.end(), type) != kScores.end() ||
         type.starts_with("similar") || type == "assert-set";
}

ImportedAssertion refuse_set(std::string why) {
  return {{}, ImportOutcome::refused, std::move(why)};
}

// Whether a score of 0 is below its threshold.
bool reaches_nothing(const Json& set) {
  const auto threshold = set.find("threshold");
  return threshold != set.end() && threshold->is_number() && threshold->get<double>() > 0;
}

// What decides alike whatever is answered: told with `faithful`, and else refused.
ImportedAssertion fixed_set(const Json& set, Json line, std::string why, bool faithful) {
  if (!faithful) return refuse_set(std::move(why));
  for (const char* const beside : {"weight", "metric"})
    if (set.contains(beside)) line[beside] = set[beside];
  return {{std::move(line)}, ImportOutcome::native, std::move(why)};
}

}  // namespace

ImportedAssertion import_set(const Json& set, const std::vector<ImportedAssertion>& members,
                             bool faithful) {
  std::vector<Member> kept;
  ImportedAssertion made;
  bool scores = false;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const ImportedAssertion& member = members[i];
    if (member.outcome == ImportOutcome::refused)
      return refuse_set("one of its assertions has no counterpart: " + member.note);
    if (member.expectations.empty()) continue;
    if (member.outcome != ImportOutcome::ignored)
      made.outcome = std::max(made.outcome, member.outcome);
    if (made.note.empty()) made.note = member.note;
    scores = scores || member.outcome == ImportOutcome::script ||
             member.outcome == ImportOutcome::judge || has_score(set["assert"][i]);
    Member each{member.expectations.size() == 1 ? member.expectations.front()
                                                : Json{{"all", member.expectations}},
                1};
    if (each.line.is_object() && each.line.contains("weight")) {
      each.weight = each.line["weight"].get<double>();
      each.line.erase("weight");
    }
    if (each.line.is_object() && each.line.contains("metric")) {
      each.line.erase("metric");
      made.outcome = std::max(made.outcome, ImportOutcome::approximated);
      made.note = "a metric of one of its assertions counts nothing in a group";
    }
    // It is a metric alone, and passes whatever it says.
    if (each.weight > 0) kept.push_back(std::move(each));
  }
  if (kept.empty() && members.empty()) return refuse_set("it has no assertions");
  if (kept.empty() && reaches_nothing(set))
    return fixed_set(set, never_passes(), "none of its assertions counts, so its score is 0",
                     faithful);
  if (kept.empty())
    return fixed_set(set, always_passes(), "none of its assertions counts, so it passes always",
                     faithful);
  Json line = {{"all", Json::array()}};
  for (const Member& each : kept) line["all"].push_back(each.line);
  if (kept.size() == 1) line = Json(kept.front().line);
  if (const auto threshold = set.find("threshold");
      threshold != set.end() && threshold->is_number()) {
    if (threshold->get<double>() <= 0)
      return fixed_set(set, always_passes(), "its threshold is reached by every answer", faithful);
    if (threshold->get<double>() > 1)
      return fixed_set(set, never_passes(), "its threshold is reached by no answer", faithful);
    const std::vector<Json> choices = choices_of(kept, threshold->get<double>());
    if (choices.empty())
      return refuse_set(fmt::format(
          "the ways in which its {} assertions reach its threshold are more than a group can say",
          kept.size()));
    if (scores || choices.size() > 1 || choices.front() != line) {
      line = choices.size() == 1 ? choices.front() : Json{{"any", choices}};
      made.outcome = std::max(made.outcome, ImportOutcome::approximated);
      made.note = scores ? "what its members give counts as passed or failed, where promptfoo adds "
                           "up scores"
                         : "the same answers pass; its score is made otherwise";
    }
  }
  for (const char* const beside : {"weight", "metric"})
    if (set.contains(beside)) line[beside] = set[beside];
  made.expectations = {std::move(line)};
  return made;
}

}  // namespace assay
