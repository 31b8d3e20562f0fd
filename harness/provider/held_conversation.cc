#include "harness/provider/held_conversation.h"

#include "harness/base/text.h"
#include "harness/provider/failure.h"
#include "harness/provider/reply_reader.h"
#include "harness/provider/wire_json.h"

namespace assay {
namespace {

using SessionFrom = SessionRules::From;

// Of the line of a cookie file: domain, whether its subdomains count, path, whether TLS is needed,
// end, name, value.
constexpr std::size_t kNameField = 5;
constexpr std::size_t kCookieFields = 7;

std::optional<SessionName> name_from(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return SessionName{to_valid_utf8(text), ""};
}

std::optional<SessionName> cookie_in(const CookieJar& cookies, std::string_view name) {
  for (const std::string& line : cookies) {
    const std::vector<std::string_view> fields = split(line, '\t');
    if (fields.size() == kCookieFields && fields[kNameField] == name)
      return name_from(fields[kNameField + 1]);
  }
  return std::nullopt;
}

}  // namespace

std::optional<SessionName> told_session(const SessionRules& rules, const Headers& headers,
                                        const CookieJar& cookies,
                                        const std::optional<SessionName>& at_place) {
  if (rules.from == SessionFrom::place) return at_place;
  if (rules.from == SessionFrom::cookie) return cookie_in(cookies, rules.name);
  const Header* const header = find_header(headers, rules.name);
  return header == nullptr ? std::nullopt : name_from(header->value);
}

tl::expected<SessionName, Failure> opened_session(const SessionRules& rules, int status,
                                                  const Headers& headers, std::string_view body,
                                                  const CookieJar& cookies, WallTime wall) {
  const int most =
      rules.from == SessionFrom::place ? 299 : 399;  // a form that logs in sends elsewhere
  if (status < 200 || status > most) {
    Failure failure = failure_from(status, headers, body, wall);
    failure.message = "asking for a session: " + failure.message;
    return tl::unexpected(std::move(failure));
  }
  std::optional<SessionName> at_place;
  if (rules.from == SessionFrom::place) {
    const WireValue value = parse_wire(body).at(rules.name);
    if (!value.is_null()) at_place = SessionName{value.as_text(), value.as_json()};
  }
  const std::optional<SessionName> told = told_session(rules, headers, cookies, at_place);
  if (told && !told->empty()) return *told;
  return tl::unexpected(bad_reply(
      "the reply to the request for a session has none: looked for " + place_of(rules), body));
}

std::string place_of(const SessionRules& rules) {
  const std::string name = "'" + rules.name + "'";
  if (rules.from == SessionFrom::header) return "the header " + name;
  return rules.from == SessionFrom::cookie ? "the cookie " + name : "a value at " + name;
}

}  // namespace assay
