// assay prune: old runs go, with their reports; replies stay unless --replies.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <set>

#include "harness/base/text.h"
#include "harness/cli/options/commands.h"
#include "harness/cli/record/arms.h"
#include "harness/report/compare/baseline.h"
#include "harness/store/run_lock.h"
#include "harness/store/store.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// Runs that baselines beside the suites were made from.
std::set<std::string> runs_of_baselines(const std::vector<RunRecord>& runs,
                                        const Options& options) {
  std::set<fs::path> folders;
  for (const RunRecord& run : runs) folders.insert(baseline_folder(options, run.suite_path));
  std::set<std::string> ids;
  for (const fs::path& folder : folders) {
    for (const std::string& name : baseline_names(folder)) {
      const Result<Baseline> baseline = read_baseline(folder, name);
      if (!baseline) continue;  // no baseline, or none of this version: whoever uses it says so
      for (const Arm& arm : baseline->arms) ids.insert(arm.run);
    }
  }
  return ids;
}

// Those beyond the newest of their suite, oldest last. `runs` are newest first.
Result<std::vector<RunRecord>> old_runs(Store& store, const Options& options) {
  ASSAY_TRY(const std::vector<RunRecord> runs, store.runs());
  std::vector<RunRecord> old;
  if (runs.empty()) return old;
  ASSAY_TRY(const RunRecord latest, store.find_run("latest"));
  const std::set<std::string> kept = runs_of_baselines(runs, options);
  std::map<std::string, int> seen;
  for (const RunRecord& run : runs) {
    const bool is_new = ++seen[run.suite] <= *options.keep;
    if (!is_new && run.id != latest.id && !kept.contains(run.id)) old.push_back(run);
  }
  return old;
}

// A run's own folder: an id is no path, whoever wrote the Store.
fs::path folder_of(const RunRecord& run, const Options& options) {
  if (run.id.empty() || run.id.starts_with('.') || run.id.find('/') != std::string::npos) return {};
  const fs::path folder = options.out / run.id;
  std::error_code ignored;
  return fs::is_directory(fs::symlink_status(folder, ignored)) ? folder : fs::path();
}

std::uintmax_t size_of(const fs::path& folder) {
  std::uintmax_t bytes = 0;
  std::error_code failed;
  fs::recursive_directory_iterator entry(folder, failed);
  for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
    std::error_code ignored;
    if (entry->is_regular_file(ignored)) bytes += entry->file_size(ignored);
  }
  return bytes;
}

std::string megabytes(std::uintmax_t bytes) {
  return format_fixed(static_cast<double>(bytes) / 1e6, 1) + " MB";
}

struct Pruned {
  std::size_t runs = 0;
  std::uintmax_t report_bytes = 0;
};

Result<void> remove_run(Store& store, const RunRecord& run, const fs::path& folder) {
  ASSAY_CHECK(store.remove_run(run.id));
  if (folder.empty()) return {};
  std::error_code failed;
  fs::remove_all(folder, failed);
  if (failed)
    return infrastructure_error("cannot remove " + folder.string() + ": " + failed.message());
  return {};
}

// A link to a folder that is gone.
void remove_dangling_latest(const Options& options) {
  const fs::path link = options.out / "latest";
  std::error_code ignored;
  if (fs::is_symlink(link, ignored) && !fs::exists(link, ignored)) fs::remove(link, ignored);
}

// Runs that are in progress stay, and are named.
Result<Pruned> remove_runs(const std::vector<RunRecord>& old, Store* store, bool holds_all,
                           const Options& options) {
  Pruned pruned;
  for (const RunRecord& run : old) {
    const fs::path folder = folder_of(run, options);
    const std::uintmax_t bytes = folder.empty() ? 0 : size_of(folder);
    if (store == nullptr) {
      if (RunLock::is_held(options.store, run.id)) continue;
    } else {
      std::optional<Result<RunLock>> lock;  // one of ours at a time: see RunLock
      if (!holds_all) lock.emplace(RunLock::acquire(options.store, run.id));
      if (lock && !*lock) {
        std::cerr << terminal_safe((*lock).error().message) << '\n';
        continue;
      }
      ASSAY_CHECK(remove_run(*store, run, folder));
    }
    ++pruned.runs;
    pruned.report_bytes += bytes;
    if (!options.quiet) {
      std::cout << terminal_safe(run.id) << "  " << run.planned_cells << " cells"
                << (folder.empty() ? "" : "  " + megabytes(bytes) + " of reports") << '\n';
    }
  }
  return pruned;
}

// What is free in the file can be used again by runs; only a file that nobody writes can
// be made shorter.
std::string give_back(Store& store, std::uintmax_t before) {
  if (!store.compact()) {
    return "; the space in " + store.file().string() +
           " is free for new runs, but could not be given back now";
  }
  std::error_code ignored;
  const std::uintmax_t after = fs::file_size(store.file(), ignored);
  return ", " + megabytes(before > after ? before - after : 0) + " of " + store.file().string();
}

}  // namespace

Result<ExitCode> prune_command(const Options& options) {
  if (!options.keep) {
    return usage_error(
        "assay prune: how many runs of each suite stay? give --keep N (and --dry-run "
        "to see what would go)");
  }
  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::read_only));
  ASSAY_TRY(const std::vector<RunRecord> old, old_runs(store, options));
  if (options.dry_run) {
    ASSAY_TRY(const Pruned would, remove_runs(old, nullptr, false, options));
    std::cout << fmt::format("would remove {} runs and {} of reports; nothing was removed\n",
                             would.runs, megabytes(would.report_bytes));
    return ExitCode::ok;
  }
  std::optional<RunLock> all;  // a run that goes on may be about to refer to a reply
  if (options.replies) {
    ASSAY_TRY(RunLock held, RunLock::acquire_all(options.store));
    all.emplace(std::move(held));
  }
  ASSAY_TRY(store, Store::open(options.store, Store::Access::update));
  std::error_code ignored;
  const std::uintmax_t before = fs::file_size(store.file(), ignored);
  ASSAY_TRY(const Pruned pruned, remove_runs(old, &store, all.has_value(), options));
  std::int64_t replies = 0;
  if (options.replies) {
    ASSAY_TRY(replies, store.remove_unused_replies());
  }
  remove_dangling_latest(options);
  std::string freed = megabytes(pruned.report_bytes) + " of reports";
  if (pruned.runs > 0 || replies > 0) freed += give_back(store, before);
  std::cout << terminal_safe(
                   fmt::format("removed {} runs and {} replies: {}", pruned.runs, replies, freed))
            << '\n';
  return ExitCode::ok;
}

}  // namespace assay
