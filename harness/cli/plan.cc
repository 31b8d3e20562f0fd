// assay plan: what a run would do and cost, without asking any model.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <numeric>

#include "harness/base/count_text.h"
#include "harness/base/money.h"
#include "harness/base/text.h"
#include "harness/cli/estimate/count_tokens.h"
#include "harness/cli/estimate/plan_cost.h"
#include "harness/cli/estimate/plan_power.h"
#include "harness/cli/options/commands.h"
#include "harness/cli/selection/selection.h"
#include "harness/cli/terminal/table_text.h"
#include "harness/cli/terminal/terminal.h"
#include "harness/plan/dialogue.h"
#include "harness/plan/estimate.h"
#include "harness/report/corrected_rate.h"
#include "harness/report/rates.h"
#include "harness/run/runner.h"
#include "harness/score/human.h"
#include "harness/stats/label_plan.h"
#include "reporters/text_table.h"
#include "reporters/words/display.h"

namespace assay {
namespace {

std::size_t table_width() {
  return static_cast<std::size_t>(std::max(60, terminal_columns(STDOUT_FILENO)));
}

Json tokens_json(const std::optional<std::int64_t>& count) {
  return count ? Json(*count) : Json();
}

Json usd_json(const std::optional<Money>& cost) {
  return cost ? Json(to_usd_double(*cost)) : Json();
}

Json to_json(const VariantCost& row) {
  return {{"requests", row.requests},
          {"input_tokens", row.input_tokens},
          {"output_tokens", row.output_tokens},
          {"output_basis", std::string(to_string(row.basis))},
          {"cost_usd", usd_json(row.cost)},
          {"output_tokens_at_most", tokens_json(row.output_at_most)},
          {"cost_usd_at_most", usd_json(row.cost_at_most)}};
}

// A judge as people find useful ones, of answers most of which are right.
constexpr double kAssumedRate = 0.9;
constexpr double kAssumedSensitivity = 0.95;
constexpr double kAssumedSpecificity = 0.8;

std::optional<LabelPlan> labels_for(const Selection& selection, LabelSampling sampling) {
  const auto judge = expected_judge(kAssumedRate, kAssumedSensitivity, kAssumedSpecificity);
  const auto cells =
      static_cast<std::int64_t>(selection.plan.cases.size()) * selection.plan.repeats;
  return labels_needed(*judge, cells, kLabelsHalfWidth, kConfidence, sampling);
}

// What people will be asked at most: equal answers are labelled once.
std::int64_t people_labels(const Selection& selection) {
  std::int64_t questions = 0;
  for (const std::size_t index : selection.plan.cases)
    for (const Expectations* list : expectations_of(selection.suite->cases[index]))
      questions += people_questions(*list);
  return questions * static_cast<std::int64_t>(selection.plan.variants.size()) *
         selection.plan.repeats;
}

Json to_json(const Selection& selection, const Estimate& estimate, const PlanCost& cost) {
  Json json = to_json(cost.total);
  json["suite"] = selection.suite->name;
  json["cells"] = estimate.cells;
  json["stored"] = cost.stored;
  json["sampled"] = estimate.sampled;
  json["input_basis"] = cost.is_input_counted ? "counted" : "estimated";
  json["known_cost_usd"] = to_usd_double(cost.known_cost);
  json["models_without_price"] = cost.unpriced;
  json["variants"] = Json::array();
  for (std::size_t i = 0; i < cost.variants.size(); ++i) {
    Json row = to_json(cost.variants[i]);
    row["id"] = selection.plan.variants[i].id;
    row["cells"] = estimate.variants[i].cells;
    json["variants"].push_back(std::move(row));
  }
  if (selection.judges.take_labels()) {
    const auto by_verdict = labels_for(selection, LabelSampling::by_verdict);
    json["labels_needed"] = by_verdict ? Json(by_verdict->labels()) : Json();
  }
  json["people_labels_at_most"] = people_labels(selection);
  json["judges"] = Json::array();
  for (std::size_t i = 0; i < cost.judges.size(); ++i) {
    Json row = to_json(cost.judges[i]);
    row["name"] = selection.suite->judges[i].name;
    row["canaries"] = cost.canaries[i];
    json["judges"].push_back(std::move(row));
  }
  return json;
}

std::string count_text(const std::optional<std::int64_t>& count) {
  return count ? with_separators(static_cast<std::uint64_t>(*count)) : std::string(kAbsent);
}

std::string cost_text(const std::optional<Money>& cost) {
  return cost ? usd_text(*cost) : std::string(kAbsent);
}

void print_table(const Selection& selection, const PlanCost& cost) {
  std::vector<TableColumn> columns = {{.title = "variant", .align = Align::left},
                                      {.title = "requests"},
                                      {.title = "input tokens"},
                                      {.title = "output tokens"},
                                      {.title = "which are", .align = Align::left},
                                      {.title = "cost"},
                                      {.title = "cost, max"}};
  std::vector<std::vector<std::string>> rows;
  const auto add = [&](const std::string& name, const VariantCost& row, std::string_view basis) {
    rows.push_back({terminal_safe(name), with_separators(row.requests),
                    count_text(row.input_tokens), count_text(row.output_tokens), std::string(basis),
                    cost_text(row.cost), cost_text(row.cost_at_most)});
  };
  for (std::size_t i = 0; i < cost.variants.size(); ++i) {
    add(selection.plan.variants[i].id, cost.variants[i], to_string(cost.variants[i].basis));
  }
  for (std::size_t i = 0; i < cost.judges.size(); ++i) {
    if (cost.judges[i].requests == 0) continue;
    const JudgeModel& judge = selection.suite->judges[i];
    const char* const kind = judge.plays_user ? "" : judge.embeds ? "embedder " : "judge ";
    add(kind + judge.name, cost.judges[i], to_string(cost.judges[i].basis));
  }
  add("total", cost.total, "");
  std::cout << text_table(columns, rows, table_width());
}

// What the columns mean, and no more than the table has.
std::string explanation(const Estimate& estimate, const PlanCost& cost) {
  const auto has = [&](OutputBasis basis) {
    return std::any_of(cost.variants.begin(), cost.variants.end(),
                       [&](const VariantCost& row) { return row.basis == basis; });
  };
  std::string text = cost.is_input_counted ? "Input tokens are counted by the providers"
                                           : "Input tokens are estimated from the text";
  if (!cost.is_input_counted && estimate.sampled) text += " of a sample of the cases";
  text += "; output tokens are";
  std::vector<std::string> kinds;
  if (has(OutputBasis::measured)) {
    kinds.emplace_back(" measured: the mean of the same variant's replies in an earlier run");
  }
  if (has(OutputBasis::model)) {
    kinds.emplace_back(" model: the mean of the same model's replies in an earlier run");
  }
  if (has(OutputBasis::max_tokens)) {
    kinds.emplace_back(" max_tokens: as if every reply were as long as it may be");
  }
  if (has(OutputBasis::assumed)) {
    kinds.push_back(fmt::format(" assumed: {} a reply, as nothing bounds them (set max_tokens)",
                                with_separators(kAssumedOutputTokens)));
  }
  return text + join(kinds, ";") + ".";
}

// How many answers people should mark.
std::string labels_text(const Selection& selection) {
  if (!selection.judges.take_labels()) return "";
  const std::string judge = fmt::format(
      "a pass rate of {:.0f} % under a judge of sensitivity {:.0f} % and specificity {:.0f} %",
      100 * kAssumedRate, 100 * kAssumedSensitivity, 100 * kAssumedSpecificity);
  const auto by_verdict = labels_for(selection, LabelSampling::by_verdict);
  const auto random = labels_for(selection, LabelSampling::random);
  if (!by_verdict)
    return fmt::format("To correct {} to \u00b1{:.0f} points takes more cases than these.", judge,
                       100 * kLabelsHalfWidth);
  return fmt::format(
      "To correct {} to \u00b1{:.0f} points takes about {} labels of a variant picked by "
      "verdict, {} of what the judge passes and {} of what it fails{}: see assay label.",
      judge, 100 * kLabelsHalfWidth, by_verdict->labels(), by_verdict->judged_pass,
      by_verdict->judged_fail,
      random ? fmt::format(", or {} at random", random->labels()) : std::string());
}

// What is asked for past the cache, to see whether judges still say it.
std::string canaries_text(const Selection& selection, const PlanCost& cost) {
  std::vector<std::string> judges;
  for (std::size_t i = 0; i < cost.canaries.size(); ++i)
    if (cost.canaries[i] > 0)
      judges.push_back(fmt::format("{} of judge {}", with_separators(cost.canaries[i]),
                                   terminal_safe(selection.suite->judges[i].name)));
  if (judges.empty()) return "";
  return fmt::format(
      "Among the requests are canaries, stored verdicts that are asked for again before others "
      "count: {}.",
      join(judges, ", "));
}

std::string people_text(const Selection& selection) {
  const std::int64_t labels = people_labels(selection);
  if (labels == 0) return "";
  std::vector<std::string> files;
  for (const LabelFile& file : selection.suite->label_files)
    files.push_back(
        fmt::format("{} has {}", terminal_safe(file.shown),
                    counted(std::ssize(selection.labels.at(file.name).lines()), "line")));
  return fmt::format(
      "People are asked for {}{} at most, since equal answers are labelled once ({}): see assay "
      "label.",
      with_separators(static_cast<std::uint64_t>(labels)), labels == 1 ? " label" : " labels",
      join(files, ", "));
}

void print(const Selection& selection, const Estimate& estimate, const PlanCost& cost) {
  const Plan& plan = selection.plan;
  const bool has_rounds = std::any_of(plan.cases.begin(), plan.cases.end(), [&](std::size_t i) {
    return plan.suite->cases[i].tools != nullptr;
  });
  std::cout << fmt::format("{}: {} variants x {} cases x {} repeats = {} cells, {}{} requests",
                           selection.suite->name, plan.variants.size(),
                           with_separators(plan.cases.size()), plan.repeats,
                           with_separators(estimate.cells), has_rounds ? "up to " : "",
                           with_separators(cost.total.requests));
  if (cost.stored > 0) {
    std::cout << " (" << with_separators(cost.stored) << " replies are stored already)";
  }
  std::cout << "\n\n";
  print_table(selection, cost);
  std::cout << '\n' << wrapped(explanation(estimate, cost), 0, table_width());
  if (const std::string canaries = canaries_text(selection, cost); !canaries.empty())
    std::cout << wrapped(canaries, 0, table_width());
  if (const std::string labels = labels_text(selection); !labels.empty())
    std::cout << wrapped(labels, 0, table_width());
  if (const std::string people = people_text(selection); !people.empty())
    std::cout << wrapped(people, 0, table_width());
  if (cost.unpriced.empty()) return;
  std::string without =
      "No price is known for " + join(cost.unpriced, ", ") + ", so the sum is not either";
  if (cost.known_cost.picos > 0) without += "; the others come to " + usd_text(cost.known_cost);
  without += ". A model's price: {input: USD, output: USD} (per 1M tokens) gives it.";
  std::cout << wrapped(without, 0, table_width());
}

}  // namespace

Result<ExitCode> plan_command(const Options& options) {
  ASSAY_CHECK(read_env_files(options.env_files));
  ASSAY_TRY(const Selection selection, select_cells(options.operands[0], options));
  if (is_empty(selection, options.operands[0])) {
    if (options.json) std::cout << dump_json(to_json(selection, {}, {}), 2) << '\n';
    return ExitCode::no_cells;
  }
  ASSAY_TRY(const Estimate estimated, estimate(selection.plan));
  ASSAY_TRY(const std::optional<PowerPlan> power, plan_power(selection, estimated, options));
  std::vector<std::int64_t> counted;
  if (options.count_tokens) {
    if (longest_dialogue(selection.plan) > 1)
      return usage_error(
          "--count-tokens: what later turns of dialogues send holds answers that are not there "
          "yet, so nobody can count it; plan without the flag, which estimates it");
    ASSAY_TRY(counted, count_tokens(selection.plan, options.ca_file));
  }
  ASSAY_TRY(const PlanCost cost, plan_cost(selection, estimated, counted, options));
  if (!cost.store_note.empty()) std::cerr << terminal_safe(cost.store_note) << '\n';
  if (options.json) {
    Json json = to_json(selection, estimated, cost);
    if (options.count_tokens) {
      json["input_tokens_counted"] =
          std::accumulate(counted.begin(), counted.end(), std::int64_t{0});
    }
    if (power) json["power"] = power_to_json(*power);
    std::cout << dump_json(json, 2) << '\n';
  } else {
    print(selection, estimated, cost);
    if (power) print_power(*power, std::cout);
  }
  return ExitCode::ok;
}

}  // namespace assay
