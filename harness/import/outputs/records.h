// Files of records: an object a line, one JSON document, rows of CSV. What is not as it should be
// is a usage error that names the file and the place.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace assay {

inline constexpr std::size_t kMaxRecordBytes = std::size_t{64} << 20;     // a line
inline constexpr std::size_t kMaxDocumentBytes = std::size_t{256} << 20;  // one document

// Takes a record and where it is ("line 12").
using RecordSink = std::function<Result<void>(const Json& record, const std::string& where)>;

// Holds one line at a time. Blank lines are none. Invalid UTF-8 and halves of UTF-16 pairs become
// U+FFFD, as in replies that come from a provider.
Result<void> each_json_line(const std::filesystem::path& file, const RecordSink& sink);

// The whole file as one JSON value.
Result<Json> read_json_document(const std::filesystem::path& file);

// A row is an object of texts by the header line's names. The file is text as docs/suite-format.md
// has it ("cases"), and is held whole.
Result<void> each_csv_row(const std::filesystem::path& file, const RecordSink& sink);

// One JSON value. What strangers slip is repaired as in replies (wire_json.h), all else is an
// error. A number beyond 64 bits is a text of its digits, as in data sets.
Result<Json> parse_json_record(std::string_view text);

// "answers.jsonl: line 12: WHY"
tl::unexpected<Error> record_error(const std::filesystem::path& file, std::string_view where,
                                   std::string_view why);

}  // namespace assay
