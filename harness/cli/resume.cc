#include "harness/cli/resume.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <utility>

#include "harness/base/text.h"
#include "harness/report/manifest.h"

namespace assay {
namespace {

using Words = std::vector<std::string>;

// One flag that a run remembers.
struct Remembered {
  const char* flag;
  // Whether it says what is asked: then a resumed run cannot have another.
  bool selects;
  std::function<Words(const Options&)> words;  // none: not given
  std::function<void(Options&, const Words&)> take;
  bool is_switch = false;
};

Remembered list(const char* flag, bool selects, Words Options::*member) {
  return {flag, selects, [member](const Options& options) { return options.*member; },
          [member](Options& options, const Words& words) { options.*member = words; }};
}

Remembered text(const char* flag, bool selects, std::string Options::*member) {
  return {flag, selects,
          [member](const Options& options) {
            return (options.*member).empty() ? Words() : Words{options.*member};
          },
          [member](Options& options, const Words& words) { options.*member = words.at(0); }};
}

template <class T>
Remembered number(const char* flag, bool selects, std::optional<T> Options::*member) {
  return {flag, selects,
          [member](const Options& options) {
            const std::optional<T>& value = options.*member;
            return value ? Words{std::to_string(*value)} : Words();
          },
          [member](Options& options, const Words& words) {
            const std::string& digits = words.at(0);
            T value{};
            const auto end = digits.data() + digits.size();
            if (std::from_chars(digits.data(), end, value).ptr == end) options.*member = value;
          }};
}

// Says itself by being there.
Remembered on(const char* flag, bool Options::*member) {
  return {flag, false,
          [member](const Options& options) { return options.*member ? Words{""} : Words(); },
          [member](Options& options, const Words&) { options.*member = true; }, true};
}

const std::vector<Remembered>& rows() {
  static const std::vector<Remembered> all = {
      list("--model", true, &Options::models),
      list("--prompt", true, &Options::prompts),
      list("--case", true, &Options::cases),
      list("--tag", true, &Options::tags),
      list("--set", true, &Options::set),
      number("--repeats", true, &Options::repeats),
      text("--shard", true, &Options::shard),
      number("--seed", true, &Options::seed),
      text("--max-cost", false, &Options::max_cost),
      text("--max-duration", false, &Options::max_duration),
      number("--concurrency", false, &Options::concurrency),
      on("--no-cache", &Options::no_cache),
      on("--no-stop-early", &Options::no_stop_early),
      {"--root", false,
       [](const Options& options) {
         return options.root.empty() ? Words() : Words{options.root.string()};
       },
       [](Options& options, const Words& words) { options.root = words.at(0); }},
      text("--ca-file", false, &Options::ca_file),
      list("--env-file", false, &Options::env_files),
  };
  return all;
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

std::string flag_text(const Remembered& row, const Words& words) {
  if (row.is_switch) return words.empty() ? "" : std::string(" ") + row.flag;
  std::string text;
  for (const std::string& word : words)
    text += std::string(" ") + row.flag + " " + shell_word(word);
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
      before.empty() ? fmt::format("without {}", row.flag) : "with" + flag_text(row, before);
  return usage_error(terminal_safe(fmt::format(
      "--resume {}: the run was started {}, and cannot go on with{}; leave the flag out, or start "
      "a new run (stored replies are used again)",
      run, was, flag_text(row, now))));
}

}  // namespace

RunSelection selection_of(const Options& options) {
  RunSelection selection;
  for (const Remembered& row : rows()) {
    if (Words words = row.words(options); !words.empty()) selection[row.flag] = std::move(words);
  }
  return selection;
}

Result<Options> resumed_options(const Options& options) {
  // An older Store is brought up to date, but a missing one is not made.
  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::update));
  ASSAY_TRY(const RunRecord run, store.find_run(options.resume));
  ASSAY_TRY(const Manifest manifest, read_manifest(run.manifest));
  Options resumed = options;
  resumed.resume = run.id;
  if (resumed.operands.empty()) resumed.operands.push_back(run.suite_path);
  if (!manifest.selection) return resumed;
  for (const Remembered& row : rows()) {
    const auto found = manifest.selection->find(row.flag);
    const Words before = found == manifest.selection->end() ? Words() : found->second;
    const Words now = row.words(options);
    if (row.selects && !now.empty() && !are_same(before, now)) {
      return contradiction(run.id, row, before, now);
    }
    if (now.empty() && !before.empty()) row.take(resumed, before);
  }
  return resumed;
}

Result<std::string> resuming_text(Store& store, const RunRecord& run, const Options& options) {
  ASSAY_TRY(const std::optional<RunProgress> progress, store.progress(run.id));
  ASSAY_TRY(const Ledger ledger, store.ledger(run.id));
  std::string text = fmt::format("resuming {}: {} of {} cells are recorded", run.id,
                                 progress ? progress->cells : 0, run.planned_cells);
  std::string flags;
  for (const Remembered& row : rows()) flags += flag_text(row, row.words(options));
  if (!flags.empty()) text += "; with" + flags;
  if (!options.max_cost.empty()) {
    text +=
        fmt::format(" (${} of it is spent)", to_usd(add_saturating(ledger.spent, ledger.possible)));
  }
  return terminal_safe(text);
}

std::string resume_command(const RunRecord& run, const std::string& suite_path,
                           const Options& options) {
  const Options usual;
  std::string command = "assay run " + shell_word(suite_path) + " --resume " + run.id;
  if (options.store != usual.store) command += " --store " + shell_word(options.store.string());
  if (options.out != usual.out) command += " --out " + shell_word(options.out.string());
  return terminal_safe(command);
}

}  // namespace assay
