// Vectors: of length 1 whatever came, the same after they were kept, and close to themselves.
#include "harness/provider/embedding.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

#include "harness/base/base64.h"
#include "harness/provider/dialect.h"

namespace assay {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Embedding, IsDividedByItsLength) {
  const auto vector = unit_vector(std::vector<double>{3, 0, -4});
  ASSERT_TRUE(vector);
  EXPECT_EQ(*vector, (Embedding{0.6F, 0, -0.8F}));
  // No square of these is a number.
  for (const double scale : {1e300, 1e-300, 5e-324 * 1e10}) {
    const auto scaled = unit_vector(std::vector<double>{3 * scale, 0, -4 * scale});
    ASSERT_TRUE(scaled);
    EXPECT_EQ(cosine(*vector, *scaled), 1);
  }
}

TEST(Embedding, IsRefusedWhereItIsNoDirection) {
  EXPECT_FALSE(unit_vector({}));
  EXPECT_FALSE(unit_vector(std::vector<double>{0, -0.0}));
  EXPECT_FALSE(unit_vector(std::vector<double>{1, kInfinity}));
  EXPECT_FALSE(unit_vector(std::vector<double>{1, std::nan("")}));
  EXPECT_TRUE(unit_vector(std::vector<double>(kMostDimensions, 1)));
  EXPECT_FALSE(unit_vector(std::vector<double>(kMostDimensions + 1, 1)));
}

TEST(Embedding, IsCosine) {
  EXPECT_EQ(cosine(Embedding{1, 0}, Embedding{0, 1}), 0);
  EXPECT_EQ(cosine(Embedding{1, 0}, Embedding{-1, 0}), -1);
  EXPECT_EQ(cosine(Embedding{1, 0}, Embedding{0.6F, 0.8F}), 0.6);
}

// Damage of the Store is seen, and so is the reply of another kind of model.
TEST(Embedding, IsReadOnlyWhereItWasKept) {
  for (const std::string& text :
       {std::string(), std::string("pass"), to_base64("abc"), to_base64(std::string(8, '\0')),
        to_base64(std::string("\0\0\x80\x3f\0\0\x80\x3f", 8)),  // (1, 1)
        to_base64(std::string("\0\0\xc0\x7f", 4))}) {           // NaN
    EXPECT_FALSE(embeddings_from_text(text)) << text;
  }
  Reply reply;
  reply.answer = embeddings_to_text(std::vector<Embedding>{{1, 0}, {0, 1}});
  EXPECT_EQ(embeddings_from_text(reply.answer)->size(), 2u);
  const auto one = embedding_of(reply);
  ASSERT_FALSE(one);
  EXPECT_EQ(one.error(), "2 vectors came for one text");
}

RC_GTEST_PROP(EmbeddingProperty, IsTheSameAfterItWasKept, (const std::vector<double>& numbers)) {
  const auto vector = unit_vector(numbers);
  RC_PRE(vector.has_value());
  double square = 0;
  for (const float number : *vector) square += static_cast<double>(number) * number;
  RC_ASSERT(std::abs(square - 1) < 1e-5);
  RC_ASSERT(cosine(*vector, *vector) == 1);
  const std::vector<Embedding> kept{*vector, *vector};
  const auto read = embeddings_from_text(embeddings_to_text(kept));
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == kept);
}

// A reply to several texts is a reply to each; what was counted and billed adds up.
RC_GTEST_PROP(EmbeddingProperty, IsDividedAmongItsTexts, ()) {
  const auto lengths = *rc::gen::suchThat(
      rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 5'000)),
      [](const auto& each) { return !each.empty(); });
  Reply whole;
  whole.model = "e";
  Messages texts;
  std::vector<Embedding> vectors;
  for (const std::size_t length : lengths) {
    texts.push_back({Role::user, std::string(length, 'x'), {}, {}});
    vectors.push_back(unit_vector(std::vector<double>{1, static_cast<double>(length)}).value());
  }
  whole.answer = embeddings_to_text(vectors);
  whole.usage.input = *rc::gen::inRange<std::int64_t>(0, 300'000);
  whole.billed_cost = Money{*rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 50)};
  const auto parts = find_dialect("openai_embeddings")->split(whole, texts);
  RC_ASSERT(parts.has_value() && parts->size() == texts.size());
  std::int64_t tokens = 0;
  Money billed;
  for (std::size_t i = 0; i < parts->size(); ++i) {
    const Reply& part = (*parts)[i];
    RC_ASSERT(embedding_of(part).value() == vectors[i]);
    RC_ASSERT(part.model == "e");
    tokens += part.usage.input.value();
    billed += part.billed_cost.value();
  }
  RC_ASSERT(tokens == whole.usage.input);
  RC_ASSERT(billed == whole.billed_cost);
  texts.pop_back();
  RC_ASSERT(!find_dialect("openai_embeddings")->split(whole, texts).has_value());
}

}  // namespace
}  // namespace assay
