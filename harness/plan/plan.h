// What a run would do: variants, and cells addressed by index. Cells are never
// all in memory: an index is decoded by mixed radix, so a plan of a million
// cells costs nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/cell_id.h"
#include "harness/base/key.h"
#include "harness/provider/dialect.h"
#include "harness/suite/suite.h"

namespace assay {

// One column of the comparison.
struct Variant {
  std::string id;          // unique in the plan: "mini/terse temperature=0.7"
  std::size_t model = 0;   // index into Suite::models
  std::size_t prompt = 0;  // index into Suite::prompts
  Params axes;             // the grid's value of each axis
  Params params;           // effective: model's, then prompt's, then axes'
};

// Filters of the command line; globs, any of a kind may match.
struct Filter {
  std::vector<std::string> models = {};  // by label or provider:id
  std::vector<std::string> prompts = {};
  std::vector<std::string> cases = {};
  std::vector<std::string> tags = {};
};

// i of n, from 1: a case belongs to one shard by the hash of its id.
struct Shard {
  int index = 1;
  int count = 1;
};

struct Plan {
  const Suite* suite = nullptr;  // outlives the plan, and does not move
  std::vector<Variant> variants;
  std::vector<std::size_t> cases;  // indices into suite->cases that were selected
  int repeats = 1;
  std::uint64_t seed = 0;
  // Why there is no cell: "no case 'frnace' in this suite; did you mean 'france'?".
  std::string empty_because;
  // Cells of the whole suite as it is written, of which this may be a part; nothing:
  // too many variants to count.
  std::optional<std::uint64_t> suite_cells;
  bool is_misspelt = false;  // since a filter names what the suite does not have

  std::uint64_t cell_count() const {
    return static_cast<std::uint64_t>(variants.size()) * cases.size() *
           static_cast<std::uint64_t>(repeats);
  }
  // Index order is (repeat, case, variant), variant fastest: cell i is stable
  // for a given plan. Requires i < cell_count().
  CellId cell(std::uint64_t i) const;
  std::uint64_t index_of(const CellId& cell) const;
  // The i-th cell to dispatch: blocks of one case over all variants, in an order
  // of cases drawn from `seed`, so that a run cut short is a balanced subsample.
  // A block has one repeat, or all of them where `whole_cases`.
  CellId dispatch(std::uint64_t i) const;

  const Case& case_of(const CellId& cell) const { return suite->cases[cases[cell.case_index]]; }
  const Variant& variant_of(const CellId& cell) const { return variants[cell.variant]; }
  const Model& model_of(const CellId& cell) const { return suite->models[variant_of(cell).model]; }

  std::vector<std::uint32_t> case_order;  // made by make_plan: dispatch_order()
  // Gates that stop early count finished cases: all repeats of one come together.
  bool whole_cases = false;
};

// The order in which a run with this seed asks its cases: every order is equally
// likely, and has nothing to do with their answers.
std::vector<std::uint32_t> dispatch_order(std::size_t cases, std::uint64_t seed);

inline constexpr std::uint64_t kMaxCells = 50'000'000;
// Variants are all in memory, and a table of more columns has no reader.
inline constexpr std::uint64_t kMaxVariants = 100'000;

// Crosses models x prompts x grid, less the excluded; a usage error when an axis
// excludes everything, or beyond kMaxCells. An empty selection is not an error: the
// plan has no cells, and says why. It is empty, too, where some filter names what
// the suite does not have.
Result<Plan> make_plan(const Suite& suite, const Filter& filter, Shard shard, std::uint64_t seed);

// The messages a cell asks with: its prompt rendered with its case's variables.
// For a case of several turns, the prompt's system messages and the first turn; with a simulated
// user what it says first, where that is written.
Result<Messages> render_messages(const Suite& suite, std::size_t prompt, const Case& asked);

// What is said in turn `turn` (from 0) of a dialogue: a user's message, or a tool's, whose
// call it does not know. `vars` are the case's variables and the answers that became some
// (Turn::answer_as). Requires turn < asked.turns.size().
Result<Message> render_turn(const Case& asked, std::size_t turn, const Vars& vars);
// What a tool gives back, with the case's variables in its texts: a text goes as it is, all else
// as JSON.
Result<Message> render_result(const Json& result, bool is_error, const Case& asked);

}  // namespace assay
