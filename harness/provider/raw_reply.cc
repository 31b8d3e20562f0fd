#include "harness/provider/raw_reply.h"

#include "harness/provider/failure.h"
#include "harness/provider/reply_reader.h"

namespace assay {

tl::expected<Reply, Failure> decode_again(const RawReply& raw, std::span<const ReasoningTags> own,
                                          const Application* application) {
  const Dialect* const dialect = find_dialect(raw.dialect);
  if (dialect == nullptr) {
    return tl::unexpected(
        make_failure(FailureKind::bad_reply, false, "no dialect '" + raw.dialect + "'"));
  }
  ReplyReader reader(*dialect, raw.stream_requested);
  reader.set_reasoning_tags(own);
  reader.set_application(application);
  reader.on_head(raw.status, {{"content-type", raw.content_type}});
  reader.on_bytes(raw.body, Instant{});
  return reader.finish();
}

}  // namespace assay
