#include "harness/import/outputs/place_outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/plan/cell_name.h"

namespace assay {
namespace {

tl::unexpected<Error> misplaced(const ImportedOutput& output, const std::string& why) {
  return usage_error(output.where + ": " + why);
}

const std::string* last_user_text(const Messages& messages) {
  for (auto message = messages.rbegin(); message != messages.rend(); ++message)
    if (message->role == Role::user) return &message->content;
  return nullptr;
}

Key whole_key(const Messages& messages) {
  return sha256("whole " + messages_to_json(messages));
}

Key last_key(const std::string& text) {
  return sha256("last " + text);
}

// "openai:chat:gpt-4o" is what promptfoo calls gpt-4o.
bool names_model(std::string_view said, const Suite& suite, const Model& model) {
  if (said == model.name || said == model.id) return true;
  if (said == suite.providers[model.provider].name + ":" + model.id) return true;
  return said.ends_with(":" + model.id);
}

std::vector<std::string> variant_ids(const Plan& plan) {
  std::vector<std::string> ids;
  for (const Variant& variant : plan.variants) ids.push_back(variant.id);
  return ids;
}

}  // namespace

Result<OutputPlaces> OutputPlaces::of(const Plan& plan, const std::string& as) {
  OutputPlaces places(plan);
  for (std::size_t i = 0; i < plan.cases.size(); ++i)
    places.by_id_.emplace(plan.suite->cases[plan.cases[i]].id, static_cast<std::uint32_t>(i));
  if (as.empty()) return places;
  const std::vector<std::string> ids = variant_ids(plan);
  const auto found = std::find(ids.begin(), ids.end(), as);
  if (found == ids.end())
    return usage_error("--as: the suite has no variant '" + excerpt(as, 60) + "'" +
                       did_you_mean(as.substr(0, 60), ids));
  places.as_ = static_cast<std::uint32_t>(found - ids.begin());
  return places;
}

Result<std::optional<OutputPlaces::Placed>> OutputPlaces::by_cell_name(const std::string& id) {
  // A suite that was made of such a file has cases of these names.
  if (!is_cell_name(id) || by_id_.contains(id)) return std::optional<Placed>();
  if (by_name_.empty()) {
    for (std::uint64_t i = 0; i < plan_->cell_count(); ++i)
      by_name_.emplace(cell_name(*plan_, plan_->cell(i)), plan_->cell(i));
  }
  const auto found = by_name_.find(id);
  if (found == by_name_.end())
    return usage_error("'" + id +
                       "' was exported of another suite, or of cells that it no longer has");
  const CellId& cell = found->second;
  return std::optional(Placed{as_.value_or(cell.variant), cell.case_index,
                              static_cast<std::int64_t>(cell.repeat), true});
}

Result<void> OutputPlaces::learn_questions() {
  if (std::exchange(knows_questions_, true)) return {};
  const auto learn = [&](const Key& key, std::uint32_t index) {
    const auto [known, is_new] = by_question_.emplace(key, index);
    if (!is_new && known->second != index) known->second = kSeveral;
  };
  for (std::uint32_t i = 0; i < plan_->cases.size(); ++i) {
    for (std::size_t prompt = 0; prompt < plan_->suite->prompts.size(); ++prompt) {
      ASSAY_TRY(const Messages messages,
                render_messages(*plan_->suite, prompt, plan_->suite->cases[plan_->cases[i]]));
      learn(whole_key(messages), i);
      if (const std::string* const last = last_user_text(messages)) learn(last_key(*last), i);
    }
  }
  return {};
}

Result<std::uint32_t> OutputPlaces::case_of(const ImportedOutput& output) {
  const Suite& suite = *plan_->suite;
  if (const auto found = by_id_.find(output.case_id); found != by_id_.end()) return found->second;
  if (output.question.empty()) {
    std::vector<std::string> ids;
    for (const Case& each : suite.cases)
      if (ids.size() < 10'000) ids.push_back(each.id);
    return misplaced(output, output.case_id.empty()
                                 ? std::string("nothing says which case it is an answer to")
                                 : fmt::format("suite '{}' has no case '{}'{}", suite.name,
                                               excerpt(output.case_id, 60),
                                               did_you_mean(output.case_id.substr(0, 60), ids)));
  }
  ASSAY_CHECK(learn_questions());
  auto found = by_question_.find(whole_key(output.question));
  const std::string* const last = last_user_text(output.question);
  if (found == by_question_.end() && last != nullptr) found = by_question_.find(last_key(*last));
  if (found == by_question_.end())
    return misplaced(
        output,
        fmt::format(
            "no case of suite '{}' is called or asks '{}'", suite.name,
            excerpt(output.case_id.empty() && last != nullptr ? *last : output.case_id, 80)));
  if (found->second == kSeveral)
    return misplaced(output, "several cases of suite '" + suite.name +
                                 "' ask its question; a case's id tells them apart");
  return found->second;
}

// Whatever the number of variants, they are gone through once for each pair of names.
Result<std::uint32_t> OutputPlaces::variant_of(const ImportedOutput& output) {
  if (as_) return *as_;
  const std::string names = output.model + "\n" + output.prompt;
  if (const auto known = by_names_.find(names); known != by_names_.end()) return known->second;
  ASSAY_TRY(const std::uint32_t found, find_variant(output));
  by_names_.emplace(names, found);
  return found;
}

Result<std::uint32_t> OutputPlaces::find_variant(const ImportedOutput& output) const {
  const Suite& suite = *plan_->suite;
  std::vector<std::uint32_t> fits;
  for (std::uint32_t i = 0; i < plan_->variants.size(); ++i) {
    const Variant& variant = plan_->variants[i];
    if (!output.model.empty() && variant.id == output.model) return i;
    const bool is_model =
        output.model.empty() || names_model(output.model, suite, suite.models[variant.model]);
    const bool is_prompt = output.prompt.empty() || suite.prompts.size() == 1 ||
                           output.prompt == suite.prompts[variant.prompt].id;
    if (is_model && is_prompt) fits.push_back(i);
  }
  if (fits.size() == 1) return fits.front();
  const std::string of =
      fmt::format("{}{}{}", output.model.empty() ? "" : "model '" + excerpt(output.model, 60) + "'",
                  output.model.empty() || output.prompt.empty() ? "" : ", ",
                  output.prompt.empty() ? "" : "prompt '" + excerpt(output.prompt, 60) + "'");
  std::vector<std::string> ids = variant_ids(*plan_);
  const bool is_long = ids.size() > 6;
  if (is_long) ids.resize(6);
  const std::string names = join(ids, ", ") + (is_long ? ", ..." : "");
  if (fits.empty())
    return misplaced(output,
                     fmt::format("suite '{}' has no variant of {}, but {}; --as VARIANT says "
                                 "whose answers they are",
                                 suite.name, of, names));
  return misplaced(
      output, fmt::format("{} of the variants of suite '{}' ({}) may have given it{}; "
                          "--as VARIANT says which",
                          fits.size(), suite.name, names, of.empty() ? "" : ": it names " + of));
}

Result<void> OutputPlaces::compare_question(const ImportedOutput& output, const Placed& placed) {
  if (output.question.empty()) return {};
  const Case& asked = plan_->suite->cases[plan_->cases[placed.case_index]];
  ASSAY_TRY(const Messages messages,
            render_messages(*plan_->suite, plan_->variants[placed.variant].prompt, asked));
  if (messages == output.question) return {};
  const std::string* const ours = last_user_text(messages);
  const std::string* const theirs = last_user_text(output.question);
  const bool is_same_last = ours != nullptr && theirs != nullptr && *ours == *theirs;
  if (is_same_last && output.question.size() == 1) return {};
  if (other_questions_++ == 0)
    first_other_ = fmt::format("case '{}' at {}", asked.id, output.where);
  return {};
}

Result<OutputPlaces::Placed> OutputPlaces::place(const ImportedOutput& output) {
  Result<std::optional<Placed>> exported = by_cell_name(output.case_id);
  if (!exported) return misplaced(output, exported.error().message);
  if (*exported) return **exported;
  Placed placed;
  ASSAY_TRY(placed.case_index, case_of(output));
  ASSAY_TRY(placed.variant, variant_of(output));
  placed.repeat = output.repeat.value_or(0);
  placed.has_repeat = output.repeat.has_value();
  return placed;
}

Result<void> OutputPlaces::add(const ImportedOutput& output) {
  ASSAY_TRY(const Placed placed, place(output));
  ASSAY_CHECK(compare_question(output, placed));
  const std::size_t blank = output.where.rfind(' ');
  where_word_ = output.where.substr(0, blank);
  placed_.push_back(placed);
  lines_.push_back(static_cast<std::uint32_t>(
      parse_integer(std::string_view(output.where).substr(blank + 1)).value_or(0)));
  return {};
}

Result<void> OutputPlaces::select(Plan& plan) {
  std::set<std::int64_t> repeats;
  std::vector<bool> has_case(plan.cases.size());
  std::vector<bool> has_variant(plan.variants.size());
  for (const Placed& each : placed_) {
    repeats.insert(each.repeat);
    has_case[each.case_index] = true;
    has_variant[each.variant] = true;
  }
  const auto places = [](const std::vector<bool>& kept) {
    std::vector<std::uint32_t> place(kept.size());
    std::uint32_t next = 0;
    for (std::size_t i = 0; i < kept.size(); ++i) place[i] = kept[i] ? next++ : 0;
    return place;
  };
  const std::vector<std::uint32_t> case_place = places(has_case);
  const std::vector<std::uint32_t> variant_place = places(has_variant);
  const std::vector<std::int64_t> numbers(repeats.begin(), repeats.end());
  for (const Placed& each : placed_) {
    const auto repeat = std::lower_bound(numbers.begin(), numbers.end(), each.repeat);
    cells_.push_back({variant_place[each.variant], case_place[each.case_index],
                      static_cast<std::uint32_t>(repeat - numbers.begin())});
  }
  std::vector<std::size_t> cases;
  for (std::size_t i = 0; i < has_case.size(); ++i)
    if (has_case[i]) cases.push_back(plan.cases[i]);
  std::vector<Variant> variants;
  for (std::size_t i = 0; i < has_variant.size(); ++i)
    if (has_variant[i]) variants.push_back(std::move(plan.variants[i]));
  left_out_ = plan.cases.size() - cases.size();
  plan.cases = std::move(cases);
  plan.variants = std::move(variants);
  plan.repeats = static_cast<int>(std::max<std::size_t>(1, numbers.size()));
  plan.case_order = dispatch_order(plan.cases.size(), plan.seed);
  plan_ = &plan;
  if (numbers.size() > static_cast<std::size_t>(kMaxRepeats) || plan.cell_count() > kMaxCells)
    return usage_error(fmt::format("more than {} cells, or repeats: does `repeat` number them?",
                                   numbers.size() > static_cast<std::size_t>(kMaxRepeats)
                                       ? static_cast<std::uint64_t>(kMaxRepeats)
                                       : kMaxCells));
  forget_names();
  return check_one_each();
}

// Every output has its place now.
void OutputPlaces::forget_names() {
  by_id_ = {};
  by_name_ = {};
  by_names_ = {};
  by_question_ = {};
}

// A second answer of a cell would replace the first, silently.
Result<void> OutputPlaces::check_one_each() const {
  std::vector<std::uint32_t> order(cells_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return cells_[a] < cells_[b]; });
  for (std::size_t i = 1; i < order.size(); ++i) {
    const std::uint32_t first = order[i - 1];
    const std::uint32_t second = order[i];
    if (cells_[first] != cells_[second]) continue;
    return usage_error(fmt::format(
        "{} {}: case '{}' of '{}' has an answer at {} {} already{}", where_word_, lines_[second],
        excerpt(plan_->case_of(cells_[second]).id, 60), plan_->variant_of(cells_[second]).id,
        where_word_, lines_[first],
        placed_[second].has_repeat ? ""
                                   : "; if these are repeats, say what numbers them (repeat)"));
  }
  return {};
}

}  // namespace assay
