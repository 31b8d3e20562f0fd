// What an HTTP application answers, by the places its suite names. Inside provider/.
#pragma once

#include <string_view>

#include "harness/provider/dialect.h"

namespace assay {

// Both read by state.application; a failure where there is none.
tl::expected<Reply, Failure> decode_application_body(std::string_view body, StreamState& state);
void on_application_event(const SseEvent& event, StreamState& state);

}  // namespace assay
