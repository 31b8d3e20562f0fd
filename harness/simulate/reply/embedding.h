// Embeddings that know spelling, not meaning: texts that share runs of characters
// lie close to each other, others near a right angle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace assay {

// The first `dimensions` (1 to kEmbeddingDimensions) numbers of the text's vector, of
// length 1. Runs of three characters, whatever their case and white space, are hashed
// by `seed` into signed counts (Weinberger et al. 2009): another seed is another space.
std::vector<float> embed_text(std::string_view utf8, std::uint64_t seed, std::size_t dimensions);

}  // namespace assay
