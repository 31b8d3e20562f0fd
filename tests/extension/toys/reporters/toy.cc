// A toy of a report: one line.
#include <ostream>

#include "reporters/formats.h"

namespace assay {

void write_toy(const Report& report, std::ostream& out) {
  out << report.variants.size() << " variants in a toy\n";
}

}  // namespace assay
