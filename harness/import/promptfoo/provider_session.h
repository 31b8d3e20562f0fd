// Sessions of HTTP applications: `sessionParser` and `responseParser` of promptfoo.
#pragma once

#include <string>
#include <string_view>

namespace assay {

// Where JavaScript of `data` reads a session: a JSON Pointer of `data.body.a.b`, "header:NAME" of
// `data.headers['name']`, "cookie:NAME" of what cuts a cookie of that name out of
// `data.headers['set-cookie']`. "" when it is anything else (docs/http.md, "Conversations").
std::string session_place(std::string_view code);

// Whether a header's value is nothing but slots with a few words around them, and so no secret.
bool is_made_of_slots(std::string_view value);

}  // namespace assay
