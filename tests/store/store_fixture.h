// Records for the Store's tests.
#pragma once

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/redact.h"
#include "harness/base/text.h"
#include "harness/store/store.h"
#include "tests/support/results.h"
#include "tests/support/test_files.h"

namespace assay::testing {

inline Key key_of(int number) {
  return sha256("cell " + std::to_string(number));
}

inline Reply reply_of(std::string answer) {
  Reply reply;
  reply.answer = std::move(answer);
  reply.finish_reason = FinishReason::stop;
  reply.model = "m-1";
  return reply;
}

inline RunRecord run_of(std::string id, std::string started_at = "2026-11-23T14:53:08Z") {
  RunRecord run;
  run.id = std::move(id);
  run.suite = "capitals";
  run.suite_path = "suites/capitals.yaml";
  run.suite_hash = "00ff";
  run.started_at = std::move(started_at);
  run.assay_version = "0.1.0";
  run.manifest = {{"variants", {"a", "b"}}};
  return run;
}

inline CellRecord cell_of(std::uint32_t variant, std::uint32_t case_index, std::uint32_t repeat) {
  CellRecord cell;
  cell.id = {variant, case_index, repeat};
  cell.key = key_of(static_cast<int>(variant * 10'000 + case_index * 100 + repeat));
  return cell;
}

inline Intent intent_of(std::int64_t attempt_id, const Key& key, std::uint32_t variant,
                        std::uint32_t case_index, std::uint32_t repeat, int number = 1,
                        std::string_view started_at = "2026-11-23T14:53:08Z") {
  Intent intent;
  intent.attempt_id = attempt_id;
  intent.key = key;
  intent.cell = {variant, case_index, repeat};
  intent.number = number;
  intent.started_at = *from_rfc3339(started_at);
  return intent;
}

class StoreTest : public ::testing::Test {
 protected:
  void TearDown() override { forget_secrets(); }

  std::filesystem::path file() const { return folder_ / "assay.db"; }
  Store open(Store::Access access = Store::Access::read_write) {
    return value_of(Store::open(file(), access));
  }
  // A Store with the run "r".
  Store open_with_run() {
    Store store = open();
    check(store.begin_run(run_of("r"), {}));
    return store;
  }
  // A cell with its reply, as a writer leaves it.
  static void put_answered(Store& store, CellRecord cell, const std::string& answer) {
    cell.reply_id = value_of(store.put_reply(cell.key, reply_of(answer), {}, std::nullopt));
    check(store.put_cell("r", cell, 0));
  }

  TemporaryFolder folder_;
};

}  // namespace assay::testing
