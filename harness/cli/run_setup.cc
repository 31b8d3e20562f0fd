#include "harness/cli/run_setup.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <ostream>
#include <utility>

#include "harness/base/duration.h"
#include "harness/plan/estimate.h"
#include "harness/run/curl_transport.h"

namespace assay {
namespace {

// What the program has open besides requests: the Store and its log, event loop,
// reports, and curl's own wake-up pipes.
constexpr rlim_t kOtherDescriptors = 64;

// A cap means nothing where a model's price is unknown.
Result<void> check_prices(const Selection& selection, const RunnerSetup& setup) {
  if (!setup.max_cost) return {};
  for (const Variant& variant : selection.plan.variants) {
    const Model& model = selection.suite->models[variant.model];
    if (model.price) continue;
    return usage_error(selection.suite->path.string() + ": there is a cost cap, but model '" +
                       model.name + "' has no price; add price: {input: USD, output: USD} (per 1M "
                       "tokens) or drop the cap");
  }
  return {};
}

// The soft limit on descriptors, raised as far as the hard one lets it.
rlim_t raise_descriptor_limit(rlim_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  return limit.rlim_cur;
}

int in_flight_at_most(const RunnerSetup& setup) {
  int most = 0;
  for (const Lane& lane : setup.lanes) most += lane.limits.concurrency;
  return most;
}

}  // namespace

Result<RunnerSetup> runner_setup(const Selection& selection, const Endpoints& endpoints,
                                 const Options& options) {
  const Suite& suite = *selection.suite;
  RunnerSetup setup;
  for (const Provider& provider : endpoints.providers) {
    Lane lane{provider.name, provider.limits, provider.timeouts, {}};
    if (suite.limits.concurrency) lane.limits.concurrency = *suite.limits.concurrency;
    if (options.concurrency) lane.limits.concurrency = *options.concurrency;
    if (suite.limits.timeout) lane.timeouts.total = *suite.limits.timeout;
    setup.lanes.push_back(std::move(lane));
  }
  for (const Variant& variant : selection.plan.variants) {
    const Model& model = suite.models[variant.model];
    const Provider& provider = endpoints.providers[model.provider];
    ASSAY_TRY(PreparedRequest request,
              provider.dialect->prepare(provider, model.id, variant.params));
    JobVariant asked;
    asked.request = std::move(request);
    asked.lane = model.provider;
    asked.price = model.price;
    asked.prompt = static_cast<std::uint32_t>(variant.prompt);
    if (const auto found = variant.params.find("max_tokens"); found != variant.params.end()) {
      asked.max_tokens = found->second.get<std::int64_t>();
    }
    setup.variants.push_back(std::move(asked));
  }
  setup.max_cost = suite.limits.max_cost;
  if (!options.max_cost.empty()) {
    setup.max_cost = parse_usd(options.max_cost);
    if (!setup.max_cost) return usage_error("--max-cost " + options.max_cost + ": not an amount in USD");
  }
  if (suite.limits.max_duration) setup.max_duration = *suite.limits.max_duration;
  if (!options.max_duration.empty()) {
    const Result<milliseconds> duration = parse_duration(options.max_duration);
    if (!duration) return usage_error("--max-duration " + duration.error().message);
    setup.max_duration = *duration;
  }
  setup.seed = selection.plan.seed;
  setup.planned = selection.plan.cell_count();
  ASSAY_CHECK(check_prices(selection, setup));
  return setup;
}

std::string caution(const RunnerSetup& setup) {
  if (!setup.max_cost) return {};
  const auto unbounded = std::count_if(
      setup.variants.begin(), setup.variants.end(),
      [](const JobVariant& variant) { return !variant.max_tokens.has_value(); });
  if (unbounded == 0) return {};
  return fmt::format(
      "{} of {} variants set no max_tokens: their replies are taken to have at most {} tokens, and "
      "longer ones may pass the cost cap",
      unbounded, setup.variants.size(), kAssumedOutputTokens);
}

Result<void> expect_costs(const Selection& selection, const Missing& missing, RunnerSetup& setup) {
  if (!setup.max_cost || setup.lanes.size() < 2) return {};
  ASSAY_TRY(const Estimate whole, estimate(selection.plan));
  for (std::size_t i = 0; i < setup.variants.size(); ++i) {
    const VariantEstimate& variant = whole.variants[i];
    if (variant.cells == 0) continue;
    const auto cells = static_cast<std::int64_t>(variant.cells);
    const std::int64_t output = setup.variants[i].max_tokens.value_or(kAssumedOutputTokens);
    const Money of_cell =
        worst_cost(*setup.variants[i].price, variant.input_tokens / cells, output);
    Money& sum = setup.lanes[setup.variants[i].lane].expected;
    sum = add_saturating(sum, multiply(of_cell, static_cast<std::int64_t>(missing.by_variant[i])));
  }
  return {};
}

Result<std::unique_ptr<Transport>> open_transport(RunnerSetup& setup, const Options& options,
                                                  const Clock& clock, std::ostream& err) {
  const int wanted = in_flight_at_most(setup);
  const rlim_t descriptors = raise_descriptor_limit(static_cast<rlim_t>(wanted) + kOtherDescriptors);
  const auto lanes = static_cast<int>(setup.lanes.size());
  const int room = std::max(lanes, static_cast<int>(std::min<rlim_t>(descriptors, 1'000'000)) -
                                       static_cast<int>(kOtherDescriptors));
  if (wanted > room) {
    for (Lane& lane : setup.lanes)
      lane.limits.concurrency = std::max(1, std::min(lane.limits.concurrency, room / lanes));
    err << "at most " << in_flight_at_most(setup) << " requests at a time instead of " << wanted
        << ": the limit on open files (ulimit -n) is " << descriptors << '\n';
  }
  CurlOptions curl;
  curl.max_in_flight = in_flight_at_most(setup);
  curl.ca_file = options.ca_file;
  return make_curl_transport(clock, curl);
}

}  // namespace assay
