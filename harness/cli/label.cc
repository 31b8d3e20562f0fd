// assay label: asks a person about answers of a run, and keeps what they say as a gold file.
#include <fmt/format.h>

#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/text.h"
#include "harness/cli/asking/verdict.h"
#include "harness/cli/label/label_asking.h"
#include "harness/cli/label/label_requests.h"
#include "harness/cli/label/label_sitting.h"
#include "harness/cli/options/commands.h"
#include "harness/report/gold/gold_labels.h"
#include "harness/report/label/agreement.h"
#include "harness/report/label/label_files.h"
#include "harness/report/label/session.h"
#include "harness/report/label/task.h"
#include "harness/report/manifest/manifest.h"
#include "harness/store/store.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// Labels that are all of other answers are a slip of the finger, or of yesterday.
Result<void> tell_if_strange(Store& store, const RunRecord& run, const LabelRequests& requests,
                             const GoldLabels& labels, const fs::path& file) {
  if (labels.lines().empty()) return {};
  ASSAY_TRY(const std::vector<CaseRecord> cases, store.cases(run.id));
  ASSAY_TRY(const Manifest manifest, read_manifest(run.manifest));
  std::vector<GoldAnswer> answers;
  ASSAY_CHECK(
      each_answer(store, run.id, [&](const CellView& view, const Key& question, const Key& answer) {
        const CellId& cell = view.cell.id;
        if (cell.case_index >= cases.size() || cell.variant >= manifest.variants.size()) return;
        GoldAnswer wanted{question, answer, cases[cell.case_index].id,
                          manifest.variants[cell.variant].id};
        for (const LabelRequest& request : requests(view)) {
          wanted.question = request.question.value_or(question);
          wanted.criterion = criterion_hash(request);
          wanted.answer = labelled_text(request).value_or(answer);
          answers.push_back(wanted);
        }
      }));
  ASSAY_TRY(const std::size_t matches, labels.count_matches(answers));
  if (matches == 0) {
    std::cerr << terminal_safe(no_match_text(file.string(), labels, run.id)) << '\n';
  }
  return {};
}

std::string waiting_words(const LabelTask& task) {
  if (task.waiting == 0) return "";
  return fmt::format(", {} of them wait for a person", task.waiting);
}

}  // namespace

Result<ExitCode> label_command(const Options& options) {
  std::optional<Store> store;  // not while a person thinks
  ASSAY_TRY(store, Store::open(options.store, Store::Access::read_only));
  ASSAY_TRY(const RunRecord run,
            store->find_run(options.operands.empty() ? "latest" : options.operands[0]));
  ASSAY_TRY(const LabelRequests requests, label_requests(*store, run, options));
  ASSAY_TRY(const LabelSitting sitting, label_sitting(*store, run, requests, options));
  const LabelTask& task = sitting.task;
  const std::string& rater = sitting.rater;
  ASSAY_TRY(LabelFiles files, LabelFiles::open(sitting.file, task.sample));
  ASSAY_TRY(const auto before, files.read());
  if (const auto usual = before.find(""); usual != before.end())
    ASSAY_CHECK(tell_if_strange(*store, run, requests, usual->second, sitting.file));
  store.reset();

  ASSAY_TRY(const auto own, files.read_of(rater));
  LabelSession session(task.sample, task.showings, own, rater);
  std::cout << terminal_safe(fmt::format("{} of {} answers are chosen{}; {} labels go to {}\n",
                                         task.sample.size(), task.answers, waiting_words(task),
                                         rater, files.shown()));
  const SystemClock clock;
  ASSAY_TRY(const LabelsGiven given, ask_for_labels(session, task.texts, files, clock));
  if (session.left() > 0) {
    std::cout << fmt::format("{} of {} are left; the same command goes on\n", session.left(),
                             session.size());
  } else {
    ASSAY_TRY(const auto labels, files.read());
    std::cout << fmt::format("\nall {} are labelled\n", session.size());
    ASSAY_TRY(const std::vector<std::string> lines, agreement_lines(task.sample, labels, rater));
    for (const std::string& line : lines) std::cout << terminal_safe(line) << '\n';
    if (task.waiting > 0)
      std::cout << terminal_safe("assay score " + run.id) << " takes the labels in\n";
  }
  if (given.end == LabelsGiven::End::unheard) return ExitCode::infrastructure;
  return given.end == LabelsGiven::End::signal ? exit_code_of_signal(given.signal) : ExitCode::ok;
}

}  // namespace assay
