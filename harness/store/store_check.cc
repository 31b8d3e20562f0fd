// The Store's calls that look for damage, and `assay store check`.
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "harness/base/mark.h"
#include "harness/store/columns.h"
#include "harness/store/store_impl.h"
#include "harness/store/structure.h"

namespace assay {
namespace {

using Tell = std::function<void(const std::string&)>;

// The rows of a table that are not sound. `name` says which a row is.
template <class IsSound, class Name>
Result<void> check_rows(Database& database, const char* sql, const IsSound& is_sound_row,
                        const Name& name, const Tell& tell) {
  ASSAY_TRY(Statement statement, database.prepare(sql));
  Rows rows = statement.query();
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) return {};
    if (is_sound_row(rows)) continue;
    ASSAY_MARK("store.row_unsound");
    tell(name(rows) + " is not as it was written");
  }
}

struct TableRow {
  const char* sql;
  int first;  // column of the sum's first
  int sum;
  const char* name;  // with the first four columns as arguments
};

constexpr TableRow kTables[] = {
    {"SELECT * FROM run", 0, kRunSum, "run {0}"},
    {"SELECT * FROM latest", 0, kLatestSum, "which run is the latest"},
    {"SELECT * FROM run_case", 0, kRunCaseSum, "run {0}: case {1}"},
    {"SELECT * FROM question", 1, kQuestionSum, "run {1}: question {0}"},
    {"SELECT * FROM reply", 1, kReplySum, "reply {0}"},
    {"SELECT * FROM raw_reply", 0, kRawReplySum, "run {0}: what was kept of attempt {1}"},
    {"SELECT * FROM cell", 0, kCellSum, "run {0}: cell of case {1}, variant {2}, repeat {3}"},
    {"SELECT * FROM score", 0, kScoreSum, "run {0}: score of case {1}, variant {2}, repeat {3}"},
};

std::string row_name(const char* pattern, const Rows& rows) {
  return fmt::format(fmt::runtime(pattern), rows.integer(0), rows.integer(1), rows.integer(2),
                     rows.integer(3));
}

Result<void> check_sums(Database& database, const Tell& tell) {
  for (const TableRow& table : kTables) {
    ASSAY_CHECK(check_rows(
        database, table.sql,
        [&](const Rows& rows) { return is_sound(rows, table.first, table.sum); },
        [&](const Rows& rows) { return row_name(table.name, rows); }, tell));
  }
  return check_rows(
      database, "SELECT * FROM attempt", [](const Rows& rows) { return is_sound_attempt(rows); },
      [](const Rows& rows) { return row_name("run {0}: attempt {1}", rows); }, tell);
}

}  // namespace

void Damage::add(std::string what) {
  if (++found <= kMostNamed) named.push_back(std::move(what));
}

Result<void> Store::Impl::tell(Damage* damage, std::string what) {
  if (damage == nullptr) return database.damaged(what);
  ASSAY_MARK("store.damage_told");
  damage->add(std::move(what));
  return {};
}

Result<void> Store::Impl::tell_missing(Damage* damage, std::string_view what, std::int64_t found,
                                       std::optional<std::int64_t> recorded) {
  if (!recorded || found >= *recorded) return {};
  return tell(damage, fmt::format("{} of {} {} are missing", *recorded - found, *recorded, what));
}

Result<Store::Impl::Counts> Store::Impl::counts_of(std::int64_t run_number) {
  ASSAY_TRY(Statement* const statement, database.cached("SELECT * FROM run WHERE run = ?"));
  Rows rows = statement->query(run_number);
  ASSAY_TRY(const bool found, rows.next());
  if (!found) return database.damaged(fmt::format("run {} is gone", run_number));
  ASSAY_CHECK(check_run_record(database, rows));
  Counts counts{rows.integer(13), rows.optional_integer(14), rows.optional_integer(15),
                rows.optional_integer(16)};
  return counts;
}

Result<void> Store::Impl::check_pages() {
  if (pages_are_sound) return {};
  ASSAY_TRY(const std::vector<std::string> found, structural_damage(database, 1));
  if (!found.empty()) return database.damaged(found.front());
  pages_are_sound = true;
  return {};
}

Result<void> Store::check(const std::function<void(const std::string&)>& tell) {
  constexpr int kMostFaults = 100;
  ASSAY_TRY(const std::vector<std::string> faults, structural_damage(impl_->database, kMostFaults));
  for (const std::string& fault : faults) tell(fault);
  ASSAY_CHECK(check_sums(impl_->database, tell));
  if (const auto latest = find_run("latest"); !latest) {
    if (latest.error().kind != ErrorKind::usage) tell(latest.error().message);  // else: no run yet
  }
  ASSAY_TRY(const std::vector<RunRecord> runs, this->runs());
  for (const RunRecord& run : runs) {
    const auto of_run = [&](const std::string& what) { tell(run.id + ": " + what); };
    Damage damage;
    ASSAY_CHECK(each_cell(
        run.id, [](const CellView&) {}, &damage));
    ASSAY_TRY([[maybe_unused]] const auto ledgers, this->ledgers(run.id, &damage));
    if (const auto cases = this->cases(run.id); !cases) of_run(cases.error().message);
    for (const std::string& what : damage.named) of_run(what);
    if (damage.found > damage.named.size()) {
      of_run(fmt::format("and {} more", damage.found - damage.named.size()));
    }
  }
  return {};
}

}  // namespace assay
