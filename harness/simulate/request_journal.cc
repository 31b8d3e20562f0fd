#include "harness/simulate/request_journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "harness/base/json.h"
#include "harness/base/redact.h"

namespace assay {

Result<std::unique_ptr<RequestJournal>> RequestJournal::open(const std::filesystem::path& file) {
  const int descriptor =
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor < 0) {
    return usage_error(
        fmt::format("journal: cannot write '{}': {}", file.string(), std::strerror(errno)));
  }
  return std::unique_ptr<RequestJournal>(new RequestJournal(descriptor));
}

RequestJournal::~RequestJournal() {
  ::close(descriptor_);
}

void RequestJournal::append(const RequestRecord& record, int status, const RequestTimes& times) {
  Json line = {{"method", record.method},
               {"path", record.path},
               {"model", record.model},
               {"stream", record.stream},
               {"content", fmt::format("{:016x}", record.content_hash)},
               {"status", status},
               {"fault", record.fault.empty() ? Json() : Json(record.fault)},
               {"received_ns", times.received.time_since_epoch().count()},
               {"first_byte_ns", nullptr},
               {"sent_ns", times.ended.time_since_epoch().count()},
               {"delivered", times.delivered}};
  if (times.first_byte) line["first_byte_ns"] = times.first_byte->time_since_epoch().count();
  if (times.first_answer) line["first_answer_ns"] = times.first_answer->time_since_epoch().count();
  const std::lock_guard lock(mutex_);
  line["number"] = ++number_;
  const std::string text = redact(dump_json(line)) + "\n";
  // A full disk must not stop the simulation; the gap shows in `number`.
  [[maybe_unused]] const ssize_t written = ::write(descriptor_, text.data(), text.size());
}

}  // namespace assay
