#include "harness/provider/embedding.h"
#include "tests/fuzz/decode_fuzz.h"

// Beside what holds for every decoder: what is kept of a reply is vectors of length 1, and a
// vector is as close to itself as can be.
FUZZ_TARGET(decode_openai_embeddings) {
  const assay::Dialect& dialect = *assay::find_dialect("openai_embeddings");
  assay::fuzz_decoder(dialect, input);
  const auto reply = assay::read_fuzzed(dialect, 200, false, input, input.size() + 1);
  if (!reply) return;
  const auto vectors = assay::embeddings_from_text(reply->answer);
  assay::require(vectors.has_value() && !vectors->empty());
  assay::require(assay::embeddings_to_text(*vectors) == reply->answer);
  for (const assay::Embedding& vector : *vectors)
    assay::require(assay::cosine(vector, vector) == 1);
}
