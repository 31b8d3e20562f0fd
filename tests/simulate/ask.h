// Asks the model server as assay itself would: encoded and decoded by provider/.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "harness/provider/dialect.h"
#include "harness/provider/reply_reader.h"
#include "harness/simulate/server.h"
#include "tests/simulate/http_client.h"

namespace assay::testing {

inline std::unique_ptr<ModelServer> serve(std::string_view models, ServerOptions options = {}) {
  options.speed = 0;
  auto server = ModelServer::start_text(models, options);
  if (!server) throw std::runtime_error(server.error().message);
  return std::move(*server);
}

// One wire format of the server, with where it lives.
struct ServedDialect {
  const char* dialect;
  const char* prefix;  // of base_url
};

inline constexpr ServedDialect kServedDialects[] = {
    {"openai_chat", "/v1"},          {"openai_chat", "/api/v7/llm"},
    {"anthropic_messages", ""},      {"anthropic_messages", "/api/v7/llm"},
    {"modelslab_native", "/native"}, {"modelslab_native", "/api/v7/llm"},
    {"openai_responses", "/v1"},     {"gemini", "/v1beta"},
};

inline Messages user_says(std::string text) {
  return {{Role::user, std::move(text), {}, {}}};
}

struct AskedReply {
  RawReply raw;
  tl::expected<Reply, Failure> decoded;
};

inline AskedReply ask(const ModelServer& server, const ServedDialect& served,
                      std::string_view model, const Messages& messages, Params params) {
  Provider provider;
  provider.name = "test";
  provider.dialect = find_dialect(served.dialect);
  provider.base_url = server.base_url() + served.prefix;
  provider.key = "test-key";
  provider.key_placement = std::string_view(served.dialect) == "modelslab_native"
                               ? KeyPlacement::body
                               : KeyPlacement::bearer;
  const bool stream = params.count("stream") != 0 && params.find("stream")->second == true;
  const Result<PreparedRequest> prepared = provider.dialect->prepare(provider, model, params);
  if (!prepared) throw std::runtime_error(prepared.error().message);
  std::string body;
  provider.dialect->append_body(*prepared, messages, body);
  const std::string path = prepared->url.substr(server.base_url().size());
  AskedReply asked{post(server.port(), path, body, prepared->headers), {}};
  ReplyReader reader(*provider.dialect, stream);
  reader.on_head(asked.raw.status, asked.raw.headers);
  reader.on_bytes(asked.raw.body, Instant{});
  std::optional<Failure> lost;
  if (!asked.raw.is_whole)
    lost = Failure{FailureKind::connect, true, {}, asked.raw.status, "lost", {}};
  asked.decoded = reader.finish(lost);
  return asked;
}

// A plain chat request's body, for tests that look at bytes.
inline std::string chat_body(std::string_view model, std::string_view question,
                             std::string_view more = "") {
  std::string body = R"({"model":)";
  append_json_string(body, model);
  body += R"(,"messages":[{"role":"user","content":)";
  append_json_string(body, question);
  return body + "}]" + std::string(more) + "}";
}

}  // namespace assay::testing
