// A cell of an `__expected` column as promptfoo reads it.
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/import/promptfoo/assertion.h"
#include "harness/import/promptfoo/comma_list.h"
#include "harness/import/promptfoo/javascript_space.h"

namespace assay {
namespace {

constexpr double kThresholdOfCells = 0.75;
constexpr double kThresholdOfSimilar = 0.8;

enum class CellKind {
  trimmed,    // the value without white space at its ends
  list,       // fields between commas
  as_it_is,   // JSON, or nothing
  threshold,  // also a threshold, 0.75 where none is written
};
struct CellType {
  std::string_view name;
  CellKind kind = CellKind::trimmed;
};
// In a cell promptfoo knows these and no other.
constexpr CellType kCellTypes[] = {
    {"agent-rubric"},
    {"answer-relevance", CellKind::threshold},
    {"bleu"},
    {"classifier", CellKind::threshold},
    {"contains"},
    {"contains-all", CellKind::list},
    {"contains-any", CellKind::list},
    {"contains-html"},
    {"contains-json", CellKind::as_it_is},
    {"contains-sql"},
    {"contains-xml"},
    {"context-faithfulness", CellKind::threshold},
    {"context-recall", CellKind::threshold},
    {"context-relevance", CellKind::threshold},
    {"conversation-relevance"},
    {"cost", CellKind::threshold},
    {"equals"},
    {"factuality"},
    {"finish-reason"},
    {"g-eval"},
    {"gleu"},
    {"guardrails"},
    {"icontains"},
    {"icontains-all", CellKind::list},
    {"icontains-any", CellKind::list},
    {"is-html"},
    {"is-json", CellKind::as_it_is},
    {"is-refusal"},
    {"is-sql"},
    {"is-valid-function-call"},
    {"is-valid-openai-function-call"},
    {"is-valid-openai-tools-call"},
    {"is-xml"},
    {"javascript"},
    {"latency", CellKind::threshold},
    {"levenshtein", CellKind::threshold},
    {"llm-rubric"},
    {"meteor"},
    {"model-graded-closedqa"},
    {"model-graded-factuality"},
    {"moderation"},
    {"perplexity", CellKind::threshold},
    {"perplexity-score", CellKind::threshold},
    {"pi"},
    {"python"},
    {"regex"},
    {"rouge-n", CellKind::threshold},
    {"ruby"},
    {"search-rubric"},
    {"similar", CellKind::threshold},
    {"similar:cosine"},
    {"similar:dot"},
    {"similar:euclidean"},
    {"skill-used"},
    {"starts-with", CellKind::threshold},
    {"tool-call-f1"},
    {"trace-error-spans"},
    {"trace-span-count"},
    {"trace-span-duration"},
    {"trajectory:goal-success"},
    {"trajectory:step-count"},
    {"trajectory:tool-args-match"},
    {"trajectory:tool-sequence"},
    {"trajectory:tool-used"},
    {"webhook"},
    {"word-count"},
};

const CellType* find_cell_type(std::string_view type) {
  const auto* const found = std::find_if(std::begin(kCellTypes), std::end(kCellTypes),
                                         [&](const CellType& each) { return each.name == type; });
  return found == std::end(kCellTypes) ? nullptr : found;
}

Json script_of(std::string_view type, std::string_view code) {
  return {{"type", type}, {"value", trim_javascript(code)}};
}

bool names_file(std::string_view cell, std::initializer_list<std::string_view> endings) {
  if (!cell.starts_with("file://")) return false;
  return std::any_of(endings.begin(), endings.end(),
                     [cell](std::string_view ending) { return cell.ends_with(ending); });
}

// What a cell begins with, whatever follows.
std::optional<Json> read_prefixed(std::string_view cell) {
  for (const std::string_view prefix : {"javascript:", "fn:", "eval:"}) {
    if (cell.starts_with(prefix)) return script_of("javascript", cell.substr(prefix.size()));
  }
  if (names_file(cell, {".js", ".cjs", ".mjs", ".ts", ".cts", ".mts"})) {
    return script_of("javascript", cell);
  }
  for (const std::string_view prefix : {"grade:", "llm-rubric:"}) {
    if (cell.starts_with(prefix)) {
      return Json{{"type", "llm-rubric"}, {"value", cell.substr(prefix.size())}};
    }
  }
  if (cell.starts_with("python:")) return script_of("python", cell.substr(7));
  const bool is_python =
      names_file(cell, {".py"}) || (cell.starts_with("file://") && cell.find(".py:") != cell.npos);
  if (is_python) return script_of("python", cell);
  return std::nullopt;
}

// not-TYPE(THRESHOLD): VALUE, taken apart.
struct Shape {
  std::string_view type;  // with `not-`
  const CellType* row = nullptr;
  std::optional<double> threshold;
  std::optional<std::string_view> value;
};

// The digits of `0.8)...`; `length` without the bracket.
std::optional<double> read_bracketed(std::string_view text, std::size_t& length) {
  const std::size_t close = text.find(')');
  if (close == text.npos) return std::nullopt;
  const std::string_view digits = text.substr(0, close);
  const std::size_t dot = digits.find('.');
  const auto are_digits = [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), is_ascii_digit);
  };
  if (!are_digits(digits.substr(0, dot))) return std::nullopt;
  if (dot != digits.npos && !are_digits(digits.substr(dot + 1))) return std::nullopt;
  length = close;
  return parse_number(digits);
}

std::optional<Shape> shape_at(std::string_view cell, std::size_t end) {
  Shape shape;
  shape.type = cell.substr(0, end);
  std::string_view base = shape.type;
  if (base.starts_with("not-")) base.remove_prefix(4);
  shape.row = find_cell_type(base);
  if (shape.row == nullptr) return std::nullopt;
  std::string_view rest = cell.substr(end);
  if (rest.starts_with('(')) {
    std::size_t length = 0;
    shape.threshold = read_bracketed(rest.substr(1), length);
    if (!shape.threshold) return std::nullopt;
    rest.remove_prefix(length + 2);
  }
  if (rest.empty()) return shape;
  if (!rest.starts_with(':')) return std::nullopt;
  shape.value = rest.substr(1);
  return shape;
}

// The first colon that ends a type: `similar:cosine: x` is `similar`, as promptfoo reads it.
std::optional<Shape> read_shape(std::string_view cell) {
  for (std::size_t end = cell.find_first_of(":("); end != cell.npos && end < 40;
       end = cell.find_first_of(":(", end + 1)) {
    if (std::optional<Shape> shape = shape_at(cell, end)) return shape;
  }
  return shape_at(cell, cell.size());
}

Json assertion_of(const Shape& shape, std::vector<std::string>& notes) {
  Json assertion{{"type", shape.type}};
  if (shape.row->kind == CellKind::list && shape.value && !shape.value->empty()) {
    const std::optional<std::vector<std::string>> fields = read_comma_list(*shape.value);
    if (fields) {
      assertion["value"] = *fields;
    } else {
      notes.push_back(fmt::format("'{}': a quote is not closed, which stops promptfoo",
                                  excerpt(*shape.value, 60)));
    }
    return assertion;
  }
  if (shape.value) {
    assertion["value"] =
        shape.row->kind == CellKind::as_it_is ? *shape.value : trim_javascript(*shape.value);
  }
  for (const std::string_view metric : {"cosine:", "dot:", "euclidean:"}) {
    if (shape.row->name != "similar" || !shape.value || !shape.value->starts_with(metric)) continue;
    notes.push_back(
        fmt::format("'similar:{0}' in a cell is read as 'similar', of a text that "
                    "begins with '{0}'",
                    metric));
  }
  if (shape.row->kind == CellKind::threshold) {
    const double otherwise = shape.row->name == "similar" ? kThresholdOfSimilar : kThresholdOfCells;
    assertion["threshold"] = shape.threshold.value_or(otherwise);
    if (!shape.threshold && (shape.row->name == "cost" || shape.row->name == "latency")) {
      notes.push_back(
          fmt::format("'{0}' without a number in brackets is {0}(0.75): its value says "
                      "nothing",
                      shape.row->name));
    }
  } else if (shape.threshold) {
    notes.push_back(fmt::format("'{}' in a cell takes no threshold: {} says nothing",
                                shape.row->name, format_number(*shape.threshold)));
  }
  return assertion;
}

// A cell that is compared as a text although it begins like a type.
void warn_of_slip(std::string_view cell, std::vector<std::string>& notes) {
  const std::size_t end = cell.find_first_of(":(");
  std::string_view word = trim(cell.substr(0, end));
  if (end == cell.npos && word.find('-') == word.npos) return;
  if (word.empty() || word.size() > 40 || word.find_first_of(" \t\n") != word.npos) return;
  std::string_view base = word.starts_with("not-") ? word.substr(4) : word;
  std::vector<std::string> known = {"grade",     "fn",    "eval",      "file",      "select-best",
                                    "max-score", "human", "ends-with", "assert-set"};
  for (const CellType& each : kCellTypes) known.emplace_back(each.name);
  const std::string lower = to_lower_ascii(base);
  const bool is_name = std::find(known.begin(), known.end(), lower) != known.end();
  const std::string advice = is_name ? "" : did_you_mean(lower, known);
  if (!is_name && advice.empty()) return;
  notes.push_back(
      fmt::format("'{}' is no assertion that promptfoo knows in a cell: all of it is "
                  "compared with the answer, as 'equals'{}",
                  excerpt(cell, 60), advice));
}

}  // namespace

Json assertion_of_cell(std::string_view cell, std::vector<std::string>& notes) {
  cell = trim_javascript(cell);
  if (std::optional<Json> prefixed = read_prefixed(cell)) return std::move(*prefixed);
  if (const std::optional<Shape> shape = read_shape(cell)) return assertion_of(*shape, notes);
  warn_of_slip(cell, notes);
  return {{"type", "equals"}, {"value", cell}};
}

}  // namespace assay
