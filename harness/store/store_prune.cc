// The Store's calls that remove, for `assay prune`.
#include "harness/store/store_impl.h"

namespace assay {

Result<void> Store::remove_run(std::string_view run_id) {
  ASSAY_TRY(const std::int64_t run, impl_->run_row(run_id));
  const Result<void> done = transaction([&]() -> Result<void> {
    for (const char* sql :
         {"DELETE FROM score WHERE run = ?", "DELETE FROM cell WHERE run = ?",
          "DELETE FROM attempt WHERE run = ?", "DELETE FROM question WHERE run = ?",
          "DELETE FROM raw_reply WHERE run = ?", "DELETE FROM run_case WHERE run = ?",
          "DELETE FROM run WHERE run = ?",
          "UPDATE latest SET runs = runs - 1, "
          "run = iif(run = ?, coalesce((SELECT max(run) FROM run), 0), run)"}) {
      ASSAY_CHECK(impl_->run(sql, run));
    }
    return impl_->seal_latest();
  });
  impl_->known_run_row = 0;
  return done;
}

Result<std::int64_t> Store::remove_unused_replies() {
  ASSAY_CHECK(
      impl_->run("DELETE FROM reply WHERE reply NOT IN "
                 "(SELECT reply FROM cell WHERE reply IS NOT NULL)"));
  return impl_->database.changes();
}

Result<void> Store::compact() {
  ASSAY_CHECK(impl_->database.execute("VACUUM"));
  // What VACUUM wrote is in the log until a checkpoint moves it.
  return impl_->database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace assay
