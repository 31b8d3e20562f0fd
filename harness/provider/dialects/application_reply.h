// What an HTTP application answers, by the places its suite names. Inside provider/.
#pragma once

#include <string_view>

#include "harness/provider/dialect.h"
#include "harness/provider/wire_json.h"

namespace assay {

// Both read by state.application; a failure where there is none.
tl::expected<Reply, Failure> decode_application_body(std::string_view body, StreamState& state);
void on_application_event(const SseEvent& event, StreamState& state);

// The failure that `error` in a reply tells, in its own words, by the rules for errors of every
// dialect.
Failure told_failure(const WireValue& error);
// What is no amount stays unknown.
void take_cost(const WireValue& cost, Reply& reply);

}  // namespace assay
