#include "harness/cli/asking/run_setup.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <span>
#include <utility>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/cli/asking/adapting.h"
#include "harness/cli/judging/judge_estimate.h"
#include "harness/plan/estimate.h"
#include "harness/run/curl_transport.h"
#include "harness/run/program_transport.h"

namespace assay {
namespace {

// What the program has open besides requests: the Store and its log, event loop,
// reports, and curl's own wake-up pipes.
constexpr rlim_t kOtherDescriptors = 64;

// Who is asked by the runner's `i`-th variant.
struct Asked {
  std::string_view kind;
  const Model* model;
};
Asked asked_of(const Selection& selection, std::size_t i) {
  const std::vector<Variant>& variants = selection.plan.variants;
  if (i < variants.size()) return {"model", &selection.suite->models[variants[i].model]};
  const JudgeCall& call = selection.judges.all()[i - variants.size()];
  const JudgeModel& judge = selection.suite->judges[call.judge];
  return {judge.plays_user ? "simulated" : judge.embeds ? "embedder" : "judge", &judge.model};
}

// A cap means nothing where a model's price is unknown, or what is sent may cost
// more than its tokens.
Result<void> check_cap(const Selection& selection, const RunnerSetup& setup) {
  if (!setup.max_cost) return {};
  // Whose answers were made elsewhere is not asked.
  const std::size_t first = selection.imported ? selection.plan.variants.size() : 0;
  for (std::size_t i = first; i < setup.variants.size(); ++i) {
    const Asked asked = asked_of(selection, i);
    const Model& model = *asked.model;
    const std::string where = fmt::format("{}: there is a cost cap, but {} '{}' ",
                                          selection.suite->path.string(), asked.kind, model.name);
    if (!model.price)
      return usage_error(where +
                         "has no price; add price: {input: USD, output: USD} (per 1M "
                         "tokens) or drop the cap");
    const std::string refusal = refusal_under_cap(setup.variants[i].request.bound, *model.price);
    if (!refusal.empty())
      return usage_error(where + "is sent what no cap can hold: " + refusal +
                         "; drop the field or the cap");
  }
  return {};
}

// Fields of `extra` that no row of the table knows, each once.
std::vector<std::string> unknown_fields(const RunnerSetup& setup) {
  std::vector<std::string> fields;
  for (const JobVariant& variant : setup.variants) {
    for (const std::string& field : variant.request.bound.unknown)
      if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(field);
  }
  return fields;
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

// A program in flight has pipes to it and to its keeper.
int descriptors_of_one(const PlannedPrograms& programs, const Lane& lane) {
  return programs.has(lane.name) ? 6 : 1;
}

int in_flight_at_most(const RunnerSetup& setup) {
  int most = 0;
  for (const Lane& lane : setup.lanes) most += lane.limits.concurrency;
  return most;
}

// A flex request may stand in line for minutes before it begins: OpenAI's guide to it waits for
// 15. What a suite has set stands.
std::optional<Timeouts> tier_timeouts(const ReplyBound& bound, const Timeouts& of_lane) {
  constexpr milliseconds kFlexWait{900'000};
  if (bound.tier != "flex") return std::nullopt;
  Timeouts timeouts = of_lane;
  if (timeouts.first_byte == Timeouts().first_byte) timeouts.first_byte = kFlexWait;
  if (timeouts.idle == Timeouts().idle) timeouts.idle = kFlexWait;
  return timeouts;
}

Result<RunnerSetup> runner_setup(const Selection& selection, const Endpoints& endpoints,
                                 const Options& options) {
  const Suite& suite = *selection.suite;
  Adapting adapting;
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
    if (selection.imported) {
      JobVariant unasked;  // its place alone: nothing is sent, and it has cost what it has cost
      unasked.lane = model.provider;
      unasked.price = Price{};
      setup.variants.push_back(std::move(unasked));
      continue;
    }
    ASSAY_TRY(PreparedRequest request,
              provider.dialect->prepare(provider, model.id, variant.params));
    JobVariant asked;
    asked.request = std::move(request);
    asked.lane = model.provider;
    asked.price = model.price;
    asked.prompt = static_cast<std::uint32_t>(variant.prompt);
    asked.adaptable = adapting.of(provider, *provider.dialect, model, variant.params);
    asked.timeouts = tier_timeouts(asked.request.bound, setup.lanes[asked.lane].timeouts);
    setup.variants.push_back(std::move(asked));
  }
  for (std::size_t i = 0; i < selection.judges.all().size(); ++i) {
    const JudgeCall& call = selection.judges.all()[i];
    const Model& model = suite.judges[call.judge].model;
    const Provider& provider = endpoints.providers[model.provider];
    JobVariant asked;
    const Dialect& dialect = dialect_of(suite, suite.judges[call.judge]);
    ASSAY_TRY(asked.request, dialect.prepare(provider, model.id, call.params));
    asked.adaptable = adapting.of(provider, dialect, model, call.params);
    asked.lane = model.provider;
    asked.given_up_with = selection.plan.variants.size() + selection.judges.first_of_judge(i);
    asked.price = model.price;
    setup.variants.push_back(std::move(asked));
  }
  setup.max_cost = options.max_cost ? options.max_cost : suite.limits.max_cost;
  const auto& max_duration =
      options.max_duration ? options.max_duration : suite.limits.max_duration;
  if (max_duration) setup.max_duration = *max_duration;
  setup.seed = selection.plan.seed;
  setup.planned = selection.plan.cell_count();
  ASSAY_CHECK(check_cap(selection, setup));
  return setup;
}

// As many requests at a time as there are descriptors for.
void fit_descriptors(const PlannedPrograms& programs, RunnerSetup& setup, std::ostream& err) {
  const int in_flight = in_flight_at_most(setup);
  int wanted = 0;
  for (const Lane& lane : setup.lanes)
    wanted += lane.limits.concurrency * descriptors_of_one(programs, lane);
  const rlim_t descriptors =
      raise_descriptor_limit(static_cast<rlim_t>(wanted) + kOtherDescriptors);
  const auto lanes = static_cast<int>(setup.lanes.size());
  const int room = std::max(lanes, static_cast<int>(std::min<rlim_t>(descriptors, 1'000'000)) -
                                       static_cast<int>(kOtherDescriptors));
  if (wanted > room) {
    ASSAY_MARK("descriptors.too_few");
    for (Lane& lane : setup.lanes)
      lane.limits.concurrency = std::max(
          1, std::min(lane.limits.concurrency, room / lanes / descriptors_of_one(programs, lane)));
    err << "at most " << in_flight_at_most(setup) << " requests at a time instead of " << in_flight
        << ": the limit on open files (ulimit -n) is " << descriptors << '\n';
  }
}

Result<std::unique_ptr<Transport>> open_transport(const PlannedPrograms& programs,
                                                  RunnerSetup& setup, const Options& options,
                                                  const Clock& clock, std::ostream& err) {
  fit_descriptors(programs, setup, err);
  CurlOptions curl;
  curl.max_in_flight = in_flight_at_most(setup);
  curl.ca_file = options.ca_file;
  ASSAY_TRY(std::unique_ptr<Transport> network, make_curl_transport(clock, curl));
  if (programs.none() || options.offline) return network;
  ASSAY_TRY(const auto started, programs.as_started());
  return make_program_transport(std::move(network), started);
}

}  // namespace

Result<PreparedRun> prepare_run(const Selection& selection, const Options& options,
                                const Clock& clock, std::ostream& err) {
  PreparedRun prepared;
  const auto open = selection.imported ? open_judge_endpoints : open_endpoints;
  ASSAY_TRY(prepared.endpoints,
            open(selection.plan, selection.judges, options.offline ? Keys::skip : Keys::read));
  ASSAY_TRY(prepared.setup, runner_setup(selection, prepared.endpoints, options));
  ASSAY_TRY(prepared.transport,
            open_transport(selection.programs, prepared.setup, options, clock, err));
  return prepared;
}

std::string caution(const Plan& plan, const RunnerSetup& setup) {
  if (!setup.max_cost) return {};
  std::string words;
  const std::span variants = std::span(setup.variants).first(plan.variants.size());  // not judges
  const auto unbounded =
      std::count_if(variants.begin(), variants.end(),
                    [](const JobVariant& variant) { return !variant.request.bound.max_tokens; });
  if (unbounded > 0) {
    words = fmt::format(
        "{} of {} variants set no max_tokens: their replies are taken to have at most {} tokens, "
        "and longer ones may pass the cost cap\n",
        unbounded, variants.size(), kAssumedOutputTokens);
  }
  for (const std::string& field : unknown_fields(setup)) {
    words += fmt::format(
        "'{}' in extra is not known to assay: if it makes replies longer or dearer, they may pass "
        "the cost cap\n",
        excerpt(field, 80));
  }
  return words;
}

Result<void> expect_costs(const Selection& selection, const Missing& missing,
                          const std::vector<std::uint64_t>& queued_calls, RunnerSetup& setup) {
  if (!setup.max_cost || setup.lanes.size() < 2) return {};
  ASSAY_TRY(const Estimate whole, estimate(selection.plan));
  const auto expect = [&](std::size_t lane, Money of_one, double count) {
    Money& sum = setup.lanes[lane].expected;
    sum = add_saturating(sum, multiply(of_one, static_cast<std::int64_t>(std::ceil(count))));
  };
  for (std::size_t i = 0; i < whole.variants.size(); ++i) {
    const VariantEstimate& variant = whole.variants[i];
    if (variant.cells == 0 || missing.by_variant[i] == 0) continue;
    const auto requests = static_cast<std::int64_t>(variant.requests);
    const Money of_request = worst_cost(*setup.variants[i].price, setup.variants[i].request.bound,
                                        variant.input_tokens / requests);
    const double of_cell =
        static_cast<double>(variant.requests) / static_cast<double>(variant.cells);
    expect(setup.variants[i].lane, of_request,
           static_cast<double>(missing.by_variant[i]) * of_cell);
  }
  ASSAY_TRY(const std::vector<JudgeEstimate> judges, estimate_judges(selection, whole));
  const std::uint64_t each = selection.plan.cell_count() / selection.plan.variants.size();
  for (std::size_t i = 0; i < judges.size(); ++i) {
    const Model& model = selection.suite->judges[i].model;
    const double calls =
        expected_calls(judges[i], missing.by_variant, each) + static_cast<double>(queued_calls[i]);
    if (calls > 0)
      expect(model.provider, worst_cost(*model.price, judges[i].bound, judges[i].input_tokens),
             calls);
  }
  return {};
}

}  // namespace assay
