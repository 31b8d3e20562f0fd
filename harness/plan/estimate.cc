#include "harness/plan/estimate.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>

#include "harness/base/json.h"
#include "harness/provider/dialect.h"
#include "harness/suite/tool_server.h"
#include "harness/suite/turns.h"

namespace assay {
namespace {

// Of all selected cases under one prompt, rendered or extrapolated.
struct PromptTokens {
  double total = 0;  // input of all requests, but for answers
  double requests = 0;
  double answers = 0;  // that are sent back, as often as they are
  bool sampled = false;
};

std::int64_t to_count(double tokens) {
  constexpr double kMost = 9e18;
  return static_cast<std::int64_t>(std::min(tokens, kMost));
}

double tokens_of(const Messages& messages) {
  return static_cast<double>(estimate_tokens(messages));
}

// Of the longest result of the case's tools.
Result<double> result_tokens(const Case& asked) {
  double most = 0;
  Result<void> all;
  asked.tools->each([&](const ToolResult& row) {
    if (!all) return;
    const Result<Message> message = render_result(row.result, row.is_error, asked);
    if (message) most = std::max(most, tokens_of({*message}));
    if (!message) all = tl::unexpected(message.error());
  });
  ASSAY_CHECK(all);
  return most;
}

// As if the user always said as much as it may. `count_request` counts one more.
template <class Count>
void count_simulated(const Case& asked, double& said, const Count& count_request) {
  const double line = static_cast<double>(kMostUserLineBytes) / 4;
  for (int request = 1; request < asked.simulate->max_turns; ++request) {
    said += line;
    count_request();
  }
}

// How often an answer may stand in what is said in the turn: as often as it has tags, for within a
// section any of them may be one.
double quotations(const Case& asked, const Vars& vars, const Turn& turn) {
  const bool quotes = vars.size() > asked.vars.size() &&
                      (turn.user.has_sections() ||
                       std::any_of(turn.user.variables().begin(), turn.user.variables().end(),
                                   [&](const std::string& name) {
                                     return find_variable(asked.vars, name) == nullptr;
                                   }));
  return quotes ? static_cast<double>(count_tags(turn.user)) : 0;
}

// The turns behind the first, whose request `said` holds; of `answers` each may be as long as any.
template <class Count>
Result<void> count_turns(const Case& asked, double system, double& said, double& answers,
                         const Count& count_request) {
  const Vars vars = vars_of_turns(asked);
  const std::vector<TurnsOfRequest> requests = turns_by_request(asked);
  for (std::size_t i = 1; i < requests.size(); ++i) {
    // With tools it is not known behind which turn their results are: as if behind all.
    if (asked.forgets && asked.tools == nullptr && asked.turns[requests[i].begin].tool.empty()) {
      said = system;
      answers = 0;
    }
    for (std::size_t turn = requests[i].begin; turn < requests[i].end; ++turn) {
      ASSAY_TRY(const Message message, render_turn(asked, turn, vars));
      said += tokens_of({message});
      answers += quotations(asked, vars, asked.turns[turn]);
    }
    count_request();
  }
  return {};
}

// Tools are taken to answer as often as they may, before the second turn, and each time a call
// with their longest result.
Result<void> count_case(const Case& asked, const Messages& first, PromptTokens& counted) {
  double said = tokens_of(first);
  Messages system;
  std::copy_if(first.begin(), first.end(), std::back_inserter(system),
               [](const Message& each) { return each.role == Role::system; });
  double answers = 0;
  const auto count_request = [&] {
    counted.total += said;
    counted.requests += 1;
    counted.answers += answers++;
  };
  if (asked.simulate != nullptr && !asked.simulate->first)
    said += static_cast<double>(kMostUserLineBytes) / 4;
  count_request();
  if (asked.tools != nullptr) {
    ASSAY_TRY(const double result, result_tokens(asked));
    for (int round = 0; round < asked.tools->max_rounds; ++round) {
      said += result;
      count_request();
    }
  }
  if (asked.simulate != nullptr) count_simulated(asked, said, count_request);
  return count_turns(asked, tokens_of(system), said, answers, count_request);
}

// A sample takes every k-th case, so that all data sets of a suite are in it.
Result<PromptTokens> count_prompt(const Plan& plan, std::size_t prompt, std::size_t max_cases) {
  PromptTokens counted;
  const std::size_t cases = plan.cases.size();
  const std::size_t taken = std::min(cases, std::max<std::size_t>(max_cases, 1));
  for (std::size_t i = 0; i < taken; ++i) {
    const Case& asked = plan.suite->cases[plan.cases[i * cases / taken]];
    ASSAY_TRY(const Messages messages, render_messages(*plan.suite, prompt, asked));
    ASSAY_CHECK(count_case(asked, messages, counted));
  }
  if (taken < cases) {
    const double scale = static_cast<double>(cases) / static_cast<double>(taken);
    for (double* sum : {&counted.total, &counted.requests, &counted.answers}) *sum *= scale;
    counted.sampled = true;
  }
  return counted;
}

// Read off the request as it would be sent: by a provider whose address may not be
// known before the run.
Result<ReplyBound> bound_of(const Plan& plan, const Variant& variant) {
  const Model& model = plan.suite->models[variant.model];
  Provider provider = plan.suite->providers[model.provider];
  if (provider.base_url.empty()) provider.base_url = "http://127.0.0.1";
  ASSAY_TRY(PreparedRequest request, provider.dialect->prepare(provider, model.id, variant.params));
  return std::move(request.bound);
}

// Definitions of tools are sent, and billed, with every request.
std::int64_t tool_tokens(const Variant& variant) {
  const auto found = variant.params.find("tools");
  return found == variant.params.end() ? 0 : estimate_tokens(dump_json(found->second));
}

std::int64_t saturating_multiply(std::int64_t a, std::uint64_t b) {
  return to_count(static_cast<double>(a) * static_cast<double>(b));
}

std::optional<Money> saturating_add(std::optional<Money> a, std::optional<Money> b) {
  if (!a || !b) return std::nullopt;
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (a->picos > kMost - b->picos) return Money{kMost};
  return *a + *b;
}

Result<VariantEstimate> estimate_variant(const Plan& plan, const Variant& variant,
                                         const PromptTokens& prompt) {
  VariantEstimate made;
  ASSAY_TRY(made.bound, bound_of(plan, variant));
  const auto repeats = static_cast<std::uint64_t>(plan.repeats);
  made.cells = static_cast<std::uint64_t>(plan.cases.size()) * repeats;
  made.requests =
      static_cast<std::uint64_t>(std::llround(prompt.requests * static_cast<double>(repeats)));
  made.answers_sent_back = prompt.answers * static_cast<double>(repeats);
  made.input_tokens =
      to_count(prompt.total * static_cast<double>(repeats) +
               made.answers_sent_back * static_cast<double>(made.bound.output()) +
               static_cast<double>(tool_tokens(variant)) * static_cast<double>(made.requests));
  if (made.bound.max_tokens) {
    made.output_tokens = saturating_multiply(made.bound.output(), made.requests);
    const std::optional<Price>& price = plan.suite->models[variant.model].price;
    const std::int64_t input =
        saturating_multiply(made.input_tokens, static_cast<std::uint64_t>(made.bound.replies));
    if (price)
      made.cost = cost_of_requests(*price, made.bound.tier.value_or(""), made.cells, input,
                                   *made.output_tokens);
  }
  return made;
}

}  // namespace

Result<Estimate> estimate(const Plan& plan, std::size_t max_cases) {
  Estimate sum;
  sum.output_tokens = 0;
  sum.cost = Money{};
  std::map<std::size_t, PromptTokens> prompts;
  for (const Variant& variant : plan.variants) {
    if (!prompts.contains(variant.prompt)) {
      ASSAY_TRY(prompts[variant.prompt], count_prompt(plan, variant.prompt, max_cases));
    }
    const PromptTokens& prompt = prompts[variant.prompt];
    ASSAY_TRY(const VariantEstimate made, estimate_variant(plan, variant, prompt));
    sum.cells += made.cells;
    sum.input_tokens =
        to_count(static_cast<double>(sum.input_tokens) + static_cast<double>(made.input_tokens));
    if (!made.output_tokens) sum.output_tokens.reset();
    if (sum.output_tokens) {
      sum.output_tokens = to_count(static_cast<double>(*sum.output_tokens) +
                                   static_cast<double>(*made.output_tokens));
    }
    sum.cost = saturating_add(sum.cost, made.cost);
    sum.sampled = sum.sampled || prompt.sampled;
    sum.variants.push_back(made);
  }
  return sum;
}

}  // namespace assay
