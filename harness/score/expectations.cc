// The one table of expectations: the families' rows, joined.
#include <vector>

#include "harness/score/expectation.h"
#include "harness/score/families.h"

namespace assay {
namespace {

std::vector<ExpectationRow> join_families() {
  std::vector<ExpectationRow> rows;
  for (std::span<const ExpectationRow> family :
       {text_rows(), length_rows(), number_rows(), json_rows(), schema_rows(), syntax_rows(),
        similarity_rows(), overlap_rows(), judge_rows(), embedding_rows(), human_rows(),
        script_rows()}) {
    rows.insert(rows.end(), family.begin(), family.end());
  }
  for (ExpectationRow& row : rows) row.shape.reads_text = true;
  // A refusal is a way to answer, and there is nothing to extract from it. Two answers are
  // compared whole: one of them may have nothing to extract, and would lose or win by that.
  for (std::span<const ExpectationRow> family :
       {prefer_rows(), tool_rows(), refusal_rows(), timing_rows()}) {
    rows.insert(rows.end(), family.begin(), family.end());
  }
  return rows;
}

std::vector<ExpectationShape> collect_shapes() {
  std::vector<ExpectationShape> shapes;
  for (const ExpectationRow& row : expectation_rows()) shapes.push_back(row.shape);
  return shapes;
}

}  // namespace

std::span<const ExpectationRow> expectation_rows() {
  static const std::vector<ExpectationRow> rows = join_families();
  return rows;
}

const ExpectationRow* find_expectation(std::string_view name) {
  for (const ExpectationRow& row : expectation_rows()) {
    if (row.shape.name == name) return &row;
  }
  return nullptr;
}

std::span<const ExpectationShape> expectation_shapes() {
  static const std::vector<ExpectationShape> shapes = collect_shapes();
  return shapes;
}

Judgement JudgeDesk::prefer(const PreferRequest&, Channel, std::string_view) {
  return Judgement::unable("no judge was asked");
}

Judgement Judgement::graded(double value, double threshold, std::string reason) {
  return {Kind::scored, value, value >= threshold, std::move(reason)};
}

}  // namespace assay
