#include "harness/simulate/reply/kept_responses.h"

#include <fmt/format.h>

#include <utility>

#include "harness/base/json.h"
#include "harness/base/text.h"

namespace assay {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 20U;
constexpr const char* kNamed = "previous_response_id";

tl::unexpected<ServedError> not_found(std::string_view id) {
  return tl::unexpected(
      ServedError{400,
                  fmt::format("Previous response with id '{}' not found.", excerpt(id, 80)),
                  "previous_response_not_found",
                  {}});
}

void append_input(Json& items, Json input) {
  if (input.is_string()) {
    items.push_back({{"role", "user"}, {"content", std::move(input)}});
  } else if (input.is_array()) {
    for (Json& item : input) items.push_back(std::move(item));
  }
}

}  // namespace

tl::expected<void, ServedError> KeptResponses::unfold(std::string& body) const {
  if (body.find(kNamed) == std::string::npos) return {};
  Result<Json> request = parse_json(body);
  if (!request || !request->is_object()) return {};
  const auto named = request->find(kNamed);
  if (named == request->end() || !named->is_string()) return {};
  const std::string id = named->get<std::string>();
  Json items;
  {
    const std::lock_guard lock(mutex_);
    const auto found = items_.find(id);
    if (found == items_.end()) return not_found(id);
    items = Json::parse(found->second);
  }
  if (request->contains("input")) append_input(items, std::move((*request)["input"]));
  (*request)["input"] = std::move(items);
  request->erase(kNamed);
  body = dump_json(*request);
  return {};
}

void KeptResponses::keep(std::string id, std::string items) {
  const std::lock_guard lock(mutex_);
  if (items_.contains(id)) return;
  bytes_ += items.size();
  oldest_first_.push_back(id);
  items_.emplace(std::move(id), std::move(items));
  while (bytes_ > kMostBytes) {
    const auto oldest = items_.find(oldest_first_.front());
    bytes_ -= oldest->second.size();
    items_.erase(oldest);
    oldest_first_.pop_front();
  }
}

}  // namespace assay
