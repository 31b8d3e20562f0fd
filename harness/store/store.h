// The Store: runs, attempts, replies and scores in one SQLite database (WAL).
// The schema and its reasons are in docs/store-schema.md.
//
// Promises: an attempt's intent is in the file before the request leaves; a
// reply is in the file before anybody scores it; replies are found by Key, never
// by index; two processes may use one Store at the same time. What is written
// survives the death of the process at any instant; a power cut may cost what a
// run wrote in its last second (docs/store-schema.md, "Durability").
//
// Text is stored as valid UTF-8 (invalid sequences become U+FFFD; NUL stays)
// with secrets redacted.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/cell_id.h"
#include "harness/base/json.h"
#include "harness/base/key.h"
#include "harness/base/money.h"
#include "harness/base/result.h"
#include "harness/base/verdict.h"
#include "harness/provider/outcome.h"
#include "harness/provider/raw_reply.h"

namespace assay {

inline constexpr int kStoreSchemaVersion = 4;

// One execution of a suite. `manifest` is what reports need to know of the suite
// as it was (docs/store-schema.md): variants, axes, gates, prices, options.
struct RunRecord {
  std::string id;
  std::string suite;
  std::string suite_path;
  std::string suite_hash;   // hex
  std::string started_at;   // RFC 3339
  std::string finished_at;  // "" while it runs or when it was cut short
  std::string assay_version;
  std::uint64_t seed = 0;
  bool complete = false;  // every planned cell has an outcome
  bool simulated = false;
  std::uint64_t planned_cells = 0;
  Json manifest;
};

// How far a run has come: what can be told without reading its manifest.
struct RunProgress {
  std::string id;
  std::string suite;
  std::string started_at;  // RFC 3339
  bool complete = false;
  std::uint64_t planned_cells = 0;
  std::uint64_t cells = 0;  // with a verdict
  // Of a complete run, what its report said when it was made last, as in the
  // manifest; "" not known.
  std::string outcome;

  friend bool operator==(const RunProgress&, const RunProgress&) = default;
};

// What is wrong with the stored rows of a run, in words: a row that is not as it was
// written, or is missing.
struct Damage {
  static constexpr std::size_t kMostNamed = 10;
  std::uint64_t found = 0;
  std::vector<std::string> named;  // the first of them
  void add(std::string what);
};

// A case of a run, by its position in the plan.
struct CaseRecord {
  std::string id;
  std::vector<std::string> tags;
};

// A reply with the attempt that brought it, as found by Key.
struct StoredReply {
  std::int64_t id = 0;  // row
  Reply reply;
  Timings timings;  // of the attempt that brought it
  std::optional<Money> cost;
};

// What became of a cell, without its reply's body.
struct CellRecord {
  CellId id;
  Key key;
  std::optional<std::int64_t> reply_id = {};  // nothing: it failed
  bool cached = false;                        // the reply was stored before this run
  int attempts = 0;                           // made in this run
  std::optional<Money> spent = {};            // on all attempts of this run; absent when unknown
  std::optional<Failure> failure = {};        // when there is no reply
};

// That a request is about to leave.
struct Intent {
  std::int64_t attempt_id = 0;  // chosen by the caller, unique in the run
  Key key;
  CellId cell;
  int number = 1;  // of the cell's attempts, in this run
  WallTime started_at{};
  std::optional<Money> worst;  // what it may cost at most; absent without a price
};

struct ScoreRecord {
  CellId cell;
  CellScore score;
};

// How long a variant's replies were, as their providers counted.
struct ReplyTokens {
  std::uint32_t variant = 0;
  std::int64_t replies = 0;  // with a count of output tokens that is no estimate
  double mean_output = 0;
};

// That a cell has an outcome, for --resume.
struct RecordedCell {
  CellId cell;
  bool failed = false;  // its outcome is a failure, not a reply

  friend bool operator==(const RecordedCell&, const RecordedCell&) = default;
};

// A cell as reports read it: record, reply, score.
struct CellView {
  CellRecord cell;
  std::optional<StoredReply> reply;
  std::optional<ScoreRecord> score;
  std::string_view messages;  // JSON the question was asked with; lives during the callback
  std::string damage;         // why there is neither reply nor score; "" where all is sound
};

// A settled attempt, and the cell it was made for.
struct AttemptView {
  CellId cell;
  Attempt attempt;
};

// What came for a failed cell, with the attempt that brought it.
struct RawReplyView {
  CellId cell;
  Key key;
  std::int64_t attempt_id = 0;
  Timings timings;
  std::optional<Money> cost;
  RawReply raw;
  std::string_view messages;  // as in CellView
};

// A failed cell's reply that was understood after all.
struct RecoveredReply {
  CellId cell;
  Key key;
  std::int64_t attempt_id = 0;
  Timings timings;
  std::optional<Money> cost;
  Reply reply;
};

// What a person is told of a Store whose file is not where it was, and where its copy is.
Error displaced_error(const std::filesystem::path& file, std::string_view what,
                      const Result<std::filesystem::path>& saved);

// One connection; not thread-safe (one Store a thread). Errors name the file. A row that
// is not as it was written is an error that names it, or is told to a Damage where a
// function takes one: what it held is left out then.
// They are infrastructure errors, but usage errors for a file that cannot be a
// Store (a folder, another program's database, a newer schema) and for a run
// that does not exist.
class Store {
 public:
  enum class Access { read_write, update, read_only };
  // read_write makes a missing file with its folders and migrates an older one; update
  // wants a file, and migrates it too; read_only wants a file of this version.
  static Result<Store> open(const std::filesystem::path& file, Access access);
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  const std::filesystem::path& file() const;       // as it was named
  const std::filesystem::path& real_file() const;  // without links

  // What became of the file meanwhile ("was deleted or renamed"); "" if nothing. What is
  // written from then on is seen by nobody else.
  std::string_view displaced();
  // All of it in a new file beside the place that it had, and the file's name.
  Result<std::filesystem::path> rescue();
  // Before a run writes: what is in the file, rather than in its log, is on the disk.
  Result<void> force_file();
  // At the end of a command that wrote: the log is on the disk, and the file is where it
  // was. An infrastructure error for one that is not says where its rescued copy is.
  Result<void> finish_writing();
  // See Database.
  void stop_waiting_at_second(const std::atomic<int>& signals);

  // Writing. Every call is durable on return unless inside transaction().
  // A second put of the same cell replaces the first.

  // A usage error for an id that is taken: see reopen_run().
  Result<void> begin_run(const RunRecord& run, const std::vector<CaseRecord>& cases);
  // Also keeps how many rows the run has: a reader notices when some are gone.
  Result<void> finish_run(std::string_view run_id, std::string_view finished_at, bool complete);
  // What reports are told of the run changed: gates edited, the client's load known.
  Result<void> replace_manifest(std::string_view run_id, const Json& manifest);
  // The manifest's "outcome" alone, which lists of runs show. Nothing is written where it
  // says so already.
  Result<void> record_outcome(std::string_view run_id, std::string_view outcome);
  // A resumed run is neither finished nor complete until finish_run().
  Result<void> reopen_run(std::string_view run_id);
  // From now on until a run is begun, "latest" is this one: it was reported again. The
  // order of runs is that in which they were begun, whatever the clock said.
  Result<void> make_latest(std::string_view run_id);
  // Groups writes into one commit; rolls back if `body` fails. Nested calls
  // belong to the outermost.
  Result<void> transaction(const std::function<Result<void>()>& body);

  // The question's messages, stored once; returns the row for put_cell.
  Result<std::int64_t> put_question(std::string_view run_id, std::uint32_t prompt,
                                    std::uint32_t case_index, std::string_view messages_json);
  Result<void> put_intent(std::string_view run_id, const Intent& intent);
  // How the attempt ended; it must have been put.
  Result<void> settle_attempt(std::string_view run_id, std::int64_t attempt_id,
                              const Attempt& attempt);
  // What came of an attempt that failed, for another day.
  Result<void> put_raw_reply(std::string_view run_id, std::int64_t attempt_id, const RawReply& raw);
  // Stores replies, at most one of a cell, and gives them to their cells, whose failures are
  // then past. An attempt's own record stays, but for a cost that was not known.
  Result<void> recover_cells(std::string_view run_id, std::span<const RecoveredReply> recovered);
  // Every reply is kept (docs/decisions/0002-every-paid-reply-is-kept.md).
  Result<std::int64_t> put_reply(const Key& key, const Reply& reply, const Timings& timings,
                                 std::optional<Money> cost);
  // `question` is 0 where the messages are not known.
  Result<void> put_cell(std::string_view run_id, const CellRecord& cell, std::int64_t question);
  Result<void> put_score(std::string_view run_id, const ScoreRecord& score);

  // Removing: for `assay prune`, and for nobody else. Hold the run's RunLock.

  // All of a run but its replies, which belong to no run.
  Result<void> remove_run(std::string_view run_id);
  // Replies that no run's cell refers to, and how many they were. Hold a lock on all
  // runs: one that goes on looks for replies before it refers to them.
  Result<std::int64_t> remove_unused_replies();
  // Gives the space of what was removed back to the file system. Writes the file anew,
  // so that it takes as much room again meanwhile.
  Result<void> compact();

  // Reading.
  static constexpr std::int64_t kAnyReply = std::numeric_limits<std::int64_t>::max();
  Result<std::vector<RunRecord>> runs();  // newest first
  // By id, unique beginning, unique end (its four hex digits), "latest": the one begun,
  // resumed or reported again last, or "previous": the one of its suite before it. A
  // usage error that says what there is otherwise.
  Result<RunRecord> find_run(std::string_view name);
  Result<std::vector<RunProgress>> progress();  // of every run, newest first
  Result<std::optional<RunProgress>> progress(std::string_view run_id);
  // Another one as soon as a report of the run would show other cells, scores or
  // gates. Reads no reply: some 20 ms a 100,000 cells.
  Result<Key> fingerprint(std::string_view run_id);
  Result<std::vector<CaseRecord>> cases(std::string_view run_id);
  // The newest stored reply of a Key without its body, and with it; of the rows up to `last`.
  Result<std::optional<std::int64_t>> find_reply_id(const Key& key, std::int64_t last = kAnyReply);
  Result<std::optional<StoredReply>> find_reply(const Key& key, std::int64_t last = kAnyReply);
  Result<std::int64_t> last_reply();  // the newest row of all; 0: there is none
  Result<std::optional<StoredReply>> reply(std::int64_t id);
  // What a cell of a run was answered; nothing where it has no outcome, or failed.
  Result<std::optional<StoredReply>> reply_of(std::string_view run_id, const CellId& cell);
  // Calls back with every recorded cell, ordered by case, variant, repeat. The
  // visitor must not write through this Store: while rows are read, another
  // connection (a StoreWriter) may, and this one may not.
  Result<void> each_cell(std::string_view run_id, const std::function<void(const CellView&)>& visit,
                         Damage* damage = nullptr);
  // The cells that need not be asked again, in the same order; 16 bytes each.
  Result<std::vector<RecordedCell>> recorded_cells(std::string_view run_id);
  // Of the variants that have any.
  Result<std::vector<ReplyTokens>> reply_tokens(std::string_view run_id);
  // Rows of the replies that the run's cells refer to, sorted.
  Result<std::vector<std::int64_t>> reply_ids(std::string_view run_id);
  Result<std::uint64_t> open_attempts(std::string_view run_id);  // intents never settled
  // What the attempts of a run have cost, by variant's number; those never settled
  // are of unknown cost.
  Result<std::vector<Ledger>> ledgers(std::string_view run_id, Damage* damage = nullptr);
  // The most that any attempt of each variant may have cost; absent without a price.
  Result<std::vector<std::optional<Money>>> worst_costs(std::string_view run_id);
  Result<Ledger> ledger(std::string_view run_id);  // of all variants together
  // Above every attempt of the run, settled or not; 1 for a new run.
  Result<std::int64_t> next_attempt_id(std::string_view run_id);
  // Calls back with what was kept of failed cells, by cell and the newest first;
  // each_cell() says what the visitor must not do.
  Result<void> each_raw_reply(std::string_view run_id,
                              const std::function<void(const RawReplyView&)>& visit);
  // All attempts of a cell, settled ones, in order. Looks at all of the run's.
  Result<std::vector<Attempt>> attempts(std::string_view run_id, const CellId& cell);
  // Calls back with every settled attempt of a run, in the order in which they
  // were begun; each_cell() says what the visitor must not do. With Unsound::skip those
  // that are not sound are left out: ledgers() tells of them.
  enum class Unsound { fail, skip };
  Result<void> each_attempt(std::string_view run_id,
                            const std::function<void(const AttemptView&)>& visit,
                            Unsound unsound = Unsound::fail);
  // Looks at every row and page of the file: calls back with what is wrong, a line each.
  Result<void> check(const std::function<void(const std::string&)>& tell);

  // Lets the file grow to so many pages of 4 KiB, then the disk is "full"; until
  // the Store is closed. For tests.
  Result<void> limit_pages(std::uint32_t pages);

  struct Impl;  // of the .cc files of store/

 private:
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay
