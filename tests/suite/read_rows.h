// Rows of a data set as JSON objects, for tests of its readers.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/suite/dataset.h"
#include "harness/suite/suite_files.h"

namespace assay::testing {

struct ReadRows {
  std::vector<Json> rows;  // an object each
  std::vector<int> lines;
  std::size_t shapes = 0;
  std::string error;  // of all lines the first
};

// `bytes` as the loader reads a file of the name "d", given to `reader`.
template <class Reader>
ReadRows read_rows(Reader reader, std::string bytes) {
  SourceFile file{"d", std::move(bytes)};
  Diagnostics diagnostics;
  const Vars no_extra;
  RowNames names(no_extra);
  ReadRows out;
  std::map<const void*, int> shapes;
  const RowSink sink = [&](Vars vars, int line) {
    Json row = Json::object();
    for (std::size_t i = 0; i < vars.size(); ++i) row[vars.name(i)] = vars.value(i);
    out.rows.push_back(row);
    out.lines.push_back(line);
    ++shapes[vars.shape()];
    return true;
  };
  if (accept_text(file, diagnostics)) reader(file, names, diagnostics, sink);
  out.shapes = shapes.size();
  if (diagnostics.has_errors()) {
    const std::string message = diagnostics.failure().value().message;
    out.error = message.substr(0, message.find('\n'));
  }
  return out;
}

inline ReadRows read_csv_rows(std::string bytes, const CsvFormat& format = {}) {
  return read_rows([&](const SourceFile& file, RowNames& names, Diagnostics& diagnostics,
                       const RowSink& sink) { read_csv(file, format, names, diagnostics, sink); },
                   std::move(bytes));
}

}  // namespace assay::testing
