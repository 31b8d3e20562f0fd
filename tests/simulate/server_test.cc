// HTTP manners, bad requests and access.
#include "harness/simulate/server.h"

#include <gtest/gtest.h>

#include "tests/simulate/ask.h"
#include "tests/support/test_files.h"

namespace assay::testing {
namespace {

constexpr std::string_view kServerModels = "models: [{id: small}]\n";

struct BadRequestRow {
  const char* path;
  const char* body;
  int status;
  const char* says;
};

const BadRequestRow kBadRequests[] = {
    {"/v1/chat/completions", "not json", 400, "not a JSON object"},
    {"/v1/chat/completions", "[]", 400, "not a JSON object"},
    {"/v1/chat/completions", R"({"messages":[]})", 400, "messages: a non-empty list"},
    {"/v1/chat/completions", R"({"model":"small","messages":["x"]})", 400, "must be an object"},
    {"/v1/chat/completions", R"({"messages":[{"role":"user","content":"x"}]})", 400, "model: "},
    {"/v1/chat/completions", R"({"model":"smal","messages":[{"role":"user","content":"x"}]})", 404,
     "did you mean 'small'?"},
    {"/v1/chat/completions",
     R"({"model":"small","temperature":3,"messages":[{"role":"user","content":"x"}]})", 400,
     "temperature: must be a number from 0 to 2"},
    {"/v1/chat/completions",
     R"({"model":"small","max_tokens":0,"messages":[{"role":"user","content":"x"}]})", 400,
     "max_tokens: must be at least 1"},
    {"/v1/chat/completions",
     R"({"model":"small","n":2,"messages":[{"role":"user","content":"x"}]})", 400,
     "n: this server gives one choice"},
    {"/v1/messages", R"({"model":"small","messages":[{"role":"user","content":"x"}]})", 400,
     "max_tokens: Field required"},
    {"/v2/chat", "{}", 404, "no such endpoint"},
    {"/v1/models", "{}", 405, "use GET"},
};

TEST(Server, BadRequestsAreRefusedInTheEndpointsWords) {
  const auto server = serve(kServerModels);
  for (const BadRequestRow& row : kBadRequests) {
    const RawReply reply = post(server->port(), row.path, row.body);
    EXPECT_EQ(reply.status, row.status) << row.body;
    EXPECT_NE(reply.body.find(row.says), std::string::npos) << row.body << "\n" << reply.body;
    const Json body = Json::parse(reply.body);
    EXPECT_TRUE(body.contains("error")) << reply.body;
    EXPECT_EQ(body.contains("type"), std::string_view(row.path) == "/v1/messages");
  }
}

TEST(Server, DeepJsonIsRefused) {
  const auto server = serve(kServerModels);
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  EXPECT_EQ(post(server->port(), "/v1/chat/completions", deep).status, 400);
}

TEST(Server, TheNewMessagesVersionRefusesSampling) {
  const auto server = serve(kServerModels);
  const std::string body = chat_body("small", "x", R"(,"max_tokens":9,"temperature":1)");
  EXPECT_EQ(
      post(server->port(), "/v1/messages", body, {{"anthropic-version", "2023-06-01"}}).status,
      200);
  const RawReply refused =
      post(server->port(), "/v1/messages", body, {{"anthropic-version", "2026-10-21"}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_NE(refused.body.find("temperature: Extra inputs are not permitted"), std::string::npos);
}

TEST(Server, ARequiredKeyMayTravelInAnyForm) {
  const auto server = serve("models: [{id: small}]\nrequire_key: sesame\n");
  const std::string body = chat_body("small", "x");
  const auto status = [&](const Headers& headers) {
    return post(server->port(), "/v1/chat/completions", body, headers).status;
  };
  EXPECT_EQ(status({}), 401);
  EXPECT_EQ(status({{"authorization", "Bearer wrong"}}), 401);
  EXPECT_EQ(status({{"authorization", "Bearer sesame"}}), 200);
  EXPECT_EQ(status({{"x-api-key", "sesame"}}), 200);
  EXPECT_EQ(status({{"key", "sesame"}}), 200);
  const char* native =
      R"({"key":"sesame","model_id":"small","messages":[{"role":"user","content":"x"}]})";
  EXPECT_EQ(post(server->port(), "/v1/chat/completions", native).status, 200);
  EXPECT_EQ(get(server->port(), "/v1/models").status, 401);
}

TEST(Server, BodiesWithKeyAndModelIdFailInTheNativeEnvelope) {
  const auto server = serve(kServerModels);
  const char* body = R"({"key":"k","model_id":"none","messages":[{"role":"user","content":"x"}]})";
  const RawReply reply = post(server->port(), "/api/v7/llm/chat/completions", body);
  EXPECT_EQ(Json::parse(reply.body)["status"], "error");
}

TEST(Server, KeepsConnectionsAndAnswersPipelinedRequests) {
  const auto server = serve(kServerModels);
  const std::string body = chat_body("small", "x");
  std::string request = http_request("POST", "/v1/chat/completions", {}, body);
  const std::string last = request;
  request.replace(request.find("connection: close"), 17, "x-filler: nothing");
  const RawReply replies = exchange_bytes(server->port(), request + request + last);
  std::size_t count = 0;
  for (std::size_t at = 0; (at = replies.bytes.find("HTTP/1.1 200", at)) != std::string::npos;
       ++at) {
    ++count;
  }
  EXPECT_EQ(count, 3U);
}

TEST(Server, InvitesLargeBodiesThatWait) {
  const auto server = serve(kServerModels);
  std::string request =
      http_request("POST", "/v1/chat/completions", {{"expect", "100-continue"}}, "");
  const std::string body = chat_body("small", "x");
  request.replace(request.find("content-length: 0"), 17,
                  "content-length: " + std::to_string(body.size()));
  // Sent without waiting, which is allowed; the invitation comes first.
  const RawReply reply = exchange_bytes(server->port(), request + body);
  EXPECT_TRUE(reply.bytes.find("HTTP/1.1 200") != std::string::npos) << reply.bytes;
}

TEST(Server, Http10StreamsEndWithTheConnection) {
  const auto server = serve(kServerModels);
  std::string request = http_request("POST", "/v1/chat/completions", {},
                                     chat_body("small", "x", R"(,"stream":true)"));
  request.replace(request.find("HTTP/1.1"), 8, "HTTP/1.0");
  const RawReply reply = exchange_bytes(server->port(), request);
  EXPECT_EQ(find_header(reply.headers, "transfer-encoding"), nullptr);
  EXPECT_TRUE(reply.bytes.ends_with("data: [DONE]\n\n"));
}

TEST(Server, GarbageOnTheWireIsRefusedOrDropped) {
  const auto server = serve(kServerModels);
  EXPECT_NE(exchange_bytes(server->port(), "\x16\x03\x01 hello\r\n\r\n").status, 200);
  EXPECT_EQ(exchange_bytes(server->port(),
                           "GET / HTTP/1.1\r\nx: " + std::string(100'000, 'x') + "\r\n\r\n")
                .status,
            400);
  EXPECT_EQ(post(server->port(), "/v1/chat/completions", chat_body("small", "x")).status, 200);
}

TEST(Server, UsageInStreamsIsWhatTheModelsFileSays) {
  const auto server = serve("models: [{id: a}, {id: b, usage: always}, {id: c, usage: never}]");
  const auto has_usage = [&](const char* model, const char* more) {
    const RawReply reply =
        post(server->port(), "/v1/chat/completions", chat_body(model, "x", more));
    return reply.body.find("prompt_tokens") != std::string::npos;
  };
  const char* asks = R"(,"stream":true,"stream_options":{"include_usage":true})";
  EXPECT_FALSE(has_usage("a", R"(,"stream":true)"));
  EXPECT_TRUE(has_usage("a", asks));
  EXPECT_TRUE(has_usage("b", R"(,"stream":true)"));
  EXPECT_FALSE(has_usage("c", asks));
  EXPECT_FALSE(has_usage("c", ""));
}

TEST(Server, ATakenPortIsAnInfrastructureError) {
  const auto server = serve(kServerModels);
  ServerOptions options;
  options.port = server->port();
  const auto second = ModelServer::start_text(kServerModels, options);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::infrastructure);
}

TEST(Server, FilesAreFoundBesideTheModelsFile) {
  const TemporaryFolder folder;
  write_text(folder / "rows.jsonl", "{\"q\":\"x\",\"r\":\"yes\"}\n");
  write_text(folder / "m.yaml", "recorded: [{from: rows.jsonl, match: q, reply: {a: r}}]\n");
  const auto server = ModelServer::start(folder / "m.yaml", {});
  ASSERT_TRUE(server) << server.error().message;
  EXPECT_EQ((*server)->base_url(), "http://127.0.0.1:" + std::to_string((*server)->port()));
  const RawReply reply = post((*server)->port(), "/chat/completions", chat_body("a", "x"));
  EXPECT_NE(reply.body.find("yes"), std::string::npos);
}

TEST(Server, StopsWithRequestsInFlight) {
  auto server = *ModelServer::start_text("models: [{id: a, latency_ms: 3600000}]", {});
  const std::string request = http_request("POST", "/v1/chat/completions", {}, chat_body("a", "x"));
  const RawReply reply = exchange_bytes(server->port(), request, 1, 20);
  EXPECT_TRUE(reply.timed_out);
  server.reset();  // returns
}

}  // namespace
}  // namespace assay::testing
