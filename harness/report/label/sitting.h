// A rater and the answers of a run that they are asked about.
#pragma once

#include <filesystem>
#include <string>

#include "harness/report/label/task.h"

namespace assay {

struct LabelSitting {
  std::string run;  // id
  std::string rater;
  std::filesystem::path file;  // where labels go that belong nowhere else
  LabelTask task;
};

}  // namespace assay
