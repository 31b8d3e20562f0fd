#include "harness/cli/import/import_outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "harness/base/clock.h"
#include "harness/base/count_text.h"
#include "harness/base/text.h"
#include "harness/cli/asking/canaries.h"
#include "harness/cli/asking/run_cells.h"
#include "harness/cli/asking/run_setup.h"
#include "harness/cli/asking/verdict.h"
#include "harness/cli/import/import_suite.h"
#include "harness/cli/import/imported_scores.h"
#include "harness/cli/record/open_run.h"
#include "harness/cli/record/outputs.h"
#include "harness/cli/record/results_folder.h"
#include "harness/cli/selection/scripts.h"
#include "harness/cli/selection/selection.h"
#include "harness/cli/terminal/signals.h"
#include "harness/import/outputs/made_suite.h"
#include "harness/import/outputs/output_formats.h"
#include "harness/import/outputs/place_outputs.h"
#include "harness/provider/price.h"
#include "harness/report/gate/exit_decision.h"
#include "harness/report/summary/summarise.h"

namespace assay {
namespace {

Result<Key> hash_of_file(const std::filesystem::path& file) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> opened(std::fopen(file.c_str(), "rb"),
                                                               &std::fclose);
  if (opened == nullptr) return usage_error(file.string() + ": cannot be read");
  std::vector<char> buffer(std::size_t{1} << 20);
  KeyBuilder hash;
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), opened.get()))
    hash.add(std::string_view(buffer.data(), size));
  if (std::ferror(opened.get()) != 0)
    return infrastructure_error(file.string() + ": cannot be read");
  return hash.finish();
}

// All that decides which answer a cell gets.
Result<Key> hash_of(const OutputFormat& format, const OutputSource& source, const std::string& as) {
  KeyBuilder key;
  ASSAY_TRY(const Key file, hash_of_file(source.file));
  key.add(format.name).add(file.view()).add(source.map.text()).add(as);
  if (!source.requests.empty()) {
    ASSAY_TRY(const Key requests, hash_of_file(source.requests));
    key.add(requests.view());
  }
  return key.finish();
}

struct Import {
  const OutputFormat* format = nullptr;
  OutputSource source;
  ImportSuite suite;

  // Each output in turn, named as in the suite that was made of them.
  Result<void> each(const OutputSink& sink) {
    CaseNamer namer;
    return format->read(source, [&](ImportedOutput output) -> Result<void> {
      Result<void> taken = suite.is_made ? namer.name(output) : Result<void>();
      if (suite.is_made && output.model.empty())
        output.model = std::holds_alternative<Failure>(output.result) ? suite.failed_model
                                                                      : unnamed_model(source);
      const std::string where = source.file.string() + ": ";
      if (taken) taken = sink(std::move(output));
      if (taken || taken.error().kind != ErrorKind::usage) return taken;
      return usage_error(where + taken.error().message);
    });
  }
};

Result<Import> open_import(const Options& options) {
  if (options.operands.size() != 3)
    return usage_error("assay import outputs: expected FORMAT FILE; the formats are " +
                       join(output_format_names(), ", "));
  Import import;
  ASSAY_TRY(import.format, find_output_format(options.operands[1]));
  import.source.file = options.operands[2];
  import.source.requests = options.requests;
  if (!options.requests.empty() && !import.format->takes_requests)
    return usage_error(
        fmt::format("--requests is for batches, and not for {}", import.format->name));
  if (!options.map_words.empty() && !import.format->takes_map)
    return usage_error(fmt::format("--map is for jsonl and csv; {} says itself what is where",
                                   import.format->name));
  Result<FieldMap> map = FieldMap::parse(options.map_words);
  if (!map) return usage_error("--map: " + map.error().message);
  import.source.map = std::move(*map);
  ASSAY_TRY(import.suite, suite_for(*import.format, import.source, options));
  return import;
}

// The suite's plan of what the file has answers for.
struct Placed {
  Selection selection;
  OutputPlaces places;
};

Result<Placed> place_outputs(Import& import, const Options& options) {
  Result<Selection> loaded = select_cells(import.suite.path.string(), options);
  if (!loaded && import.suite.is_made)
    return usage_error(loaded.error().message + "\n" + import.suite.path.string() +
                       " was made of the outputs: mend it there, and import with --suite " +
                       import.suite.path.string());
  if (!loaded) return tl::unexpected(loaded.error());
  Selection selection = std::move(*loaded);
  ASSAY_TRY(OutputPlaces places, OutputPlaces::of(selection.plan, options.as_variant));
  ASSAY_CHECK(import.each([&](const ImportedOutput& output) { return places.add(output); }));
  if (places.size() == 0)
    return usage_error(import.source.file.string() + ": there is no output in it");
  const Result<void> selected = places.select(selection.plan);
  if (!selected) return usage_error(import.source.file.string() + ": " + selected.error().message);
  ASSAY_TRY(selection.judges, JudgeCalls::of(selection.plan));
  // Who is asked is asked in an order that makes a part of a run a sample. Where nobody is, the
  // Store's own order writes each of its pages once.
  std::vector<std::uint32_t>& order = selection.plan.case_order;
  if (selection.judges.none()) std::sort(order.begin(), order.end());
  ASSAY_TRY(selection.scripts, PlannedScripts::of(selection.plan));
  ASSAY_TRY(selection.imported, hash_of(*import.format, import.source, options.as_variant));
  return Placed{std::move(selection), std::move(places)};
}

// What of the outputs is not in the Store under the cells' Keys.
struct Answers {
  std::map<CellId, Failure> failures;
  ImportedScores scores;
};

Result<void> put_answer(const ImportedOutput& output, const Selection& selection,
                        const CellId& cell, const Key& key, Store& store) {
  ASSAY_TRY(const std::optional<std::int64_t> known, store.find_reply_id(key));
  if (known) return {};
  const Reply& reply = std::get<Reply>(output.result);
  std::optional<Money> cost = output.cost;
  if (!cost) cost = cost_of(reply, selection.plan.model_of(cell).price);
  ASSAY_TRY(const std::int64_t row, store.put_reply(key, reply, output.timings, cost));
  static_cast<void>(row);
  return {};
}

std::size_t bytes_of(const ImportedOutput& output) {
  const Reply* const reply = std::get_if<Reply>(&output.result);
  return reply == nullptr ? 0 : reply->answer.size() + reply->reasoning.size();
}

// Groups of writes, so that a million answers are no million commits.
Result<Answers> put_answers(Import& import, const Placed& placed, Store& store) {
  constexpr std::size_t kGroup = 10'000;
  constexpr std::size_t kGroupBytes = std::size_t{16} << 20;
  std::size_t bytes = 0;
  Answers answers;
  Questions questions(placed.selection);
  std::size_t next = 0;
  std::vector<ImportedOutput> group;
  const auto write = [&]() -> Result<void> {
    const Result<void> written = store.transaction([&]() -> Result<void> {
      for (const ImportedOutput& output : group) {
        const CellId cell = placed.places.cell(next++);
        if (const Failure* const failure = std::get_if<Failure>(&output.result)) {
          answers.failures.emplace(cell, *failure);
          continue;
        }
        if (!output.scores.empty()) answers.scores.emplace(cell, imported_part(output.scores));
        ASSAY_TRY(const Job job, questions.job(cell));
        ASSAY_CHECK(put_answer(output, placed.selection, cell, job.key, store));
      }
      return {};
    });
    group.clear();
    bytes = 0;
    return written;
  };
  ASSAY_CHECK(import.each([&](ImportedOutput output) -> Result<void> {
    if (next + group.size() == placed.places.size())
      return usage_error("the file was changed while it was read");
    bytes += bytes_of(output);
    group.push_back(std::move(output));
    return group.size() < kGroup && bytes < kGroupBytes ? Result<void>() : write();
  }));
  ASSAY_CHECK(write());
  return answers;
}

Failure why_missing(const Answers& answers, const CellId& cell, const std::string& file) {
  const auto found = answers.failures.find(cell);
  if (found != answers.failures.end()) return found->second;
  return {FailureKind::offline, false, {}, 0, "there is no answer to it in " + file, ""};
}

void tell(const Import& import, const Placed& placed) {
  std::string text = import.suite.made_text;
  if (const std::size_t left = placed.places.left_out(); left > 0)
    text +=
        fmt::format("{} of the suite {} no answer in {} and {} not in the run\n",
                    counted(static_cast<std::int64_t>(left), "case"), left == 1 ? "has" : "have",
                    import.source.file.string(), left == 1 ? "is" : "are");
  if (const std::size_t other = placed.places.other_questions(); other > 0)
    text += fmt::format(
        "warning: {} answered another question than the suite asks now, the first of {}\n",
        counted(static_cast<std::int64_t>(other), "output"), placed.places.first_other());
  std::cerr << terminal_safe(text);
}

// Judges that are watched come first. What is stored is scored, what is not there is an error.
Result<RunnerResult> score_answers(RunCells& cells, const OpenRun& run, PreparedRun& prepared,
                                   const Answers& answers, const std::string& file,
                                   const Clock& clock, const InterruptGuard& interrupts) {
  ASSAY_TRY(std::optional<RunnerResult> ended,
            cells.ask_canaries(run.record, run.manifest, prepared.setup, *prepared.transport, clock,
                               interrupts));
  if (ended) return std::move(*ended);
  ASSAY_TRY(Missing missing,
            cells.find_missing(run.record, prepared.setup, *prepared.transport, interrupts));
  ASSAY_CHECK(cells.fail_missing(
      missing, [&](const CellId& cell) { return why_missing(answers, cell, file); }));
  prepared.setup.before = missing.scored;
  return cells.ask(missing, prepared.setup, *prepared.transport, clock, interrupts);
}

Manifest::Texts origin_of(const Import& import) {
  return {{"format", std::string(import.format->name)}, {"file", import.source.file.string()}};
}

Result<ExitCode> close_import(OpenRun& run, Store& store, RunnerResult& result,
                              const Options& options, const Clock& clock,
                              const InterruptGuard& interrupts) {
  ASSAY_CHECK(end_run(run, store, result, clock));
  ASSAY_TRY(const Report report, summarise(store, std::move(run.record)));
  ASSAY_CHECK(store.record_outcome(report.run.id, to_string(decide_exit(report).exit)));
  ASSAY_CHECK(store.finish_writing());
  ASSAY_CHECK(
      write_reports(report, options.no_files ? UsualFiles::no : UsualFiles::latest, options));
  if (!result.detail.empty()) std::cerr << terminal_safe(result.detail) << '\n';
  if (!report.run.complete)
    std::cerr << "not every answer was judged; importing the file again goes on with what judges "
                 "have said so far\n";
  return exit_code_of_run(report, result.end, interrupts.last_signal());
}

// A run that is scored, and not closed yet.
struct Imported {
  OpenRun run;
  Store store;
  RunnerResult result;
};

Result<Imported> bring(Import& import, const Options& options, const Clock& clock,
                       std::optional<InterruptGuard>& interrupts) {
  ASSAY_TRY(Placed placed, place_outputs(import, options));
  Selection& selection = placed.selection;
  ASSAY_CHECK(
      allow_programs(selection.scripts.shown(), import.suite.path.string(), options.allow_exec));
  ASSAY_TRY(PreparedRun prepared, prepare_run(selection, options, clock, std::cerr));
  ASSAY_CHECK(check_writable(options, options.no_files ? UsualFiles::no : UsualFiles::latest));
  if (options.store.has_parent_path()) (void)make_results_folder(options.store.parent_path());
  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::read_write));
  ASSAY_TRY(PlannedRun planned, planned_run(selection, options));
  planned.manifest.imported = origin_of(import);
  planned.manifest.requests.clear();  // how they were asked is not known
  // Beyond this point the Store is written.
  ASSAY_TRY(const Answers answers, put_answers(import, placed, store));
  ASSAY_TRY(const Key again, hash_of(*import.format, import.source, options.as_variant));
  if (again != *selection.imported)
    return usage_error(import.source.file.string() + ": the file was changed while it was read");
  ASSAY_TRY(planned.manifest.canaries, choose_canaries(selection, store));
  ASSAY_TRY(OpenRun run, begin_run(std::move(planned), store, options, clock));
  if (!options.quiet) tell(import, placed);
  ASSAY_TRY(Store written, Store::open(options.store, Store::Access::update));
  interrupts.emplace();
  const std::unique_ptr<StoreWriter> writer = StoreWriter::start(
      std::move(written), run.record.id, [&] { prepared.transport->wake(); }, clock);
  RunCells cells(selection, options, store, *writer);
  ASSAY_TRY(RunnerResult result, score_answers(cells, run, prepared, answers,
                                               import.source.file.string(), clock, *interrupts));
  ASSAY_CHECK(add_imported_scores(answers.scores, store, *writer, run.record.id));
  ASSAY_CHECK(writer->flush());
  if (!options.quiet) std::cerr << terminal_safe(cells.unused_gold());
  return Imported{std::move(run), std::move(store), std::move(result)};
}

}  // namespace

Result<ExitCode> import_outputs(const Options& given) {
  const SystemClock clock;
  Options options = given;
  options.no_stop_early = true;  // all answers are there already
  ASSAY_CHECK(read_env_files(options.env_files));
  ASSAY_TRY(Import import, open_import(options));
  std::optional<InterruptGuard> interrupts;  // from where a run is begun
  ASSAY_TRY(Imported imported, bring(import, options, clock, interrupts));
  // Beyond this point the suite and its cases are not held any more: a report of a million cells
  // needs the room.
  return close_import(imported.run, imported.store, imported.result, options, clock, *interrupts);
}

}  // namespace assay
