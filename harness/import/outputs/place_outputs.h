// Outputs -> cells of a plan.
//
// An output is its case's by the case's id, by the custom_id that `assay export batch` gave it, or
// else by its question, where exactly one case asks that. It is a variant's by the model that it
// names (label, id, provider:id) and by its prompt's label, or since there is only one. What fits
// none, or several, is refused: an answer in the wrong cell is worse than none.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/base/result.h"
#include "harness/import/outputs/imported_output.h"
#include "harness/plan/plan.h"

namespace assay {

class OutputPlaces {
 public:
  // `plan` outlives it, and has not been selected from. `as`: the variant whose answers all are,
  // whatever model they name; "": they say it.
  static Result<OutputPlaces> of(const Plan& plan, const std::string& as);

  // The next output's. Errors begin with its place.
  Result<void> add(const ImportedOutput& output);

  // After the last one: leaves in `plan` the variants and cases that have an output, and as many
  // repeats as any cell has. A usage error for two outputs of one cell.
  Result<void> select(Plan& plan);

  // Of the i-th output, in the selected plan.
  CellId cell(std::size_t i) const { return cells_[i]; }
  std::size_t size() const { return placed_.size(); }
  // Cases of the suite that have no output.
  std::size_t left_out() const { return left_out_; }
  // Outputs whose file names another question than the suite asks, and the first of them.
  std::size_t other_questions() const { return other_questions_; }
  const std::string& first_other() const { return first_other_; }

 private:
  struct Placed {
    std::uint32_t variant = 0;
    std::uint32_t case_index = 0;
    std::int64_t repeat = 0;
    bool has_repeat = false;
  };
  // A question is asked by one case, or by several.
  static constexpr std::uint32_t kSeveral = 0xFFFFFFFF;

  explicit OutputPlaces(const Plan& plan) : plan_(&plan) {}
  Result<Placed> place(const ImportedOutput& output);
  Result<std::optional<Placed>> by_cell_name(const std::string& id);
  Result<std::uint32_t> case_of(const ImportedOutput& output);
  Result<std::uint32_t> variant_of(const ImportedOutput& output);
  Result<std::uint32_t> find_variant(const ImportedOutput& output) const;
  Result<void> learn_questions();
  Result<void> compare_question(const ImportedOutput& output, const Placed& placed);
  Result<void> check_one_each() const;
  void forget_names();

  const Plan* plan_;
  std::optional<std::uint32_t> as_;
  std::unordered_map<std::string_view, std::uint32_t> by_id_;
  std::unordered_map<std::string, CellId> by_name_;          // of cell_name()
  std::unordered_map<std::string, std::uint32_t> by_names_;  // of model and prompt: the variant
  std::unordered_map<Key, std::uint32_t> by_question_;       // whole, and of its last user message
  bool knows_questions_ = false;
  std::vector<Placed> placed_;
  std::vector<std::uint32_t> lines_;  // number in `where`, for messages
  std::string where_word_;
  std::vector<CellId> cells_;
  std::size_t left_out_ = 0;
  std::size_t other_questions_ = 0;
  std::string first_other_;
};

}  // namespace assay
