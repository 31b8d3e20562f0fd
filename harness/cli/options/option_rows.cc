#include "harness/cli/options/option_rows.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <utility>

#include "harness/base/duration.h"
#include "harness/base/text.h"
#include "harness/cli/options/commands.h"
#include "harness/cli/options/selecting_words.h"
#include "harness/report/power/experiment.h"

namespace assay {
namespace {

// A text or a path.
template <class T>
auto text(T Options::*member) {
  return [=](Options& options, const std::string&, Words& words) -> Result<void> {
    options.*member = words.front();
    return {};
  };
}

auto texts(Words Options::*member) {
  return [=](Options& options, const std::string&, Words& words) -> Result<void> {
    options.*member = words;
    return {};
  };
}

// Whether the option is there.
auto flag(bool Options::*member) {
  return [=](Options& options, const std::string&, Words&) -> Result<void> {
    options.*member = true;
    return {};
  };
}

// "--max-cost 1,5: not an amount in USD"; a variable that is not set leaves ''.
tl::unexpected<Error> mistaken(const std::string& flag, const std::string& word,
                               const std::string& why) {
  return usage_error(flag + " " + (word.empty() ? "''" : word) + ": " + why);
}

template <class T>
Result<T> read_word(const std::string& flag, const std::string& word,
                    Result<T> (*read)(const std::string& word)) {
  Result<T> value = read(word);
  if (!value) return mistaken(flag, word, value.error().message);
  return value;
}

template <class Member, class T>
auto value(Member Options::*member, Result<T> (*read)(const std::string& word)) {
  return [=](Options& options, const std::string& flag, Words& words) -> Result<void> {
    ASSAY_TRY(options.*member, read_word(flag, words.front(), read));
    return {};
  };
}

template <class T>
auto values(std::vector<T> Options::*member, Result<T> (*read)(const std::string& word)) {
  return [=](Options& options, const std::string& flag, Words& words) -> Result<void> {
    (options.*member).clear();
    for (const std::string& word : words) {
      ASSAY_TRY(T made, read_word(flag, word, read));
      (options.*member).push_back(std::move(made));
    }
    return {};
  };
}

// 007 is 7, also for who compares words.
template <class Number>
auto whole(std::optional<Number> Options::*member, Number least, Number most) {
  return [=](Options& options, const std::string& flag, Words& words) -> Result<void> {
    Number number{};
    const std::string& word = words.front();
    const char* const end = word.data() + word.size();
    const auto [rest, failed] = std::from_chars(word.data(), end, number);
    if (failed != std::errc() || rest != end || number < least || number > most) {
      return usage_error(
          fmt::format("{}: '{}' is not a whole number from {} to {}", flag, word, least, most));
    }
    options.*member = number;
    words = {std::to_string(number)};
    return {};
  };
}

template <class Member>
auto number(Member Options::*member, bool (*is_valid)(double number), const char* otherwise) {
  return [=](Options& options, const std::string& flag, Words& words) -> Result<void> {
    const std::optional<double> number = parse_number(words.front());
    if (!number || !is_valid(*number)) return mistaken(flag, words.front(), otherwise);
    options.*member = *number;
    return {};
  };
}

bool is_margin(double number) {
  return number >= 0 && number < 1;
}

bool is_speed(double number) {
  return number >= 0 && number <= 1e9;
}

auto share(std::optional<double> Options::*member) {
  return number(
      member, [](double x) { return x > 0 && x < 1; }, "expected a number between 0 and 1");
}

Result<void> take_power(Options& options, const std::string& flag, Words& words) {
  if (!words.front().empty()) return share(&Options::power)(options, flag, words);
  options.power = kUsualPower;
  return {};
}

Result<Money> read_usd(const std::string& word) {
  if (const std::optional<Money> amount = parse_usd(word)) return *amount;
  return usage_error("not an amount in USD");
}

Result<bool> read_label_by(const std::string& word) {
  if (word == "verdict" || word == "random") return word == "verdict";
  return usage_error("expected verdict or random");
}

Result<milliseconds> read_duration(const std::string& word) {
  return parse_duration(word);
}

Result<void> take_outputs(Options& options, const std::string&, Words& words) {
  ASSAY_TRY(options.outputs, parse_outputs(words));
  return {};
}

Result<void> take_exit_codes(Options& options, const std::string&, Words& words) {
  ASSAY_TRY(options.exit_codes, parse_exit_code_overrides(words));
  return {};
}

const std::vector<OptionRow>& option_rows() {
  static const Options defaults;
  // clang-format off
  static const std::vector<OptionRow> rows = {
      {kSelect, texts(&Options::models),
       {"--model", "GLOB", "only these models (label or provider:id)", "all"}, true},
      {kSelect, texts(&Options::prompts), {"--prompt", "GLOB", "only these prompts", "all"}, true},
      {kSelect, texts(&Options::cases), {"--case", "GLOB", "only these cases", "all"}, true},
      {kSelect, texts(&Options::tags),
       {"--tag", "GLOB", "only cases with one of these tags", "all"}, true},
      {kSelect, values(&Options::set, parse_axis),
       {"--set", "AXIS=VALUES", "replace or add a grid axis, e.g. temperature=0,0.7",
        "the suite's grid"}, true},
      {kSelect, whole(&Options::repeats, 1, kMaxRepeats),
       {"--repeats", "N", "how often each cell is asked", "the suite's"}},
      {kSelect, value(&Options::shard, parse_shard),
       {"--shard", "I/N", "only part I of N of the cases", "1/1"}},
      {kSelect, whole(&Options::seed, std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max()),
       {"--seed", "N", "seed of the order of cases and of resampling", "0"}},
      {kSelect | kImport, text(&Options::root),
       {"--root", "DIR", "folder that the suite's files may lie below", "the suite's own"}},
      {kSelect | kPrices, text(&Options::prices),
       {"--prices", "FILE", "table of prices for models whose price the suite does not say",
        "ASSAY_PRICES, else prices.tsv beside the Store"}},
      {kPrices, text(&Options::prices_from),
       {"--from", "FILE", "update: LiteLLM's or OpenRouter's list, as JSON", "it must be given"}},
      {kSpend | kImport | kCheck, whole(&Options::concurrency, 1, 100'000),
       {"--concurrency", "N", "requests in flight per provider, 1 to 100000",
        "the suite's, else the provider's"}},
      {kSpend | kImport, value(&Options::max_cost, read_usd),
       {"--max-cost", "USD", "stop before spending more than this", "the suite's, else no cap"}},
      {kSpend | kImport, value(&Options::max_duration, read_duration),
       {"--max-duration", "TIME", "stop after this long, e.g. 30m", "the suite's, else no cap"}},
      {kSpend | kPlan, flag(&Options::no_cache),
       {"--no-cache", "", "ask again even for what the Store holds", ""}},
      {kSpend, flag(&Options::new_run),
       {"--new-run", "", "a run of its own even where nothing is left to ask", ""}},
      {kSpend, flag(&Options::offline),
       {"--offline", "", "use stored replies only; a missing one is an error", ""}},
      {kJudge | kImport, flag(&Options::allow_exec),
       {"--allow-exec", "", "let the suite's scripts and programs run (or set ASSAY_ALLOW_EXEC=1)", ""}},
      {kSpend, text(&Options::resume),
       {"--resume", "RUN", "go on with an interrupted run, as it was started", "a new run"}},
      {kSpend, flag(&Options::no_stop_early),
       {"--no-stop-early", "", "ask the whole plan even where stop_early gates are decided", ""}},
      {kSpend, flag(&Options::allow_empty),
       {"--allow-empty", "", "selecting no cells is a success", ""}},
      {kSpend | kModels | kImport | kPlan, text(&Options::ca_file),
       {"--ca-file", "FILE", "certificate authorities to trust", "the system's"}},
      {kSpend | kModels | kImport | kPlan, texts(&Options::env_files),
       {"--env-file", "FILE", "read KEY=VALUE lines into the environment (set variables win)",
        "none"}, true},
      {kStore | kPlan | kView | kPrune | kLabel | kPrices, text(&Options::store),
       {"--store", "FILE", "the database of runs and replies", defaults.store.string()}},
      {kReport | kPrune, text(&Options::out),
       {"--out", "DIR", "folder of the runs' reports", defaults.out.string()}},
      {kJudge, take_outputs,
       {"-o,--output", "FORMAT=PATH", "write this report too; PATH - is stdout",
        "the usual files alone"}, true},
      {kSpend | kImport, flag(&Options::no_files),
       {"--no-files", "", "leave out the usual files, and leave latest where it is", ""}},
      {kReprint, take_outputs,
       {"-o,--output", "FORMAT=PATH", "write this report and not the usual files; PATH - is stdout",
        "the usual files"}, true},
      {kReport | kCompare, take_exit_codes,
       {"--exit-code", "NAME=N",
        "another exit code for an outcome, e.g. gate=100 (" + join(exit_code_names(), ", ") + ")",
        "as below"}, true},
      {kReport | kStore | kPlan | kModels | kSelect | kPrices | kImport, flag(&Options::json),
       {"--json", "", "machine-readable result on stdout, everything else on stderr", ""}},
      {kSelect | kReport | kStore | kPrune | kImport, flag(&Options::quiet),
       {"-q,--quiet", "", "no progress and no table", ""}},
      {kReport | kSelect | kStore, value(&Options::colour, parse_colour),
       {"--color", "WHEN", "auto, always or never", std::string(kColourWords[0])}},
      {kPlan, flag(&Options::count_tokens),
       {"--count-tokens", "", "ask the providers' count_tokens endpoints", ""}},
      {kPlan, share(&Options::mde),
       {"--mde", "X", "cases and repeats that detect, or exclude, this difference of rates",
        "not asked"}},
      {kPlan, take_power,
       {"--power", "[CHANCE]", "what the plan can tell, with this chance",
        "not asked; without a value 0.8"}},
      {kPlan, text(&Options::from),
       {"--from", "RUN", "take the spread and the cost of --mde and --power from this run",
        "assumed"}},
      {kSpend, texts(&Options::baselines),
       {"--baseline", "NAME", "compare with this stored baseline too",
        "those of the suite's gates"}, true},
      {kSpend | kCompare | kBaseline | kPrune, text(&Options::baseline_folder),
       {"--baselines", "DIR", "folder of baselines", "baselines/ beside the suite"}},
      {kCompare, flag(&Options::lenient),
       {"--lenient", "",
        "leave out cases of other questions, and give a word on cases of other expectations", ""}},
      {kCompare, text(&Options::cluster),
       {"--cluster", "VARIABLE", "a case variable: cases of one value are not independent",
        "all are"}},
      {kCompare,
       number(&Options::margin, is_margin, "must be between 0 and 1"),
       {"--margin", "X", "how much lower a pass rate still counts as no worse",
        format_number(defaults.margin)}},
      {kBaseline, text(&Options::reason),
       {"--reason", "TEXT", "why the baseline is accepted; accept wants one", "none"}},
      {kBaseline, flag(&Options::part),
       {"--part", "", "keep a run that is only a part of its suite: filtered, sharded, incomplete",
        ""}},
      {kPrune, whole(&Options::keep, 1, 1'000'000),
       {"--keep", "N", "how many of each suite's newest runs stay, 1 or more",
        "none: it must be given"}},
      {kPrune, flag(&Options::replies),
       {"--replies", "",
        "remove the replies too that no run needs any more: to ask them again is to pay again",
        ""}},
      {kPrune, flag(&Options::dry_run),
       {"--dry-run", "", "say what would go, and remove nothing", ""}},
      {kLabel | kView, whole(&Options::labels, 1, 100'000),
       {"--n", "N", "how many answers, one in ten of them twice", "40"}},
      {kLabel | kView, value(&Options::label_by_verdict, read_label_by),
       {"--by", "HOW", "verdict: half of those that the judge failed, half that it passed; random",
        "random"}},
      {kLabel | kView, text(&Options::rater),
       {"--rater", "WHO", "who labels", "the user's name"}},
      {kLabel | kView, whole(&Options::seed, std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max()),
       {"--seed", "N", "seed of which answers are chosen, and of their order", "0"}},
      {kLabel | kView, text(&Options::label_file),
       {"-o,--output", "FILE", "the gold file that labels are added to",
        "gold/SUITE.jsonl beside the suite"}},
      {kImport, text(&Options::made_suite),
       {"-o,--output", "FILE", "where the suite that is made goes; - is stdout",
        "beside what it is made of"}},
      {kSelect | kImport, flag(&Options::faithful),
       {"--faithful", "",
        "of a promptfoo configuration: decide as promptfoo does, also where it passes silently", ""}},
      {kImport, text(&Options::suite_file),
       {"--suite", "SUITE", "the suite whose cases were answered", "one is made of the file"}},
      {kImport, texts(&Options::map_words),
       {"--map", "TARGET=FIELD,...", "where in a record of jsonl or csv what is, e.g. "
        "case=id,output=answer.text", "fields have the targets' names"}, true},
      {kImport, text(&Options::requests),
       {"--requests", "FILE", "the batch's requests, which have the questions", "none"}},
      {kImport, text(&Options::as_variant),
       {"--as", "VARIANT", "whose answers all of them are, whatever model they name",
        "they say it"}},
      {kExport, text(&Options::export_file),
       {"-o,--output", "FILE", "where it is written", "stdout"}},
      {kServe | kView, whole(&Options::port, std::uint16_t{0}, std::uint16_t{65'535}),
       {"--port", "N", "port on loopback", "any free one"}},
      {kServe,
       number(&Options::speed, is_speed, "expected a number from 0 to 1000000000"),
       {"--speed", "X", "divide simulated delays by this; 0: none", format_number(defaults.speed)}},
      {kServe, text(&Options::root),
       {"--root", "DIR", "folder that the file's data may lie below", "the file's own"}},
  };
  // clang-format on
  return rows;
}

}  // namespace

std::string OptionRow::flag() const {
  return help.names.substr(help.names.rfind(',') + 1);
}

std::vector<const OptionRow*> rows_of(std::string_view command) {
  const CommandRow* const known = find_command(command);
  std::vector<const OptionRow*> found;
  for (const OptionRow& row : option_rows()) {
    if (known != nullptr && (row.groups & known->options) != 0) found.push_back(&row);
  }
  return found;
}

Result<void> give(Options& options, const OptionRow& row, Words words) {
  const std::string flag = row.flag();
  if (words.size() > 1 && !row.is_repeatable) {
    return usage_error(flag + ": given " + std::to_string(words.size()) + " times, and takes one");
  }
  ASSAY_CHECK(row.take(options, flag, words));
  options.given[flag] = std::move(words);
  return {};
}

std::vector<OptionHelp> option_help(std::string_view command) {
  std::vector<OptionHelp> found;
  for (const OptionRow* row : rows_of(command)) found.push_back(row->help);
  found.push_back({"-h,--help", "", "this text", ""});
  return found;
}

std::vector<std::string> option_names(std::string_view command) {
  std::vector<std::string> names;
  for (const OptionHelp& option : option_help(command)) {
    for (const std::string_view name : split(option.names, ',')) names.emplace_back(name);
  }
  return names;
}

}  // namespace assay
