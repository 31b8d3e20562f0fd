#include "harness/view/viewer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/redact.h"
#include "harness/store/run_lock.h"
#include "harness/view/run_list.h"

namespace assay {
namespace {

using html::RunPhase;

constexpr std::size_t kVersionDigits = 16;

HttpAnswer failure(int status, std::string why) {
  HttpAnswer answer;
  answer.status = status;
  answer.text = std::move(why) + "\n";
  return answer;
}

HttpAnswer not_found() {
  return failure(404, "there is no such page; / lists the runs");
}

RunPhase phase_of(const RunProgress& progress, bool is_executed) {
  if (progress.complete) return RunPhase::complete;
  return is_executed ? RunPhase::going : RunPhase::cut_short;
}

Result<Store> open_to_read(const std::filesystem::path& file) {
  return Store::open(file, Store::Access::read_only);
}

// Nothing for a run that does not exist.
Result<std::optional<RunState>> state_of(Store& store, const std::string& run_id) {
  // The lock first: a run lets it go only after it has said that it is complete.
  const bool is_executed = RunLock::is_held(store.file(), run_id);
  ASSAY_TRY(std::optional<RunProgress> progress, store.progress(run_id));
  if (!progress) return std::nullopt;
  ASSAY_TRY(const Key fingerprint, store.fingerprint(run_id));
  RunState state;
  state.phase = phase_of(*progress, is_executed);
  state.version = fingerprint.hex().substr(0, kVersionDigits) + "-" +
                  std::to_string(static_cast<int>(state.phase));
  state.progress = std::move(*progress);
  return state;
}

}  // namespace

Viewer::Viewer(std::filesystem::path store, const Clock& clock, LabelRoom::Open labels)
    : store_(std::move(store)), clock_(clock), labels_(std::move(labels), clock) {}

HttpAnswer Viewer::take(std::string_view target, std::string_view body) {
  const Route route = route_of(target);
  if (route.page == Route::Page::label) return labels_.take(route.run, route.chunk, body);
  return failure(405, "GET and HEAD only");
}

HttpAnswer Viewer::answer(std::string_view target) {
  Result<HttpAnswer> answer = try_answer(route_of(target));
  return answer ? std::move(*answer) : failure(500, redact(answer.error().message));
}

Result<HttpAnswer> Viewer::try_answer(const Route& route) {
  switch (route.page) {
    case Route::Page::runs:
      return list_runs();
    case Route::Page::run:
      return show_run(route.run);
    case Route::Page::state:
      return tell_state(route.run);
    case Route::Page::texts:
      return give_texts(route);
    case Route::Page::labels:
      return labels_.page(route.run);
    case Route::Page::next_label:
      return labels_.show(route.run, 0);
    case Route::Page::label:
      return route.chunk == 0 ? not_found() : labels_.show(route.run, route.chunk);
    case Route::Page::bare:
    case Route::Page::bare_labels: {
      HttpAnswer answer = failure(308, "a slash is missing");
      answer.location =
          route.page == Route::Page::bare ? path_of_run(route.run) : path_of_labels(route.run);
      return answer;
    }
    case Route::Page::nothing:
      break;
  }
  return not_found();
}

Result<HttpAnswer> Viewer::list_runs() {
  ASSAY_TRY(Store store, open_to_read(store_));
  ASSAY_TRY(const std::vector<RunProgress> all, store.progress());
  std::vector<ListedRun> runs;
  for (const RunProgress& progress : all) {
    const bool is_executed = !progress.complete && RunLock::is_held(store_, progress.id);
    runs.push_back({progress, phase_of(progress, is_executed)});
  }
  HttpAnswer answer;
  answer.content_type = "text/html; charset=utf-8";
  answer.policy = run_list_policy();
  answer.text = run_list_page(store_.string(), runs);
  return answer;
}

Result<HttpAnswer> Viewer::show_run(const std::string& run_id) {
  ASSAY_TRY(Store store, open_to_read(store_));
  ASSAY_TRY(const std::optional<RunState> state, state_of(store, run_id));
  if (!state) return not_found();
  Shelf& shelf = shelf_of(run_id);
  if (shelf.is_due(*state, clock_.now())) ASSAY_CHECK(shelf.refresh(store, *state, clock_));
  HttpAnswer answer;
  answer.content_type = "text/html; charset=utf-8";
  answer.policy = html::served_policy();
  answer.packed = shelf.page();
  return answer;
}

// The version is that of the page one would get now: who waits for another one
// does not ask in vain.
Result<HttpAnswer> Viewer::tell_state(const std::string& run_id) {
  ASSAY_TRY(Store store, open_to_read(store_));
  ASSAY_TRY(const std::optional<RunState> state, state_of(store, run_id));
  if (!state) return not_found();
  const Shelf* shelf = find_shelf(run_id);
  const bool is_kept = shelf != nullptr && !shelf->is_due(*state, clock_.now());
  HttpAnswer answer;
  answer.content_type = "application/json";
  answer.text = dump_json({{"phase", html::to_string(state->phase)},
                           {"cells", state->progress.cells},
                           {"planned", state->progress.planned_cells},
                           {"complete", state->progress.complete},
                           {"version", is_kept ? shelf->version() : state->version}});
  return answer;
}

HttpAnswer Viewer::give_texts(const Route& route) {
  const Shelf* shelf = find_shelf(route.run);
  if (shelf == nullptr || shelf->name() != route.shelf) {
    return failure(410, "these texts are not kept any more; load the run's page again");
  }
  HttpAnswer answer;
  answer.content_type = "application/json";
  answer.packed = shelf->chunk(route.chunk);
  return answer.packed ? answer : not_found();
}

Shelf* Viewer::find_shelf(std::string_view run_id) {
  const auto found = std::find_if(shelves_.begin(), shelves_.end(),
                                  [run_id](const Shelf& shelf) { return shelf.run() == run_id; });
  if (found == shelves_.end()) return nullptr;
  shelves_.splice(shelves_.begin(), shelves_, found);
  return &shelves_.front();
}

Shelf& Viewer::shelf_of(const std::string& run_id) {
  if (Shelf* known = find_shelf(run_id)) return *known;
  shelves_.emplace_front(run_id);
  if (shelves_.size() > kMostShelves) shelves_.pop_back();
  return shelves_.front();
}

}  // namespace assay
