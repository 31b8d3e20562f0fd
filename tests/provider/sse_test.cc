#include "harness/provider/sse.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace assay {
namespace {

using Events = std::vector<std::pair<std::string, std::string>>;

Events parse(std::string_view bytes, std::size_t piece) {
  SseParser parser(1 << 20);
  Events events;
  const auto keep = [&](const SseEvent& event) {
    events.emplace_back(std::string(event.name), std::string(event.data));
  };
  while (!bytes.empty()) {
    const std::string part(bytes.substr(0, piece));
    EXPECT_TRUE(parser.feed(part, keep));
    bytes.remove_prefix(part.size());
  }
  parser.finish(keep);
  return events;
}

struct SseRow {
  const char* bytes;
  Events events;
};

TEST(SseParser, FollowsTheStandard) {
  const SseRow rows[] = {
      {"data: a\n\n", {{"", "a"}}},
      {"data:a\n\n", {{"", "a"}}},
      {"data:  a\n\n", {{"", " a"}}},  // one space only
      {"data: a\ndata: b\n\n", {{"", "a\nb"}}},
      {"event: e\ndata: a\n\ndata: b\n\n", {{"e", "a"}, {"", "b"}}},
      {"data: a\r\n\r\ndata: b\r\r", {{"", "a"}, {"", "b"}}},
      {": comment\n\n:\n\ndata: a\n\n", {{"", "a"}}},
      {"\xEF\xBB\xBF"
       "data: a\n\n",
       {{"", "a"}}},
      {"id: 1\nretry: 9\nother: x\ndata: a\n\n", {{"", "a"}}},
      {"data\n\ndata:\n\n", {}},      // without data there is no event
      {"event: e\n\n", {{"e", ""}}},  // unless it has a name, beyond the standard
      {"event: e\ndata\n\ndata: a\n\n", {{"e", ""}, {"", "a"}}},
      {"data: a\ndata:\n\n", {{"", "a\n"}}},
      // Beyond the standard: errors outside of data.
      {"error: {\"a\":1}\n\n", {{"error", "{\"a\":1}"}}},
      {"data: a\n\n{\"a\":1}\n", {{"", "a"}, {"", "{\"a\":1}"}}},
      {"data: a", {{"", "a"}}},  // the stream ended too early
      {"data: a\n", {{"", "a"}}},
      {"", {}},
      {"\n\n\r\n", {}},
  };
  for (const SseRow& row : rows) {
    SCOPED_TRACE(row.bytes);
    for (std::size_t piece = 1; piece < 12; ++piece) EXPECT_EQ(parse(row.bytes, piece), row.events);
  }
}

TEST(SseParser, RefusesALineBeyondItsBound) {
  const auto ignore = [](const SseEvent&) {};
  SseParser parser(10);
  EXPECT_TRUE(parser.feed("data: abcd\n\n", ignore));
  EXPECT_TRUE(parser.feed("data: ab", ignore));
  EXPECT_FALSE(parser.feed("cdefg", ignore));
  parser.reset();
  EXPECT_TRUE(parser.feed("data: ab", ignore));
}

TEST(SseParser, KnowsWhenAnUnfinishedEventHasData) {
  const auto ignore = [](const SseEvent&) {};
  SseParser parser(100);
  parser.feed(": keep-alive\n\n: keep", ignore);
  EXPECT_FALSE(parser.in_payload());
  parser.feed("-alive\n\ndata: {", ignore);
  EXPECT_TRUE(parser.in_payload());
  parser.feed("}\n\n", ignore);
  EXPECT_FALSE(parser.in_payload());
}

RC_GTEST_PROP(SseParser, DoesNotSeeHowTheBytesWereCut, (const std::vector<std::uint8_t>& choices)) {
  const char* const parts[] = {"data", ":",     " ", "\n",           "\r",
                               "\r\n", "event", "x", "\xEF\xBB\xBF", "\n\n"};
  std::string bytes;
  for (const std::uint8_t choice : choices) bytes += parts[choice % std::size(parts)];
  const Events whole = parse(bytes, bytes.size() + 1);
  const auto piece = *rc::gen::inRange<std::size_t>(1, 9);
  RC_ASSERT(parse(bytes, piece) == whole);
}

}  // namespace
}  // namespace assay
