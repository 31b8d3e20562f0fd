// The body of both data-set targets: rows with a value for every name, or errors.
#pragma once

#include <string>

#include "harness/suite/dataset.h"
#include "harness/suite/suite_files.h"
#include "harness/suite/template.h"
#include "tests/fuzz/fuzz_target.h"

namespace assay {

// `read` reads such a file as `name` is.
template <class Read>
void fuzz_data_set(Read read, const char* name, std::string_view bytes) {
  SourceFile file{name, std::string(bytes)};
  Diagnostics diagnostics;
  if (!accept_text(file, diagnostics)) return;
  const Vars extra;
  RowNames names(extra);
  const RowSink sink = [](Vars row, int line) {
    require(line >= 1);
    for (std::size_t i = 0; i < row.size(); ++i) {
      require(!row.name(i).empty() && row.find(row.name(i)) == &row.value(i));
      variable_text(row.value(i));
    }
    return true;
  };
  read(file, names, diagnostics, sink);
}

}  // namespace assay
