// Reports rendered to text, and text read back, for the reporters' tests.
#pragma once

#include <csv.h>

#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "harness/report/report.h"
#include "reporters/reporter.h"

namespace assay::testing {

inline std::string render(std::string_view reporter, const Report& report) {
  const ReporterRow* row = find_reporter(reporter);
  if (row == nullptr) throw std::runtime_error("no reporter " + std::string(reporter));
  std::ostringstream out;
  row->write(report, out);
  return out.str();
}

using CsvRows = std::vector<std::vector<std::string>>;

// Read back by libcsv in strict mode; throws where it is not CSV.
inline CsvRows read_csv(const std::string& text) {
  struct Reading {
    CsvRows rows;
    std::vector<std::string> row;
  } reading;
  csv_parser parser;
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::runtime_error("csv_init");
  const auto on_field = [](void* field, std::size_t size, void* data) {
    static_cast<Reading*>(data)->row.emplace_back(static_cast<const char*>(field), size);
  };
  const auto on_row = [](int, void* data) {
    auto* state = static_cast<Reading*>(data);
    state->rows.push_back(std::move(state->row));
    state->row.clear();
  };
  const std::size_t read = csv_parse(&parser, text.data(), text.size(), on_field, on_row, &reading);
  const int finished = csv_fini(&parser, on_field, on_row, &reading);
  csv_free(&parser);
  if (read != text.size() || finished != 0) throw std::runtime_error("not CSV");
  return reading.rows;
}

}  // namespace assay::testing
