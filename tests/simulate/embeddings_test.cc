// Embeddings that a client can compute with: near for what is spelt alike.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/base64.h"
#include "harness/provider/price.h"
#include "harness/simulate/reply/embedding.h"
#include "tests/simulate/ask.h"

namespace assay::testing {
namespace {

constexpr std::string_view kEmbeddingModels = R"(
models: [{id: small}, {id: large}, {id: silent, usage: never}]
faults:
  - {model: large, at: [2], status: 503}
  - {model: large, at: [3], set: {/data/0/embedding/0: 5}}
)";

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
  double dot = 0;
  double square_a = 0;
  double square_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    dot += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    square_a += static_cast<double>(a[i]) * static_cast<double>(a[i]);
    square_b += static_cast<double>(b[i]) * static_cast<double>(b[i]);
  }
  return dot / std::sqrt(square_a * square_b);
}

double likeness(std::string_view a, std::string_view b) {
  return cosine(embed_text(a, 7, 512), embed_text(b, 7, 512));
}

TEST(Embeddings, AreNearForWhatIsSpeltAlike) {
  constexpr std::string_view kText = "The capital of France is Paris.";
  EXPECT_NEAR(likeness(kText, "  the CAPITAL of\tFrance is Paris. "), 1, 1e-6);
  EXPECT_GT(likeness(kText, "Paris is the capital of France."), 0.75);
  EXPECT_GT(likeness(kText, "The capital of France is Lyon."), 0.6);
  EXPECT_LT(likeness(kText, "Add two eggs, whisk them well and wait."), 0.2);
  EXPECT_GT(likeness("答案是巴黎", "答案是巴黎吗"), 0.6);
}

TEST(Embeddings, HaveLengthOneWhateverTheText) {
  for (const std::string_view text : {"a", " ", "\xff\xfe", "日本", "word word word", "\n\n\n"}) {
    for (const std::size_t dimensions : {1U, 2U, 64U, 512U}) {
      const std::vector<float> embedding = embed_text(text, 7, dimensions);
      ASSERT_EQ(embedding.size(), dimensions);
      double square = 0;
      for (const float number : embedding) square += static_cast<double>(number * number);
      EXPECT_NEAR(square, 1, 1e-5) << text << " " << dimensions;
    }
  }
}

TEST(Embeddings, OfFewerDimensionsAreTheFirstOnes) {
  const std::vector<float> whole = embed_text("The capital of France", 7, 512);
  const std::vector<float> part = embed_text("The capital of France", 7, 100);
  EXPECT_NEAR(cosine({whole.begin(), whole.begin() + 100}, part), 1, 1e-6);
}

TEST(Embeddings, OfAnotherSeedAreInAnotherSpace) {
  EXPECT_LT(std::abs(cosine(embed_text("The capital of France", 7, 512),
                            embed_text("The capital of France", 8, 512))),
            0.3);
}

RawReply embed(const ModelServer& server, std::string_view members) {
  return post(server.port(), "/v1/embeddings", "{" + std::string(members) + "}");
}

TEST(Embeddings, AreServedInTheOpenAiShape) {
  const auto server = serve(kEmbeddingModels);
  const RawReply raw = embed(*server, R"("model":"small","input":["Paris","Rome"])");
  ASSERT_EQ(raw.status, 200) << raw.body;
  const Json reply = Json::parse(raw.body);
  EXPECT_EQ(reply["object"], "list");
  EXPECT_EQ(reply["model"], "simulated:small");
  ASSERT_EQ(reply["data"].size(), 2U);
  EXPECT_EQ(reply["data"][1]["object"], "embedding");
  EXPECT_EQ(reply["data"][1]["index"], 1);
  EXPECT_EQ(reply["data"][1]["embedding"].size(), 512U);
  const std::int64_t tokens = estimate_tokens("Paris") + estimate_tokens("Rome");
  EXPECT_EQ(reply["usage"], (Json{{"prompt_tokens", tokens}, {"total_tokens", tokens}}));
  // The same text has the same numbers, alone or among others, in every repeat.
  const Json alone = Json::parse(embed(*server, R"("model":"small","input":"Rome")").body);
  EXPECT_EQ(alone["data"][0]["embedding"], reply["data"][1]["embedding"]);
  const Json other = Json::parse(embed(*server, R"("model":"large","input":"Rome")").body);
  EXPECT_NE(other["data"][0]["embedding"], alone["data"][0]["embedding"]);
  const Json silent = Json::parse(embed(*server, R"("model":"silent","input":"Rome")").body);
  EXPECT_FALSE(silent.contains("usage"));
}

TEST(Embeddings, InBase64AreTheSameNumbers) {
  const auto server = serve(kEmbeddingModels);
  constexpr const char* kAsked = R"("model":"small","input":"Paris","dimensions":40)";
  const Json floats = Json::parse(embed(*server, kAsked).body);
  const Json packed =
      Json::parse(embed(*server, std::string(kAsked) + R"(,"encoding_format":"base64")").body);
  const std::string bytes =
      from_base64(packed["data"][0]["embedding"].get<std::string>()).value_or("");
  ASSERT_EQ(bytes.size(), 40U * 4U);
  for (std::size_t i = 0; i < 40; ++i) {
    std::uint32_t bits = 0;
    for (std::size_t k = 4; k > 0; --k) {
      bits = bits << 8U | static_cast<unsigned char>(bytes[4 * i + k - 1]);
    }
    EXPECT_EQ(std::bit_cast<float>(bits), floats["data"][0]["embedding"][i].get<float>()) << i;
  }
}

struct BadEmbeddingRow {
  std::string members;
  int status;
  const char* says;
};

std::string texts_of(std::size_t count, std::string_view text) {
  std::string list = "[";
  for (std::size_t i = 0; i < count; ++i) {
    list.append(i == 0 ? "\"" : ",\"").append(text).append("\"");
  }
  return list + "]";
}

const BadEmbeddingRow kBadEmbeddings[] = {
    {R"("input":"x")", 400, "model: a model is required"},
    {R"("model":"smal","input":"x")", 404, "did you mean 'small'?"},
    {R"("model":"small")", 400, "input: must be text or a list of texts"},
    {R"("model":"small","input":"")", 400, "input: must not be empty"},
    {R"("model":"small","input":[])", 400, "input: must not be empty"},
    {R"("model":"small","input":["x",""])", 400, "input: must not be empty"},
    {R"("model":"small","input":[1,2])", 400, "token ids are not read here"},
    {R"("model":"small","input":[[1,2]])", 400, "token ids are not read here"},
    {R"("model":"small","input":"x","encoding_format":"hex")", 400,
     "encoding_format: must be float or base64"},
    {R"("model":"small","input":"x","dimensions":0)", 400, "dimensions: must be an integer from 1"},
    {R"("model":"small","input":"x","dimensions":513)", 400, "from 1 to 512"},
    {R"("model":"small","input":"x","dimensions":"40")", 400, "dimensions: must be an integer"},
    {R"("model":"small","input":)" + texts_of(2049, "x"), 400, "input: at most 2048 texts"},
    {R"("model":"small","input":")" + std::string(40'000, 'x') + '"', 400, "at most 8192 in one"},
    {R"("model":"small","input":)" + texts_of(50, std::string(32'000, 'x')), 400,
     "at most 300000 in one request"},
};

TEST(Embeddings, BadRequestsAreRefusedInTheEndpointsWords) {
  const auto server = serve(kEmbeddingModels);
  for (const BadEmbeddingRow& row : kBadEmbeddings) {
    const RawReply reply = embed(*server, row.members);
    EXPECT_EQ(reply.status, row.status) << row.members.substr(0, 100);
    EXPECT_NE(reply.body.find(row.says), std::string::npos) << reply.body;
    EXPECT_TRUE(Json::parse(reply.body)["error"].contains("message"));
  }
}

TEST(Embeddings, HaveFaultsAndKeysAsRepliesHave) {
  const auto server = serve(kEmbeddingModels);
  constexpr const char* kAsked = R"("model":"large","input":"Paris")";
  const std::string first = embed(*server, kAsked).body;
  EXPECT_EQ(embed(*server, kAsked).status, 503);
  EXPECT_EQ(Json::parse(embed(*server, kAsked).body)["data"][0]["embedding"][0], 5);
  EXPECT_EQ(embed(*server, kAsked).body, first);
  const auto closed = serve("models: [{id: large}]\nrequire_key: right\n");
  EXPECT_EQ(embed(*closed, kAsked).status, 401);
  EXPECT_EQ(post(closed->port(), "/v1/embeddings", "{" + std::string(kAsked) + "}",
                 {{"authorization", "Bearer right"}})
                .status,
            200);
}

}  // namespace
}  // namespace assay::testing
