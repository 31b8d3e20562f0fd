// The whole of `assay view` but its sockets: targets in, pages out.
#pragma once

#include <filesystem>
#include <list>
#include <string>
#include <string_view>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/view/http_server.h"
#include "harness/view/label_room.h"
#include "harness/view/route.h"
#include "harness/view/shelf.h"

namespace assay {

// Of the Store it reads, and never writes. The Store is opened for each answer that needs it:
// nothing is held between, so neither a writer's log nor a replaced file is in the way. Memory is
// for the runs looked at last (kMostShelves). Not thread-safe.
class Viewer {
 public:
  // `clock` outlives it. `labels`: what a person is asked about a run, for its label page.
  Viewer(std::filesystem::path store, const Clock& clock, LabelRoom::Open labels);

  HttpAnswer answer(std::string_view target);
  // Of what was sent to `target`: a label.
  HttpAnswer take(std::string_view target, std::string_view body);

 private:
  Result<HttpAnswer> try_answer(const Route& route);
  Result<HttpAnswer> list_runs();
  Result<HttpAnswer> show_run(const std::string& run_id);
  Result<HttpAnswer> tell_state(const std::string& run_id);
  HttpAnswer give_texts(const Route& route);

  Shelf* find_shelf(std::string_view run_id);  // nullptr: none
  Shelf& shelf_of(const std::string& run_id);  // makes one, at the expense of the oldest

  std::filesystem::path store_;
  const Clock& clock_;
  LabelRoom labels_;
  std::list<Shelf> shelves_;  // the last used first
};

inline constexpr std::size_t kMostShelves = 4;

}  // namespace assay
