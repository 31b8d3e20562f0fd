// What the Responses API keeps of responses unless `store` is false: a later request goes on from
// one by its id (previous_response_id) and says what is new alone.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

#include "harness/simulate/wire/error_envelope.h"

#include <tl/expected.hpp>

namespace assay {

// Thread-safe. Bounded: of many responses the oldest are not found any more.
class KeptResponses {
 public:
  // Puts what was said up to the response that `body` names in front of its input, so that it
  // reads as if the client had sent all of it; instructions of earlier requests are not part of
  // that. A body that names none stays as it is, and so does one that is no JSON.
  tl::expected<void, ServedError> unfold(std::string& body) const;

  // `items`: all that was said, the answer too, as a JSON array.
  void keep(std::string id, std::string items);

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::string> items_;  // by id
  std::deque<std::string> oldest_first_;
  std::size_t bytes_ = 0;
};

}  // namespace assay
