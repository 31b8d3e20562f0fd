#include "reporters/html/data/selection.h"

#include <algorithm>
#include <cstdint>
#include <unordered_set>
#include <vector>

#include "harness/base/mark.h"

namespace assay::html {
namespace {

// Whether variants pass the case in different shares of its repeats: then a reader
// lays their replies side by side, also those that passed.
bool is_flip(const CaseSummary& summary) {
  const CaseVariant* first = nullptr;
  for (const CaseVariant& entry : summary.variants) {
    if (entry.scored() == 0) continue;
    if (first == nullptr) first = &entry;
    if (entry.passed * first->scored() != first->passed * entry.scored()) return true;
  }
  return false;
}

// What is carried first.
enum class Urgency { failure, flip, rest };

std::vector<Urgency> urgencies_of(const Report& report) {
  std::vector<bool> flips;
  for (const CaseSummary& summary : report.cases) flips.push_back(is_flip(summary));
  std::vector<Urgency> urgencies;
  for (const ReportCell& cell : report.cells) {
    const bool failed = cell.verdict == Verdict::fail || cell.verdict == Verdict::error;
    urgencies.push_back(failed                      ? Urgency::failure
                        : flips[cell.id.case_index] ? Urgency::flip
                                                    : Urgency::rest);
  }
  return urgencies;
}

std::vector<std::string_view> texts_of(const Report& report, const ReportCell& cell) {
  std::vector<std::string_view> texts{cell.error, messages_of(report, cell)};
  for (const ScorePart& part : cell.parts) {
    texts.push_back(part.reason);
    texts.push_back(part.extracted);
  }
  if (cell.reply) {
    texts.push_back(cell.reply->answer);
    texts.push_back(cell.reply->reasoning);
    texts.push_back(cell.reply->refusal);
    for (const ToolCall& call : cell.reply->tool_calls) texts.push_back(call.arguments);
  }
  return texts;
}

// Takes cells while their texts fit. A cell that does not fit is passed over,
// so that one giant reply does not cost all that follow it.
class Taker {
 public:
  Taker(const Report& report, std::size_t budget, Selection& selection)
      : report_(report), budget_(budget), selection_(selection) {}

  void take(std::size_t index) {
    if (listed_ == kMostListedCells) {
      ++selection_.unlisted;
      return;
    }
    ++listed_;
    selection_.listed[index] = true;
    const std::vector<std::string_view> texts = texts_of(report_, report_.cells[index]);
    std::size_t added = 0;
    for (const std::string_view text : texts) {
      if (!known_.contains(text)) added += text.size();
    }
    if (selection_.text_bytes + added > budget_) {
      ASSAY_MARK("html.texts_left_out");
      ++selection_.unbodied;
      return;
    }
    selection_.text_bytes += added;
    selection_.bodied[index] = true;
    known_.insert(texts.begin(), texts.end());
  }

 private:
  const Report& report_;
  std::size_t budget_;
  Selection& selection_;
  std::size_t listed_ = 0;
  std::unordered_set<std::string_view> known_;
};

}  // namespace

std::string_view messages_of(const Report& report, const ReportCell& cell) {
  if (cell.id.case_index >= report.messages.size()) return {};
  const std::string& prompt = report.variants[cell.id.variant].prompt;
  const auto& of_case = report.messages[cell.id.case_index];
  const auto found = std::lower_bound(
      of_case.begin(), of_case.end(), prompt,
      [](const auto& messages, const std::string& label) { return messages.first < label; });
  return found == of_case.end() || found->first != prompt ? std::string_view() : found->second;
}

Selection select_cells(const Report& report, std::size_t text_budget) {
  Selection selection;
  selection.listed.assign(report.cells.size(), false);
  selection.bodied.assign(report.cells.size(), false);
  Taker taker(report, text_budget, selection);
  const std::vector<Urgency> urgencies = urgencies_of(report);
  for (const Urgency now : {Urgency::failure, Urgency::flip, Urgency::rest}) {
    for (std::size_t index = 0; index < report.cells.size(); ++index) {
      if (urgencies[index] == now) taker.take(index);
    }
  }
  return selection;
}

}  // namespace assay::html
