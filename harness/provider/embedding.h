// Vectors that embedding models make of texts. Servers differ in whether theirs have
// length 1: here all have, so that a cosine is a sum of products.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/provider/reply.h"

#include <tl/expected.hpp>

namespace assay {

using Embedding = std::vector<float>;  // of length 1

// More than any model gives; what a stranger sends is bounded by it.
inline constexpr std::size_t kMostDimensions = 16'384;

// `numbers` divided by their length; or why they are no direction: none or too many of
// them, one that is not finite, or nothing but zeros.
tl::expected<Embedding, std::string> unit_vector(std::span<const double> numbers);

// What base64 of little-endian float32 says; nothing for what is none, or longer than a vector.
std::optional<std::vector<double>> floats_from_base64(std::string_view text);

// How a Reply's answer keeps them: a line for each text, little-endian float32 as base64.
std::string embeddings_to_text(std::span<const Embedding> vectors);
tl::expected<std::vector<Embedding>, std::string> embeddings_from_text(std::string_view text);

// What an embedding model made of the one text that it was asked for.
tl::expected<Embedding, std::string> embedding_of(const Reply& reply);

// In [-1, 1], to six decimals: float32 carries no more, and a text is as close to itself as
// can be. Requires as many numbers in `a` as in `b`.
double cosine(std::span<const float> a, std::span<const float> b);

}  // namespace assay
