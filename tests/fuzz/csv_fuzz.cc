// Any bytes as a CSV data set: rows with a value for every name, or an error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "harness/suite/dataset.h"
#include "harness/suite/suite_files.h"
#include "harness/suite/template.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  assay::SourceFile file{"fuzz.csv", std::string(reinterpret_cast<const char*>(data), size)};
  assay::Diagnostics diagnostics;
  if (!assay::accept_text(file, diagnostics)) return 0;
  const assay::Vars extra;
  assay::RowNames names(extra);
  const assay::RowSink sink = [](assay::Vars row, int line) {
    if (line < 1) std::abort();
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row.name(i).empty() || row.find(row.name(i)) != &row.value(i)) std::abort();
      assay::variable_text(row.value(i));
    }
    return true;
  };
  read_csv(file, names, diagnostics, sink);
  return 0;
}
