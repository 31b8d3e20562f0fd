// The page of all runs of a Store.
#pragma once

#include <string>
#include <vector>

#include "harness/store/store.h"
#include "reporters/html/page/served.h"

namespace assay {

struct ListedRun {
  RunProgress progress;
  html::RunPhase phase = html::RunPhase::complete;
};

// In the order given; `store` is the file's name, for the heading.
std::string run_list_page(const std::string& store, const std::vector<ListedRun>& runs);
std::string run_list_policy();  // its Content-Security-Policy: no script at all

}  // namespace assay
