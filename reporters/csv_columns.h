// The columns that summary.csv and cells.csv begin with.
#pragma once

#include "harness/report/report.h"
#include "reporters/csv_writer.h"

namespace assay {

// variant, model, prompt, and one a grid axis.
void write_identity_header(const Report& report, CsvWriter& csv);
void write_identity(const Report& report, const VariantSummary& variant, CsvWriter& csv);

// Only of a run that is damaged in the Store: a last column that says so in every row.
void write_damage_header(const Report& report, CsvWriter& csv);
void write_damage(const Report& report, CsvWriter& csv);

}  // namespace assay
