#include "harness/report/summary/pictures.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "harness/base/base64.h"
#include "harness/suite/media_type.h"
#include "tests/support/results.h"
#include "tests/support/test_files.h"

namespace assay::testing {
namespace {

std::string little_endian(std::size_t value) {
  return {static_cast<char>(value & 0xff), static_cast<char>(value >> 8)};
}

// A GIF of one black pixel on a screen of this size, with `rest` behind its end.
std::string gif(std::size_t width, std::size_t height, const std::string& rest = "") {
  using namespace std::string_literals;
  return "GIF89a" + little_endian(width) + little_endian(height) +
         "\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"s + rest;
}

class PicturesTest : public ::testing::Test {
 protected:
  PicturesTest()
      : store_(value_of(Store::open(folder_.path() / "assay.db", Store::Access::read_write))) {}

  // What is stored as the image with these bytes is `kept`.
  void keep(const std::string& bytes, const std::string& kept) {
    Reply reply;
    reply.answer = kept;
    value_of(store_.put_reply(picture_key(sha256(bytes).hex()), reply, Timings(), std::nullopt));
  }
  // A question with an image of these bytes.
  void ask(const std::string& bytes) {
    Messages messages{{Role::user, "What is it?", {}, {}}};
    Media media = media_of(bytes);
    media.sha256 = sha256(bytes).hex();
    messages[0].attachments.push_back({AttachmentKind::image, 0, "a.gif", media});
    report_.messages.push_back({{"p", messages_to_json(messages)}});
  }
  std::size_t shown() {
    read_pictures(store_, report_, damage_);
    return report_.pictures.size();
  }

  TemporaryFolder folder_;
  Store store_;
  Report report_;
  Damage damage_;
};

TEST_F(PicturesTest, AreShownAsWhatTheirBytesAre) {
  const std::string bytes = gif(10, 20);
  keep(bytes, to_base64(bytes));
  ask(bytes);
  ask(bytes);
  ASSERT_EQ(shown(), 1U) << "each once";
  EXPECT_EQ(report_.pictures.begin()->second, "data:image/gif;base64," + to_base64(bytes));
  EXPECT_EQ(damage_.found, 0U);
}

TEST_F(PicturesTest, OfADialogueAreThoseOfItsTurns) {
  const std::string bytes = gif(10, 20);
  keep(bytes, to_base64(bytes));
  ask(bytes);
  ReportTurn turn;
  turn.said = messages_from_json(report_.messages[0][0].second).value();
  report_.messages.clear();
  ReportCell cell;
  cell.turns = std::make_shared<const std::vector<ReportTurn>>(std::vector<ReportTurn>{turn});
  report_.cells.push_back(cell);
  EXPECT_EQ(shown(), 1U);
}

// Whoever wrote the Store may have put anything under an image's name.
TEST_F(PicturesTest, ThatAreNoneAreLeftOut) {
  const std::string svg = R"svg(<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>)svg";
  const std::string image = gif(10, 20);
  const std::string other = gif(30, 40);
  const std::string huge = gif(4000, 4000);
  const std::string heavy = gif(1, 1, std::string(kMostPictureBytes, 'x'));
  keep(svg, to_base64(svg));
  keep(image, to_base64(other));
  keep(other, "no base64!");
  keep(huge, to_base64(huge));
  keep(heavy, to_base64(heavy));
  for (const std::string& bytes : {svg, image, other, huge, heavy}) ask(bytes);
  ask(gif(7, 7));  // which nobody stored
  report_.messages.push_back({{"p", R"(no JSON with "attachments")"}});
  EXPECT_EQ(shown(), 0U);
}

TEST_F(PicturesTest, EndWhereAPageHasEnough) {
  const std::size_t each = kMostPictureBytes - 100;
  const std::size_t fit = kMostPicturesBytes / (each + gif(1, 1).size());
  for (std::size_t i = 0; i < fit + 3; ++i) {
    const std::string bytes = gif(1 + i, 1, std::string(each, 'x'));
    keep(bytes, to_base64(bytes));
    ask(bytes);
  }
  EXPECT_EQ(shown(), fit);
}

TEST(IsShown, TakesRasterImagesWithinBounds) {
  struct Row {
    Media media;
    bool is_shown;
  };
  const Row rows[] = {
      {{"image/png", "", 100, 10, 10}, true},
      {{"image/jpeg", "", kMostPictureBytes, 10, 10}, true},
      {{"image/webp", "", 100, 4000, 2000}, true},
      {{"image/webp", "", 100, 4000, 2001}, false},
      {{"image/png", "", 100, 4'294'967'295, 4'294'967'295}, false},
      {{"image/gif", "", kMostPictureBytes + 1, 10, 10}, false},
      {{"image/svg+xml", "", 100, 10, 10}, false},
      {{"text/plain", "", 100, 0, 0}, false},
      {{"", "", 100, 0, 0}, false},
  };
  for (const Row& row : rows) EXPECT_EQ(is_shown(row.media), row.is_shown) << row.media.type;
}

}  // namespace
}  // namespace assay::testing
