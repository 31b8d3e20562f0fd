// The bugs of planted_bugs.txt, as plant.py wrote them down.
#pragma once

#include <vector>

namespace assay {

struct PlantedBug {
  const char* name;
  const char* what;
};

extern const std::vector<PlantedBug> kPlantedBugs;
// Which of them the program has now, from 1; 0: none.
extern int planted_bug;

}  // namespace assay
