// Checksums, and how many rows there are.
#include "harness/store/schema.h"

namespace assay {

// Every row ends in `sum`, the checksum of the columns before it (row_sum.h), and a run
// that has ended knows how many rows it has. Tables are made anew rather than altered: a
// program of an older version that is still open cannot write a row without its sum then.
// Left out of the sum are only row numbers that SQLite chooses, of replies and questions,
// for they are not known before; a cell is held to its reply by their Key.
const char kSchemaVersion4[] = R"sql(
DROP VIEW cells;

ALTER TABLE run RENAME TO run_3;
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
  manifest       TEXT    NOT NULL,
  cases          INTEGER NOT NULL,
  cells          INTEGER,
  scores         INTEGER,
  attempts       INTEGER,
  sum            INTEGER NOT NULL
) STRICT;
INSERT INTO run
SELECT run, id, suite, suite_path, suite_hash, started_at, finished_at, assay_version, seed,
       complete, simulated, planned_cells, manifest,
       (SELECT count(*) FROM run_case WHERE run_case.run = run_3.run),
       iif(complete, (SELECT count(*) FROM cell WHERE cell.run = run_3.run), NULL),
       iif(complete, (SELECT count(*) FROM score WHERE score.run = run_3.run), NULL),
       iif(complete, (SELECT count(*) FROM attempt WHERE attempt.run = run_3.run), NULL),
       0
FROM run_3;
UPDATE run SET sum = row_sum(run, id, suite, suite_path, suite_hash, started_at, finished_at,
                             assay_version, seed, complete, simulated, planned_cells, manifest,
                             cases, cells, scores, attempts);
DROP TABLE run_3;

ALTER TABLE run_case RENAME TO run_case_3;
CREATE TABLE run_case (
  run            INTEGER NOT NULL,
  case_index     INTEGER NOT NULL,
  id             TEXT    NOT NULL,
  tags           TEXT    NOT NULL,
  sum            INTEGER NOT NULL,
  PRIMARY KEY (run, case_index)
) STRICT, WITHOUT ROWID;
INSERT INTO run_case
SELECT run, case_index, id, tags, row_sum(run, case_index, id, tags) FROM run_case_3;
DROP TABLE run_case_3;

ALTER TABLE question RENAME TO question_3;
CREATE TABLE question (
  question       INTEGER PRIMARY KEY,
  run            INTEGER NOT NULL,
  prompt         INTEGER NOT NULL,
  case_index     INTEGER NOT NULL,
  messages       TEXT    NOT NULL,
  sum            INTEGER NOT NULL,
  UNIQUE (run, prompt, case_index)
) STRICT;
INSERT INTO question
SELECT question, run, prompt, case_index, messages, row_sum(run, prompt, case_index, messages)
FROM question_3;
DROP TABLE question_3;

-- Written twice, so it has two sums: of what was intended (up to worst_picos), and of how
-- it ended (run, attempt, and all from settled on).
ALTER TABLE attempt RENAME TO attempt_3;
CREATE TABLE attempt (
  run               INTEGER NOT NULL,
  attempt           INTEGER NOT NULL,
  key               BLOB    NOT NULL,
  case_index        INTEGER NOT NULL,
  variant           INTEGER NOT NULL,
  repeat            INTEGER NOT NULL,
  number            INTEGER NOT NULL,
  started_at        TEXT    NOT NULL,
  worst_picos       INTEGER,
  intent_sum        INTEGER NOT NULL,
  settled           INTEGER NOT NULL,
  http_status       INTEGER,
  sent_ns           INTEGER,
  first_byte_ns     INTEGER,
  first_reasoning_ns INTEGER,
  first_answer_ns   INTEGER,
  last_token_ns     INTEGER,
  done_ns           INTEGER,
  pieces            INTEGER,
  longest_gap_ns    INTEGER,
  cost_picos        INTEGER,
  failure_kind      TEXT,
  failure_retryable INTEGER,
  failure_retry_after_ns INTEGER,
  failure_http_status INTEGER,
  failure_message   TEXT,
  failure_code      TEXT,
  sum               INTEGER NOT NULL,
  PRIMARY KEY (run, attempt)
) STRICT, WITHOUT ROWID;
INSERT INTO attempt
SELECT run, attempt, key, case_index, variant, repeat, number, started_at, worst_picos,
       row_sum(run, attempt, key, case_index, variant, repeat, number, started_at, worst_picos),
       settled, http_status, sent_ns, first_byte_ns, first_reasoning_ns, first_answer_ns,
       last_token_ns, done_ns, pieces, longest_gap_ns, cost_picos, failure_kind,
       failure_retryable, failure_retry_after_ns, failure_http_status, failure_message,
       failure_code,
       row_sum(run, attempt, settled, http_status, sent_ns, first_byte_ns, first_reasoning_ns,
               first_answer_ns, last_token_ns, done_ns, pieces, longest_gap_ns, cost_picos,
               failure_kind, failure_retryable, failure_retry_after_ns, failure_http_status,
               failure_message, failure_code)
FROM attempt_3;
DROP TABLE attempt_3;

DROP INDEX reply_by_key;
ALTER TABLE reply RENAME TO reply_3;
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
  pieces            INTEGER,
  longest_gap_ns    INTEGER,
  cost_picos        INTEGER,
  body              TEXT    NOT NULL,
  sum               INTEGER NOT NULL
) STRICT;
INSERT INTO reply
SELECT reply, key_prefix, key, sent_ns, first_byte_ns, first_reasoning_ns, first_answer_ns,
       last_token_ns, done_ns, pieces, longest_gap_ns, cost_picos, body,
       row_sum(key_prefix, key, sent_ns, first_byte_ns, first_reasoning_ns, first_answer_ns,
               last_token_ns, done_ns, pieces, longest_gap_ns, cost_picos, body)
FROM reply_3;
DROP TABLE reply_3;
CREATE INDEX reply_by_key ON reply (key_prefix);

ALTER TABLE raw_reply RENAME TO raw_reply_3;
CREATE TABLE raw_reply (
  run               INTEGER NOT NULL,
  attempt           INTEGER NOT NULL,
  dialect           TEXT    NOT NULL,
  stream_requested  INTEGER NOT NULL,
  http_status       INTEGER NOT NULL,
  content_type      TEXT    NOT NULL,
  body              BLOB    NOT NULL,
  sum               INTEGER NOT NULL,
  UNIQUE (run, attempt)
) STRICT;
INSERT INTO raw_reply
SELECT run, attempt, dialect, stream_requested, http_status, content_type, body,
       row_sum(run, attempt, dialect, stream_requested, http_status, content_type, body)
FROM raw_reply_3;
DROP TABLE raw_reply_3;

ALTER TABLE cell RENAME TO cell_3;
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
  sum               INTEGER NOT NULL,
  PRIMARY KEY (run, case_index, variant, repeat)
) STRICT, WITHOUT ROWID;
INSERT INTO cell
SELECT run, case_index, variant, repeat, key, reply, question, cached, attempts, spent_picos,
       failure_kind, failure_retryable, failure_retry_after_ns, failure_http_status,
       failure_message, failure_code,
       row_sum(run, case_index, variant, repeat, key, reply, question, cached, attempts,
               spent_picos, failure_kind, failure_retryable, failure_retry_after_ns,
               failure_http_status, failure_message, failure_code)
FROM cell_3;
DROP TABLE cell_3;

ALTER TABLE score RENAME TO score_3;
CREATE TABLE score (
  run            INTEGER NOT NULL,
  case_index     INTEGER NOT NULL,
  variant        INTEGER NOT NULL,
  repeat         INTEGER NOT NULL,
  verdict        TEXT    NOT NULL,
  value          REAL,
  parts          TEXT    NOT NULL,
  sum            INTEGER NOT NULL,
  PRIMARY KEY (run, case_index, variant, repeat)
) STRICT, WITHOUT ROWID;
INSERT INTO score
SELECT run, case_index, variant, repeat, verdict, value, parts,
       row_sum(run, case_index, variant, repeat, verdict, value, parts)
FROM score_3;
DROP TABLE score_3;

-- Always one row, and `run` is 0 in a Store without runs. `runs` is how many there are, so
-- that one which is missing is noticed.
ALTER TABLE latest RENAME TO latest_3;
CREATE TABLE latest (
  only           INTEGER PRIMARY KEY CHECK (only = 1),
  run            INTEGER NOT NULL,
  runs           INTEGER NOT NULL,
  sum            INTEGER NOT NULL
) STRICT;
INSERT INTO latest
SELECT 1, coalesce((SELECT run FROM latest_3 JOIN run USING (run)), newest, 0), runs, 0
FROM (SELECT count(*) AS runs, max(run) AS newest FROM run);
UPDATE latest SET sum = row_sum(only, run, runs);
DROP TABLE latest_3;

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

}  // namespace assay
