// expect: lists, typed by the table of expectations that the caller hands in.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/suite/expectation_arguments.h"
#include "harness/suite/loader.h"
#include "harness/suite/weight.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 3> kStructural = {"not", "all", "any"};
constexpr std::array<std::string_view, 5> kSiblings = {"weight", "metric", "on", "extract",
                                                       "normalise"};

template <class Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void report_unknown(Loader& loader, const YamlNode& name) {
  std::vector<std::string> known(kStructural.begin(), kStructural.end());
  for (const ExpectationShape& shape : loader.options.expectations) known.emplace_back(shape.name);
  known.insert(known.end(), kSiblings.begin(), kSiblings.end());
  loader.diagnostics.error(name.position(),
                           fmt::format("unknown expectation '{}'{}", excerpt(name.text, 60),
                                       did_you_mean(name.text.substr(0, 60), known)));
}

// The key of `item` that names its expectation; nullptr, and an error, when
// there is not exactly one.
const YamlNode* find_name(Loader& loader, const YamlNode& item, const YamlNode** value) {
  const YamlNode* found = nullptr;
  for (std::size_t i = 0; i < item.entries(); ++i) {
    const YamlNode& key = item.key(i);
    if (contains(kSiblings, key.text) || is_authors_own(key.text)) continue;
    if (!contains(kStructural, key.text) &&
        find_shape(loader.options.expectations, key.text) == nullptr) {
      report_unknown(loader, key);
      return nullptr;
    }
    if (found != nullptr) {
      loader.diagnostics.error(key.position(),
                               fmt::format("'{}' and '{}' in one item; begin an item of its own "
                                           "with '- {}:'",
                                           found->text, key.text, key.text));
      return nullptr;
    }
    found = &key;
    *value = &item.value(i);
  }
  if (found == nullptr) {
    loader.diagnostics.error(item.position(), "this item names no expectation");
  }
  return found;
}

std::optional<Channel> read_channel(Loader& loader, const YamlNode& node) {
  const std::optional<std::string> name = loader.read.text(node, "'on'");
  if (!name) return std::nullopt;
  if (*name == "answer") return Channel::answer;
  if (*name == "reasoning") return Channel::reasoning;
  if (*name == "all") return Channel::all;
  if (*name == "dialogue") return Channel::dialogue;
  loader.diagnostics.error(
      node.position(),
      "'on' must be answer, reasoning, all or dialogue" +
          did_you_mean(name->substr(0, 60), {"answer", "reasoning", "all", "dialogue"}));
  return std::nullopt;
}

// That `extract` and `normalise` mean something to what they stand beside. Beside
// a group they are for what is in it.
void check_reading(Loader& loader, const Expectation& expectation, const YamlNode* extract,
                   const YamlNode* normalise) {
  const ExpectationShape* shape = find_shape(loader.options.expectations, expectation.name);
  if (shape == nullptr) return;
  if (extract != nullptr && !shape->reads_text) {
    loader.diagnostics.error(
        extract->position(),
        fmt::format("'extract' takes part of the answer's text, and '{}' looks "
                    "at something else",
                    shape->name));
  }
  if (normalise == nullptr) return;
  if (!shape->normalises) {
    loader.diagnostics.error(normalise->position(),
                             fmt::format("'normalise' is for expectations that compare texts; '{}' "
                                         "does not",
                                         shape->name));
  } else if (expectation.arguments.value("exact", Json()) == Json(true)) {
    loader.diagnostics.error(normalise->position(),
                             "'exact: true' compares texts as they are; leave out one of the two");
  }
}

std::string read_metric_name(Loader& loader, const YamlNode& node) {
  std::string name = read_label(loader, node, "'metric'").value_or("");
  const bool is_new = !name.empty() && loader.metric_names.insert(name).second;
  if (is_new && loader.metric_names.size() == kMaxOwnMetrics + 1) {
    loader.diagnostics.error(
        node.position(),
        fmt::format("more than {} different names of 'metric'; one is for many expectations",
                    kMaxOwnMetrics));
  }
  return name;
}

// A group is judged as one, and so has one value.
void warn_of_lost_metric(Loader& loader, const YamlNode& name, const YamlNode& item) {
  const YamlNode* metric = item.is_map() ? item.find("metric") : nullptr;
  if (metric == nullptr) return;
  loader.diagnostics.warning(
      metric->position(), fmt::format("'metric' inside '{0}' counts nothing, for '{0}' is judged "
                                      "as one; write it beside '{0}'",
                                      name.text));
}

void read_siblings(Loader& loader, const YamlNode& item, Expectation& expectation) {
  if (const YamlNode* weight = item.find("weight")) {
    expectation.weight = loader.read.number(*weight, "'weight'", {0, 1e6}).value_or(1);
  }
  if (const YamlNode* metric = item.find("metric")) {
    expectation.metric = read_metric_name(loader, *metric);
  }
  if (const YamlNode* on = item.find("on")) {
    expectation.on = read_channel(loader, *on).value_or(Channel::answer);
  }
  const YamlNode* extract = item.find("extract");
  const YamlNode* normalise = item.find("normalise");
  expectation.reading = read_reading(loader, extract, normalise);
  check_reading(loader, expectation, extract, normalise);
}

std::optional<Expectation> read_expectation(Loader& loader, const YamlNode& item);

bool read_children(Loader& loader, const YamlNode& name, const YamlNode& value,
                   Expectation& expectation) {
  if (name.text == "not") {
    std::optional<Expectation> child = read_expectation(loader, value);
    if (!child) return false;
    warn_of_lost_metric(loader, name, value);
    expectation.children.push_back(std::move(*child));
  } else {
    const std::string field = fmt::format("'{}'", name.text);
    for (const YamlNode* item : require_list(loader, value, field)) {
      std::optional<Expectation> child = read_expectation(loader, *item);
      warn_of_lost_metric(loader, name, *item);
      if (child) expectation.children.push_back(std::move(*child));
    }
  }
  for (const Expectation& child : expectation.children) {
    expectation.has_template = expectation.has_template || child.has_template;
  }
  return true;
}

// Templates must parse; without any, the arguments are final and are checked.
bool check_arguments(Loader& loader, const ExpectationShape& shape, const YamlNode& at,
                     Expectation& expectation) {
  expectation.has_template = has_template(expectation.arguments);
  if (expectation.has_template) {
    const auto variables = argument_variables(expectation.arguments);
    if (!variables) loader.diagnostics.error(at.position(), variables.error().message);
    return variables.has_value();
  }
  if (shape.check == nullptr) return true;
  const std::optional<std::string> refused = shape.check(expectation.arguments);
  if (refused) {
    loader.diagnostics.error(at.position(), fmt::format("'{}': {}", shape.name, *refused));
  }
  return !refused;
}

// `value` is nullptr for an item that is the bare name.
std::optional<Expectation> read_named(Loader& loader, const YamlNode& item, const YamlNode& name,
                                      const YamlNode* value) {
  const ExpectationShape* shape = find_shape(loader.options.expectations, name.text);
  if (shape == nullptr) {
    report_unknown(loader, name);
    return std::nullopt;
  }
  std::optional<Json> arguments = read_arguments(loader, *shape, item, value);
  if (!arguments) return std::nullopt;
  if (shape->asks_judges && !name_judges(loader, item, value, *arguments)) return std::nullopt;
  if (shape->asks_embedder && !name_embedder(loader, item, value, *arguments)) return std::nullopt;
  if (shape->asks_people && !name_labels(loader, item, *arguments)) return std::nullopt;
  if (shape->runs_scripts && !name_scripts(loader, *shape, item, *arguments)) return std::nullopt;
  Expectation expectation;
  expectation.name = shape->name;
  expectation.arguments = std::move(*arguments);
  const YamlNode& at = value != nullptr && value->line > 0 ? *value : name;
  if (!check_arguments(loader, *shape, at, expectation)) return std::nullopt;
  return expectation;
}

std::optional<Expectation> read_expectation(Loader& loader, const YamlNode& item) {
  if (item.is_scalar()) {
    std::optional<Expectation> bare = read_named(loader, item, item, nullptr);
    if (bare) bare->where = to_location(item.position());
    return bare;
  }
  if (!item.is_map()) {
    loader.diagnostics.error(item.position(),
                             "an expectation is written 'name: value', or as its bare name");
    return std::nullopt;
  }
  const YamlNode* value = nullptr;
  const YamlNode* name = find_name(loader, item, &value);
  if (name == nullptr) return std::nullopt;
  std::optional<Expectation> expectation;
  if (contains(kStructural, name->text)) {
    expectation.emplace();
    expectation->name = name->text;
    if (!read_children(loader, *name, *value, *expectation)) return std::nullopt;
  } else {
    expectation = read_named(loader, item, *name, value);
    if (!expectation) return std::nullopt;
  }
  read_siblings(loader, item, *expectation);
  expectation->where = to_location(item.position());
  return expectation;
}

}  // namespace

const ExpectationShape* find_shape(std::span<const ExpectationShape> shapes,
                                   std::string_view name) {
  for (const ExpectationShape& shape : shapes) {
    if (shape.name == name) return &shape;
  }
  return nullptr;
}

Expectations read_expectations(Loader& loader, const YamlNode& node) {
  Expectations expectations;
  for (const YamlNode* item : require_list(loader, node, "'expect'")) {
    std::optional<Expectation> read = read_expectation(loader, *item);
    if (read) expectations.push_back(std::move(*read));
  }
  return expectations;
}

void load_shared_expectations(Loader& loader, const YamlNode* expect) {
  if (expect == nullptr) {
    loader.shared_expect = std::make_shared<const Expectations>();
    return;
  }
  loader.shared_written = read_expectations(loader, *expect);
  loader.shared_weight = weight(loader.shared_written);
  Expectations read = loader.shared_written;
  if (!affords_reading(loader, loader.shared_reading, read, expect->position())) read.clear();
  for (Expectation& each : read) inherit(loader, loader.shared_reading, each);
  loader.shared_expect = std::make_shared<const Expectations>(std::move(read));
}

std::shared_ptr<const Expectations> with_shared(Loader& loader, Expectations own,
                                                const Reading& of_case, const Position& at) {
  if (own.empty() && !of_case.extract && !of_case.normalise) return loader.shared_expect;
  const std::string what =
      fmt::format("the suite's 'expect' of {} lines, in each case,", loader.shared_written.size());
  if (!loader.affords(what, loader.shared_weight, at)) return loader.shared_expect;
  own.insert(own.end(), loader.shared_written.begin(), loader.shared_written.end());
  const Reading reading = merged(of_case, loader.shared_reading);
  if (!affords_reading(loader, reading, own, at)) return loader.shared_expect;
  for (Expectation& each : own) inherit(loader, reading, each);
  return std::make_shared<const Expectations>(std::move(own));
}

}  // namespace assay
