#include "harness/store/store_writer.h"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <utility>

#include "harness/base/clock.h"
#include "harness/store/record_writer.h"

namespace assay {
namespace {

constexpr std::size_t kGroupRecords = 4096;               // most in one commit
constexpr std::size_t kQueueRecords = 4 * kGroupRecords;  // beyond it, callers wait
constexpr std::size_t kQueueBytes = std::size_t{8} << 20;
constexpr Nanoseconds kGroupAge = milliseconds{10};       // for records nobody waits for
constexpr Nanoseconds kLookInterval = milliseconds{500};  // for whether the file is there

}  // namespace

class StoreWriter::Impl {
 public:
  Impl(Store store, std::string run_id, std::function<void()> wake, const Clock& clock,
       LogSync::Force force, Thread thread)
      : writer_(std::move(store), std::move(run_id)),
        wake_(std::move(wake)),
        clock_(clock),
        force_(std::move(force)),
        mode_(thread),
        look_at_(clock.now() + kLookInterval),
        sync_(sync_log()) {
    if (mode_ == Thread::own) thread_ = std::thread([this] { work(); });
  }

  ~Impl() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    work_.notify_one();
    if (thread_.joinable()) thread_.join();
    while (mode_ == Thread::none && pump()) {
    }
  }

  void push(Record record) {
    std::unique_lock lock(mutex_);
    wait_for(room_, lock, [&] { return error_ || has_room(); });
    if (error_) return;
    if (queue_.empty()) oldest_ = clock_.now();
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

  std::optional<DisplacedStore> displaced() const {
    const std::lock_guard lock(mutex_);
    return displaced_;
  }

  Result<void> flush() {
    std::unique_lock lock(mutex_);
    const std::uint64_t target = pushed_;
    const std::uint64_t look = ++looks_wanted_;
    flush_target_ = std::max(flush_target_, target);
    work_.notify_one();
    wait_for(flushed_, lock, [&] { return error_ || (written_ >= target && looks_done_ >= look); });
    if (error_) return tl::unexpected(*error_);
    if (displaced_) return tl::unexpected(displaced_->error);
    return {};
  }

  bool pump() {
    std::unique_lock lock(mutex_);
    if (error_) return false;
    const bool had_work = step(lock);
    lock.unlock();
    sync_->pump(clock_.now());
    return had_work;
  }

 private:
  // The functions below are called with the lock held.
  bool has_room() const { return queue_.size() < kQueueRecords && queued_bytes_ < kQueueBytes; }

  // Whether the queue should be written now rather than grow.
  bool is_due() const {
    if (queue_.empty()) return false;
    return awaited_ > 0 || stopping_ || flush_target_ > written_ ||
           queue_.size() >= kGroupRecords || !has_room() || clock_.now() >= oldest_ + kGroupAge;
  }

  // Whether it is time to look for the file: now and then, and before a flush() is answered.
  bool wants_look() const {
    return clock_.now() >= look_at_ || (looks_done_ < looks_wanted_ && written_ >= flush_target_);
  }

  void work() {
    std::unique_lock lock(mutex_);
    while (!error_) {
      if (step(lock)) continue;
      if (stopping_) return;
      wait(lock);
    }
  }

  // Does what is due; false if nothing is.
  bool step(std::unique_lock<std::mutex>& lock) {
    if (!std::exchange(is_forced_, true))
      force_file(lock);
    else if (wants_look())
      look(lock);
    else if (is_due())
      write_queue(lock);
    else
      return false;
    return true;
  }

  void force_file(std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    if (const Result<void> forced = writer_.force_file(); !forced) fail(forced.error());
    lock.lock();
  }

  void write_queue(std::unique_lock<std::mutex>& lock) {
    taken_.swap(queue_);
    queued_bytes_ = awaited_ = 0;
    room_.notify_all();
    for (std::span<Record> rest = taken_; !rest.empty() && !error_;) {  // of the log's way, too
      const std::span<Record> group = rest.first(std::min(rest.size(), kGroupRecords));
      rest = rest.subspan(group.size());
      lock.unlock();
      const Result<void> done = writer_.write(group);
      if (!done) fail(done.error());
      lock.lock();
      if (!error_) publish(group, lock);
    }
    lock.unlock();
    taken_.clear();  // freeing the records needs no lock
    lock.lock();
  }

  template <class Done>
  void wait_for(std::condition_variable& news, std::unique_lock<std::mutex>& lock,
                const Done& done) {
    if (mode_ == Thread::own) return news.wait(lock, done);
    while (!done() && step(lock)) {
    }
  }

  void wait(std::unique_lock<std::mutex>& lock) {
    const Instant until = queue_.empty() ? look_at_ : std::min(look_at_, oldest_ + kGroupAge);
    idle_ = true;
    work_.wait_for(lock, until - clock_.now());
    idle_ = false;
  }

  void look(std::unique_lock<std::mutex>& lock) {
    const std::uint64_t wanted = looks_wanted_;
    lock.unlock();
    Result<std::optional<DisplacedStore>> found = writer_.look();
    if (!found) fail(found.error());
    const bool is_displaced = found && *found;
    if (is_displaced) sync_ = sync_log();
    lock.lock();
    looks_done_ = wanted;
    look_at_ = clock_.now() + kLookInterval;
    if (is_displaced) displaced_ = std::move(**found);
    flushed_.notify_all();
    if (!is_displaced || !wake_) return;
    lock.unlock();
    wake_();
    lock.lock();
  }

  std::unique_ptr<LogSync> sync_log() {
    return std::make_unique<LogSync>(
        writer_.file(), [this](Error error) { fail(std::move(error)); }, kLogSyncInterval, force_,
        mode_);
  }

  void publish(std::span<Record> group, std::unique_lock<std::mutex>& lock) {
    written_ += group.size();
    sync_->committed();
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
  const Clock& clock_;
  const LogSync::Force force_;
  const Thread mode_;

  mutable std::mutex mutex_;
  std::condition_variable work_;     // the thread has something to do
  std::condition_variable room_;     // the queue is below its bounds
  std::condition_variable flushed_;  // written_ has grown
  std::vector<Record> queue_;
  std::vector<Record> taken_;  // swapped with the queue: its memory is used again
  std::size_t queued_bytes_ = 0;
  std::size_t awaited_ = 0;  // queued records with a callback
  Instant oldest_{};
  std::uint64_t pushed_ = 0;   // records ever queued
  std::uint64_t written_ = 0;  // and committed
  std::uint64_t flush_target_ = 0;
  Instant look_at_;
  std::uint64_t looks_wanted_ = 0;  // by flush()
  std::uint64_t looks_done_ = 0;
  bool is_forced_ = false;  // the file, before anything is written
  bool idle_ = false;
  bool stopping_ = false;
  std::vector<Durable> durable_;
  std::optional<Error> error_;
  std::optional<DisplacedStore> displaced_;

  std::unique_ptr<LogSync> sync_;  // its thread uses what is above
  std::thread thread_;             // last: it uses the rest
};

StoreWriter::StoreWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StoreWriter::~StoreWriter() = default;

Result<std::unique_ptr<StoreWriter>> StoreWriter::start(const std::filesystem::path& file,
                                                        std::string run_id,
                                                        std::function<void()> wake,
                                                        const Clock& clock) {
  ASSAY_TRY(Store store, Store::open(file, Store::Access::update));
  return start(std::move(store), std::move(run_id), std::move(wake), clock);
}

std::unique_ptr<StoreWriter> StoreWriter::start(Store store, std::string run_id,
                                                std::function<void()> wake, const Clock& clock) {
  auto impl = std::make_unique<Impl>(std::move(store), std::move(run_id), std::move(wake), clock,
                                     force_to_disk, Thread::own);
  return std::unique_ptr<StoreWriter>(new StoreWriter(std::move(impl)));
}

std::unique_ptr<StoreWriter> StoreWriter::start_by_hand(Store store, std::string run_id,
                                                        std::function<void()> wake,
                                                        const Clock& clock, LogSync::Force force) {
  auto impl = std::make_unique<Impl>(std::move(store), std::move(run_id), std::move(wake), clock,
                                     std::move(force), Thread::none);
  return std::unique_ptr<StoreWriter>(new StoreWriter(std::move(impl)));
}

bool StoreWriter::pump() {
  return impl_->pump();
}

void StoreWriter::intent(Intent intent, Durable on_durable) {
  impl_->push({std::move(intent), std::move(on_durable), 0});
}

void StoreWriter::settle(std::int64_t attempt_id, Attempt attempt, std::optional<RawReply> raw) {
  const std::size_t bytes = raw ? raw->body.size() : 0;
  impl_->push({Settlement{attempt_id, std::move(attempt), std::move(raw)}, {}, bytes});
}

void StoreWriter::outcome(CellOutcome outcome, Durable on_durable) {
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

void StoreWriter::mark(const Key& key, std::string json) {
  const std::size_t bytes = json.size();
  impl_->push({MarkRecord{key, std::move(json)}, {}, bytes});
}

std::vector<StoreWriter::Durable> StoreWriter::take_durable() {
  return impl_->take_durable();
}

std::optional<Error> StoreWriter::error() const {
  return impl_->error();
}

std::optional<DisplacedStore> StoreWriter::displaced() const {
  return impl_->displaced();
}

Result<void> StoreWriter::flush() {
  return impl_->flush();
}

}  // namespace assay
