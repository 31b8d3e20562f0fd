// A paid reply that could not be understood, as it came.
#pragma once

#include <span>
#include <string>

#include "harness/provider/outcome.h"
#include "harness/provider/reasoning.h"

namespace assay {

struct RawReply {
  std::string dialect;
  bool stream_requested = false;
  int status = 0;
  std::string content_type;
  std::string body;  // decompressed, secrets and all

  friend bool operator==(const RawReply&, const RawReply&) = default;
};

struct Application;

// By today's rules, `own` tags and the application's places; a failure as on the day when it came
// where those still do not understand it, or the dialect is gone.
tl::expected<Reply, Failure> decode_again(const RawReply& raw,
                                          std::span<const ReasoningTags> own = {},
                                          const Application* application = nullptr);

}  // namespace assay
