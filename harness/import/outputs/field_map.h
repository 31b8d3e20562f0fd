// --map TARGET=PATH,...: where in a record of somebody else's what is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/import/outputs/imported_output.h"

namespace assay {

// What a field may be is a table in the .cc: `output`, `latency_ms`, ... `vars.NAME` and
// `score.NAME` come beside it: a variable of the case, and a mark that came along.
class FieldMap {
 public:
  // Of the words of --map. None: fields have the targets' own names, and what has another is not
  // read. A usage error for a target that is not there, or is mapped twice, or without a path.
  static Result<FieldMap> parse(const std::vector<std::string>& words);

  // An error for a field that must be there and is not, or whose value cannot be what it is said
  // to be. A record needs an output or an error.
  Result<ImportedOutput> read(const Json& record);
  // After the last record: fields that --map names and no record has.
  Result<void> check_all_found() const;

  // One spelling, for Keys.
  std::string text() const;

 private:
  struct Entry {
    std::string target;
    std::string path;
    bool is_written = false;  // by the user
    bool was_found = false;
  };
  static Result<Entry> entry_of(std::string_view word);
  static Result<void> put(const Entry& entry, const Json& value, ImportedOutput& output);

  std::vector<Entry> entries_;
};

}  // namespace assay
