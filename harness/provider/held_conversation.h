// A conversation that an application holds: what it calls it, and the cookies that it has set.
//
// It is in memory only. Who has the name of a session may go on with it, so neither the name nor a
// cookie is written anywhere; a run that is resumed begins such conversations anew (decision 37).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/provider/application.h"
#include "harness/provider/http.h"
#include "harness/provider/outcome.h"

namespace assay {

struct HeldConversation {
  SessionName session;
  CookieJar cookies;
  bool has_begun = false;  // a question was
  // A turn has failed that it may have taken, and that may be asked again: in another one.
  bool is_broken = false;
};

// The session that a reply told; nothing where it told none. `at_place` is what it has at the
// rules' JSON Pointer.
std::optional<SessionName> told_session(const SessionRules& rules, const Headers& headers,
                                        const CookieJar& cookies,
                                        const std::optional<SessionName>& at_place);

// That of a reply to the request for a session: its status is 2xx, or of a redirect where a header
// or a cookie tells. `wall` is for headers that say when to ask again.
tl::expected<SessionName, Failure> opened_session(const SessionRules& rules, int status,
                                                  const Headers& headers, std::string_view body,
                                                  const CookieJar& cookies, WallTime wall);

// "the cookie 'sid'", as messages name it.
std::string place_of(const SessionRules& rules);

}  // namespace assay
