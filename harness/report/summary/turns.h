// Requests of dialogues, put together to the cells that they belong to.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/base/cell_id.h"
#include "harness/base/result.h"
#include "harness/report/manifest/manifest.h"
#include "harness/report/report.h"
#include "harness/store/store.h"

namespace assay {

class TurnsTaker {
 public:
  explicit TurnsTaker(const Manifest& manifest);

  bool none() const { return rows_.turns == 0; }
  bool is_turn(const CellId& cell) const { return rows_.is_turn(cell); }
  // A request, as a cell of its own would be reported.
  void take(const ReportCell& request);
  // What was said in a dialogue before its last answer (JSON, without secrets), or asked as a
  // single question.
  void take_messages(const CellId& cell, std::string messages);
  // Gives each dialogue among the cells its turns, and the sums of them; and every cell's
  // question, of a dialogue the first, to `question`. A dialogue that lacks a request is an error,
  // told to `damage`.
  template <class Question>
  Result<void> give(Report& report, Damage& damage, const Question& question) {
    for (ReportCell& cell : report.cells) {
      ASSAY_CHECK(give(cell, report.cases[cell.id.case_index].id, damage));
      const auto known = messages_.find(cell.id);
      if (known != messages_.end()) question(cell.id, known->second);
    }
    return {};
  }

 private:
  Result<void> give(ReportCell& cell, const std::string& case_id, Damage& damage);

  CallRows rows_;
  std::set<std::string> tool_cases_;
  std::map<CellId, std::map<std::size_t, ReportTurn>> turns_;  // by cell, then request
  std::map<CellId, std::string> messages_;
};

}  // namespace assay
