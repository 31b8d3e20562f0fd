#include "reporters/html/data/attempts_block.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

#include "reporters/html/data/columns.h"

namespace assay::html {
namespace {

std::int64_t seconds_of(WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::int64_t first_second(const Report& report) {
  const auto first = std::min_element(
      report.attempts.begin(), report.attempts.end(),
      [](const AttemptSummary& a, const AttemptSummary& b) { return a.started_at < b.started_at; });
  return seconds_of(first->started_at);
}

// Kinds and texts of failures recur: words by number.
class AttemptColumns {
 public:
  explicit AttemptColumns(std::int64_t origin) : origin_(origin) {}

  void add(const AttemptSummary& attempt) {
    number_.add(std::int64_t{attempt.number});
    started_.add(seconds_of(attempt.started_at) - origin_);
    status_.add(std::int64_t{attempt.http_status});
    const Failure* const failure = attempt.failure.get();
    failure_.add(failure ? words_.add(std::string(to_string(failure->kind))) : kNone);
    message_.add(failure ? words_.add(failure->message) : kNone);
    sent_.add(milliseconds(attempt.sent_ms), 1);
    first_byte_.add(milliseconds(attempt.first_byte_ms), 1);
    first_reasoning_.add(milliseconds(attempt.first_reasoning_ms), 1);
    first_answer_.add(milliseconds(attempt.first_answer_ms), 1);
    last_token_.add(milliseconds(attempt.last_token_ms), 1);
    done_.add(milliseconds(attempt.done_ms), 1);
  }

  void put_into(Fields& block) const {
    block.put("origin", std::to_string(origin_));
    block.put("number", number_);
    block.put("started_s", started_);
    block.put("status", status_);
    block.put("failure", failure_);
    block.put("message", message_);
    block.put("sent_ms", sent_);
    block.put("first_byte_ms", first_byte_);
    block.put("first_reasoning_ms", first_reasoning_);
    block.put("first_answer_ms", first_answer_);
    block.put("last_token_ms", last_token_);
    block.put("done_ms", done_);
    block.put("words", words_.json());
  }

 private:
  static constexpr std::int64_t kNone = -1;

  static std::optional<double> milliseconds(const std::optional<float>& value) {
    return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
  }

  std::int64_t origin_;
  Words words_;
  Column number_, started_, status_, failure_, message_;
  Column sent_, first_byte_, first_reasoning_, first_answer_, last_token_, done_;
};

}  // namespace

std::string attempts_json(const Report& report, const Selection& selection) {
  if (report.attempts.empty()) return {};
  AttemptColumns columns(first_second(report));
  std::vector<std::int64_t> counts(report.cells.size(), 0);
  for (const AttemptSummary& attempt : report.attempts) {
    if (!selection.listed[attempt.cell]) continue;
    ++counts[attempt.cell];
    columns.add(attempt);
  }
  Column of_cells;
  for (std::size_t cell = 0; cell < counts.size(); ++cell) {
    if (selection.listed[cell]) of_cells.add(counts[cell]);
  }
  Fields block;
  block.put("counts", of_cells);
  columns.put_into(block);
  return block.json();
}

}  // namespace assay::html
