#include "harness/store/structure.h"

#include <fmt/format.h>

#include <cstdint>

namespace assay {
namespace {

// One statement sees one state of the file also while others write.
Result<std::int64_t> count_lost_pages(Database& database) {
  ASSAY_TRY(Statement* const statement,
            database.cached("SELECT page_count, page_count - freelist_count - "
                            "(SELECT sum(pageno) FROM dbstat WHERE aggregate = 1) "
                            "FROM pragma_page_count, pragma_freelist_count"));
  Rows rows = statement->query();
  ASSAY_TRY(const bool found, rows.next());
  if (!found) return 0;
  // The page at 1 GiB, of 4 KiB as all here, is for locks and holds nothing.
  constexpr std::int64_t kLockPage = (std::int64_t{1} << 30) / 4096 + 1;
  return rows.integer(1) - (rows.integer(0) >= kLockPage ? 1 : 0);
}

}  // namespace

Result<std::vector<std::string>> structural_damage(Database& database, int most) {
  const std::string sql = fmt::format("PRAGMA integrity_check({})", most);
  ASSAY_TRY(Statement statement, database.prepare(sql));
  std::vector<std::string> found;
  Rows rows = statement.query();
  for (;;) {
    ASSAY_TRY(const bool more, rows.next());
    if (!more) break;
    if (rows.text(0) != "ok") found.emplace_back(rows.text(0));
  }
  if (static_cast<int>(found.size()) >= most) return found;
  ASSAY_TRY(const std::int64_t lost, count_lost_pages(database));
  if (lost != 0) found.push_back(fmt::format("{} pages belong to nothing", lost));
  return found;
}

}  // namespace assay
