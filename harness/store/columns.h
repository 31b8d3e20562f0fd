// Groups of columns that several tables share, into and out of the Store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/cell_id.h"
#include "harness/base/key.h"
#include "harness/base/verdict.h"
#include "harness/provider/outcome.h"
#include "harness/store/sqlite.h"
#include "harness/store/storable.h"

namespace assay {

// The tables as `SELECT *` gives them: where the checksum is that a row ends in. It covers
// the columns before it (of replies and questions all but the first, their row number).
inline constexpr int kRunSum = 17;
inline constexpr int kRunCaseSum = 4;
inline constexpr int kQuestionSum = 5;
inline constexpr int kReplySum = 13;
inline constexpr int kRawReplySum = 7;
inline constexpr int kCellSum = 16;
inline constexpr int kScoreSum = 7;
inline constexpr int kLatestSum = 3;
// An attempt has another one, of its intent, after the first nine columns.
inline constexpr int kIntentSum = 9;
inline constexpr int kAttemptSum = 27;

// Whether the columns from `first_column` on are as they were when `sum_column` was made.
bool is_sound(const Rows& rows, int first_column, int sum_column);
bool is_sound_attempt(const Rows& rows, int first_column = 0);
// An error for a row of `SELECT run.*` that is not sound.
Result<void> check_run_record(const Database& database, const Rows& rows);

// Offsets are whole nanoseconds, amounts whole picos; absent is NULL.
std::optional<std::int64_t> to_column(const std::optional<Nanoseconds>& duration);
std::optional<std::int64_t> to_column(const std::optional<Money>& amount);
std::optional<Money> money_column(const Rows& rows, int column);

// sent_ns, first_byte_ns, first_reasoning_ns, first_answer_ns, last_token_ns,
// done_ns, pieces, longest_gap_ns.
inline constexpr int kTimingsColumns = 8;
Timings timings_columns(const Rows& rows, int first_column);

// failure_kind, _retryable, _retry_after_ns, _http_status, _message, _code; all
// NULL when there is no failure.
inline constexpr int kFailureColumns = 6;
struct FailureColumns {
  explicit FailureColumns(const std::optional<Failure>& failure);
  std::optional<std::string_view> kind;
  std::optional<bool> retryable;
  std::optional<std::int64_t> retry_after_ns;
  std::optional<int> http_status;
  Storable message;
  Storable code;
  std::optional<std::string_view> message_text;
  std::optional<std::string_view> code_text;
};
// An error for a kind that this program does not know.
Result<std::optional<Failure>> failure_columns(const Database& database, const Rows& rows,
                                               int first_column);

Blob to_column(const Key& key);
Result<Key> key_column(const Database& database, const Rows& rows, int column);
// An index or a count; an error where the file holds what cannot be one.
Result<std::uint32_t> index_column(const Database& database, const Rows& rows, int column);

// case_index, variant, repeat.
Result<CellId> cell_columns(const Database& database, const Rows& rows, int first_column);

// score.parts: a JSON array of {name, metric, verdict, value, weight, reason, extracted, ...}.
// Numbers that JSON cannot hold (NaN, infinity) are read back as 0.
std::string parts_to_json(const std::vector<ScorePart>& parts);
Result<std::vector<ScorePart>> parts_from_json(const Database& database, std::string_view json);

}  // namespace assay
