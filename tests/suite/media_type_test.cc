#include "harness/suite/media_type.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/test_files.h"

namespace assay {
namespace {

using namespace std::string_literals;

std::string wav(std::uint32_t bytes_a_second, std::size_t sound) {
  std::string file = "RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0"s;
  for (int shift = 0; shift < 32; shift += 8)
    file += static_cast<char>((bytes_a_second >> shift) & 0xFF);
  file += "\1\0\x08\0data"s;
  for (int shift = 0; shift < 32; shift += 8) file += static_cast<char>((sound >> shift) & 0xFF);
  return file + std::string(sound, '\x80');
}

struct Row {
  const char* name;
  std::string bytes;
  const char* type;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

class MediaType : public ::testing::TestWithParam<Row> {};

TEST_P(MediaType, IsWhatTheBytesSay) {
  const Row& row = GetParam();
  const Media media = media_of(row.bytes);
  EXPECT_EQ(media.type, row.type);
  EXPECT_EQ(media.width, row.width);
  EXPECT_EQ(media.height, row.height);
  EXPECT_EQ(media.bytes, row.bytes.size());
}

const std::string kPng = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\0\x20\x08\x02\0\0\0"s;
const std::string kJpeg =
    "\xFF\xD8\xFF\xE0\0\x04JF\xFF\xC4\0\x03x\xFF\xFF\xC2\0\x11\x08\0\x20\1\0\x03"s;

INSTANTIATE_TEST_SUITE_P(
    Rows, MediaType,
    ::testing::Values(Row{"png", kPng, "image/png", 256, 32},
                      Row{"png_cut_off_before_its_size", kPng.substr(0, 17), ""},
                      Row{"png_of_nothing", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\x20"s, ""},
                      // A table and filled-up bytes stand before the frame.
                      Row{"jpeg", kJpeg, "image/jpeg", 256, 32},
                      Row{"jpeg_without_frame", "\xFF\xD8\xFF\xD9"s, ""},
                      Row{"jpeg_whose_segment_ends_nowhere", "\xFF\xD8\xFF\xE0\xFF\xFF"s, ""},
                      Row{"gif", "GIF89a\x40\1\xF0\0"s, "image/gif", 320, 240},
                      Row{"webp_lossy",
                          "RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9D\x01\x2A\x40\1\xF0\0"s,
                          "image/webp", 320, 240},
                      Row{"webp_lossless", "RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2F\x3F\xC1\x3B\0"s,
                          "image/webp", 320, 240},
                      Row{"webp_extended", "RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x3F\1\0\xEF\0\0"s,
                          "image/webp", 320, 240},
                      Row{"webp_of_no_kind", "RIFF\0\0\0\0WEBPVP9 "s, ""},
                      Row{"wav", wav(8000, 4000), "audio/wav"},
                      Row{"mp3_with_tags", "ID3\4\0"s, "audio/mpeg"},
                      Row{"mp3", "\xFF\xFB\x90\x64"s, "audio/mpeg"},
                      Row{"pdf", "%PDF-1.7\n\xE2\xE3", "application/pdf"},
                      Row{"text", "Grüße,\n\tAda\r\n", "text/plain"}, Row{"empty", "", ""},
                      Row{"control_characters", "a\x01"s, ""}, Row{"latin_1", "Gr\xFC\xDF", ""},
                      Row{"tiff", "II*\0\x08\0\0\0"s, ""}),
    [](const auto& each) { return each.param.name; });

TEST(MediaType, TellsHowLongASoundIs) {
  EXPECT_DOUBLE_EQ(media_of(wav(8000, 4000)).seconds, 0.5);
  // What is said to follow and does not is not counted; nor is a rate of nothing.
  EXPECT_DOUBLE_EQ(media_of(wav(8000, 4000).substr(0, 44 + 800)).seconds, 0.1);
  EXPECT_DOUBLE_EQ(media_of(wav(0, 4000)).seconds, 0);
}

TEST(MediaType, KnowsThePicturesOfTheExample) {
  const Media circle =
      media_of(testing::read_text(testing::source_path("suites/pictures/circle.png")));
  EXPECT_EQ(circle.type, "image/png");
  EXPECT_EQ(circle.width, 96u);
  EXPECT_EQ(circle.height, 96u);
}

}  // namespace
}  // namespace assay
