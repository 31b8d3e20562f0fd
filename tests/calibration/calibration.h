// The parts of the calibration, each of which prints a Markdown table on stdout.
// What is expected stands in the table; whether it holds, beside it.
#pragma once

#include <cstdint>

namespace assay::calibration {

struct Setting {
  std::uint64_t seed = 1;
  int samples = 2000;  // of each row
};

void false_alarms(const Setting& setting);   // A/A gates
void coverage(const Setting& setting);       // intervals of a report
void planned_power(const Setting& setting);  // what `plan` promised
void peeking(const Setting& setting);        // sequential gates
void derived(const Setting& setting);        // arithmetic over own metrics
void judged(const Setting& setting);         // judges with errors, and labels
void marked(const Setting& setting);         // the same of marks

}  // namespace assay::calibration
