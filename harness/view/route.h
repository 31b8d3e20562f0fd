// The addresses of `assay view`, both ways. They are exact: whatever else is asked
// for does not exist, so no path leads to a file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace assay {

struct Route {
  enum class Page {
    nothing,
    runs,         // /
    run,          // /runs/RUN/
    state,        // /runs/RUN/state
    texts,        // /runs/RUN/texts/SHELF/N
    bare,         // /runs/RUN, which lacks its slash
    labels,       // /label/RUN/
    next_label,   // /label/RUN/next
    label,        // /label/RUN/at/N, which takes labels too
    bare_labels,  // /label/RUN
  };
  Page page = Page::nothing;
  std::string run = {};    // id, decoded
  std::string shelf = {};  // which texts: see shelf.h
  std::size_t chunk = 0;   // or place of a label's answer
};
Route route_of(std::string_view target);

// "/runs/RUN/", with all of the id that is not a letter, a digit, '-' or '_' as
// percent escapes.
std::string path_of_run(std::string_view run_id);
std::string path_of_labels(std::string_view run_id);  // "/label/RUN/"

}  // namespace assay
