// The dialects, one .cc each; dialects.cc is the table of them.
#pragma once

#include "harness/provider/dialect.h"

namespace assay {

extern const Dialect kOpenAiChat;
extern const Dialect kAnthropicMessages;
extern const Dialect kGemini;
extern const Dialect kHttp;
extern const Dialect kExec;
extern const Dialect kModelsLabNative;
extern const Dialect kOpenAiResponses;

// Of embeddings.
extern const Dialect kOpenAiEmbeddings;

}  // namespace assay
