#include "harness/cli/record/resume.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "harness/base/text.h"
#include "harness/cli/options/option_rows.h"
#include "harness/report/manifest/manifest.h"

namespace assay {
namespace {

// A flag that a run remembers.
struct Remembered {
  std::string_view flag;
  // Whether it says what is asked: then a resumed run cannot have another.
  bool selects;
};
constexpr Remembered kRemembered[] = {
    {"--model", true},         {"--prompt", true},
    {"--case", true},          {"--tag", true},
    {"--set", true},           {"--repeats", true},
    {"--shard", true},         {"--seed", true},
    {"--faithful", true},      {"--max-cost", false},
    {"--max-duration", false}, {"--concurrency", false},
    {"--no-cache", false},     {"--no-stop-early", false},
    {"--root", false},         {"--ca-file", false},
    {"--prices", false},       {"--env-file", false},
};

const OptionRow& row_of(std::string_view flag) {
  const std::vector<const OptionRow*> rows = rows_of("run");
  return **std::find_if(rows.begin(), rows.end(),
                        [&](const OptionRow* row) { return row->flag() == flag; });
}

// None: not given.
Words words_of(const std::map<std::string, Words>& given, std::string_view flag) {
  const auto found = given.find(std::string(flag));
  return found == given.end() ? Words() : found->second;
}

// In single quotes, unless a shell takes it for itself as it is (POSIX, 2.2.2).
std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,@%+";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// " --case france --case japan"
std::string flag_text(std::string_view flag, const Words& words) {
  const bool is_switch = row_of(flag).help.value.empty();
  std::string text;
  for (const std::string& word : words)
    text += fmt::format(" {}{}{}", flag, is_switch ? "" : " ", is_switch ? "" : shell_word(word));
  return text;
}

bool are_same(Words a, Words b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

tl::unexpected<Error> contradiction(const std::string& run, const Remembered& row,
                                    const Words& before, const Words& now) {
  const std::string was =
      before.empty() ? fmt::format("without {}", row.flag) : "with" + flag_text(row.flag, before);
  return usage_error(terminal_safe(fmt::format(
      "--resume {}: the run was started {}, and cannot go on with{}; leave the flag out, or start "
      "a new run (stored replies are used again)",
      run, was, flag_text(row.flag, now))));
}

}  // namespace

RunSelection selection_of(const Options& options) {
  RunSelection selection;
  for (const Remembered& row : kRemembered) {
    if (Words words = words_of(options.given, row.flag); !words.empty())
      selection[std::string(row.flag)] = std::move(words);
  }
  return selection;
}

Result<Options> resumed_options(const Options& options) {
  // An older Store is brought up to date, but a missing one is not made.
  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::update));
  ASSAY_TRY(const RunRecord run, store.find_run(*options.resume));
  ASSAY_TRY(const Manifest manifest, read_manifest(run.manifest));
  if (!manifest.imported.empty())
    return usage_error(terminal_safe(fmt::format(
        "--resume {}: its answers were made elsewhere and imported, and nobody can be asked for "
        "more; `assay import outputs` of a file with more of them makes a run of its own",
        run.id)));
  Options resumed = options;
  resumed.resume = run.id;
  if (resumed.operands.empty()) resumed.operands.push_back(run.suite_path);
  if (!manifest.selection) return resumed;
  for (const Remembered& row : kRemembered) {
    Words before = words_of(*manifest.selection, row.flag);
    const Words now = words_of(options.given, row.flag);
    if (row.selects && !now.empty() && !are_same(before, now)) {
      return contradiction(run.id, row, before, now);
    }
    if (now.empty() && !before.empty())
      ASSAY_CHECK(give(resumed, row_of(row.flag), std::move(before)));
  }
  return resumed;
}

Result<std::string> resuming_text(Store& store, const RunRecord& run, const Options& options) {
  ASSAY_TRY(const std::optional<RunProgress> progress, store.progress(run.id));
  ASSAY_TRY(const Ledger ledger, store.ledger(run.id));
  std::string text = fmt::format("resuming {}: {} of {} cells are recorded", run.id,
                                 progress ? progress->cells : 0, run.planned_cells);
  std::string flags;
  for (const Remembered& row : kRemembered)
    flags += flag_text(row.flag, words_of(options.given, row.flag));
  if (!flags.empty()) text += "; with" + flags;
  if (options.max_cost) {
    text +=
        fmt::format(" (${} of it is spent)", to_usd(add_saturating(ledger.spent, ledger.possible)));
  }
  return terminal_safe(text);
}

std::string resume_command(const RunRecord& run, const Options& options) {
  const Options usual;
  // Where a run is resumed its suite may have moved.
  const std::string& suite = options.resume ? options.operands.front() : run.suite_path;
  std::string command = "assay run " + shell_word(suite) + " --resume " + run.id;
  if (options.store != usual.store) command += " --store " + shell_word(options.store.string());
  // Not remembered: who goes on with somebody's run has not allowed what it starts.
  if (options.allow_exec) command += " --allow-exec";
  if (options.out != usual.out) command += " --out " + shell_word(options.out.string());
  return terminal_safe(command);
}

}  // namespace assay
