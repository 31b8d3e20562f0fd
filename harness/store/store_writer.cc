#include "harness/store/store_writer.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <span>
#include <thread>
#include <utility>

#include "harness/store/log_sync.h"

namespace assay {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kGroupRecords = 4096;               // most in one commit
constexpr std::size_t kQueueRecords = 4 * kGroupRecords;  // beyond it, callers wait
constexpr std::size_t kQueueBytes = std::size_t{8} << 20;
constexpr std::chrono::milliseconds kGroupAge{10};  // for records nobody waits for

struct Settlement {
  std::int64_t attempt_id;
  Attempt attempt;
  std::optional<RawReply> raw;
};

struct CellOutcome {
  CellRecord cell;
  std::optional<Reply> reply;
  Timings timings;
  std::optional<Money> cost;
  std::uint32_t prompt;
  std::string messages_json;
};

struct Record {
  std::variant<Intent, Settlement, CellOutcome, ScoreRecord> what;
  StoreWriter::Durable on_durable;
  std::size_t bytes;
};

// What a record holds beyond its own size, roughly: for the queue's bound.
std::size_t bytes_of(const CellOutcome& outcome) {
  std::size_t bytes = outcome.messages_json.size();
  if (!outcome.reply) return bytes;
  bytes += outcome.reply->answer.size() + outcome.reply->reasoning.size();
  for (const ToolCall& call : outcome.reply->tool_calls) bytes += call.arguments.size();
  return bytes;
}

// The questions written last, so that the cells of one question do not each ask
// the database for its row. Direct-mapped: a miss costs one indexed look-up.
class QuestionCache {
 public:
  std::int64_t* find(std::uint32_t prompt, std::uint32_t case_index) {
    Entry& entry = slot(prompt, case_index);
    const bool hit = entry.row != 0 && entry.prompt == prompt && entry.case_index == case_index;
    return hit ? &entry.row : nullptr;
  }
  void put(std::uint32_t prompt, std::uint32_t case_index, std::int64_t row) {
    slot(prompt, case_index) = {prompt, case_index, row};
  }

 private:
  struct Entry {
    std::uint32_t prompt = 0;
    std::uint32_t case_index = 0;
    std::int64_t row = 0;
  };
  static constexpr std::size_t kEntries = 4096;
  Entry& slot(std::uint32_t prompt, std::uint32_t case_index) {
    return entries_[(case_index + std::size_t{prompt} * 61) % kEntries];
  }
  std::vector<Entry> entries_ = std::vector<Entry>(kEntries);
};

// Writes one record after another through the Store.
class RecordWriter {
 public:
  RecordWriter(Store store, std::string run_id)
      : store_(std::move(store)), run_id_(std::move(run_id)) {}

  const std::filesystem::path& file() const { return store_.file(); }

  Result<void> write(std::span<Record> group) {
    return store_.transaction([&]() -> Result<void> {
      for (Record& record : group) {
        ASSAY_CHECK(std::visit([this](auto& what) { return put(what); }, record.what));
      }
      return {};
    });
  }

 private:
  Result<void> put(const Intent& intent) { return store_.put_intent(run_id_, intent); }
  Result<void> put(const Settlement& settlement) {
    ASSAY_CHECK(store_.settle_attempt(run_id_, settlement.attempt_id, settlement.attempt));
    if (!settlement.raw) return {};
    return store_.put_raw_reply(run_id_, settlement.attempt_id, *settlement.raw);
  }
  Result<void> put(CellOutcome& outcome) {
    CellRecord& cell = outcome.cell;
    if (outcome.reply) {
      ASSAY_TRY(cell.reply_id,
                store_.put_reply(cell.key, *outcome.reply, outcome.timings, outcome.cost));
    }
    ASSAY_TRY(const std::int64_t question, question_row(outcome));
    return store_.put_cell(run_id_, cell, question);
  }
  Result<void> put(const ScoreRecord& score) { return store_.put_score(run_id_, score); }

  Result<std::int64_t> question_row(const CellOutcome& outcome) {
    const std::uint32_t case_index = outcome.cell.case_index;
    if (outcome.messages_json.empty()) return 0;
    if (const std::int64_t* known = questions_.find(outcome.prompt, case_index)) return *known;
    ASSAY_TRY(const std::int64_t row,
              store_.put_question(run_id_, outcome.prompt, case_index, outcome.messages_json));
    questions_.put(outcome.prompt, case_index, row);
    return row;
  }

  Store store_;
  std::string run_id_;
  QuestionCache questions_;
};

}  // namespace

class StoreWriter::Impl {
 public:
  Impl(Store store, std::string run_id, std::function<void()> wake)
      : writer_(std::move(store), std::move(run_id)),
        wake_(std::move(wake)),
        sync_(writer_.file(), [this](Error error) { fail(std::move(error)); }),
        thread_([this] { work(); }) {}

  ~Impl() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    work_.notify_one();
    thread_.join();
  }

  void push(Record record) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return error_ || has_room(); });
    if (error_) return;
    if (queue_.empty()) oldest_ = steady_clock::now();
    if (record.on_durable) ++awaited_;
    queued_bytes_ += record.bytes;
    ++pushed_;
    queue_.push_back(std::move(record));
    // The thread needs no call while it has a group in hand or may wait longer,
    // except for the first record, which starts the clock.
    const bool wants_thread = idle_ && (queue_.size() == 1 || is_due());
    lock.unlock();
    if (wants_thread) work_.notify_one();
  }

  std::vector<Durable> take_durable() {
    const std::lock_guard lock(mutex_);
    return std::exchange(durable_, {});
  }

  std::optional<Error> error() const {
    const std::lock_guard lock(mutex_);
    return error_;
  }

  Result<void> flush() {
    std::unique_lock lock(mutex_);
    const std::uint64_t target = pushed_;
    flush_target_ = std::max(flush_target_, target);
    work_.notify_one();
    flushed_.wait(lock, [&] { return error_ || written_ >= target; });
    if (error_) return tl::unexpected(*error_);
    return {};
  }

 private:
  // The functions below are called with the lock held.
  bool has_room() const { return queue_.size() < kQueueRecords && queued_bytes_ < kQueueBytes; }

  // Whether the queue should be written now rather than grow.
  bool is_due() const {
    if (queue_.empty()) return false;
    return awaited_ > 0 || stopping_ || flush_target_ > written_ ||
           queue_.size() >= kGroupRecords || !has_room() ||
           steady_clock::now() >= oldest_ + kGroupAge;
  }

  void work() {
    std::vector<Record> taken;  // swapped with the queue: its memory is used again
    std::unique_lock lock(mutex_);
    for (;;) {
      while (!is_due()) {
        if (stopping_) return;
        idle_ = true;
        if (queue_.empty()) {
          work_.wait(lock);
        } else {
          work_.wait_until(lock, oldest_ + kGroupAge);
        }
        idle_ = false;
      }
      taken.swap(queue_);
      queued_bytes_ = awaited_ = 0;
      room_.notify_all();
      for (std::span<Record> rest = taken; !rest.empty();) {
        const std::span<Record> group = rest.first(std::min(rest.size(), kGroupRecords));
        rest = rest.subspan(group.size());
        lock.unlock();
        const Result<void> done = writer_.write(group);
        if (!done) return fail(done.error());
        lock.lock();
        if (error_) return;  // of the log's way to the disk
        publish(group, lock);
      }
      lock.unlock();
      taken.clear();  // freeing the records needs no lock
      lock.lock();
    }
  }

  void publish(std::span<Record> group, std::unique_lock<std::mutex>& lock) {
    written_ += group.size();
    sync_.committed();
    const std::size_t before = durable_.size();
    for (Record& record : group) {
      if (record.on_durable) durable_.push_back(std::move(record.on_durable));
    }
    const bool news = durable_.size() > before;
    flushed_.notify_all();
    if (!news || !wake_) return;
    lock.unlock();
    wake_();
    lock.lock();
  }

  // Called without the lock, on this thread or the log's; the first error counts.
  void fail(Error error) {
    {
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = std::move(error);
    }
    work_.notify_one();
    room_.notify_all();
    flushed_.notify_all();
    if (wake_) wake_();
  }

  RecordWriter writer_;  // of the thread alone
  const std::function<void()> wake_;

  mutable std::mutex mutex_;
  std::condition_variable work_;     // the thread has something to do
  std::condition_variable room_;     // the queue is below its bounds
  std::condition_variable flushed_;  // written_ has grown
  std::vector<Record> queue_;
  std::size_t queued_bytes_ = 0;
  std::size_t awaited_ = 0;  // queued records with a callback
  steady_clock::time_point oldest_;
  std::uint64_t pushed_ = 0;   // records ever queued
  std::uint64_t written_ = 0;  // and committed
  std::uint64_t flush_target_ = 0;
  bool idle_ = false;
  bool stopping_ = false;
  std::vector<Durable> durable_;
  std::optional<Error> error_;

  LogSync sync_;        // its thread uses what is above
  std::thread thread_;  // last: it uses the rest
};

StoreWriter::StoreWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StoreWriter::~StoreWriter() = default;

Result<std::unique_ptr<StoreWriter>> StoreWriter::start(const std::filesystem::path& file,
                                                        std::string run_id,
                                                        std::function<void()> wake) {
  ASSAY_TRY(Store store, Store::open(file, Store::Access::read_write));
  return start(std::move(store), std::move(run_id), std::move(wake));
}

std::unique_ptr<StoreWriter> StoreWriter::start(Store store, std::string run_id,
                                                std::function<void()> wake) {
  return std::unique_ptr<StoreWriter>(new StoreWriter(
      std::make_unique<Impl>(std::move(store), std::move(run_id), std::move(wake))));
}

void StoreWriter::intent(Intent intent, Durable on_durable) {
  impl_->push({std::move(intent), std::move(on_durable), 0});
}

void StoreWriter::settle(std::int64_t attempt_id, Attempt attempt, std::optional<RawReply> raw) {
  const std::size_t bytes = raw ? raw->body.size() : 0;
  impl_->push({Settlement{attempt_id, std::move(attempt), std::move(raw)}, {}, bytes});
}

void StoreWriter::outcome(CellRecord cell, std::optional<Reply> reply, Timings timings,
                          std::optional<Money> cost, std::uint32_t prompt,
                          std::string messages_json, Durable on_durable) {
  CellOutcome outcome{std::move(cell), std::move(reply),        timings, cost,
                      prompt,          std::move(messages_json)};
  const std::size_t bytes = bytes_of(outcome);
  impl_->push({std::move(outcome), std::move(on_durable), bytes});
}

void StoreWriter::score(ScoreRecord score) {
  std::size_t bytes = 0;
  for (const ScorePart& part : score.score.parts) {
    bytes += part.reason.size() + part.extracted.size();
  }
  impl_->push({std::move(score), {}, bytes});
}

std::vector<StoreWriter::Durable> StoreWriter::take_durable() {
  return impl_->take_durable();
}

std::optional<Error> StoreWriter::error() const {
  return impl_->error();
}

Result<void> StoreWriter::flush() {
  return impl_->flush();
}

}  // namespace assay
