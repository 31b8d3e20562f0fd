// The file that a data set comes from: which format, and the reading of it.
// Internal to the loader.
#pragma once

#include "harness/suite/dataset.h"
#include "harness/suite/suite_files.h"

namespace assay {

// Reads the file that `from` names into `sink`: .csv, .tsv, .jsonl, .ndjson, .json,
// .yaml, .yml, whatever the case. `delimiter` is the author's key, or nullptr.
// `file` is set before the first row comes, and stays nullptr when the file
// cannot be read.
void read_data_file(SuiteFiles& files, const YamlNode& from, const YamlNode* delimiter,
                    RowNames& names, Diagnostics& diagnostics, const RowSink& sink,
                    const SourceFile*& file);

}  // namespace assay
