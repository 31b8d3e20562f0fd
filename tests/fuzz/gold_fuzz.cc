// A gold file: refused, or labels that any order of its lines gives, too, and that come
// back from what they are written as.
#include <algorithm>
#include <string>

#include "harness/base/text.h"
#include "harness/report/gold/gold_labels.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

using assay::GoldLabels;
using assay::GoldLine;
using assay::Result;

// What is found of the answer of each of `wanted`'s lines.
std::string labels_in(const GoldLabels& labels, const GoldLabels& wanted) {
  std::string found;
  for (const GoldLine& line : wanted.lines()) {
    const auto match = labels.find(
        {line.question, line.answer, line.case_id, line.variant.value_or(""), line.criterion});
    if (!match) return "refused";
    found += *match ? assay::label_text((**match).label) + "\n" : "none\n";
  }
  return found;
}

std::string reversed(std::string_view text) {
  std::string lines;
  std::vector<std::string_view> all = assay::split(text, '\n');
  std::reverse(all.begin(), all.end());
  for (const std::string_view line : all) lines.append(line).append("\n");
  return lines;
}

}  // namespace

FUZZ_TARGET(gold) {
  const Result<GoldLabels> labels = assay::read_gold("gold.jsonl", std::string(input));
  if (!labels) {
    assay::require(labels.error().message.find("gold.jsonl") != std::string::npos);
    return;
  }
  std::string written;
  for (GoldLine line : labels->lines()) {
    if (line.case_id.empty()) written += assay::gold_line_text(line);
  }
  assay::require(assay::read_gold("gold.jsonl", written).has_value());
  if (labels->lines().size() > 200) return;  // each is looked up
  assay::require(labels->between_passes().alike() <= labels->between_passes().all());
  for (const assay::LabelAgreement& pair : labels->between_raters()) {
    assay::require(pair.first < pair.second && pair.alike() <= pair.all());
  }
  // A byte order mark belongs at the beginning, and UTF-16 does not turn round by lines.
  const bool is_plain = assay::is_valid_utf8(input) && !input.starts_with("\xEF\xBB\xBF");
  if (!is_plain) return;
  const Result<GoldLabels> other = assay::read_gold("gold.jsonl", reversed(input));
  assay::require(other.has_value());
  assay::require(labels_in(*labels, *labels) == labels_in(*other, *labels));
}
