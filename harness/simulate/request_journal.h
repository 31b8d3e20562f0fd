// What the server saw, a JSON line a request: evidence for crash and latency
// tests. Times are nanoseconds of the machine's monotonic clock, so that they
// compare with those of other processes on it.
//
// {"number":1,"method":"POST","path":"/v1/chat/completions","model":"small",
//  "stream":true,"content":"<16 hex>","status":200,"fault":"reset",
//  "received_ns":…,"first_byte_ns":…,"first_answer_ns":…,"sent_ns":…,"delivered":true}
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/simulate/reply/transmission.h"

namespace assay {

struct RequestTimes {
  Instant received;                   // the whole request was read
  std::optional<Instant> first_byte;  // of the response, handed to the kernel
  // The first event of a stream with answer text or a tool call, handed to the
  // kernel; a line without one has no such key.
  std::optional<Instant> first_answer;
  Instant ended;           // last byte handed over, or the connection lost
  bool delivered = false;  // all bytes were handed over
};

// Appends; each line is one write, on disk's side of the process when append()
// returns. Thread-safe.
class RequestJournal {
 public:
  static Result<std::unique_ptr<RequestJournal>> open(const std::filesystem::path& file);
  ~RequestJournal();
  RequestJournal(const RequestJournal&) = delete;
  RequestJournal& operator=(const RequestJournal&) = delete;

  void append(const RequestRecord& record, int status, const RequestTimes& times);

 private:
  explicit RequestJournal(int descriptor) : descriptor_(descriptor) {}
  std::mutex mutex_;
  int descriptor_;
  std::uint64_t number_ = 0;
};

}  // namespace assay
