// What a server with `journal: seen.jsonl` has seen.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/text.h"
#include "harness/simulate/server.h"
#include "tests/support/test_files.h"

namespace assay::testing {

inline std::vector<Json> journal_of(const TemporaryFolder& folder) {
  std::vector<Json> lines;
  const std::string text = read_text(folder / "seen.jsonl");
  for (const std::string_view line : split(text, '\n')) {
    if (!line.empty()) lines.push_back(Json::parse(line));
  }
  return lines;
}

// A client may be gone before the server has read what it sent. Waits 10 s at most.
inline void wait_for_requests(const ModelServer& server, std::uint64_t count) {
  for (int i = 0; i < 1000 && server.stats().requests < count; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

}  // namespace assay::testing
