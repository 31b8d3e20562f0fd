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
    {"/responses", {Endpoint::complete, WireShape::responses, "POST"}},
    {"/messages", {Endpoint::complete, WireShape::anthropic, "POST"}},
    {"/messages/count_tokens", {Endpoint::count_tokens, WireShape::anthropic, "POST"}},
    {"/embeddings", {Endpoint::embed, WireShape::openai, "POST"}},
    {"/models", {Endpoint::list_models, WireShape::openai, "GET"}},
};

// Longest first: /api/v7/llm/v1 is not /api/v7/llm with a strange tail.
constexpr std::string_view kPrefixes[] = {"/api/v7/llm/v1", "/api/v7/llm", "/native", "/v1", ""};

struct MethodRow {
  std::string_view name;
  Endpoint endpoint;
  bool streams;
};

constexpr MethodRow kGeminiMethods[] = {
    {":generateContent", Endpoint::complete, false},
    {":streamGenerateContent", Endpoint::complete, true},
    {":countTokens", Endpoint::count_tokens, false},
};

std::optional<ServedRoute> find_gemini_route(std::string_view path) {
  if (path == "/v1beta/models") return ServedRoute{Endpoint::list_models, WireShape::gemini, "GET"};
  constexpr std::string_view kModels = "/models/";
  for (const std::string_view prefix : {"/v1beta", "/v1", ""}) {
    if (!path.starts_with(prefix) || !path.substr(prefix.size()).starts_with(kModels)) continue;
    const std::string_view tail = path.substr(prefix.size() + kModels.size());
    for (const MethodRow& row : kGeminiMethods) {
      if (!tail.ends_with(row.name)) continue;
      return ServedRoute{row.endpoint, WireShape::gemini, "POST",
                         tail.substr(0, tail.size() - row.name.size()), row.streams};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<ServedRoute> find_route(std::string_view path) {
  if (std::optional<ServedRoute> route = find_gemini_route(path)) return route;
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
