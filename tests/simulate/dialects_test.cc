// The same question gets the same Reply, whatever the wire format and whether
// it streams.
#include <gtest/gtest.h>

#include "tests/simulate/ask.h"

namespace assay::testing {
namespace {

constexpr std::string_view kDialectModels = R"(
seed: 7
models:
  - {id: plain}
  - {id: thinker, reasoning: "Let me think about {{question}}: ünïcödé 日本語 <b>."}
  - {id: inline, reasoning: "Hm, {{question}}", reasoning_style: think}
  - {id: unopened, reasoning: "Hm, {{question}}", reasoning_style: think_unopened}
  - {id: router, reasoning: "Hm", reasoning_style: reasoning}
  - {id: parts, content_style: parts}
answers:
  - when: {contains: weather}
    right: It is sunny.
    tool_calls: [{name: get_weather, arguments: {city: Paris, days: 3}}]
  - when: {contains: France}
    right: "Paris, the capital of France: \"la ville lumière\" – 光の都, \\o/."
    json: {city: Paris, country: France}
  - {when: {contains: bomb}, refusal: I cannot help with that.}
)";

Params with(Params params, bool stream) {
  params["stream"] = stream;
  params["max_tokens"] = params.count("max_tokens") != 0 ? params["max_tokens"] : Json(500);
  return params;
}

// What must not differ between dialects: names of ids and reasons do, and so do what one of them
// signs and counts.
Reply comparable(Reply reply) {
  for (ToolCall& call : reply.tool_calls) call.signature.clear();
  reply.usage.cache_write = reply.usage.cache_write.value_or(0);
  reply.id.clear();
  reply.native_finish_reason.clear();
  reply.system_fingerprint.clear();
  reply.service_tier.clear();
  return reply;
}

struct DialectsRow {
  const char* model;
  const char* question;
  Params params;
};

class SameReply : public ::testing::TestWithParam<int> {};

const std::vector<DialectsRow>& rows() {
  static const Json weather_tool = Json::parse(
      R"([{"type":"function","function":{"name":"get_weather","parameters":{"type":"object"}}}])");
  static const std::vector<DialectsRow> all = {
      {"plain", "What is the capital of France?", {}},
      {"plain", "Nobody knows this", {}},
      {"parts", "What is the capital of France?", {}},
      {"thinker", "What is the capital of France?", {}},
      {"inline", "What is the capital of France?", {}},
      {"unopened", "What is the capital of France?", {}},
      {"router", "What is the capital of France?", {}},
      {"plain", "How is the weather?", {{"tools", weather_tool}}},
      {"thinker", "How is the weather?", {{"tools", weather_tool}}},
      {"plain", "How is the weather?", {}},
      {"plain", "What is the capital of France?", {{"stop", Json("capital")}}},
      {"plain", "What is the capital of France?", {{"max_tokens", Json(3)}}},
      {"thinker", "What is the capital of France?", {{"max_tokens", Json(5)}}},
      {"plain", "What is the capital of France?", {{"temperature", Json(0.5)}}},
  };
  return all;
}

TEST_P(SameReply, InEveryDialectStreamingAndNot) {
  const DialectsRow& row = rows()[static_cast<std::size_t>(GetParam())];
  std::optional<Reply> first;
  for (const ServedDialect& dialect : kServedDialects) {
    // It has no field for stop sequences, and says so.
    const bool refuses = row.params.count("stop") != 0;
    if (refuses && std::string_view(dialect.dialect) == "openai_responses") continue;
    for (const bool stream : {false, true}) {
      SCOPED_TRACE(std::string(dialect.dialect) + dialect.prefix + (stream ? " stream" : " plain"));
      // A server that has not been asked before: repeats would differ.
      const auto server = serve(kDialectModels);
      const AskedReply asked =
          ask(*server, dialect, row.model, user_says(row.question), with(row.params, stream));
      ASSERT_TRUE(asked.decoded) << asked.decoded.error().message << "\n" << asked.raw.bytes;
      const Reply reply = comparable(*asked.decoded);
      EXPECT_EQ(reply.model, std::string("simulated:") + row.model);
      if (!first) first = reply;
      EXPECT_EQ(reply_to_json(reply), reply_to_json(*first)) << asked.raw.bytes;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Rows, SameReply, ::testing::Range(0, static_cast<int>(rows().size())));

AskedReply ask_openai(const ModelServer& server, const char* model, const char* question,
                      Params params = {}) {
  return ask(server, kServedDialects[0], model, user_says(question), std::move(params));
}

TEST(Dialects, ReasoningIsKeptApartAndCounted) {
  const auto server = serve(kDialectModels);
  const AskedReply asked = ask_openai(*server, "thinker", "Capital of France?");
  ASSERT_TRUE(asked.decoded);
  EXPECT_EQ(asked.decoded->reasoning, "Let me think about Capital of France?: ünïcödé 日本語 <b>.");
  EXPECT_EQ(asked.decoded->answer.substr(0, 5), "Paris");
  ASSERT_TRUE(asked.decoded->usage.reasoning);
  EXPECT_GT(*asked.decoded->usage.reasoning, 0);
  EXPECT_GT(*asked.decoded->usage.output, *asked.decoded->usage.reasoning);
}

TEST(Dialects, JsonModeAnswersWithJson) {
  const auto server = serve(kDialectModels);
  const Params json = {{"response_format", Json{{"type", "json_object"}}}};
  EXPECT_EQ(ask_openai(*server, "plain", "France?", json).decoded->answer,
            R"({"city":"Paris","country":"France"})");
  EXPECT_EQ(ask_openai(*server, "plain", "unknown", json).decoded->answer,
            R"({"answer":"I don't know."})");
}

TEST(Dialects, ToolCallsCarryArgumentsAndEndTheTurn) {
  const auto server = serve(kDialectModels);
  const Json tools = Json::parse(
      R"([{"type":"function","function":{"name":"get_weather","parameters":{"type":"object"}}}])");
  const AskedReply asked = ask_openai(*server, "plain", "weather", {{"tools", tools}});
  ASSERT_TRUE(asked.decoded);
  ASSERT_EQ(asked.decoded->tool_calls.size(), 1U);
  EXPECT_EQ(asked.decoded->tool_calls[0].name, "get_weather");
  EXPECT_EQ(asked.decoded->tool_calls[0].arguments, R"({"city":"Paris","days":3})");
  EXPECT_EQ(asked.decoded->finish_reason, FinishReason::tool_calls);
  // A tool that is not on offer is not called.
  EXPECT_EQ(ask_openai(*server, "plain", "weather").decoded->answer, "It is sunny.");
}

TEST(Dialects, AnAnswerFollowsAToolResult) {
  const auto server = serve(kDialectModels);
  const RawReply reply = post(server->port(), "/v1/chat/completions", R"({"model":"plain",
      "tools":[{"type":"function","function":{"name":"get_weather"}}],
      "messages":[{"role":"user","content":"weather?"},
        {"role":"assistant","content":null,"tool_calls":[]},
        {"role":"tool","tool_call_id":"c","content":"sun"}]})");
  EXPECT_NE(reply.body.find("It is sunny."), std::string::npos) << reply.body;
}

// Rounds of calls, in each dialect: what was called, then what is said.
TEST(Dialects, CallsFollowTheResultsOfCalls) {
  constexpr const char* kRounds = R"(
models: [{id: desk, reasoning: hm}]
answers:
  - tool_calls: [{name: a}, {name: b}]
    then_calls: [[{name: c}], [{name: a}, {name: c}]]
    right: done
)";
  const Json tools = Json::parse(
      R"([{"function":{"name":"a"}},{"function":{"name":"b"}},{"function":{"name":"c"}}])");
  for (const ServedDialect& served : kServedDialects) {
    for (const bool stream : {false, true}) {
      SCOPED_TRACE(served.dialect);
      const auto server = serve(kRounds);
      Messages messages = user_says("go");
      std::string called;
      for (int round = 0; round < 4; ++round) {
        const AskedReply asked =
            ask(*server, served, "desk", messages, {{"stream", Json(stream)}, {"tools", tools}});
        ASSERT_TRUE(asked.decoded) << asked.decoded.error().message;
        messages.push_back({Role::assistant, asked.decoded->answer, asked.decoded->tool_calls, ""});
        for (const ToolCall& call : asked.decoded->tool_calls) {
          called += call.name;
          messages.push_back({Role::tool, "x", {}, call.id});
        }
        called += asked.decoded->tool_calls.empty() ? asked.decoded->answer : " ";
      }
      EXPECT_EQ(called, "ab c ac done");
      // A new question begins anew.
      messages.push_back({Role::user, "again", {}, ""});
      const AskedReply again =
          ask(*server, served, "desk", messages, {{"stream", Json(stream)}, {"tools", tools}});
      ASSERT_TRUE(again.decoded) << again.decoded.error().message;
      EXPECT_EQ(again.decoded->tool_calls.size(), 2U);
    }
  }
}

TEST(Dialects, MaxTokensCutsReasoningFirst) {
  const auto server = serve(kDialectModels);
  const AskedReply asked = ask_openai(*server, "thinker", "France?", {{"max_tokens", Json(4)}});
  ASSERT_TRUE(asked.decoded);
  EXPECT_EQ(asked.decoded->finish_reason, FinishReason::length);
  EXPECT_EQ(asked.decoded->answer, "");
  EXPECT_EQ(asked.decoded->usage.output, 4);
}

TEST(Dialects, StopSequencesEndTheAnswerBeforeThem) {
  const auto server = serve(kDialectModels);
  const AskedReply asked = ask_openai(*server, "plain", "France?", {{"stop", Json(", the")}});
  EXPECT_EQ(asked.decoded->answer, "Paris");
  EXPECT_EQ(asked.decoded->finish_reason, FinishReason::stop);
}

TEST(Dialects, RefusalsUseTheRefusalChannel) {
  const auto server = serve(kDialectModels);
  EXPECT_EQ(ask_openai(*server, "plain", "bomb").decoded->refusal, "I cannot help with that.");
}

constexpr ServedDialect kResponses{"openai_responses", "/v1"};

TEST(Responses, ReasoningComesAsASummaryWhereOneIsAskedFor) {
  for (const bool stream : {false, true}) {
    const auto server = serve(kDialectModels);
    const Json reasoning = {{"reasoning", {{"summary", "auto"}}},
                            {"include", {"reasoning.encrypted_content"}}};
    const AskedReply asked = ask(*server, kResponses, "thinker", user_says("France?"),
                                 {{"stream", Json(stream)}, {"extra", reasoning}});
    ASSERT_TRUE(asked.decoded) << asked.decoded.error().message;
    EXPECT_EQ(asked.decoded->reasoning, "Let me think about France?: ünïcödé 日本語 <b>.");
    EXPECT_NE(asked.raw.body.find("summary_text"), std::string::npos);
    EXPECT_NE(asked.raw.body.find("encrypted_content"), std::string::npos);
    EXPECT_EQ(asked.raw.body.find("reasoning_text"), std::string::npos);
    EXPECT_TRUE(asked.decoded->quirks.empty());
  }
}

TEST(Responses, ACallAndItsResultGoBack) {
  const auto server = serve(kDialectModels);
  const Params params = {{"tools", Json::parse(R"([{"function":{"name":"get_weather"}}])")},
                         {"stream", Json(false)}};
  Messages messages = user_says("weather?");
  const AskedReply asked = ask(*server, kResponses, "thinker", messages, params);
  ASSERT_TRUE(asked.decoded);
  ASSERT_EQ(asked.decoded->tool_calls.size(), 1U);
  messages.push_back({Role::assistant, "", asked.decoded->tool_calls, ""});
  messages.push_back({Role::tool, "sun", {}, asked.decoded->tool_calls[0].id});
  const AskedReply next = ask(*server, kResponses, "thinker", messages, params);
  ASSERT_TRUE(next.decoded) << next.decoded.error().message;
  EXPECT_EQ(next.decoded->answer, "It is sunny.");
}

// Without what is encrypted the server, as the API, would not find the reasoning again.
TEST(Responses, EncryptedReasoningGoesBack) {
  for (const bool stream : {false, true}) {
    const auto server = serve(kDialectModels);
    const Params params = {{"stream", Json(stream)},
                           {"extra", Json{{"reasoning", {{"summary", "auto"}}},
                                          {"include", {"reasoning.encrypted_content"}}}}};
    Messages messages = user_says("France?");
    const AskedReply asked = ask(*server, kResponses, "thinker", messages, params);
    ASSERT_TRUE(asked.decoded);
    ASSERT_NE(asked.decoded->native, "");
    messages.push_back({Role::assistant, "", {}, "", asked.decoded->native});
    messages.push_back({Role::user, "And of France?", {}, ""});
    const AskedReply next = ask(*server, kResponses, "thinker", messages, params);
    ASSERT_TRUE(next.decoded) << next.decoded.error().message;
    EXPECT_EQ(next.decoded->answer.substr(0, 5), "Paris");
  }
}

TEST(Responses, JsonModeAndRefusals) {
  const auto server = serve(kDialectModels);
  for (const bool stream : {false, true}) {
    const Params json = {{"stream", Json(stream)}, {"response_format", Json("json_object")}};
    EXPECT_EQ(ask(*server, kResponses, "plain", user_says("France?"), json).decoded->answer,
              R"({"city":"Paris","country":"France"})");
    const AskedReply refused =
        ask(*server, kResponses, "plain", user_says("bomb"), {{"stream", Json(stream)}});
    EXPECT_EQ(refused.decoded->refusal, "I cannot help with that.");
    EXPECT_EQ(refused.decoded->finish_reason, FinishReason::filtered);
  }
}

struct ResponsesRefusal {
  const char* body;
  int status;
  const char* message_contains;
};

std::string response_of(std::uint16_t port, const Json& request, int status = 200) {
  const RawReply reply = post(port, "/v1/responses", dump_json(request));
  EXPECT_EQ(reply.status, status) << reply.body;
  return reply.body;
}

TEST(Responses, GoOnFromOneThatWasKept) {
  const auto server = serve(R"(
models: [{id: plain}]
answers:
  - {when: {contains: "A room, please"}, right: "For which night?"}
  - {when: {contains: weather}, right: It is sunny., tool_calls: [{name: get_weather, arguments: {}}]}
)");
  const Json first = Json::parse(response_of(
      server->port(),
      {{"model", "plain"}, {"instructions", "Be brief."}, {"input", "A room, please"}}));
  const Json next = {{"model", "plain"},
                     {"previous_response_id", first.at("id")},
                     {"input", Json::array({{{"role", "user"}, {"content", "The weather?"}}})},
                     {"tools", Json::array({{{"type", "function"}, {"name", "get_weather"}}})}};
  const Json called = Json::parse(response_of(server->port(), next));
  const Json& call = called.at("output").at(0);
  ASSERT_EQ(call.at("type"), "function_call");
  const Json answered = Json::parse(
      response_of(server->port(), {{"model", "plain"},
                                   {"previous_response_id", called.at("id")},
                                   {"input", Json::array({{{"type", "function_call_output"},
                                                           {"call_id", call.at("call_id")},
                                                           {"output", "sun"}}})}}));
  EXPECT_EQ(answered.at("output").at(0).at("content").at(0).at("text"), "It is sunny.");
  // The same as if all of it had been sent, but for instructions, which are of one request.
  const Json whole = Json::parse(response_of(
      server->port(), {{"model", "plain"},
                       {"store", false},
                       {"input", Json::array({{{"role", "user"}, {"content", "A room, please"}},
                                              first.at("output").at(0),
                                              {{"role", "user"}, {"content", "The weather?"}},
                                              call,
                                              {{"type", "function_call_output"},
                                               {"call_id", call.at("call_id")},
                                               {"output", "sun"}}})}}));
  EXPECT_EQ(answered.at("usage"), whole.at("usage"));
  EXPECT_TRUE(answered.at("store"));
  EXPECT_FALSE(whole.at("store"));
  // What was not to be kept is not found, and neither is another server's.
  const Json unkept = Json::parse(response_of(
      server->port(), {{"model", "plain"}, {"store", false}, {"input", "A room, please?"}}));
  for (const Json& id : {unkept.at("id"), Json("resp_elsewhere")}) {
    const std::string refused = response_of(
        server->port(), {{"model", "plain"}, {"previous_response_id", id}, {"input", "a"}}, 400);
    EXPECT_EQ(Json::parse(refused).at("error").at("code"), "previous_response_not_found");
  }
}

TEST(Responses, RequestsThatTheApiRefusesAreRefused) {
  const ResponsesRefusal rows[] = {
      {R"({"model":"plain"})", 400, "'input'"},
      {R"({"input":"a"})", 400, "'model'"},
      {R"({"model":"plain","input":"a","max_tokens":5})", 400, "Unknown parameter: 'max_tokens'"},
      {R"({"model":"plain","input":"a","seed":5})", 400, "Unknown parameter: 'seed'"},
      {R"({"model":"plain","input":"a","messages":[]})", 400, "Unknown parameter: 'messages'"},
      {R"({"model":"plain","input":"a","max_output_tokens":0})", 400, "max_output_tokens"},
      {R"({"model":"plain","input":"a","temperature":3})", 400, "temperature"},
      {R"({"model":"plain","input":"a","previous_response_id":"resp_1"})", 400, "not found"},
      {R"({"model":"plain","input":"a","background":true})", 400, "background"},
      {R"({"model":"plain","input":"a","tools":[{"type":"function","function":{"name":"f"}}]})",
       400, "'tools[0].name'"},
      {R"({"model":"plain","input":"a","text":{"format":{"type":"json_schema"}}})", 400,
       "text.format.name"},
      {R"({"model":"plain","input":[{"role":"robot","content":"a"}]})", 400, "'input[0].role'"},
      {R"({"model":"plain","input":[{"type":"hologram"}]})", 400, "hologram"},
      {R"({"model":"plain","input":[{"type":"function_call_output","call_id":"c1","output":"a"}]})",
       400, "No tool call found"},
      {R"({"model":"plain","input":[{"type":"reasoning","id":"rs_1","summary":[]}]})", 404,
       "Item with id 'rs_1' not found"},
      {R"({"model":"plain","input":[{"role":"user","content":"a"},{"type":"function_call",)"
       R"("id":"fc_rs_1_0","call_id":"c1","name":"f","arguments":"{}"}]})",
       400,
       "'fc_rs_1_0' of type 'function_call' was provided without its required 'reasoning' item: "
       "'rs_1'"},
      {R"({"model":"none","input":"a"})", 404, "does not exist"},
  };
  const auto server = serve(kDialectModels);
  for (const ResponsesRefusal& row : rows) {
    SCOPED_TRACE(row.body);
    const RawReply reply = post(server->port(), "/v1/responses", row.body);
    EXPECT_EQ(reply.status, row.status);
    const Json error = Json::parse(reply.body).at("error");
    EXPECT_NE(error.at("message").get<std::string>().find(row.message_contains), std::string::npos)
        << reply.body;
  }
}

struct ResponsesFault {
  const char* fault;
  FailureKind kind;
};

TEST(Responses, FaultsStrikeItsStreamsToo) {
  const ResponsesFault rows[] = {
      {"error_mid_stream: without_done", FailureKind::overloaded},
      {"truncate: 2", FailureKind::truncated},
      {"close_after_events: 2", FailureKind::connect},
      {"garbage: true", FailureKind::bad_reply},
      {"error_in_200: true", FailureKind::overloaded},
      {"status: 503", FailureKind::overloaded},
      {"remove: [/response]", FailureKind::bad_reply},
  };
  for (const ResponsesFault& row : rows) {
    SCOPED_TRACE(row.fault);
    const auto server = serve(std::string("models: [{id: m}]\nanswers: [{right: ") +
                              "It is a long answer in pieces.}]\nfaults: [{" + row.fault + "}]");
    const AskedReply asked =
        ask(*server, kResponses, "m", user_says("go"), {{"stream", Json(true)}});
    ASSERT_FALSE(asked.decoded);
    EXPECT_EQ(to_string(asked.decoded.error().kind), to_string(row.kind))
        << asked.decoded.error().message;
    EXPECT_TRUE(asked.decoded.error().retryable);
  }
}

TEST(Responses, UsageThatNobodyShouldBelieveIsEstimated) {
  for (const char* const how : {"absent", "null", "zero", "negative", "huge", "beyond", "text"}) {
    SCOPED_TRACE(how);
    const auto server =
        serve(std::string(
                  "models: [{id: m}]\nanswers: [{right: It is so.}]\nfaults: [{usage_returned: ") +
              how + "}]");
    const AskedReply asked =
        ask(*server, kResponses, "m", user_says("go"), {{"stream", Json(true)}});
    ASSERT_TRUE(asked.decoded) << asked.decoded.error().message;
    EXPECT_TRUE(asked.decoded->usage.estimated);
    EXPECT_EQ(asked.decoded->usage.output, 3);
  }
}

TEST(Dialects, ModelsAreListedInBothShapes) {
  const auto server = serve(kDialectModels);
  const RawReply openai = get(server->port(), "/v1/models");
  const auto decoded = find_dialect("openai_chat")->decode_models(openai.body);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->size(), 6U);
  EXPECT_EQ(decoded->front().id, "plain");
  const RawReply anthropic =
      get(server->port(), "/v1/models", {{"anthropic-version", "2023-06-01"}});
  const auto messages = find_dialect("anthropic_messages")->decode_models(anthropic.body);
  ASSERT_TRUE(messages);
  EXPECT_EQ(messages->size(), 6U);
}

TEST(Gemini, ARefusalBlocksThePrompt) {
  for (const bool stream : {false, true}) {
    const auto server = serve(kDialectModels);
    const AskedReply asked =
        ask(*server, {"gemini", "/v1beta"}, "plain", user_says("bomb"), {{"stream", Json(stream)}});
    ASSERT_TRUE(asked.decoded);
    EXPECT_EQ(asked.decoded->refusal,
              "the prompt was blocked: PROHIBITED_CONTENT: I cannot help with that.");
    EXPECT_EQ(asked.decoded->finish_reason, FinishReason::filtered);
    EXPECT_EQ(asked.decoded->usage.output, 0);
  }
}

TEST(Gemini, ACallAndItsResultGoBackAsTheyCame) {
  const auto server = serve(kDialectModels);
  const ServedDialect gemini{"gemini", "/v1beta"};
  const Params params = {{"tools", Json::parse(R"([{"function":{"name":"get_weather"}}])")},
                         {"stream", Json(false)}};
  Messages messages = user_says("weather?");
  const AskedReply asked = ask(*server, gemini, "plain", messages, params);
  ASSERT_TRUE(asked.decoded);
  ASSERT_EQ(asked.decoded->tool_calls.size(), 1U);
  EXPECT_NE(asked.decoded->tool_calls[0].signature, "");
  messages.push_back({Role::assistant, "", asked.decoded->tool_calls, ""});
  messages.push_back({Role::tool, "sun", {}, asked.decoded->tool_calls[0].id});
  const AskedReply next = ask(*server, gemini, "plain", messages, params);
  ASSERT_TRUE(next.decoded) << next.decoded.error().message;
  EXPECT_EQ(next.decoded->answer, "It is sunny.");
}

struct GeminiRefusal {
  const char* path;
  const char* body;
  const char* message_contains;
};

TEST(Gemini, RequestsThatTheApiRefusesAreRefused) {
  const GeminiRefusal rows[] = {
      {"plain:generateContent", R"({"contents":[]})", "contents is not specified"},
      {"plain:generateContent", R"({"contents":[{"parts":[{"text":"a"}]}],"min_p":1})", "min_p"},
      {"plain:generateContent",
       R"({"contents":[{"parts":[{"text":"a"}]}],"generationConfig":{"top_p":1}})", "top_p"},
      {"plain:generateContent", R"({"contents":[{"role":"assistant","parts":[{"text":"a"}]}]})",
       "valid role"},
      {"plain:generateContent",
       R"({"contents":[{"parts":[{"text":"a"}]}],"generationConfig":{"candidateCount":2}})",
       "one candidate"},
      {"plain:generateContent",
       R"({"contents":[{"parts":[{"text":"a"}]}],"generationConfig":{"thinkingConfig":
           {"thinkingLevel":"LOW","thinkingBudget":1}}})",
       "only set one"},
      {"plain:generateContent",
       R"({"contents":[{"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]}]})",
       "thought_signature"},
      {"plain:generateContent",
       R"({"contents":[{"role":"model","parts":[{"functionCall":{"name":"f","args":{}},
           "thoughtSignature":"c2ln"}]},{"role":"user","parts":[{"text":"and?"}]}]})",
       "equal to the number"},
      {"plain:generateContent",
       R"({"contents":[{"parts":[{"functionResponse":{"name":"f","response":{}}}]}]})",
       "equal to the number"},
      {"plain:streamGenerateContent", R"({"contents":[{"parts":[{"text":"a"}]}]})", "alt=sse"},
      {"none:generateContent", R"({"contents":[{"parts":[{"text":"a"}]}]})", "does not exist"},
  };
  const auto server = serve(kDialectModels);
  for (const GeminiRefusal& row : rows) {
    SCOPED_TRACE(row.body);
    const RawReply reply =
        post(server->port(), std::string("/v1beta/models/") + row.path, row.body);
    EXPECT_GE(reply.status, 400);
    const Json error = Json::parse(reply.body).at("error");
    EXPECT_EQ(error.at("code"), reply.status);
    EXPECT_NE(error.at("message").get<std::string>().find(row.message_contains), std::string::npos)
        << reply.body;
  }
}

TEST(Gemini, ModelsAreListedAndTokensCounted) {
  const auto server = serve(kDialectModels);
  const Dialect& gemini = *find_dialect("gemini");
  const auto models = gemini.decode_models(get(server->port(), "/v1beta/models").body);
  ASSERT_TRUE(models);
  EXPECT_EQ(models->size(), 6U);
  EXPECT_EQ(models->front().id, "plain");
  Provider provider;
  provider.base_url = server->base_url() + "/v1beta";
  for (const Messages& messages :
       {user_says("Capital of France?"),
        Messages{{Role::system, "Be brief.", {}, ""}, {Role::user, "France?", {}, ""}}}) {
    const HttpRequest request = gemini.count_tokens(provider, "plain", messages);
    const RawReply counted =
        post(server->port(), request.url.substr(server->base_url().size()), request.body);
    const auto count = gemini.decode_token_count(counted.body);
    ASSERT_TRUE(count) << counted.body;
    const AskedReply asked =
        ask(*server, {"gemini", "/v1beta"}, "plain", messages, {{"stream", Json(false)}});
    EXPECT_EQ(asked.decoded->usage.input, *count);
  }
}

// A call whose arguments are no object cannot be sent in this format.
TEST(Gemini, WrittenArgumentsThatAreNoObjectAreAMalformedCall) {
  const auto server = serve(R"(
models: [{id: m}]
answers: [{right: x, tool_calls: [{name: f, arguments: '{"a":'}]}]
)");
  const AskedReply asked =
      ask(*server, {"gemini", "/v1beta"}, "m", user_says("go"),
          {{"tools", Json::parse(R"([{"function":{"name":"f"}}])")}, {"stream", Json(true)}});
  ASSERT_FALSE(asked.decoded);
  EXPECT_EQ(asked.decoded.error().code, "MALFORMED_FUNCTION_CALL");
}

struct GeminiFault {
  const char* fault;
  FailureKind kind;
};

TEST(Gemini, FaultsStrikeItsRepliesToo) {
  const GeminiFault rows[] = {
      {"error_mid_stream: without_done", FailureKind::overloaded},
      {"error_mid_stream: with_done", FailureKind::overloaded},
      {"truncate: 2", FailureKind::truncated},
      {"close_after_events: 2", FailureKind::connect},
      {"garbage: true", FailureKind::bad_reply},
      {"error_in_200: true", FailureKind::overloaded},
      {"status: 503", FailureKind::overloaded},
      {"remove: [/candidates]", FailureKind::truncated},
  };
  for (const GeminiFault& row : rows) {
    SCOPED_TRACE(row.fault);
    const auto server = serve(std::string("models: [{id: m}]\nanswers: [{right: ") +
                              "It is a long answer in pieces.}]\nfaults: [{" + row.fault + "}]");
    const AskedReply asked =
        ask(*server, {"gemini", "/v1beta"}, "m", user_says("go"), {{"stream", Json(true)}});
    ASSERT_FALSE(asked.decoded);
    EXPECT_EQ(to_string(asked.decoded.error().kind), to_string(row.kind))
        << asked.decoded.error().message;
    EXPECT_TRUE(asked.decoded.error().retryable);
  }
}

TEST(Gemini, UsageThatNobodyShouldBelieveIsEstimated) {
  for (const char* const how : {"absent", "null", "zero", "negative", "huge", "beyond", "text"}) {
    SCOPED_TRACE(how);
    const auto server =
        serve(std::string(
                  "models: [{id: m}]\nanswers: [{right: It is so.}]\nfaults: [{usage_returned: ") +
              how + "}]");
    const AskedReply asked =
        ask(*server, {"gemini", "/v1beta"}, "m", user_says("go"), {{"stream", Json(true)}});
    ASSERT_TRUE(asked.decoded) << asked.decoded.error().message;
    EXPECT_TRUE(asked.decoded->usage.estimated);
    EXPECT_EQ(asked.decoded->usage.output, 3);
  }
}

TEST(Gemini, ALimitSaysItsDelayInTheBody) {
  const auto server = serve(R"(
models: [{id: m}]
faults: [{status: 429, at: [1], retry_after: 7}]
)");
  const AskedReply asked =
      ask(*server, {"gemini", "/v1beta"}, "m", user_says("go"), {{"stream", Json(true)}});
  ASSERT_FALSE(asked.decoded);
  EXPECT_EQ(asked.decoded.error().kind, FailureKind::rate_limited);
  EXPECT_EQ(asked.decoded.error().retry_after, std::chrono::seconds(7));
  EXPECT_EQ(asked.raw.body.find("retry_after"), std::string::npos);
}

TEST(Dialects, TokensAreCountedAsUsageCountsThem) {
  const auto server = serve(kDialectModels);
  const RawReply counted =
      post(server->port(), "/v1/messages/count_tokens", chat_body("plain", "Capital of France?"));
  EXPECT_EQ(counted.status, 200);
  const auto count = find_dialect("anthropic_messages")->decode_token_count(counted.body);
  ASSERT_TRUE(count);
  const AskedReply asked = ask_openai(*server, "plain", "Capital of France?");
  EXPECT_EQ(asked.decoded->usage.input, *count);
}

}  // namespace
}  // namespace assay::testing
