// judge: a model that judges, how well, and how it says so.
#include <fmt/format.h>

#include <algorithm>

#include "harness/base/text.h"
#include "harness/simulate/models_file/parts.h"

namespace assay {
namespace {

constexpr JudgeManner kManners[] = {
    {"verdict", R"({{"reason":{reason},"{key}":{value}}})"},
    {"verdict_first", R"({{"{key}":{value},"reason":{reason}}})"},
    {"fenced", "```json\n{{\"reason\":{reason},\"{key}\":{value}}}\n```"},
    {"preamble", R"(Here is what I think of it: {{"reason":{reason},"{key}":{value}}})"},
    {"prose", R"(My verdict is {value}. {reason})"},
    {"nonsense", "Colourless green ideas sleep furiously."},
    {"empty", ""},
    {"other_keys", R"({{"answer":{value}}})"},
    {"mistyped", R"({{"reason":{reason},"{key}":{mistyped}}})"},
    {"beyond", R"({{"reason":{reason},"{key}":{beyond}}})"},
    {"two_objects",
     R"({{"reason":{reason},"{key}":{value}}} {{"reason":{other_reason},"{key}":{other_value}}})"},
    {"two_verdicts", R"({{"reason":{reason},"{key}":{value},"{key}":{other_value}}})"},
    {"contradiction", R"({{"reason":{other_reason},"{key}":{value}}})"},
    {"open_thought", "<think>\n{{\"reason\":{reason},\"{key}\":{value}}}"},
    {"cut_off", R"({{"reason":"To begin with, the answer)", JudgeEnding::length},
    {"refusal", "I cannot judge this.", JudgeEnding::refusal},
};

// One text, or a list of them.
std::vector<std::string> texts(const Fields& fields, std::string_view key,
                               Diagnostics& diagnostics) {
  std::vector<std::string> read;
  const YamlNode* node = fields.find(key);
  if (node == nullptr) return read;
  if (!node->is_list()) return {fields.text(key).value_or("")};
  const ScalarReader reader(diagnostics);
  for (const YamlNode* item : node->children) {
    read.push_back(reader.text(*item, fmt::format("an item of '{}'", key)).value_or(""));
  }
  return read;
}

void read_reason(const YamlNode& node, SimulatedJudge& judge, Diagnostics& diagnostics) {
  const Fields fields(node, {"reason"}, {"pass", "fail"}, diagnostics);
  judge.pass_reason = fields.text("pass").value_or(judge.pass_reason);
  judge.fail_reason = fields.text("fail").value_or(judge.fail_reason);
}

void read_labels(const YamlNode& node, SimulatedJudge& judge, Diagnostics& diagnostics) {
  const Fields fields(node, {"labels"}, {"pass", "fail"}, diagnostics);
  if (fields.require("pass") == nullptr || fields.require("fail") == nullptr) return;
  judge.pass_labels = texts(fields, "pass", diagnostics);
  judge.fail_labels = texts(fields, "fail", diagnostics);
  if (judge.pass_labels.empty() || judge.fail_labels.empty()) {
    diagnostics.error(node.position(), "'labels' needs a label for 'pass' and one for 'fail'");
  }
  for (const std::string& label : judge.pass_labels) {
    if (std::find(judge.fail_labels.begin(), judge.fail_labels.end(), label) ==
        judge.fail_labels.end()) {
      continue;
    }
    diagnostics.error(node.position(), fmt::format("label '{}' cannot be for 'pass' and for 'fail'",
                                                   excerpt(label, 40)));
  }
}

void read_scale(const Fields& fields, SimulatedJudge& judge, Diagnostics& diagnostics) {
  const std::span<const YamlNode* const> ends = fields.items("scale");
  if (fields.find("scale") == nullptr) return;
  const ScalarReader read(diagnostics);
  constexpr NumberBounds kScore = {-1e6, 1e6};
  if (ends.size() == 2) {
    const std::optional<std::int64_t> low = read.integer(*ends[0], "'scale'", kScore);
    const std::optional<std::int64_t> high = read.integer(*ends[1], "'scale'", kScore);
    if (!low || !high) return;
    judge.scale = {*low, *high};
    if (*low < *high) return;
  }
  diagnostics.error(fields.find("scale")->position(),
                    "'scale' must be its lowest and its highest score, such as [1, 5]");
}

std::vector<TruthPattern> read_patterns(const Fields& fields, std::string_view key,
                                        Diagnostics& diagnostics) {
  std::vector<TruthPattern> patterns;
  for (const YamlNode* item : fields.items(key)) {
    TruthPattern pattern;
    if (item->is_map()) {
      const Fields regex(*item, {key}, {"regex"}, diagnostics);
      regex.require("regex");
      pattern.regex = read_regex(regex, diagnostics);
    } else {
      const ScalarReader reader(diagnostics);
      pattern.text = reader.text(*item, fmt::format("an item of '{}'", key)).value_or("");
    }
    patterns.push_back(std::move(pattern));
  }
  return patterns;
}

void read_truth(const YamlNode& node, SimulatedJudge& judge, Diagnostics& diagnostics) {
  const Fields fields(node, {"truth"}, {"pass", "fail"}, diagnostics);
  judge.good = read_patterns(fields, "pass", diagnostics);
  judge.bad = read_patterns(fields, "fail", diagnostics);
  if (fields.is_map() && fields.find("pass") == nullptr && fields.find("fail") == nullptr) {
    diagnostics.error(node.position(), "'truth' needs 'pass', 'fail' or both");
  }
}

void read_says(const YamlNode& node, SimulatedJudge& judge, Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const JudgeManner& manner : judge_manners().subspan(1)) names.push_back(manner.name);
  const Fields fields(node, {"says"}, names, diagnostics);
  double sum = 0;
  for (const JudgeManner& manner : judge_manners().subspan(1)) {
    const double share = fields.share(manner.name).value_or(0);
    if (share > 0) judge.says.emplace_back(&manner, share);
    sum += share;
  }
  if (sum > 1 + 1e-9) {
    diagnostics.error(node.position(),
                      fmt::format("'says' sums to {}, more than 1", format_number(sum)));
  }
}

}  // namespace

std::span<const JudgeManner> judge_manners() {
  return kManners;
}

SimulatedJudge read_simulated_judge(const YamlNode& node, Diagnostics& diagnostics) {
  const Fields fields(node, {"judge"},
                      {"sensitivity", "specificity", "reason", "labels", "scale", "truth", "says"},
                      diagnostics);
  SimulatedJudge judge;
  judge.sensitivity = fields.share("sensitivity").value_or(1);
  judge.specificity = fields.share("specificity").value_or(1);
  read_scale(fields, judge, diagnostics);
  using Reader = void (*)(const YamlNode&, SimulatedJudge&, Diagnostics&);
  constexpr std::pair<std::string_view, Reader> kParts[] = {
      {"reason", read_reason}, {"labels", read_labels}, {"truth", read_truth}, {"says", read_says}};
  for (const auto& [key, read] : kParts) {
    if (const YamlNode* part = fields.find(key)) read(*part, judge, diagnostics);
  }
  return judge;
}

}  // namespace assay
