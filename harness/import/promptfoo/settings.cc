// What a configuration says beside prompts, models and tests.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/import/promptfoo/importer.h"
#include "harness/suite/arithmetic.h"

namespace assay {
namespace {

struct Setting {
  std::string_view key;
  ImportOutcome outcome;
  std::string_view note;
};
constexpr std::string_view kOfEditors = "of editors and of promptfoo's own storage";
constexpr std::array kSettings = {
    Setting{"outputPath", ImportOutcome::ignored,
            "reports go to results/RUN; `-o FORMAT=PATH` writes one more"},
    Setting{"sharing", ImportOutcome::ignored, kOfEditors},
    Setting{"writeLatestResults", ImportOutcome::ignored, kOfEditors},
    Setting{"metadata", ImportOutcome::ignored, kOfEditors},
    Setting{"tags", ImportOutcome::ignored, kOfEditors},
    Setting{"tracing", ImportOutcome::refused, "traces of an application are not received"},
    Setting{"redteam", ImportOutcome::refused,
            "attacks are not generated; those that exist can be cases"},
    Setting{"extensions", ImportOutcome::refused, "hooks around tests are not run"},
    Setting{"nunjucksFilters", ImportOutcome::refused,
            "filters of templates that are programs are not run"},
};
// Read by others of these files.
constexpr std::array<std::string_view, 12> kSaidElsewhere = {
    "description",    "prompts",           "providers", "targets",         "tests",
    "defaultTest",    "scenarios",         "env",       "evaluateOptions", "commandLineOptions",
    "derivedMetrics", "assertionTemplates"};

std::vector<std::string> known_keys() {
  std::vector<std::string> names;
  for (const Setting& row : kSettings) names.emplace_back(row.key);
  for (const std::string_view key : kSaidElsewhere) names.emplace_back(key);
  return names;
}

// Of `evaluateOptions` and `commandLineOptions`.
void read_option(Importer& importer, const YamlNode& key, const YamlNode& value,
                 std::string_view of) {
  const auto add = [&](ImportOutcome outcome, std::string_view note) {
    importer.account.add(key.position(), fmt::format("{} of {}", key.text, of), outcome, note);
  };
  const std::optional<long long> number = parse_integer(text_of(value));
  const bool counts = number && *number > 0;
  if (key.text == "repeat" && counts)
    importer.repeats = std::to_string(*number);
  else if (key.text == "maxConcurrency" && counts)
    importer.concurrency = std::to_string(*number);
  else if (key.text == "timeoutMs" && counts)
    importer.timeout = fmt::format("{}ms", *number);
  else if (key.text == "maxEvalTimeMs" && counts)
    importer.max_duration = fmt::format("{}ms", *number);
  else if (key.text == "delay")
    return add(ImportOutcome::approximated,
               "requests are paced by `rpm` and `concurrency` of a provider");
  else if (key.text == "filterRange" || key.text.starts_with("filter"))
    return add(ImportOutcome::approximated, "`--case` and `--tag` choose cases");
  else
    return add(ImportOutcome::ignored, "of promptfoo's own command line");
  add(ImportOutcome::native, {});
}

void read_options(Importer& importer, const YamlNode* options, std::string_view of) {
  if (options == nullptr) return;
  for (std::size_t i = 0; i < options->entries(); ++i)
    read_option(importer, options->key(i), options->value(i), of);
}

// Names and never values, which are secrets often enough.
void read_environment(Importer& importer, const YamlNode* env) {
  if (env == nullptr) return;
  for (std::size_t i = 0; i < env->entries(); ++i) {
    const YamlNode& key = env->key(i);
    const std::optional<double> share = parse_number(text_of(env->value(i)));
    if (key.text == "PROMPTFOO_PASS_RATE_THRESHOLD" && share) {
      importer.pass_rate_gate = *share / 100;
      importer.account.add(key.position(), "env PROMPTFOO_PASS_RATE_THRESHOLD",
                           ImportOutcome::approximated,
                           "a gate on pass_rate: it is decided on the interval of the rate, and is "
                           "open where too few cases tell");
      continue;
    }
    if (key.text.starts_with("PROMPTFOO_")) {
      importer.account.add(key.position(), fmt::format("env {}", key.text), ImportOutcome::ignored,
                           "of promptfoo itself");
      continue;
    }
    const std::string from = environment_name(env->value(i).text);
    importer.account.add(
        key.position(), fmt::format("env {}", key.text), ImportOutcome::approximated,
        from.empty()
            ? "set it in the environment, or in a file for --env-file; its value was not copied"
            : fmt::format("set it in the environment; it was taken from {}", from));
  }
}

bool is_formula_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_ascii_digit(c) || c == '_' ||
         c == '.';
}

// A formula with what earlier ones stand for in the place of their names: a suite's formulas name
// metrics alone.
std::string written_out(const Importer& importer, std::string_view formula) {
  std::string out;
  for (std::size_t i = 0; i < formula.size();) {
    std::size_t end = i;
    while (end < formula.size() && is_formula_char(formula[end])) ++end;
    if (end == i) {
      out += formula[i++];
      continue;
    }
    const std::string_view name = formula.substr(i, end - i);
    const auto earlier =
        std::find_if(importer.derived_metrics.begin(), importer.derived_metrics.end(),
                     [&](const auto& each) { return each.name == name; });
    out += earlier == importer.derived_metrics.end() ? std::string(name)
                                                     : "(" + earlier->formula + ")";
    if (out.size() > Arithmetic::kMaxBytes) return out;  // refused as too long
    i = end;
  }
  return out;
}

// Arithmetic over means of own metrics is written alike; anything else is a program.
void read_derived(Importer& importer, const YamlNode* derived) {
  if (derived == nullptr || !derived->is_list()) return;
  for (const YamlNode* const item : derived->children) {
    const YamlNode* const name = item->find("name");
    const YamlNode* const value = item->find("value");
    const std::string what =
        fmt::format("derivedMetrics {}", name != nullptr ? excerpt(name->text, 60) : "?");
    const std::string formula =
        written_out(importer, value != nullptr ? trim(text_of(*value)) : std::string_view{});
    const Result<Arithmetic> parsed = Arithmetic::parse(formula);
    const bool counts = formula.find("__count") != std::string::npos;
    if (name == nullptr || !parsed || counts) {
      importer.account.add(
          item->position(), what, ImportOutcome::refused,
          fmt::format("only + - * /, min() and max() over means of metrics are arithmetic of a "
                      "suite{}",
                      counts || parsed ? "" : ": " + parsed.error().message));
      continue;
    }
    importer.derived_metrics.push_back({text_of(*name), formula, item->position()});
  }
}

}  // namespace

YamlOut derived_metrics_of(Importer& importer) {
  YamlOut list = YamlOut::list();
  for (const auto& [name, formula, at] : importer.derived_metrics) {
    const std::string what = fmt::format("derivedMetrics {}", excerpt(name, 60));
    std::string missing;
    if (const Result<Arithmetic> parsed = Arithmetic::parse(formula))
      for (const Arithmetic::Name& each : parsed->names())
        if (missing.empty() && !importer.has_scripts && !importer.metrics.contains(each.text))
          missing = each.text;
    if (!missing.empty()) {
      importer.account.add(at, what, ImportOutcome::refused,
                           fmt::format("no assertion that is in the suite has 'metric: {}'; "
                                       "promptfoo shows 0 then",
                                       excerpt(missing, 60)));
      continue;
    }
    importer.account.add(
        at, what, ImportOutcome::approximated,
        "of the means of the metrics; promptfoo computes it of their sums, test by test");
    YamlOut each = YamlOut::map();
    each.add("name", YamlOut::text(name));
    each.add("value", YamlOut::text(formula));
    list.add(std::move(each));
  }
  return list;
}

void import_settings(Importer& importer, const YamlNode& root) {
  if (const YamlNode* const words = root.find("description"))
    importer.description = text_of(*words);
  for (std::size_t i = 0; i < root.entries(); ++i) {
    const YamlNode& key = root.key(i);
    if (key.text.starts_with("x-") || key.text == "$schema") continue;
    const auto row = std::find_if(kSettings.begin(), kSettings.end(),
                                  [&](const Setting& each) { return each.key == key.text; });
    if (row != kSettings.end())
      importer.account.add(key.position(), key.text, row->outcome, row->note);
    else if (std::find(kSaidElsewhere.begin(), kSaidElsewhere.end(), key.text) ==
             kSaidElsewhere.end())
      tell_unknown_key(importer, key, "the configuration", known_keys());
  }
  read_options(importer, root.find("commandLineOptions"), "commandLineOptions");
  read_options(importer, root.find("evaluateOptions"), "evaluateOptions");
  read_environment(importer, root.find("env"));
  read_derived(importer, root.find("derivedMetrics"));
}

}  // namespace assay
