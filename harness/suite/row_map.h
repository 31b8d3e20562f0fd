// `map` and `skip` of a data set: what of a row becomes a variable, and which rows are no cases.
// Internal to the loader.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/suite/vars.h"
#include "harness/yaml/diagnostic.h"
#include "harness/yaml/fields.h"

namespace assay {

// As at_field_path(), of an object whose fields are the row's; nullptr where nothing is. A cell of
// CSV may be a text that is JSON itself, as Langfuse and others write theirs: a path that goes on
// inside of it means that, and `parsed` is where it then is.
const Json* find_in_row(const Vars& row, std::string_view path, Json& parsed);

class RowMap {
 public:
  // Of the keys beside `from`; neither: a row is as it was read. An error in `diagnostics` for what
  // is no map of names to fields, or names a variable of `extra`.
  static RowMap read(const Fields& fields, const Vars& extra, Diagnostics& diagnostics);

  // Whether the row's fields are not its variables.
  bool maps() const { return names_ != nullptr; }
  // Whether `skip` leaves the row out.
  bool skips(const Vars& row) const;
  // The variables that the row's fields become, and those beside them. An error names the field
  // that is not there.
  Result<Vars> apply(const Vars& row) const;

  // "status is ARCHIVED", for who is told of the rows that were left out.
  std::string skip_text() const;

 private:
  struct Wanted {
    std::string name;   // of the variable, or "" in `skip`
    std::string path;   // field_path.h
    std::string value;  // of the field, in `skip`
  };

  std::vector<Wanted> mapped_;
  std::vector<Wanted> skipped_;
  Vars::Names names_;  // of mapped_ and of extra_; null: nothing is mapped
  Vars extra_;
};

}  // namespace assay
