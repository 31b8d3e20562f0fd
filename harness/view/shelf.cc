#include "harness/view/shelf.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <utility>

#include "harness/report/summary/summarise.h"
#include "harness/report/summary/warnings.h"
#include "harness/view/route.h"
#include "reporters/html/pack.h"

namespace assay {
namespace {

constexpr Nanoseconds kLeastRest = std::chrono::seconds{3};
constexpr int kRestPerWork = 10;

std::shared_ptr<const PackedText> packed(const std::string& text) {
  return std::make_shared<const PackedText>(PackedText{html::deflate(text), text.size()});
}

std::string random_name() {
  std::random_device entropy;
  return fmt::format("{:08x}", entropy());
}

}  // namespace

Shelf::Shelf(std::string run_id)
    : run_(std::move(run_id)), name_(random_name()), texts_(std::string::npos) {}

bool Shelf::is_due(const RunState& state, Instant now) const {
  if (!page_) return true;
  if (state.version == version_) return false;
  return state.phase != phase_ || now >= rests_until_;
}

Result<void> Shelf::refresh(Store& store, const RunState& state, const Clock& clock) {
  const Instant start = clock.now();
  ASSAY_TRY(const RunRecord run, store.find_run(run_));
  ASSAY_TRY(Report report, summarise(store, run));
  if (state.phase == html::RunPhase::going) {
    ASSAY_TRY(const std::uint64_t in_flight, store.open_attempts(run_));  // they have no end yet
    report.run.possibly_billed -= std::min(in_flight, report.run.possibly_billed);
    report.warnings = warnings_of(report);
  }
  html::Serving serving;
  serving.texts = "texts/" + name_ + "/";
  serving.version = state.version;
  serving.labels = path_of_labels(run_);
  serving.phase = state.phase;
  serving.cells = report.cells.size();
  serving.planned = state.progress.planned_cells;
  page_ = packed(html::served_page(report, serving, texts_));
  for (const std::string& chunk : texts_.take()) chunks_.push_back(packed(chunk));
  version_ = state.version;
  phase_ = state.phase;
  const Instant end = clock.now();
  rests_until_ = end + std::max(kLeastRest, kRestPerWork * (end - start));
  return {};
}

std::shared_ptr<const PackedText> Shelf::chunk(std::size_t number) const {
  return number < chunks_.size() ? chunks_[number] : nullptr;
}

}  // namespace assay
