#include "harness/import/outputs/field_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "harness/base/field_path.h"
#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/import/outputs/read_values.h"

namespace assay {
namespace {

constexpr std::string_view kVars = "vars.";
constexpr std::string_view kScore = "score.";

// What of an output a field becomes.
struct OutputTarget {
  std::string_view name;
  bool may_be_absent;  // null or no such field: not known
  // Puts a value that is there. The error says what is wrong with it.
  Result<void> (*take)(const Json& value, ImportedOutput& output);
};

Reply& reply_of(ImportedOutput& output) {
  return std::get<Reply>(output.result);
}

// A reply's tokens of a kind.
template <std::optional<std::int64_t> Usage::*member>
Result<void> take_tokens(const Json& value, ImportedOutput& output) {
  ASSAY_TRY(reply_of(output).usage.*member, count_in(value));
  return {};
}

template <std::string Reply::*member>
Result<void> take_text(const Json& value, ImportedOutput& output) {
  reply_of(output).*member = text_of(value);
  return {};
}

template <std::string ImportedOutput::*member>
Result<void> take_name(const Json& value, ImportedOutput& output) {
  output.*member = text_of(value);
  if (output.*member == "") return usage_error("is empty");
  return {};
}

template <std::optional<Nanoseconds> Timings::*member>
Result<void> take_time(const Json& value, ImportedOutput& output) {
  ASSAY_TRY(output.timings.*member, milliseconds_in(value));
  if (output.timings.*member) output.timings.sent = Nanoseconds{0};
  return {};
}

Result<void> take_cost(const Json& value, ImportedOutput& output) {
  ASSAY_TRY(output.cost, usd_in(value));
  return {};
}

Result<void> take_repeat(const Json& value, ImportedOutput& output) {
  ASSAY_TRY(output.repeat, count_in(value));
  return {};
}

Result<void> take_input(const Json& value, ImportedOutput& output) {
  ASSAY_TRY(Messages messages, question_in(value));
  std::move(messages.begin(), messages.end(), std::back_inserter(output.question));
  return {};
}

Result<void> take_system(const Json& value, ImportedOutput& output) {
  output.question.insert(output.question.begin(), {Role::system, text_of(value), {}, {}});
  return {};
}

Result<void> take_expected(const Json& value, ImportedOutput& output) {
  output.vars["expected"] = value;
  return {};
}

Result<void> take_finish(const Json& value, ImportedOutput& output) {
  take_finish_reason(text_of(value), reply_of(output));
  return {};
}

// `error` is looked at apart: it decides whether there is an answer.
Result<void> take_nothing(const Json&, ImportedOutput&) {
  return {};
}

constexpr std::array kTargets = {
    OutputTarget{"case", false, take_name<&ImportedOutput::case_id>},
    OutputTarget{"output", true, take_text<&Reply::answer>},
    OutputTarget{"error", true, take_nothing},
    OutputTarget{"model", false, take_name<&ImportedOutput::model>},
    OutputTarget{"prompt", false, take_name<&ImportedOutput::prompt>},
    OutputTarget{"repeat", false, take_repeat},
    OutputTarget{"input", false, take_input},
    OutputTarget{"system", true, take_system},
    OutputTarget{"expected", true, take_expected},
    OutputTarget{"reasoning", true, take_text<&Reply::reasoning>},
    OutputTarget{"refusal", true, take_text<&Reply::refusal>},
    OutputTarget{"finish_reason", true, take_finish},
    OutputTarget{"latency_ms", true, take_time<&Timings::done>},
    OutputTarget{"ttft_ms", true, take_time<&Timings::first_answer>},
    OutputTarget{"input_tokens", true, take_tokens<&Usage::input>},
    OutputTarget{"cached_input_tokens", true, take_tokens<&Usage::cached_input>},
    OutputTarget{"output_tokens", true, take_tokens<&Usage::output>},
    OutputTarget{"reasoning_tokens", true, take_tokens<&Usage::reasoning>},
    OutputTarget{"cost_usd", true, take_cost},
};

const OutputTarget* find_target(std::string_view name) {
  const auto row = std::find_if(kTargets.begin(), kTargets.end(),
                                [&](const OutputTarget& each) { return each.name == name; });
  return row == kTargets.end() ? nullptr : &*row;
}

std::vector<std::string> target_names() {
  std::vector<std::string> names;
  for (const OutputTarget& target : kTargets) names.emplace_back(target.name);
  names.emplace_back("vars.NAME");
  names.emplace_back("score.NAME");
  return names;
}

bool is_family(std::string_view target) {
  return (target.starts_with(kVars) && target.size() > kVars.size()) ||
         (target.starts_with(kScore) && target.size() > kScore.size());
}

// A part that is more than its whole would make a cost of nothing. Services that count caches
// beside the input are to be added up by whoever maps them.
Result<void> check_parts(const Usage& usage) {
  const auto check = [](const char* part, const std::optional<std::int64_t>& of_it,
                        const char* whole, const std::optional<std::int64_t>& all) -> Result<void> {
    if (!of_it || !all || *of_it <= *all) return {};
    return usage_error(fmt::format("{} is {} and {} {}: the first is a part of the second", part,
                                   *of_it, whole, *all));
  };
  ASSAY_CHECK(check("cached_input_tokens", usage.cached_input, "input_tokens", usage.input));
  return check("reasoning_tokens", usage.reasoning, "output_tokens", usage.output);
}

bool is_nothing(const Json* value) {
  return value == nullptr || value->is_null();
}

}  // namespace

Result<FieldMap::Entry> FieldMap::entry_of(std::string_view word) {
  const std::size_t equals = word.find('=');
  const std::string target(trim(word.substr(0, equals)));
  const std::string path(equals == std::string_view::npos ? "" : trim(word.substr(equals + 1)));
  if (target.empty() || path.empty())
    return usage_error(fmt::format("'{}': expected TARGET=FIELD", excerpt(word, 60)));
  if (find_target(target) == nullptr && !is_family(target)) {
    return usage_error(fmt::format("there is no target '{}'{}; there are {}", excerpt(target, 60),
                                   did_you_mean(target.substr(0, 60), target_names()),
                                   join(target_names(), ", ")));
  }
  return Entry{target, path, true};
}

Result<FieldMap> FieldMap::parse(const std::vector<std::string>& words) {
  FieldMap map;
  for (const std::string& word : words) {
    for (const std::string_view item : split(word, ',')) {
      ASSAY_TRY(Entry entry, entry_of(item));
      const bool is_twice =
          std::any_of(map.entries_.begin(), map.entries_.end(),
                      [&](const Entry& each) { return each.target == entry.target; });
      if (is_twice) return usage_error("'" + excerpt(entry.target, 60) + "' is mapped twice");
      map.entries_.push_back(std::move(entry));
    }
  }
  if (map.entries_.empty()) {
    for (const OutputTarget& target : kTargets)
      map.entries_.push_back({std::string(target.name), std::string(target.name)});
  }
  // In the order of the table: `system` goes before what `input` has put.
  const auto place = [](const Entry& entry) {
    const OutputTarget* const row = find_target(entry.target);
    return row == nullptr ? kTargets.size() : static_cast<std::size_t>(row - kTargets.data());
  };
  std::stable_sort(map.entries_.begin(), map.entries_.end(),
                   [&](const Entry& a, const Entry& b) { return place(a) < place(b); });
  return map;
}

Result<void> FieldMap::put(const Entry& entry, const Json& value, ImportedOutput& output) {
  const std::string_view target = entry.target;
  if (const OutputTarget* const row = find_target(target)) return row->take(value, output);
  if (target.starts_with(kVars)) {
    output.vars[std::string(target.substr(kVars.size()))] = value;
    return {};
  }
  ASSAY_TRY(const std::optional<double> score, number_in(value));
  if (score) output.scores.emplace_back(target.substr(kScore.size()), *score);
  return {};
}

Result<ImportedOutput> FieldMap::read(const Json& record) {
  ImportedOutput output;
  std::string error;
  bool has_output = false;
  for (Entry& entry : entries_) {
    const Json* const value = at_field_path(record, entry.path);
    entry.was_found = entry.was_found || value != nullptr;
    const OutputTarget* const row = find_target(entry.target);
    if (is_nothing(value)) {
      const bool may_be_absent = !entry.is_written || entry.target.starts_with(kScore) ||
                                 (row != nullptr && row->may_be_absent);
      if (may_be_absent) continue;
      return usage_error(fmt::format("has no field '{}', which --map names for {}",
                                     excerpt(entry.path, 60), excerpt(entry.target, 60)));
    }
    has_output = has_output || entry.target == "output";
    if (entry.target == "error") error = text_of(*value);
    if (const Result<void> taken = put(entry, *value, output); !taken) {
      return usage_error(
          fmt::format("field '{}': {}", excerpt(entry.path, 60), taken.error().message));
    }
  }
  if (const Reply* const reply = std::get_if<Reply>(&output.result))
    ASSAY_CHECK(check_parts(reply->usage));
  if (!error.empty()) {
    output.result = failure_elsewhere(error);
  } else if (!has_output) {
    return usage_error("has neither an output nor an error; --map output=FIELD says where it is");
  }
  return output;
}

Result<void> FieldMap::check_all_found() const {
  for (const Entry& entry : entries_) {
    if (!entry.is_written || entry.was_found) continue;
    return usage_error(fmt::format("no record has a field '{}', which --map names for {}",
                                   excerpt(entry.path, 60), excerpt(entry.target, 60)));
  }
  return {};
}

std::string FieldMap::text() const {
  Json json = Json::object();
  for (const Entry& entry : entries_) json[entry.target] = entry.path;
  return dump_json(json);
}

}  // namespace assay
