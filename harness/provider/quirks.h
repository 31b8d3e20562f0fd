// What a reply had that assay did not expect: words, tags and fields that it
// does not know. Kept with the reply and named in the run's warnings, so that a
// server that begins to speak otherwise shows it. Noted inside provider/.
#pragma once

#include <span>
#include <string_view>

#include "harness/provider/reasoning.h"
#include "harness/provider/reply.h"
#include "harness/provider/wire_json.h"

namespace assay {

// Once each, few, short, and safe to print: `what` may quote the server.
void note_quirk(Reply& reply, std::string_view what);

// Names the members of `object` that have a value and are not `known`. `place`
// is what goes before a name: "" or "usage.".
void note_unread(const WireValue& object, std::string_view place,
                 std::span<const std::string_view> known, Reply& reply);

// Names the tag by which reasoning was taken out of the answer, if any was.
void note_inline_reasoning(Reply& reply, const SplitAnswer& split);
// Whether that is a guess (SplitAnswer::is_guess).
bool has_guessed_reasoning(const Reply& reply);

// Names a tag for reasoning that the answer begins with and that no rule takes out.
void note_unknown_tag(Reply& reply);

}  // namespace assay
