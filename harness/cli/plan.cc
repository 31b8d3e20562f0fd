// assay plan: what a run would do and cost, without asking any model.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "harness/base/text.h"
#include "harness/cli/commands.h"
#include "harness/cli/endpoints.h"
#include "harness/cli/plan_power.h"
#include "harness/cli/selection.h"
#include "harness/cli/table_text.h"
#include "harness/plan/estimate.h"
#include "harness/run/curl_transport.h"

namespace assay {
namespace {

template <class T>
std::string or_dash(const std::optional<T>& number) {
  return number ? with_separators(static_cast<std::uint64_t>(*number)) : "—";
}

std::string dollars(const std::optional<Money>& cost) { return cost ? "$" + to_usd(*cost) : "—"; }

Json to_json(const Selection& selection, const Estimate& estimate) {
  const auto token_json = [](const std::optional<std::int64_t>& count) {
    return count ? Json(*count) : Json();
  };
  const auto cost_json = [](const std::optional<Money>& cost) {
    return cost ? Json(to_usd_double(*cost)) : Json();
  };
  Json variants = Json::array();
  for (std::size_t i = 0; i < estimate.variants.size(); ++i) {
    const VariantEstimate& row = estimate.variants[i];
    variants.push_back({{"id", selection.plan.variants[i].id},
                        {"cells", row.cells},
                        {"input_tokens", row.input_tokens},
                        {"output_tokens_at_most", token_json(row.output_tokens)},
                        {"cost_usd_at_most", cost_json(row.cost)}});
  }
  return {{"suite", selection.suite->name},
          {"cells", estimate.cells},
          {"requests", estimate.cells},
          {"input_tokens", estimate.input_tokens},
          {"output_tokens_at_most", token_json(estimate.output_tokens)},
          {"cost_usd_at_most", cost_json(estimate.cost)},
          {"sampled", estimate.sampled},
          {"variants", variants}};
}

void print(const Selection& selection, const Estimate& estimate) {
  const Plan& plan = selection.plan;
  std::cout << fmt::format(
      "{}: {} variants x {} cases x {} repeats = {} cells, {} requests\n\n", selection.suite->name,
      plan.variants.size(), with_separators(plan.cases.size()), plan.repeats,
      with_separators(estimate.cells), with_separators(estimate.cells));
  std::size_t width = 7;
  for (const Variant& variant : plan.variants) width = std::max(width, display_width(variant.id));
  const auto row = [&](const std::string& id, const std::string& cells, const std::string& input,
                       const std::string& output, const std::string& cost) {
    std::cout << left(terminal_safe(id), width) << right(cells, 12) << right(input, 16) << right(output, 16) << right(cost, 16)
              << '\n';
  };
  row("variant", "cells", "input tokens", "output, max", "cost, max");
  for (std::size_t i = 0; i < plan.variants.size(); ++i) {
    const VariantEstimate& v = estimate.variants[i];
    row(plan.variants[i].id, with_separators(v.cells),
        with_separators(static_cast<std::uint64_t>(v.input_tokens)), or_dash(v.output_tokens),
        dollars(v.cost));
  }
  row("total", with_separators(estimate.cells),
      with_separators(static_cast<std::uint64_t>(estimate.input_tokens)),
      or_dash(estimate.output_tokens), dollars(estimate.cost));
  std::cout << "\nInput tokens are estimated from the text"
            << (estimate.sampled ? " of a sample of the cases" : "")
            << "; output and cost are upper bounds from max_tokens and price (—: one of them is "
               "not set).\n";
}

// Asks each used provider that counts tokens for the input of every distinct
// question of the plan's first repeat.
Result<std::uint64_t> count_tokens(const Selection& selection, const Options& options) {
  const Plan& plan = selection.plan;
  const Suite& suite = *selection.suite;
  std::vector<std::size_t> models;
  for (const Variant& variant : plan.variants) models.push_back(variant.model);
  ASSAY_TRY(const Endpoints endpoints,
            open_endpoints(suite, providers_in_use(suite, models), Keys::read));
  std::uint64_t total = 0;
  CurlOptions curl;
  curl.ca_file = options.ca_file;
  for (const Variant& variant : plan.variants) {
    const Model& model = suite.models[variant.model];
    const Provider& provider = endpoints.providers[model.provider];
    const Dialect& dialect = *provider.dialect;
    if (dialect.count_tokens_path.empty()) {
      return usage_error("--count-tokens: provider '" + provider.name + "' (dialect " +
                         std::string(dialect.name) + ") has no endpoint that counts tokens; "
                         "providers of dialect anthropic_messages have one");
    }
    for (const std::size_t i : plan.cases) {
      ASSAY_TRY(const Messages messages, render_messages(suite, variant.prompt, suite.cases[i]));
      ASSAY_TRY(const HttpResponse response,
                fetch(dialect.count_tokens(provider, model.id, messages), provider.timeouts, curl));
      if (response.status / 100 != 2) {
        return infrastructure_error(
            "count_tokens at " + provider.name + ": HTTP " + std::to_string(response.status) +
            ": " + terminal_safe(excerpt(response.body, 200)));
      }
      ASSAY_TRY(const std::int64_t count, dialect.decode_token_count(response.body));
      total += static_cast<std::uint64_t>(count) * static_cast<std::uint64_t>(plan.repeats);
    }
  }
  return total;
}

}  // namespace

Result<ExitCode> plan_command(const Options& options) {
  ASSAY_CHECK(read_env_files(options.env_files));
  ASSAY_TRY(const Selection selection, select_cells(options.operands[0], options));
  if (is_empty(selection, options.operands[0])) {
    if (options.json) std::cout << dump_json(to_json(selection, {}), 2) << '\n';
    return ExitCode::no_cells;
  }
  ASSAY_TRY(Estimate estimated, estimate(selection.plan));
  ASSAY_TRY(const std::optional<PowerPlan> power, plan_power(selection, estimated, options));
  std::optional<std::uint64_t> counted;
  if (options.count_tokens) {
    ASSAY_TRY(counted, count_tokens(selection, options));
  }
  if (options.json) {
    Json json = to_json(selection, estimated);
    if (counted) json["input_tokens_counted"] = *counted;
    if (power) json["power"] = power_to_json(*power);
    std::cout << dump_json(json, 2) << '\n';
  } else {
    print(selection, estimated);
    if (counted) {
      std::cout << "Input tokens counted by the providers: " << with_separators(*counted) << ".\n";
    }
    if (power) print_power(*power, std::cout);
  }
  return ExitCode::ok;
}

}  // namespace assay
