// `assert-set`: several assertions that count as one.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/import/promptfoo/importer.h"

namespace assay {
namespace {

constexpr std::size_t kMostChoices = 12;  // of the members that are enough

// Of `lines` all ways to choose `wanted`; nothing where they are more than anybody would read.
std::vector<Json> choices_of(const std::vector<Json>& lines, std::size_t wanted) {
  std::vector<bool> taken(lines.size(), false);
  std::fill(taken.begin(), taken.begin() + static_cast<std::ptrdiff_t>(wanted), true);
  std::vector<Json> choices;
  do {
    Json all = Json::array();
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (taken[i]) all.push_back(lines[i]);
    choices.push_back(all.size() == 1 ? all.front() : Json{{"all", std::move(all)}});
    if (choices.size() > kMostChoices) return {};
  } while (std::prev_permutation(taken.begin(), taken.end()));
  return choices;
}

// The smallest number of equal members whose share reaches the threshold.
std::size_t enough_of(std::size_t count, double threshold) {
  const double wanted = std::ceil(threshold * static_cast<double>(count) - 1e-9);
  return static_cast<std::size_t>(std::clamp(wanted, 0.0, static_cast<double>(count)));
}

ImportedAssertion refuse_set(std::string why) {
  return {{}, ImportOutcome::refused, std::move(why)};
}

}  // namespace

ImportedAssertion import_set(const Json& set, const std::vector<ImportedAssertion>& members) {
  std::vector<Json> lines;
  ImportedAssertion made;
  bool are_equal = true;
  for (const ImportedAssertion& member : members) {
    if (member.outcome == ImportOutcome::refused)
      return refuse_set("one of its assertions has no counterpart: " + member.note);
    if (member.outcome == ImportOutcome::ignored) continue;
    made.outcome = std::max(made.outcome, member.outcome);
    if (made.note.empty()) made.note = member.note;
    Json line = member.expectations.size() == 1 ? member.expectations.front()
                                                : Json{{"all", member.expectations}};
    are_equal = are_equal && !line.contains("weight");
    if (line.is_object() && line.contains("metric")) {
      line.erase("metric");
      made.outcome = std::max(made.outcome, ImportOutcome::approximated);
      made.note = "a metric of one of its assertions counts nothing in a group";
    }
    lines.push_back(std::move(line));
  }
  if (lines.empty()) return refuse_set("it has no assertions");
  Json line = {{"all", lines}};
  if (const auto threshold = set.find("threshold");
      threshold != set.end() && threshold->is_number()) {
    const std::size_t enough = enough_of(lines.size(), threshold->get<double>());
    if (!are_equal)
      return refuse_set(
          "its threshold is over assertions of different weights; a group passes when all pass, or "
          "any");
    if (enough == 0) return refuse_set("its threshold is reached by every answer");
    const std::vector<Json> choices = choices_of(lines, enough);
    if (choices.empty())
      return refuse_set(fmt::format("{} of its {} assertions are enough, which a group cannot say",
                                    enough, lines.size()));
    line = choices.size() == 1 ? choices.front() : Json{{"any", choices}};
    if (enough < lines.size()) {
      made.outcome = std::max(made.outcome, ImportOutcome::approximated);
      made.note =
          fmt::format("{} of its {} assertions have to pass, of which its score is made otherwise",
                      enough, lines.size());
    }
  }
  for (const char* const beside : {"weight", "metric"})
    if (set.contains(beside)) line[beside] = set[beside];
  made.expectations = {std::move(line)};
  return made;
}

}  // namespace assay
