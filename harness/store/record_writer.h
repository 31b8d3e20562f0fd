// What a StoreWriter writes, record by record; for store_writer.cc and nobody else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/store/store.h"
#include "harness/store/store_writer.h"

namespace assay {

struct Settlement {
  std::int64_t attempt_id;
  Attempt attempt;
  std::optional<RawReply> raw;
};

struct MarkRecord {
  Key key;
  std::string json;
};

struct Record {
  std::variant<Intent, Settlement, CellOutcome, ScoreRecord, MarkRecord> what;
  StoreWriter::Durable on_durable;
  std::size_t bytes;
};

// What a record holds beyond its own size, roughly: for the queue's bound.
inline std::size_t bytes_of(const CellOutcome& outcome) {
  std::size_t bytes = outcome.messages_json.size();
  for (const CellOutcome& other : outcome.with) bytes += bytes_of(other);
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

  const std::filesystem::path& file() const { return store_.real_file(); }

  Result<void> force_file() { return store_.force_file(); }

  // A file that is not where it was is copied to a new one, and what comes goes there.
  Result<std::optional<DisplacedStore>> look() {
    const std::string_view what = store_.displaced();
    if (what.empty()) return std::optional<DisplacedStore>();
    const Result<std::filesystem::path> saved = store_.rescue();
    Error error = displaced_error(store_.file(), what, saved);
    if (!saved) return tl::unexpected(std::move(error));
    ASSAY_TRY(store_, Store::open(*saved, Store::Access::update));
    return DisplacedStore{std::move(error), *saved};
  }

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
    ASSAY_CHECK(store_.put_cell(run_id_, cell, question));
    for (CellOutcome& other : outcome.with) ASSAY_CHECK(put(other));
    return {};
  }
  Result<void> put(const MarkRecord& mark) {
    Reply reply;
    reply.answer = mark.json;
    ASSAY_CHECK(store_.put_reply(mark.key, reply, Timings(), std::nullopt));
    return {};
  }
  Result<void> put(const ScoreRecord& score) { return store_.put_score(run_id_, score); }

  Result<std::int64_t> question_row(const CellOutcome& outcome) {
    const std::uint32_t case_index = outcome.cell.id.case_index;
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

}  // namespace assay
