#include "harness/simulate/wire/error_envelope.h"

#include <fmt/format.h>

#include "harness/base/json.h"

namespace assay {
namespace {

std::string_view openai_type(int status) {
  if (status == 429) return "rate_limit_error";
  if (status == 401 || status == 403) return "authentication_error";
  if (status == 503) return "service_unavailable_error";
  return status >= 500 ? "server_error" : "invalid_request_error";
}

std::string_view openai_code(int status) {
  switch (status) {
    case 401:
      return "invalid_api_key";
    case 404:
      return "model_not_found";
    case 429:
      return "rate_limit_exceeded";
    case 503:
      return "server_is_overloaded";
    default:
      return status >= 500 ? "server_error" : "invalid_request_error";
  }
}

std::string_view anthropic_type(int status) {
  switch (status) {
    case 401:
      return "authentication_error";
    case 402:
      return "billing_error";
    case 403:
      return "permission_error";
    case 404:
      return "not_found_error";
    case 409:
      return "conflict_error";
    case 413:
      return "request_too_large";
    case 429:
      return "rate_limit_error";
    case 504:
      return "timeout_error";
    case 529:
      return "overloaded_error";
    default:
      return status >= 500 ? "api_error" : "invalid_request_error";
  }
}

std::string code_of(const ServedError& error) {
  return error.code.empty() ? std::string(openai_code(error.status)) : error.code;
}

Json with_retry_after(Json body, const ServedError& error) {
  if (error.retry_after_seconds) body["retry_after"] = *error.retry_after_seconds;
  return body;
}

Json openai(const ServedError& error) {
  return with_retry_after({{"error",
                            {{"message", error.message},
                             {"type", openai_type(error.status)},
                             {"param", error.param.empty() ? Json() : Json(error.param)},
                             {"code", code_of(error)}}}},
                          error);
}

Json anthropic(const ServedError& error) {
  const std::string type =
      error.code.empty() ? std::string(anthropic_type(error.status)) : error.code;
  return with_retry_after({{"type", "error"},
                           {"error", {{"type", type}, {"message", error.message}}},
                           {"request_id", "req_simulated"}},
                          error);
}

Json modelslab(const ServedError& error) {
  return with_retry_after({{"status", "error"}, {"message", error.message}}, error);
}

// ModelsLab's old misspelling.
Json messege(const ServedError& error) {
  return with_retry_after({{"status", "error"}, {"messege", error.message}}, error);
}

// OpenRouter passes the upstream's words in metadata.raw, with a 200 once the
// model has started.
Json openrouter(const ServedError& error) {
  return {{"id", nullptr},
          {"choices", nullptr},
          {"usage", nullptr},
          {"error",
           {{"message", "Provider returned error"},
            {"code", error.status},
            {"metadata", {{"raw", error.message}, {"provider_name", "simulated"}}}}}};
}

// vLLM and llama.cpp: a number for a code.
Json code_number(const ServedError& error) {
  return {{"error",
           {{"message", error.message},
            {"type", openai_type(error.status)},
            {"param", nullptr},
            {"code", error.status}}}};
}

// Ollama's own routes.
Json string(const ServedError& error) {
  return {{"error", error.message}};
}

// Gemini's compatible endpoint.
Json array(const ServedError& error) {
  Json details = Json::array();
  if (error.retry_after_seconds) {
    details.push_back({{"@type", "type.googleapis.com/google.rpc.RetryInfo"},
                       {"retryDelay", fmt::format("{}s", *error.retry_after_seconds)}});
  }
  const char* status = error.status == 429 ? "RESOURCE_EXHAUSTED" : "FAILED_PRECONDITION";
  const Json inner = {
      {"code", error.status}, {"message", error.message}, {"status", status}, {"details", details}};
  return Json::array({Json{{"error", inner}}});
}

std::string_view google_status(int status) {
  switch (status) {
    case 401:
      return "UNAUTHENTICATED";
    case 403:
      return "PERMISSION_DENIED";
    case 404:
      return "NOT_FOUND";
    case 409:
      return "ABORTED";
    case 429:
      return "RESOURCE_EXHAUSTED";
    case 503:
    case 529:
      return "UNAVAILABLE";
    case 504:
      return "DEADLINE_EXCEEDED";
    default:
      return status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
  }
}

// Its own endpoint: google.rpc.Status, with the delay in a detail.
Json gemini(const ServedError& error) {
  Json inner = {{"code", error.status},
                {"message", error.message},
                {"status", error.code.empty() ? google_status(error.status) : error.code}};
  if (error.retry_after_seconds) {
    inner["details"] =
        Json::array({Json{{"@type", "type.googleapis.com/google.rpc.RetryInfo"},
                          {"retryDelay", fmt::format("{}s", *error.retry_after_seconds)}}});
  }
  return {{"error", std::move(inner)}};
}

// FastAPI and Mistral: a list of field problems.
Json detail(const ServedError& error) {
  const Json problem = {
      {"loc", Json::array({"body"})}, {"msg", error.message}, {"type", "value_error"}};
  return {{"detail", Json::array({problem})}};
}

// ModelsLab's agents API.
Json data_error(const ServedError& error) {
  return {{"data", nullptr},
          {"error", {{"code", code_of(error)}, {"message", error.message}, {"details", nullptr}}},
          {"meta", {{"request_id", "req_simulated"}}}};
}

// Neither success nor error: the answer is promised for later.
Json processing(const ServedError& error) {
  return {{"status", "processing"}, {"id", 1}, {"eta", 10}, {"message", error.message}};
}

Json choices_null(const ServedError&) {
  return {{"id", nullptr}, {"object", "chat.completion"}, {"choices", nullptr}};
}

Json choices_empty(const ServedError&) {
  return {{"id", "chatcmpl-0"}, {"object", "chat.completion"}, {"choices", Json::array()}};
}

// In the middle of a Responses stream: flat.
Json responses_event(const ServedError& error) {
  return {
      {"type", "error"}, {"code", code_of(error)}, {"message", error.message}, {"param", nullptr}};
}

struct EnvelopeRow {
  std::string_view name;
  Json (*encode)(const ServedError&);
};

constexpr EnvelopeRow kEnvelopes[] = {
    {"openai", openai},
    {"anthropic", anthropic},
    {"modelslab", modelslab},
    {"messege", messege},
    {"openrouter", openrouter},
    {"code_number", code_number},
    {"string", string},
    {"array", array},
    {"gemini", gemini},
    {"detail", detail},
    {"data_error", data_error},
    {"processing", processing},
    {"choices_null", choices_null},
    {"choices_empty", choices_empty},
    {"responses_event", responses_event},
};

}  // namespace

std::vector<std::string> error_envelope_names() {
  std::vector<std::string> names;
  for (const EnvelopeRow& row : kEnvelopes) names.emplace_back(row.name);
  return names;
}

std::string encode_error(std::string_view envelope, const ServedError& error) {
  for (const EnvelopeRow& row : kEnvelopes) {
    if (row.name == envelope) return dump_json(row.encode(error));
  }
  return dump_json(openai(error));
}

std::string usual_message(int status) {
  switch (status) {
    case 401:
      return "Invalid API key";
    case 402:
      return "Insufficient credits";
    case 403:
      return "Permission denied";
    case 404:
      return "Not found";
    case 429:
      return "Rate limit exceeded";
    case 503:
    case 529:
      return "Overloaded";
    default:
      return status >= 500 ? "Internal server error" : "Bad request";
  }
}

}  // namespace assay
