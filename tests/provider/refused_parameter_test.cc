#include "harness/provider/refused_parameter.h"

#include <gtest/gtest.h>

#include "harness/provider/failure.h"

namespace assay {
namespace {

struct ParameterErrorRow {
  const char* body;
  const char* field;  // "": no refusal of a parameter
};

const ParameterErrorRow kParameterErrors[] = {
    // PROTOCOLS, 14.1: as vendors send them.
    {R"({"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}})",
     "max_tokens"},
    {R"({"error":{"message":"Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.","type":"invalid_request_error","param":"temperature","code":"unsupported_value"}})",
     "temperature"},
    {R"({"error":{"message":"Function tools with reasoning_effort are not supported for m in /v1/chat/completions","type":"invalid_request_error","param":"reasoning_effort","code":null}})",
     "reasoning_effort"},
    {R"({"type":"error","error":{"type":"invalid_request_error","message":"temperature is deprecated for this model."}})",
     "temperature"},
    {R"({"type":"error","error":{"type":"invalid_request_error","message":"`temperature` and `top_p` cannot both be specified for this model. Please use only one."}})",
     "top_p"},
    {R"({"type":"error","error":{"type":"invalid_request_error","message":"\"thinking.type.disabled\" is not supported for this model. Use adaptive."}})",
     "thinking.type.disabled"},
    {R"({"type":"error","error":{"type":"invalid_request_error","message":"top_k: Extra inputs are not permitted"}})",
     "top_k"},
    {R"({"detail":[{"type":"extra_forbidden","loc":["body","top_k"],"msg":"Extra inputs are not permitted"}]})",
     "top_k"},
    {R"([{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"seed\": Cannot find field.","status":"INVALID_ARGUMENT"}}])",
     "seed"},
    // A gateway that lost code and param.
    {R"({"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"Unsupported parameter: 'top_p' is not supported with this model."}}})",
     "top_p"},
    // Other errors, of the same words in part.
    {R"({"error":{"message":"max_tokens is too large: 100000","type":"invalid_request_error","param":"max_tokens","code":"invalid_value"}})",
     ""},
    {R"({"error":{"message":"context length exceeded","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}})",
     ""},
    {R"({"error":{"message":"Unsupported","type":"invalid_request_error","param":null,"code":"unsupported_parameter"}})",
     ""},
    {R"({"error":"bad request"})", ""},
    {"", ""},
};

TEST(RefusedParameter, IsReadFromTheError) {
  for (const ParameterErrorRow& row : kParameterErrors) {
    SCOPED_TRACE(row.body);
    const Failure failure = failure_of_status(400, row.body, std::nullopt);
    EXPECT_EQ(failure.kind, FailureKind::invalid_request);
    EXPECT_FALSE(failure.retryable);
    EXPECT_EQ(refused_field(failure), row.field);
  }
}

TEST(RefusedParameter, IsNoOtherFailures) {
  EXPECT_EQ(refused_field(failure_of_status(429, kParameterErrors[0].body, std::nullopt)), "");
  EXPECT_EQ(refused_field(failure_of_status(500, kParameterErrors[0].body, std::nullopt)), "");
}

TEST(RefusedParameter, NamesTheOneValueThatIsTaken) {
  EXPECT_EQ(only_value(failure_of_status(400, kParameterErrors[1].body, std::nullopt)), Json(1));
  EXPECT_EQ(only_value(failure_of_status(400, kParameterErrors[0].body, std::nullopt)),
            std::nullopt);
}

struct SentNameRow {
  const char* field;
  const char* params;
  const char* name;  // "": nobody sent it
};
const SentNameRow kSent[] = {
    {"temperature", R"({"temperature":0})", "temperature"},
    {"temperature", R"({"top_p":0})", ""},
    {"generationConfig.temperature", R"({"temperature":0})", "temperature"},
    {"max_completion_tokens", R"({"max_tokens":9})", "max_tokens"},
    {"max_completion_tokens", R"({"extra":{"max_completion_tokens":9}})",
     "extra.max_completion_tokens"},
    {"maxOutputTokens", R"({"max_tokens":9})", "max_tokens"},
    {"stop_sequences", R"({"stop":["x"]})", "stop"},
    {"output_config.effort", R"({"reasoning_effort":"low"})", "reasoning_effort"},
    {"tools[0].function.strict", R"({"tools":[]})", "tools"},
    {"thinking.type.disabled", R"({"extra":{"thinking":{"type":"disabled"}}})", "extra.thinking"},
    {"extra.thinking", R"({"extra":{"thinking":1}})", "extra.thinking"},
    {"messages[0].role", R"({"temperature":0})", ""},
    {"extra", R"({"extra":{"thinking":1}})", ""},
};

Params params_of(const char* json) {
  Params params;
  const Json parsed = parse_json(json).value();
  for (const auto& [name, value] : parsed.items()) params[name] = value;
  return params;
}

TEST(RefusedParameter, IsOneThatSomebodySent) {
  for (const SentNameRow& row : kSent) {
    SCOPED_TRACE(row.field);
    const auto sent = sent_parameter(params_of(row.params), row.field);
    EXPECT_EQ(sent ? sent->name : "", row.name);
  }
}

TEST(RefusedParameter, LeavesNothingBehind) {
  const Params both = params_of(R"({"temperature":0,"extra":{"thinking":1,"top_a":2}})");
  EXPECT_EQ(without(both, "temperature"), params_of(R"({"extra":{"thinking":1,"top_a":2}})"));
  EXPECT_EQ(without(both, "extra.top_a"), params_of(R"({"temperature":0,"extra":{"thinking":1}})"));
  EXPECT_EQ(without(without(both, "extra.top_a"), "extra.thinking"),
            params_of(R"({"temperature":0})"));
  EXPECT_EQ(without(both, "seed"), both);
}

TEST(RefusedParameter, OfALengthHasAnotherName) {
  EXPECT_EQ(with_other_length(params_of(R"({"max_tokens":9})"), "max_tokens"),
            params_of(R"({"extra":{"max_completion_tokens":9}})"));
  // A preset that spells it so.
  EXPECT_EQ(with_other_length(params_of(R"({"max_tokens":9})"), "max_completion_tokens"),
            params_of(R"({"extra":{"max_tokens":9}})"));
  EXPECT_EQ(with_other_length(params_of(R"({"extra":{"max_completion_tokens":9}})"),
                              "max_completion_tokens"),
            params_of(R"({"extra":{"max_tokens":9}})"));
  EXPECT_EQ(with_other_length(params_of(R"({"temperature":9})"), "temperature"), std::nullopt);
  EXPECT_EQ(with_other_length(params_of(R"({"max_tokens":9,"extra":{"max_completion_tokens":8}})"),
                              "max_tokens"),
            std::nullopt);
}

TEST(RefusedParameter, IsRememberedByTheReply) {
  Reply reply;
  reply.quirks.assign(8, "odd");
  note_dropped(reply, "temperature");
  EXPECT_EQ(dropped_parameter(reply.quirks.front()), "temperature");
  EXPECT_EQ(dropped_parameter("the field 'x' is not read"), "");
}

}  // namespace
}  // namespace assay
