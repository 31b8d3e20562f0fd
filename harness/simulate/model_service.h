// Requests in, transmissions out: the whole model server but its sockets.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/simulate/models_file/models_file.h"
#include "harness/simulate/reply/transmission.h"
#include "harness/simulate/request_journal.h"

namespace assay {

struct ReceivedRequest {
  std::string_view method;
  std::string_view target;  // path and query
  std::string_view authorization;
  std::string_view api_key;  // x-api-key, api-key, x-goog-api-key or key
  std::string_view anthropic_version;
  HttpManners manners;
};

// Thread-safe. Files are read once, by create().
class ModelService {
 public:
  // Files that `file` names lie below `root`. `speed` as in ServerOptions.
  static Result<std::unique_ptr<ModelService>> create(ModelsFile file,
                                                      const std::filesystem::path& root,
                                                      double speed, const Clock& clock);
  ~ModelService();

  // What becomes of the next connection.
  OnAccept accept();
  // For a request of which only the head was read: nothing, unless a fault
  // answers it already.
  std::optional<Transmission> answer_early(const ReceivedRequest& request);
  // `body` may grow in capacity.
  Transmission answer(const ReceivedRequest& request, std::string& body);
  RequestJournal* journal();  // nullptr without one

 private:
  struct State;
  explicit ModelService(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay
