// Which models that embed expectations ask, and for vectors of what.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/suite/suite.h"

namespace assay {

// A text is kept for as long as a suite is, and each is a call.
inline constexpr std::size_t kMostEmbeddedReferences = 64;

struct EmbeddingUse {
  std::string embedder;                 // of the suite's `judges`
  std::vector<std::string> references;  // as they are written
  bool is_template = false;             // of the case's variables: others for each case
  std::string looks_at;                 // equal where the same text of an answer is embedded
};

// In the order in which they are asked, groups included.
std::vector<EmbeddingUse> embedding_uses(const Expectations& expectations);

// The text that is looked at, and the references, however long a list of a case's may be.
std::uint64_t most_texts(const EmbeddingUse& use);

}  // namespace assay
