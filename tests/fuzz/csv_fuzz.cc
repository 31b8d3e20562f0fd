#include "tests/fuzz/data_set_fuzz.h"

FUZZ_TARGET(csv) {
  using namespace assay;
  for (const CsvFormat& format :
       {CsvFormat{}, CsvFormat{std::nullopt, true}, CsvFormat{';', false}}) {
    fuzz_data_set([&](const SourceFile& file, RowNames& names, Diagnostics& diagnostics,
                      const RowSink& sink) { read_csv(file, format, names, diagnostics, sink); },
                  "fuzz.csv", input);
  }
}
