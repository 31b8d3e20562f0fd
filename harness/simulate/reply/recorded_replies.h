// Real outputs collected elsewhere, served as if live: JSON lines, found by the
// question in the last user message.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/simulate/models_file/models_file.h"

namespace assay {

inline constexpr std::size_t kMaxRecordedBytes = std::size_t{1} << 30;  // one file

// Immutable once loaded, so that threads may share it.
class RecordedReplies {
 public:
  // Reads every source below `root`. A usage error names file and line.
  static Result<RecordedReplies> load(const std::filesystem::path& root,
                                      const std::vector<RecordedSource>& sources);
  RecordedReplies();
  ~RecordedReplies();
  RecordedReplies(RecordedReplies&&) noexcept;
  RecordedReplies& operator=(RecordedReplies&&) noexcept;

  // Whether any source names the model.
  bool has_model(std::string_view model) const;
  // The reply to the row whose question is the message, or else to the longest
  // question inside it. Rows with equal questions take turns by `repeat`. The
  // view lives as long as this object.
  std::optional<std::string_view> find(std::string_view model, std::string_view message,
                                       std::uint64_t repeat) const;

 private:
  struct Table;
  std::map<std::string, std::unique_ptr<Table>, std::less<>> tables_;  // by model
};

}  // namespace assay
