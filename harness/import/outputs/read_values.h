// Values of somebody else's record, typed. CSV has texts for all of them; "" is not known there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/clock.h"
#include "harness/base/json.h"
#include "harness/base/money.h"
#include "harness/base/result.h"
#include "harness/provider/outcome.h"
#include "harness/provider/request.h"

namespace assay {

// A text as it is, anything else as JSON; null is "".
std::string text_of(const Json& value);

// Errors say what the value is not.
Result<std::optional<double>> number_in(const Json& value);  // finite; true is 1
Result<std::optional<std::int64_t>> count_in(const Json& value);
Result<std::optional<Nanoseconds>> milliseconds_in(const Json& value);
Result<std::optional<Money>> usd_in(const Json& value);

// A text is one message of the user; a list has {role, content}, where content may be parts of
// text.
Result<Messages> question_in(const Json& value);

// Why there is no answer, as the file says it.
Failure failure_elsewhere(std::string_view why);

// Why the answer ended, in the provider's word, and in assay's where that is known.
void take_finish_reason(std::string_view native, Reply& reply);

// A text that is itself a JSON list of messages is that list.
Result<Messages> prompt_text_in(const std::string& text);

// Of an object: its field, null where there is none.
const Json& field_of(const Json& object, std::string_view name);

}  // namespace assay
