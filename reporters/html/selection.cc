#include "reporters/html/selection.h"

#include <unordered_set>

namespace assay::html {
namespace {

bool is_urgent(const ReportCell& cell) {
  return cell.verdict == Verdict::fail || cell.verdict == Verdict::error;
}

std::vector<std::string_view> texts_of(const Report& report, const ReportCell& cell) {
  std::vector<std::string_view> texts{cell.error, messages_of(report, cell)};
  for (const ScorePart& part : cell.parts) texts.push_back(part.reason);
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
  if (cell.case_index >= report.messages.size()) return {};
  const std::string& prompt = report.variants[cell.variant].prompt;
  for (const auto& [label, json] : report.messages[cell.case_index]) {
    if (label == prompt) return json;
  }
  return {};
}

Selection select_cells(const Report& report, std::size_t text_budget) {
  Selection selection;
  selection.listed.assign(report.cells.size(), false);
  selection.bodied.assign(report.cells.size(), false);
  Taker taker(report, text_budget, selection);
  for (const bool urgent : {true, false}) {
    for (std::size_t index = 0; index < report.cells.size(); ++index) {
      if (is_urgent(report.cells[index]) == urgent) taker.take(index);
    }
  }
  return selection;
}

}  // namespace assay::html
