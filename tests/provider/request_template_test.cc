// What a person may copy: how a variant is asked, with the secrets left open.
#include "harness/provider/request_template.h"

#include <gtest/gtest.h>

#include "harness/base/redact.h"
#include "harness/provider/dialect.h"

namespace assay {
namespace {

const Params kParams = {{"temperature", Json(0.5)}};

RequestTemplate made_for(const Provider& provider) {
  Result<RequestTemplate> made = request_template(provider, "m-1", kParams);
  if (made) return std::move(*made);
  ADD_FAILURE() << made.error().message;
  return {};
}

Provider of_preset(std::string_view preset) {
  Provider provider = provider_from(*find_preset(preset));
  provider.key = "sk-real-key-1";
  return provider;
}

OpenText header(const RequestTemplate& request, std::string_view name) {
  for (const auto& [known, value] : request.headers) {
    if (known == name) return value;
  }
  return {};
}

TEST(RequestTemplate, NamesTheKeysVariableWhereTheKeyTravels) {
  struct Row {
    const char* preset;
    const char* header;
    OpenText value;
    OpenText after;
  };
  const Row rows[] = {
      {"modelslab", "authorization", {"Bearer ", "MODELSLAB_API_KEY", ""}, {"}"}},
      {"modelslab-anthropic", "x-api-key", {"", "MODELSLAB_API_KEY", ""}, {"}"}},
      {"modelslab-native", "authorization", {}, {",\"key\":\"", "MODELSLAB_API_KEY", "\"}"}},
      {"google", "x-goog-api-key", {"", "GEMINI_API_KEY", ""}, {"}"}},
  };
  for (const Row& row : rows) {
    const RequestTemplate request = made_for(of_preset(row.preset));
    EXPECT_EQ(header(request, row.header), row.value) << row.preset;
    EXPECT_EQ(request.after, row.after) << row.preset;
    EXPECT_TRUE(request.notes.empty()) << row.preset;
    EXPECT_NE(request.before.find("\"temperature\":0.5"), std::string::npos) << row.preset;
  }
}

// A cell's body is `before`, what the dialect makes of the messages, and `after`.
TEST(RequestTemplate, HoldsTheBytesThatAreSent) {
  const Messages messages = {{Role::system, "Be brief.", {}, ""}, {Role::user, "2+2?", {}, ""}};
  for (const char* preset : {"modelslab", "modelslab-anthropic", "modelslab-native", "google"}) {
    Provider provider = of_preset(preset);
    const auto prepared = provider.dialect->prepare(provider, "m-1", kParams).value();
    std::string sent;
    provider.dialect->append_body(prepared, messages, sent);

    const RequestTemplate request = made_for(provider);
    std::string body = request.before;
    PreparedRequest messages_alone;
    messages_alone.dialect = provider.dialect;
    provider.dialect->append_body(messages_alone, messages, body);
    for (std::size_t i = 0; i < request.after.size(); ++i) {
      body += i % 2 == 0 ? request.after[i] : provider.key;
    }
    EXPECT_EQ(body, sent) << preset;
    EXPECT_EQ(request.url, OpenText{prepared.url}) << preset;
    EXPECT_EQ(request.stream, prepared.stream) << preset;
  }
}

TEST(RequestTemplate, LeavesOutWhatMayBeASecretAndSaysSo) {
  ASSERT_TRUE(register_secret("X-Tenant", "tenant-of-the-environment"));
  Provider provider = of_preset("openai");
  provider.base_url = "https://me:hunter2@gateway.example/v1?api-version=7&sig=s3cr3t";
  provider.headers = {{"X-Team-Token", "abc"},
                      {"X-Tenant", "tenant-of-the-environment"},
                      {"X-Title", "evaluation"}};
  const RequestTemplate request = made_for(provider);
  EXPECT_EQ(request.url, OpenText{"https://gateway.example/v1/chat/completions?api-version=7"});
  EXPECT_EQ(header(request, "X-Team-Token"), (OpenText{"", "X_TEAM_TOKEN", ""}));
  EXPECT_EQ(header(request, "X-Tenant"), (OpenText{"", "X_TENANT", ""}));
  EXPECT_EQ(header(request, "X-Title"), OpenText{"evaluation"});
  EXPECT_EQ(request.notes.size(), 4u);
  forget_secrets();
}

TEST(RequestTemplate, AnAddressOfTheEnvironmentIsAVariable) {
  Provider provider = of_preset("modelslab-anthropic");
  provider.base_url = "https://internal.example/v1";
  provider.base_url_is_private = true;
  EXPECT_EQ(made_for(provider).url, (OpenText{"", "BASE_URL", "/messages"}));
  provider.base_url += "?tenant=7";
  EXPECT_EQ(made_for(provider).url, (OpenText{"", "URL", ""}));
}

TEST(RequestTemplate, ASimulatedProviderHasNoPortOfItsOwn) {
  Provider provider = provider_from(*find_preset("simulated"));
  provider.serve_file = "/suites/models.yaml";
  const RequestTemplate request = made_for(provider);
  EXPECT_EQ(request.url, (OpenText{"http://127.0.0.1:", "PORT", "/v1/chat/completions"}));
  ASSERT_EQ(request.notes.size(), 1u);
  EXPECT_EQ(request.notes[0].find(provider.serve_file), std::string::npos);
}

TEST(RequestTemplate, WhatADialectCannotSendIsItsError) {
  Provider provider = of_preset("modelslab-anthropic");
  EXPECT_FALSE(request_template(provider, "m-1", {{"seed", Json(1)}}));
}

}  // namespace
}  // namespace assay
