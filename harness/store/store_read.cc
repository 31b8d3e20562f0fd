// The Store's calls that read a run's records.
#include <fmt/format.h>

#include <array>
#include <map>
#include <string>
#include <utility>

#include "harness/store/columns.h"
#include "harness/store/store_impl.h"

namespace assay {
namespace {

// A row of `SELECT reply.*` that is sound.
Result<StoredReply> read_reply(const Database& database, const Rows& rows, int first_column) {
  StoredReply stored;
  stored.id = rows.integer(first_column);
  stored.timings = timings_columns(rows, first_column + 3);
  stored.cost = money_column(rows, first_column + 3 + kTimingsColumns);
  Result<Reply> reply = reply_from_json(rows.text(first_column + kReplySum - 1));
  if (!reply) {
    return database.damaged("reply " + std::to_string(stored.id) + ": " + reply.error().message);
  }
  stored.reply = std::move(*reply);
  return stored;
}

// A row of `SELECT cell.*` that is sound.
Result<CellRecord> read_cell(const Database& database, const Rows& rows) {
  CellRecord cell;
  ASSAY_TRY(cell.id, cell_columns(database, rows, 1));
  ASSAY_TRY(cell.key, key_column(database, rows, 4));
  cell.reply_id = rows.optional_integer(5);
  cell.cached = rows.integer(7) != 0;
  cell.attempts = static_cast<int>(rows.integer(8));
  cell.spent = money_column(rows, 9);
  ASSAY_TRY(cell.failure, failure_columns(database, rows, 10));
  return cell;
}

// A row of `SELECT score.*` that is sound.
Result<ScoreRecord> read_score(const Database& database, const Rows& rows, const CellId& cell,
                               int first_column) {
  const std::optional<Verdict> verdict = verdict_from(rows.text(first_column + 4));
  if (!verdict) return database.damaged("a score with an unknown verdict");
  ScoreRecord record{cell, {}};
  record.score.verdict = *verdict;
  if (!rows.is_null(first_column + 5)) record.score.value = rows.real(first_column + 5);
  ASSAY_TRY(record.score.parts, parts_from_json(database, rows.text(first_column + 6)));
  return record;
}

// Where the tables of each_cell()'s query begin.
constexpr int kReply = kCellSum + 1;
constexpr int kScore = kReply + kReplySum + 1;
constexpr int kQuestion = kScore + kScoreSum + 1;

// What is wrong with what a sound cell refers to; "" if nothing.
std::string damage_of(const Rows& rows) {
  const std::int64_t reply = rows.integer(5);
  if (!rows.is_null(5) && rows.is_null(kReply)) return fmt::format("reply {} is missing", reply);
  if (!rows.is_null(5) &&
      (!is_sound(rows, kReply + 1, kReply + kReplySum) || rows.blob(kReply + 2) != rows.blob(4))) {
    return fmt::format("reply {} is not as it was written", reply);
  }
  if (!rows.is_null(kScore) && !is_sound(rows, kScore, kScore + kScoreSum)) {
    return "the score is not as it was written";
  }
  const bool is_asked = !rows.is_null(6);
  if (is_asked &&
      (rows.is_null(kQuestion) || !is_sound(rows, kQuestion + 1, kQuestion + kQuestionSum) ||
       rows.integer(kQuestion + 1) != rows.integer(0) ||
       rows.integer(kQuestion + 3) != rows.integer(1))) {
    return fmt::format("question {} is missing, or not as it was written", rows.integer(6));
  }
  return "";
}

std::string place_of(const CellId& cell) {
  return fmt::format("cell of case {}, variant {}, repeat {}", cell.case_index, cell.variant,
                     cell.repeat);
}

}  // namespace

Result<std::optional<std::int64_t>> Store::find_reply_id(const Key& key, std::int64_t last) {
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached("SELECT reply FROM reply WHERE key_prefix = ? AND key = ? "
                                   "AND reply <= ? ORDER BY reply DESC LIMIT 1"));
  Rows rows = statement->query(key.prefix(), to_column(key), last);
  ASSAY_TRY(const bool found, rows.next());
  if (!found) return std::nullopt;
  return rows.integer(0);
}

Result<std::optional<StoredReply>> Store::find_reply(const Key& key, std::int64_t last) {
  ASSAY_TRY(const std::optional<std::int64_t> id, find_reply_id(key, last));
  if (!id) return std::nullopt;
  return reply(*id);
}

Result<std::int64_t> Store::last_reply() {
  ASSAY_TRY(Statement* const statement, impl_->database.cached("SELECT max(reply) FROM reply"));
  Rows rows = statement->query();
  ASSAY_TRY(const bool found, rows.next());
  return found ? rows.integer(0) : 0;
}

Result<std::optional<StoredReply>> Store::reply(std::int64_t id) {
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached("SELECT * FROM reply WHERE reply = ?"));
  Rows rows = statement->query(id);
  ASSAY_TRY(const bool found, rows.next());
  if (!found) return std::nullopt;
  if (!is_sound(rows, 1, kReplySum)) {
    return impl_->database.damaged(fmt::format("reply {} is not as it was written", id));
  }
  ASSAY_TRY(StoredReply stored, read_reply(impl_->database, rows, 0));
  return stored;
}

Result<std::optional<StoredReply>> Store::reply_of(std::string_view run_id, const CellId& cell) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached("SELECT * FROM cell WHERE run = ? AND case_index = ? "
                                   "AND variant = ? AND repeat = ?"));
  Rows rows = statement->query(run, cell.case_index, cell.variant, cell.repeat);
  ASSAY_TRY(const bool found, rows.next());
  if (!found) return std::nullopt;
  if (!is_sound(rows, 0, kCellSum))
    return impl_->database.damaged(place_of(cell) + " is not as it was written");
  ASSAY_TRY(const CellRecord record, read_cell(impl_->database, rows));
  if (!record.reply_id) return std::nullopt;
  return reply(*record.reply_id);
}

Result<void> Store::each_cell(std::string_view run_id,
                              const std::function<void(const CellView&)>& visit, Damage* damage) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  const Database& database = impl_->database;
  ASSAY_TRY(const Impl::Counts counts, impl_->counts_of(run));
  if (!counts.cells || !counts.scores) ASSAY_CHECK(impl_->check_pages());
  // Not the cached statement: a visitor may scan another run.
  ASSAY_TRY(Statement statement,
            impl_->database.prepare(
                "SELECT cell.*, reply.*, score.*, question.* FROM cell "
                "LEFT JOIN reply ON reply.reply = cell.reply "
                "LEFT JOIN score ON score.run = cell.run "
                "AND score.case_index = cell.case_index AND score.variant = cell.variant "
                "AND score.repeat = cell.repeat "
                "LEFT JOIN question ON question.question = cell.question "
                "WHERE cell.run = ? ORDER BY cell.case_index, cell.variant, cell.repeat"));
  std::int64_t cells = 0;
  std::int64_t scores = 0;
  std::optional<std::array<std::int64_t, 3>> last;
  Rows rows = statement.query(run);
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) break;
    ++cells;
    if (!rows.is_null(kScore)) ++scores;
    const std::array place = {rows.integer(1), rows.integer(2), rows.integer(3)};
    const bool is_in_order = !last || *last < place;
    last = place;
    if (!is_in_order || !is_sound(rows, 0, kCellSum)) {
      ASSAY_CHECK(impl_->tell(damage, fmt::format("a cell at case {}, variant {}, repeat {} is not "
                                                  "as it was written",
                                                  place[0], place[1], place[2])));
      continue;
    }
    CellView view;
    ASSAY_TRY(view.cell, read_cell(database, rows));
    view.damage = damage_of(rows);
    if (!view.damage.empty()) {
      ASSAY_CHECK(impl_->tell(damage, place_of(view.cell.id) + ": " + view.damage));
      visit(view);
      continue;
    }
    if (view.cell.reply_id) {
      ASSAY_TRY(view.reply, read_reply(database, rows, kReply));
    }
    if (!rows.is_null(kScore)) {
      ASSAY_TRY(view.score, read_score(database, rows, view.cell.id, kScore));
    }
    view.messages = rows.text(kQuestion + 4);
    visit(view);
  }
  ASSAY_CHECK(impl_->tell_missing(damage, "cells", cells, counts.cells));
  return impl_->tell_missing(damage, "scores", scores, counts.scores);
}

Result<std::vector<RecordedCell>> Store::recorded_cells(std::string_view run_id) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached("SELECT * FROM cell WHERE run = ? "
                                   "ORDER BY case_index, variant, repeat"));
  Rows rows = statement->query(run);
  std::vector<RecordedCell> cells;
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return cells;
    if (!is_sound(rows, 0, kCellSum)) {
      return impl_->database.damaged(
          fmt::format("a cell at case {}, variant {}, repeat {} is not "
                      "as it was written",
                      rows.integer(1), rows.integer(2), rows.integer(3)));
    }
    ASSAY_TRY(const CellRecord cell, read_cell(impl_->database, rows));
    cells.push_back({cell.id, !cell.reply_id});
  }
}

Result<std::vector<std::int64_t>> Store::reply_ids(std::string_view run_id) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  ASSAY_TRY(Statement* const statement,
            impl_->database.cached("SELECT DISTINCT reply FROM cell WHERE run = ? AND reply IS NOT "
                                   "NULL ORDER BY reply"));
  Rows rows = statement->query(run);
  std::vector<std::int64_t> ids;
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return ids;
    ids.push_back(rows.integer(0));
  }
}

Result<std::vector<ReplyTokens>> Store::reply_tokens(std::string_view run_id) {
  std::map<std::uint32_t, ReplyTokens> by_variant;
  ASSAY_CHECK(each_cell(run_id, [&](const CellView& view) {
    if (!view.reply || view.reply->reply.usage.estimated) return;
    const std::optional<std::int64_t>& output = view.reply->reply.usage.output;
    if (!output) return;
    ReplyTokens& tokens = by_variant[view.cell.id.variant];
    tokens.variant = view.cell.id.variant;
    ++tokens.replies;
    tokens.mean_output += static_cast<double>(*output);
  }));
  std::vector<ReplyTokens> found;
  for (auto& [variant, tokens] : by_variant) {
    tokens.mean_output /= static_cast<double>(tokens.replies);
    found.push_back(tokens);
  }
  return found;
}

}  // namespace assay
