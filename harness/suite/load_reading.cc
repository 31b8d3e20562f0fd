// extract: and normalise:, beside an expectation, on a case and on the suite.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/suite/expectation_arguments.h"
#include "harness/suite/loader.h"
#include "harness/suite/weight.h"

namespace assay {
namespace {

// Switches off what would be inherited.
constexpr std::string_view kNone = "none";

bool is_none(const YamlNode& node) {
  return node.is_scalar() && node.text == kNone;
}

template <class Rows, class Name>
std::vector<std::string> names_of(const Rows& rows, Name name) {
  std::vector<std::string> names;
  for (const auto& row : rows) names.emplace_back(name(row));
  return names;
}

std::vector<std::string> extractor_names(const Loader& loader) {
  return names_of(loader.options.extractors, [](const ExpectationShape& row) { return row.name; });
}

void report_unknown_extractor(Loader& loader, const YamlNode& name) {
  const std::vector<std::string> known = extractor_names(loader);
  std::string hint = did_you_mean(name.text.substr(0, 60), known);
  if (hint.empty()) hint = "; there are " + join(known, ", ");
  if (name.text == "boxed" || name.text == "last" || name.text == "first") {
    hint = fmt::format("; to choose a number, write number: {{extract: {}, ...}}", name.text);
  }
  loader.diagnostics.error(name.position(),
                           fmt::format("nothing extracts '{}'{}", excerpt(name.text, 60), hint));
}

// The extractor that the keys of `step` name; nullptr, and an error, when there
// is not exactly one.
const ExpectationShape* find_extractor(Loader& loader, const YamlNode& step) {
  const ExpectationShape* found = nullptr;
  for (std::size_t i = 0; i < step.entries(); ++i) {
    const ExpectationShape* shape = find_shape(loader.options.extractors, step.key(i).text);
    if (shape == nullptr) continue;
    if (found != nullptr) {
      loader.diagnostics.error(step.key(i).position(),
                               fmt::format("'{}' and '{}' in one step; a list applies them one "
                                           "after the other",
                                           found->name, shape->name));
      return nullptr;
    }
    found = shape;
  }
  if (found == nullptr && step.entries() > 0) report_unknown_extractor(loader, step.key(0));
  if (step.entries() == 0)
    loader.diagnostics.error(step.position(), "'extract' names no extractor");
  return found;
}

bool has_known_keys(Loader& loader, const ExpectationShape& shape, const YamlNode& step) {
  const std::vector<std::string> known =
      names_of(shape.arguments, [](const ArgumentShape& argument) { return argument.name; });
  bool is_fine = true;
  for (std::size_t i = 0; i < step.entries(); ++i) {
    const YamlNode& key = step.key(i);
    if (std::find(known.begin(), known.end(), key.text) != known.end()) continue;
    report_unknown_key(key, {"extractor", shape.name}, known, loader.diagnostics);
    is_fine = false;
  }
  return is_fine;
}

// Templates must parse; without any, the step is final and is checked.
bool check_step(Loader& loader, const ExpectationShape& shape, const YamlNode& at,
                const Json& arguments) {
  if (has_template(arguments)) {
    const auto variables = argument_variables(arguments);
    if (!variables) loader.diagnostics.error(at.position(), variables.error().message);
    return variables.has_value();
  }
  if (shape.check == nullptr) return true;
  const std::optional<std::string> refused = shape.check(arguments);
  if (refused) loader.diagnostics.error(at.position(), "'extract': " + *refused);
  return !refused;
}

// `last_line`, or `{regex: ..., which: last}`.
std::optional<ExtractStep> read_step(Loader& loader, const YamlNode& step) {
  const ExpectationShape* shape = nullptr;
  if (step.is_scalar()) {
    shape = find_shape(loader.options.extractors, step.text);
    if (shape == nullptr) {
      report_unknown_extractor(loader, step);
    } else if (!shape->arguments.empty() && shape->arguments.front().required) {
      loader.diagnostics.error(step.position(),
                               fmt::format("'{0}' needs a value: {{{0}: ...}}", shape->name));
      return std::nullopt;
    }
  } else if (step.is_map()) {
    shape = find_extractor(loader, step);
    if (shape != nullptr && !has_known_keys(loader, *shape, step)) return std::nullopt;
  } else {
    loader.diagnostics.error(step.position(),
                             "'extract' is an extractor or a list of them, or none");
  }
  if (shape == nullptr) return std::nullopt;
  std::optional<Json> arguments =
      read_arguments(loader, *shape, step, step.is_map() ? &step : nullptr);
  if (!arguments || !check_step(loader, *shape, step, *arguments)) return std::nullopt;
  return ExtractStep{std::string(shape->name), std::move(*arguments)};
}

std::vector<ExtractStep> read_steps(Loader& loader, const YamlNode& node) {
  std::vector<ExtractStep> steps;
  if (is_none(node)) return steps;
  if (!node.is_list()) {
    if (std::optional<ExtractStep> step = read_step(loader, node))
      steps.push_back(std::move(*step));
    return steps;
  }
  for (const YamlNode* item : require_list(loader, node, "'extract'")) {
    if (std::optional<ExtractStep> step = read_step(loader, *item))
      steps.push_back(std::move(*step));
  }
  return steps;
}

std::vector<std::string> read_normalisers(Loader& loader, const YamlNode& node) {
  std::vector<std::string> names;
  if (is_none(node)) return names;
  if (node.is_list()) require_list(loader, node, "'normalise'");  // not an empty one
  const std::span<const std::string_view> known = loader.options.normalisers;
  for (std::string& name : read_text_list(loader, node, "'normalise'")) {
    if (std::find(known.begin(), known.end(), name) != known.end()) {
      names.push_back(std::move(name));
      continue;
    }
    const std::vector<std::string> choices(known.begin(), known.end());
    std::string hint = did_you_mean(name.substr(0, 60), choices);
    if (hint.empty()) hint = "; there are " + join(choices, ", ");
    loader.diagnostics.error(node.position(),
                             fmt::format("'normalise' knows no '{}'{}", excerpt(name, 60), hint));
  }
  return names;
}

}  // namespace

Reading read_reading(Loader& loader, const YamlNode* extract, const YamlNode* normalise) {
  Reading reading;
  if (extract != nullptr) reading.extract = read_steps(loader, *extract);
  if (normalise != nullptr) reading.normalise = read_normalisers(loader, *normalise);
  return reading;
}

bool affords_reading(Loader& loader, const Reading& reading, const Expectations& expectations,
                     const Position& at) {
  if (!reading.extract && !reading.normalise) return true;
  return loader.affords(
      fmt::format("'extract' and 'normalise', in each of {} expectations,", expectations.size()),
      weight(reading) * count(expectations), at);
}

Reading merged(const Reading& inner, const Reading& outer) {
  return {inner.extract ? inner.extract : outer.extract,
          inner.normalise ? inner.normalise : outer.normalise};
}

void inherit(const Loader& loader, const Reading& outer, Expectation& expectation) {
  Reading& reading = expectation.reading;
  reading = merged(reading, outer);
  for (Expectation& child : expectation.children) {
    inherit(loader, reading, child);
    expectation.has_template = expectation.has_template || child.has_template;
  }
  const ExpectationShape* shape = find_shape(loader.options.expectations, expectation.name);
  if (shape == nullptr || !shape->reads_text) reading.extract.reset();
  if (shape == nullptr || !shape->normalises) reading.normalise.reset();
  if (!reading.extract) return;
  for (const ExtractStep& step : *reading.extract) {
    expectation.has_template = expectation.has_template || has_template(step.arguments);
  }
}

}  // namespace assay
