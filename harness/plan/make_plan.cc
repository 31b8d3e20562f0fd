// Suite and filters -> Plan.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>
#include <set>
#include <unordered_set>

#include "harness/base/mark.h"
#include "harness/base/random.h"
#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/base/text_budget.h"
#include "harness/plan/check_applications.h"
#include "harness/plan/check_attachments.h"
#include "harness/plan/plan.h"
#include "harness/suite/selector.h"
#include "harness/suite/weight.h"

namespace assay {
namespace {

// Did-you-mean looks at no more: comparing is quadratic in length.
constexpr std::size_t kMaxSpelledBytes = 60;

bool matches_any(const std::vector<std::string>& globs, std::string_view text) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return glob_match(glob, text); });
}

std::vector<std::string> labels_of(const std::vector<Model>& models) {
  std::vector<std::string> labels;
  for (const Model& model : models) labels.push_back(model.name);
  return labels;
}

template <class T>
std::vector<std::string> ids_of(const std::vector<T>& all) {
  std::vector<std::string> ids;
  for (const T& each : all) ids.push_back(each.id);
  return ids;
}

std::vector<std::string> tags_of(const std::vector<Case>& cases) {
  std::set<std::string> tags;
  for (const Case& each : cases) tags.insert(each.tags.begin(), each.tags.end());
  return {tags.begin(), tags.end()};
}

bool matches_a_model(const std::string& glob, const Suite& suite) {
  return std::any_of(suite.models.begin(), suite.models.end(),
                     [&](const Model& model) { return matches_model(glob, suite, model); });
}

// "no case 'frnace' in this suite; did you mean 'france'?" of the first glob that
// fits none of `known`; "" where each does.
std::string unknown_name(std::string_view kind, const std::vector<std::string>& globs,
                         const std::vector<std::string>& known) {
  for (const std::string& glob : globs) {
    if (std::any_of(known.begin(), known.end(),
                    [&](const std::string& name) { return glob_match(glob, name); })) {
      continue;
    }
    return fmt::format("no {} '{}' in this suite{}", kind, excerpt(glob, kMaxSpelledBytes),
                       did_you_mean(glob.substr(0, kMaxSpelledBytes), known));
  }
  return "";
}

// What a filter names that the suite does not have: one slip is enough, for what
// else it names is not what its author meant by it.
std::string unknown_name(const Suite& suite, const Filter& filter) {
  std::vector<std::string> models;  // also named as provider:id
  std::copy_if(filter.models.begin(), filter.models.end(), std::back_inserter(models),
               [&](const std::string& glob) { return !matches_a_model(glob, suite); });
  std::string text = unknown_name("model", models, labels_of(suite.models));
  if (text.empty()) text = unknown_name("prompt", filter.prompts, ids_of(suite.prompts));
  if (text.empty() && !filter.cases.empty())
    text = unknown_name("case", filter.cases, ids_of(suite.cases));
  if (text.empty() && !filter.tags.empty())
    text = unknown_name("tag", filter.tags, tags_of(suite.cases));
  return text;
}

std::vector<std::size_t> select_models(const Suite& suite, const Filter& filter) {
  std::vector<std::size_t> selected;
  for (std::size_t i = 0; i < suite.models.size(); ++i) {
    const bool is_wanted =
        filter.models.empty() ||
        std::any_of(filter.models.begin(), filter.models.end(), [&](const std::string& glob) {
          return matches_model(glob, suite, suite.models[i]);
        });
    if (is_wanted) selected.push_back(i);
  }
  return selected;
}

std::vector<std::size_t> select_prompts(const Suite& suite, const Filter& filter) {
  std::vector<std::size_t> selected;
  for (std::size_t i = 0; i < suite.prompts.size(); ++i) {
    if (filter.prompts.empty() || matches_any(filter.prompts, suite.prompts[i].id))
      selected.push_back(i);
  }
  return selected;
}

bool is_selected(const Case& each, const Filter& filter, Shard shard) {
  if (!filter.cases.empty() && !matches_any(filter.cases, each.id)) return false;
  if (!filter.tags.empty() &&
      std::none_of(each.tags.begin(), each.tags.end(),
                   [&](const std::string& tag) { return matches_any(filter.tags, tag); })) {
    return false;
  }
  if (shard.count <= 1) return true;
  const std::uint64_t bucket = hash_text(each.id) % static_cast<std::uint64_t>(shard.count);
  return bucket == static_cast<std::uint64_t>(shard.index - 1);
}

std::vector<std::size_t> select_cases(const Suite& suite, const Filter& filter, Shard shard) {
  std::vector<std::size_t> selected;
  for (std::size_t i = 0; i < suite.cases.size(); ++i) {
    if (is_selected(suite.cases[i], filter, shard)) selected.push_back(i);
  }
  return selected;
}

std::string no_case_text(const Filter& filter, Shard shard) {
  const bool is_sharded = shard.count > 1;
  const std::string part =
      fmt::format("part {} of {} has none of the cases", shard.index, shard.count);
  if (filter.cases.empty() && filter.tags.empty())
    return is_sharded ? part : "the suite has no case";
  return is_sharded ? part + " that --case and --tag select"
                    : "no case has both such an id and such a tag";
}

// Product of the factors, or nothing when it is above `bound`.
std::optional<std::uint64_t> bounded_product(const std::vector<std::uint64_t>& factors,
                                             std::uint64_t bound) {
  std::uint64_t product = 1;
  for (const std::uint64_t factor : factors) {
    if (factor == 0) return 0;
    if (product > bound / factor) return std::nullopt;
    product *= factor;
  }
  return product;
}

std::string variant_id(const Suite& suite, const std::vector<Axis>& grid, const Variant& variant) {
  std::string id = suite.models[variant.model].name;
  if (suite.prompts.size() > 1) id += "/" + suite.prompts[variant.prompt].id;
  // An axis of one value tells no variant from another.
  for (const Axis& axis : grid) {
    if (axis.values.size() < 2) continue;
    id += fmt::format(" {}={}", axis.parameter,
                      parameter_text(variant.axes.find(axis.parameter)->second));
  }
  return id;
}

Variant make_variant(const Suite& suite, const std::vector<Axis>& grid, std::size_t model,
                     std::size_t prompt, std::uint64_t grid_point) {
  Variant variant;
  variant.model = model;
  variant.prompt = prompt;
  variant.params = suite.models[model].params;
  for (const auto& [name, value] : suite.prompts[prompt].params) variant.params[name] = value;
  // The last axis varies fastest, as a reader of the suite expects.
  for (auto axis = grid.rbegin(); axis != grid.rend(); ++axis) {
    const Json& value = axis->values[grid_point % axis->values.size()];
    grid_point /= axis->values.size();
    variant.axes[axis->parameter] = value;
    variant.params[axis->parameter] = value;
  }
  return variant;
}

bool is_excluded(const Suite& suite, const Variant& variant) {
  return std::any_of(suite.exclude.begin(), suite.exclude.end(), [&](const Selector& selector) {
    return matches(selector, suite, suite.models[variant.model], suite.prompts[variant.prompt],
                   variant.params);
  });
}

// Labels may spell the same ID ("a/b" and "c", "a" and "b/c").
void make_ids_unique(std::vector<Variant>& variants) {
  std::unordered_set<std::string> taken;
  for (Variant& variant : variants) {
    std::string id = variant.id;
    for (int copy = 2; !taken.insert(id).second; ++copy) {
      id = fmt::format("{} #{}", variant.id, copy);
    }
    variant.id = std::move(id);
  }
}

Result<std::vector<Variant>> cross(const Suite& suite, const std::vector<Axis>& grid,
                                   const std::vector<std::size_t>& models,
                                   const std::vector<std::size_t>& prompts) {
  std::vector<std::uint64_t> factors;
  for (const Axis& axis : grid) factors.push_back(axis.values.size());
  factors.push_back(models.size());
  factors.push_back(prompts.size());
  const auto crossed = bounded_product(factors, kMaxVariants);
  if (!crossed) {
    return usage_error(fmt::format("{}: models, prompts and grid cross to more than {} variants",
                                   suite.path.string(), kMaxVariants));
  }
  const std::uint64_t points = *crossed == 0 ? 0 : *crossed / models.size() / prompts.size();
  TextBudget budget;
  std::vector<Variant> variants;
  for (const std::size_t model : models) {
    for (const std::size_t prompt : prompts) {
      for (std::uint64_t point = 0; point < points; ++point) {
        Variant variant = make_variant(suite, grid, model, prompt, point);
        if (is_excluded(suite, variant)) continue;
        variant.id = variant_id(suite, grid, variant);
        const Result<void> afforded =
            budget.repeat(fmt::format("the parameters of {} variants", *crossed),
                          weight(variant.params) + weight(variant.axes));
        if (!afforded) {
          return usage_error(fmt::format("{}: {}", suite.path.string(), afforded.error().message));
        }
        variants.push_back(std::move(variant));
      }
    }
  }
  if (variants.empty() && *crossed > 0) {
    return usage_error(fmt::format("{}: 'exclude' leaves no variant", suite.path.string()));
  }
  make_ids_unique(variants);
  return variants;
}

// Without filters, shards and --set.
std::optional<std::uint64_t> cells_of(const Suite& suite) {
  const Filter none;
  const auto variants =
      cross(suite, suite.written_grid, select_models(suite, none), select_prompts(suite, none));
  if (!variants) return std::nullopt;
  return bounded_product(
      {variants->size(), suite.cases.size(), static_cast<std::uint64_t>(suite.written_repeats)},
      std::numeric_limits<std::uint64_t>::max());
}

}  // namespace

// Fisher-Yates.
std::vector<std::uint32_t> dispatch_order(std::size_t cases, std::uint64_t seed) {
  std::vector<std::uint32_t> order(cases);
  std::iota(order.begin(), order.end(), 0U);
  Random random(seed);
  for (std::size_t i = cases; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

Result<Plan> make_plan(const Suite& suite, const Filter& filter, Shard shard, std::uint64_t seed) {
  if (shard.count < 1 || shard.index < 1 || shard.index > shard.count) {
    return usage_error(
        fmt::format("shard {}/{}: must be i/n with 1 <= i <= n", shard.index, shard.count));
  }
  Plan plan;
  plan.suite = &suite;
  plan.seed = seed;
  plan.repeats = suite.repeats;
  plan.empty_because = unknown_name(suite, filter);
  plan.is_misspelt = !plan.empty_because.empty();
  if (plan.is_misspelt) return plan;
  plan.cases = select_cases(suite, filter, shard);
  if (plan.cases.empty()) {
    ASSAY_MARK("plan.no_case");
    plan.empty_because = no_case_text(filter, shard);
  }
  ASSAY_TRY(plan.variants,
            cross(suite, suite.grid, select_models(suite, filter), select_prompts(suite, filter)));
  ASSAY_CHECK(check_applications(suite, plan.variants));
  plan.suite_cells = cells_of(suite);
  if (!bounded_product(
          {plan.variants.size(), plan.cases.size(), static_cast<std::uint64_t>(plan.repeats)},
          kMaxCells)) {
    ASSAY_MARK("plan.too_many_cells");
    return usage_error(fmt::format("{}: {} variants x {} cases x {} repeats are more than {} cells",
                                   suite.path.string(), plan.variants.size(), plan.cases.size(),
                                   plan.repeats, kMaxCells));
  }
  ASSAY_CHECK(check_attachments(plan));
  plan.case_order = dispatch_order(plan.cases.size(), seed);
  plan.whole_cases = std::any_of(suite.gates.begin(), suite.gates.end(),
                                 [](const Gate& gate) { return gate.stop_early; });
  return plan;
}

}  // namespace assay
