// Exchanges in tests/wire/<dialect>/<behaviour>.http: what a server sends and what
// it means. Each is decoded by the dialect's test and can be replayed by a server.
//
//   # comment lines: what this shows, and which server does it
//   application: events            (dialect http only: a name of tests/support/applications.h)
//   request-stream: true
//   status: 200
//   header: content-type: text/event-stream
//   --- body
//   <bytes exactly as sent>
//   --- reply            or   --- failure
//   <JSON: reply_to_json's form   {kind, retryable, http_status, retry_after_ms?,
//                                  code?, message_contains?}>
//
// The newline before the last marker is not part of the body.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/provider/http.h"

namespace assay::testing {

struct WireFixture {
  std::string name;         // file name without .http
  std::string dialect;      // folder name
  std::string about;        // its comment, lines joined
  std::string application;  // "" unless the dialect is http
  bool request_stream = false;
  int status = 0;
  Headers headers;
  std::string body;
  bool expects_reply = false;  // else a failure
  Json expected;
};

// Throws std::runtime_error with the file's name for anything malformed.
WireFixture parse_wire_fixture(std::string_view text, std::string_view dialect,
                               std::string_view name);
WireFixture load_wire_fixture(const std::filesystem::path& path);

// The paths of tests/wire/<dialect>/, sorted. None is read: a program of tests begins once for each
// of them, and would read them all each time.
std::vector<std::string> wire_fixtures(std::string_view dialect);

}  // namespace assay::testing
