// The SQL of the schema's versions; what its columns mean is in docs/store-schema.md.
#include <iterator>

#include "harness/store/schema.h"
#include "harness/store/store.h"

namespace assay {
namespace {

// A reply's body lives in a rowid table: appended, never moved. Its Key is
// random, so that only its first eight bytes are indexed; as the primary key of
// a table without rowid it would make writing fourteen times slower.
//
// Cells and scores are keyed in the order in which reports read them.
constexpr char kVersion1[] = R"sql(
CREATE TABLE run (
  run            INTEGER PRIMARY KEY,
  id             TEXT    NOT NULL UNIQUE,
  suite          TEXT    NOT NULL,
  suite_path     TEXT    NOT NULL,
  suite_hash     TEXT    NOT NULL,
  started_at     TEXT    NOT NULL,
  finished_at    TEXT    NOT NULL,
  assay_version  TEXT    NOT NULL,
  seed           INTEGER NOT NULL,
  complete       INTEGER NOT NULL,
  simulated      INTEGER NOT NULL,
  planned_cells  INTEGER NOT NULL,
  manifest       TEXT    NOT NULL
) STRICT;

CREATE TABLE run_case (
  run            INTEGER NOT NULL,
  case_index     INTEGER NOT NULL,
  id             TEXT    NOT NULL,
  tags           TEXT    NOT NULL,
  PRIMARY KEY (run, case_index)
) STRICT, WITHOUT ROWID;

CREATE TABLE question (
  question       INTEGER PRIMARY KEY,
  run            INTEGER NOT NULL,
  prompt         INTEGER NOT NULL,
  case_index     INTEGER NOT NULL,
  messages       TEXT    NOT NULL,
  UNIQUE (run, prompt, case_index)
) STRICT;

CREATE TABLE attempt (
  run               INTEGER NOT NULL,
  attempt           INTEGER NOT NULL,
  key               BLOB    NOT NULL,
  case_index        INTEGER NOT NULL,
  variant           INTEGER NOT NULL,
  repeat            INTEGER NOT NULL,
  number            INTEGER NOT NULL,
  started_at        TEXT    NOT NULL,
  settled           INTEGER NOT NULL DEFAULT 0,
  http_status       INTEGER,
  sent_ns           INTEGER,
  first_byte_ns     INTEGER,
  first_reasoning_ns INTEGER,
  first_answer_ns   INTEGER,
  last_token_ns     INTEGER,
  done_ns           INTEGER,
  cost_picos        INTEGER,
  failure_kind      TEXT,
  failure_retryable INTEGER,
  failure_retry_after_ns INTEGER,
  failure_http_status INTEGER,
  failure_message   TEXT,
  failure_code      TEXT,
  PRIMARY KEY (run, attempt)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_of_cell ON attempt (run, case_index, variant, repeat);

CREATE TABLE reply (
  reply             INTEGER PRIMARY KEY,
  key_prefix        INTEGER NOT NULL,
  key               BLOB    NOT NULL,
  sent_ns           INTEGER,
  first_byte_ns     INTEGER,
  first_reasoning_ns INTEGER,
  first_answer_ns   INTEGER,
  last_token_ns     INTEGER,
  done_ns           INTEGER,
  cost_picos        INTEGER,
  body              TEXT    NOT NULL
) STRICT;
CREATE INDEX reply_by_key ON reply (key_prefix);

CREATE TABLE cell (
  run               INTEGER NOT NULL,
  case_index        INTEGER NOT NULL,
  variant           INTEGER NOT NULL,
  repeat            INTEGER NOT NULL,
  key               BLOB    NOT NULL,
  reply             INTEGER,
  question          INTEGER,
  cached            INTEGER NOT NULL,
  attempts          INTEGER NOT NULL,
  spent_picos       INTEGER,
  failure_kind      TEXT,
  failure_retryable INTEGER,
  failure_retry_after_ns INTEGER,
  failure_http_status INTEGER,
  failure_message   TEXT,
  failure_code      TEXT,
  PRIMARY KEY (run, case_index, variant, repeat)
) STRICT, WITHOUT ROWID;

CREATE TABLE score (
  run            INTEGER NOT NULL,
  case_index     INTEGER NOT NULL,
  variant        INTEGER NOT NULL,
  repeat         INTEGER NOT NULL,
  verdict        TEXT    NOT NULL,
  value          REAL,
  parts          TEXT    NOT NULL,
  PRIMARY KEY (run, case_index, variant, repeat)
) STRICT, WITHOUT ROWID;

-- For people with a shell; assay itself does not read it.
CREATE VIEW cells AS
SELECT run.id AS run, run_case.id AS case_id, cell.variant, cell.repeat, score.verdict, score.value,
       json_extract(reply.body, '$.answer') AS answer, cell.failure_kind, cell.failure_message,
       reply.done_ns / 1e6 AS latency_ms, cell.attempts, cell.cached,
       cell.spent_picos / 1e12 AS spent_usd
FROM cell
JOIN run USING (run)
LEFT JOIN run_case ON run_case.run = cell.run AND run_case.case_index = cell.case_index
LEFT JOIN reply ON reply.reply = cell.reply
LEFT JOIN score ON score.run = cell.run AND score.case_index = cell.case_index
               AND score.variant = cell.variant AND score.repeat = cell.repeat;
)sql";

// What an attempt may cost at most, for the ledger of a run that was cut short;
// how evenly a stream came. Nobody asks for one cell's attempts often enough to
// pay for an index with every request.
constexpr char kVersion2[] = R"sql(
DROP INDEX attempt_of_cell;
ALTER TABLE attempt ADD COLUMN worst_picos INTEGER;
ALTER TABLE attempt ADD COLUMN pieces INTEGER;
ALTER TABLE attempt ADD COLUMN longest_gap_ns INTEGER;
ALTER TABLE reply ADD COLUMN pieces INTEGER;
ALTER TABLE reply ADD COLUMN longest_gap_ns INTEGER;
)sql";

// Which run "latest" is when it is not the newest: one that was executed or reported
// again since. And a 2xx that did not become a reply: paid for perhaps, and readable
// perhaps by a decoder that knows more. A blob, for it need not be text at all.
constexpr char kVersion3[] = R"sql(
CREATE TABLE latest (
  only           INTEGER PRIMARY KEY CHECK (only = 1),
  run            INTEGER NOT NULL
) STRICT;

CREATE TABLE raw_reply (
  run               INTEGER NOT NULL,
  attempt           INTEGER NOT NULL,
  dialect           TEXT    NOT NULL,
  stream_requested  INTEGER NOT NULL,
  http_status       INTEGER NOT NULL,
  content_type      TEXT    NOT NULL,
  body              BLOB    NOT NULL,
  UNIQUE (run, attempt)
) STRICT;
)sql";

constexpr const char* kSteps[] = {kVersion1, kVersion2, kVersion3, kSchemaVersion4};
static_assert(std::size(kSteps) == kStoreSchemaVersion);

}  // namespace

std::span<const char* const> schema_steps() {
  return kSteps;
}

}  // namespace assay
