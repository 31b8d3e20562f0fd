#include "harness/base/encoding.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

#include "harness/base/text.h"
#include "tests/support/utf16.h"

namespace assay {
namespace {

struct GoodRow {
  std::string bytes;
  const char* text;
};

TEST(Encoding, IsUtf8OrUtf16ThatSaysSo) {
  const GoodRow rows[] = {
      {"", ""},
      {"caf\u00e9", "caf\u00e9"},
      {"\xEF\xBB\xBFx", "x"},
      {"\xEF\xBB\xBF\xEF\xBB\xBFx", "\uFEFFx"},  // one mark is a mark, the second is text
      {testing::utf16("", true), ""},
      {testing::utf16("a\u00e9\u4e2d\U0001F600\n", true), "a\u00e9\u4e2d\U0001F600\n"},
      {testing::utf16("a\u00e9\u4e2d\U0001F600\n", false), "a\u00e9\u4e2d\U0001F600\n"},
  };
  for (const GoodRow& row : rows) {
    const auto text = decode_text(row.bytes);
    ASSERT_TRUE(text) << text.error().message;
    EXPECT_EQ(*text, row.text);
  }
}

struct BadRow {
  std::string bytes;
  std::size_t offset;
  int line;
  const char* message;
};

TEST(Encoding, IsNamedWhereItIsRefused) {
  const std::string little = testing::utf16("ab\ncd\n", true);
  const BadRow rows[] = {
      {"x\ncaf\xE9\n", 5, 2, "not UTF-8: byte 0xE9 at byte 5; it looks like Windows-1252"},
      {"caf\u00e9\n\xE9\n", 6, 2, "what comes before is UTF-8, so the file is damaged"},
      {"\xC0\x80", 0, 1, "not UTF-8: byte 0xC0"},      // an overlong NUL
      {"\xED\xA0\x80", 0, 1, "not UTF-8: byte 0xED"},  // a surrogate
      {little.substr(2), 1, 1,
       "UTF-16 (little-endian) without a byte order mark: save it as UTF-8"},
      {testing::utf16("ab\ncd\n", false).substr(2), 0, 1,
       "UTF-16 (big-endian) without a byte order"},
      {std::string("ab\nc\0d", 6), 4, 2, "a NUL byte at byte 4"},
      {little + "x", 14, 3, "UTF-16 that is damaged at byte 14 (half a character ends it)"},
      {std::string("\xFF\xFE\0\xD8"
                   "a\0",
                   6),
       2, 1, "the first half of a pair alone"},
      {std::string("\xFF\xFE\0\xD8", 4), 2, 1, "the first half of a pair alone"},
      {std::string("\xFE\xFF\xDC\0", 4), 2, 1, "the second half of a pair alone"},
      {std::string("\xFF\xFE\0\0a\0\0\0", 8), 0, 1, "UTF-32: save it as UTF-8"},
      {std::string("PK\x03\x04", 4), 0, 1, "a ZIP archive, as Excel workbooks are"},
      {"\x1F\x8B\x08", 0, 1, "compressed with gzip: unpack it first"},
  };
  for (const BadRow& row : rows) {
    const auto text = decode_text(row.bytes);
    ASSERT_FALSE(text) << row.message;
    EXPECT_EQ(text.error().offset, row.offset) << row.message;
    EXPECT_EQ(text.error().line, row.line) << row.message;
    EXPECT_NE(text.error().message.find(row.message), std::string::npos) << text.error().message;
  }
}

TEST(EncodingProperty, AnyBytesAreTextOrRefused) {
  EXPECT_TRUE(rc::check("what comes out is UTF-8", [](const std::string& bytes) {
    const auto text = decode_text(bytes);
    if (text)
      RC_ASSERT(is_valid_utf8(*text));
    else
      RC_ASSERT(text.error().offset <= bytes.size());
    for (const std::string mark : {"\xFF\xFE", "\xFE\xFF"}) {
      const auto wide = decode_text(mark + bytes);
      if (wide) RC_ASSERT(is_valid_utf8(*wide));
    }
  }));
}

}  // namespace
}  // namespace assay
