#include "harness/simulate/wire/route.h"

#include <string>

namespace assay {
namespace {

struct RouteRow {
  std::string_view tail;
  ServedRoute route;
};

constexpr RouteRow kTails[] = {
    {"/chat/completions", {Endpoint::complete, WireShape::openai, "POST"}},
    {"/messages", {Endpoint::complete, WireShape::anthropic, "POST"}},
    {"/messages/count_tokens", {Endpoint::count_tokens, WireShape::anthropic, "POST"}},
    {"/embeddings", {Endpoint::embed, WireShape::openai, "POST"}},
    {"/models", {Endpoint::list_models, WireShape::openai, "GET"}},
};

// Longest first: /api/v7/llm/v1 is not /api/v7/llm with a strange tail.
constexpr std::string_view kPrefixes[] = {"/api/v7/llm/v1", "/api/v7/llm", "/native", "/v1", ""};

}  // namespace

std::optional<ServedRoute> find_route(std::string_view path) {
  for (const std::string_view prefix : kPrefixes) {
    if (!path.starts_with(prefix)) continue;
    const std::string_view tail = path.substr(prefix.size());
    for (const RouteRow& row : kTails) {
      if (row.tail != tail) continue;
      ServedRoute route = row.route;
      if (prefix == "/native" && route.shape == WireShape::openai) route.shape = WireShape::native;
      return route;
    }
  }
  return std::nullopt;
}

}  // namespace assay
