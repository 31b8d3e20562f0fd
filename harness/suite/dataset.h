// Data sets: rows of variables from CSV, JSON or YAML.
//
//   CSV    RFC 4180 with a header line, separated as the file says; every value is
//          text, white space is kept. Blank lines and rows of nothing but empty
//          cells are no rows.
//   JSON   an object a line, or a list of objects; values keep their type.
//   YAML   a list of maps; scalars are text, as written.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/suite/csv_cells.h"
#include "harness/suite/vars.h"
#include "harness/yaml/diagnostic.h"
#include "harness/yaml/tree.h"

namespace assay {

inline constexpr std::size_t kMaxJsonLineBytes = std::size_t{16} << 20;
inline constexpr std::size_t kMaxJsonListBytes = std::size_t{256} << 20;

// Takes a row and the line it begins on; false: no more rows are wanted.
using RowSink = std::function<bool(Vars row, int line)>;

// The list of names that rows share, with the suite's extra variables after
// each row's own: rows with the same fields get the same list.
class RowNames {
 public:
  explicit RowNames(const Vars& extra) : extra_(extra) {}

  using Shared = Vars::Names;
  // The shared list for these columns. A usage error for an empty name, one
  // that occurs twice, or one that is among the extra variables too.
  Result<Shared> intern(const std::vector<std::string_view>& columns);

  // Makes a row; `values` has one for every column of `names`.
  Vars row(const Shared& names, std::vector<Json> values) const;
  std::size_t extra() const { return extra_.size(); }

 private:
  const Vars& extra_;
  std::vector<Shared> known_;  // few: data sets are regular
};

// Each feeds `sink` row by row. An error in `diagnostics`, at its place, ends
// the reading. Texts are valid UTF-8 without a byte order mark.
void read_csv(const SourceFile& file, const CsvFormat& format, RowNames& names,
              Diagnostics& diagnostics, const RowSink& sink);
// These two grow the text's capacity: the parser reads a little past its end.
void read_jsonl(SourceFile& file, RowNames& names, Diagnostics& diagnostics, const RowSink& sink);
void read_json_list(SourceFile& file, RowNames& names, Diagnostics& diagnostics,
                    const RowSink& sink);
void read_yaml_rows(const YamlNode& root, RowNames& names, Diagnostics& diagnostics,
                    const RowSink& sink);

}  // namespace assay
