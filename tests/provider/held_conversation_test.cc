// Where an application says what it calls a conversation.
#include "harness/provider/held_conversation.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

using From = SessionRules::From;

const CookieJar kCookies = {"#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t0\tsid\ts%3A1.x",
                            "127.0.0.1\tFALSE\t/\tFALSE\t0\tempty\t", "no line of a cookie file"};

struct OpenedRow {
  From from;
  const char* name;
  int status;
  Headers headers;
  const char* body;
  const char* session;  // "": a failure
  const char* said;     // of the failure
};
const OpenedRow kOpened[] = {
    {From::place, "/id", 200, {}, R"({"id":"a-1"})", "a-1", ""},
    {From::place, "/id", 201, {}, R"({"id":7})", "7", ""},
    {From::place, "/id", 200, {}, R"({"id":null})", "", "a value at '/id'"},
    {From::place, "/id", 200, {}, R"({"id":""})", "", "a value at '/id'"},
    {From::place, "/id", 200, {}, "<!doctype html>down", "", "<!doctype html>down"},
    {From::place, "/id", 302, {}, R"({"id":"a-1"})", "", "asking for a session"},
    {From::header, "X-Talk", 204, {{"x-talk", "t"}}, "", "t", ""},
    {From::header, "x-talk", 303, {{"x-talk", "t"}}, "", "t", ""},
    {From::header, "x-talk", 200, {{"x-other", "t"}}, "hm", "", "the header 'x-talk'"},
    {From::header, "x-talk", 200, {{"x-talk", ""}}, "", "", "the header 'x-talk'"},
    {From::cookie, "sid", 302, {}, "", "s%3A1.x", ""},
    {From::cookie, "SID", 200, {}, "", "", "the cookie 'SID'"},
    {From::cookie, "empty", 200, {}, "", "", "the cookie 'empty'"},
    {From::cookie, "sid", 401, {}, R"({"error":"who?"})", "", "asking for a session"},
};

TEST(HeldConversation, IsNamedWhereTheSuiteSaysOrThatIsTheFailure) {
  for (const OpenedRow& row : kOpened) {
    SCOPED_TRACE(std::string(row.name) + " " + std::to_string(row.status) + " " + row.body);
    const auto session = opened_session({row.from, row.name}, row.status, row.headers, row.body,
                                        kCookies, WallTime{});
    EXPECT_EQ(session ? session->text : "", row.session);
    if (session) continue;
    EXPECT_NE(session.error().message.find(row.said), std::string::npos) << session.error().message;
  }
}

TEST(HeldConversation, KeepsTheTypeOfItsName) {
  const auto session = opened_session({From::place, "/id"}, 200, {}, R"({"id":7})", {}, WallTime{});
  ASSERT_TRUE(session);
  EXPECT_EQ(session->json, "7");
}

}  // namespace
}  // namespace assay
