// An `.eval` of Inspect, as it comes and as somebody may have made it.
#include <gtest/gtest.h>

#include "harness/import/outputs/zip_entries.h"
#include "tests/import/made_zip.h"
#include "tests/import/outputs_fixture.h"

namespace assay {
namespace {

using testing::made_zip;
using testing::Packed;
using testing::read_outputs;
using testing::ReadOutputs;

constexpr const char* kHeader = R"({"version":2,"status":"success","eval":{"model":"openai/m"}})";

std::string sample(int id, int epoch, const std::string& answer) {
  return R"({"id":)" + std::to_string(id) + R"(,"epoch":)" + std::to_string(epoch) +
         R"(,"input":"Q","target":"4","output":{"model":"m","choices":[{"message":{"role":"assistant","content":")" +
         answer + R"("},"stop_reason":"stop"}],"completion":")" + answer +
         R"("},"scores":{"match":{"value":"C"}}})";
}

TEST(InspectArchive, IsReadHoweverItsEntriesArePacked) {
  for (const Packed packed : {Packed::stored, Packed::deflated, Packed::zstandard}) {
    const ReadOutputs read = read_outputs(
        "inspect", made_zip({{"_journal/start.json", R"({"eval":{"model":"x"}})", packed},
                             {"samples/1_epoch_1.json", sample(1, 1, "4"), packed},
                             {"samples/1_epoch_2.json", sample(1, 2, "5"), packed},
                             {"summaries.json", "[]", packed},
                             {"header.json", kHeader, packed}}));
    ASSERT_EQ(read.error, "") << static_cast<int>(packed);
    ASSERT_EQ(read.outputs.size(), 2U);
    EXPECT_EQ(read.outputs[0].case_id, "1");
    EXPECT_EQ(read.outputs[1].repeat, 2);
    EXPECT_EQ(read.outputs[1].model, "openai/m");
    EXPECT_EQ(read.outputs[1].where, "sample 2");
    EXPECT_EQ(read.reply(0).answer, "4");
    EXPECT_EQ(read.outputs[0].scores.size(), 1U);
  }
}

// A run that was killed has no header yet; one that went on wrote some samples again.
TEST(InspectArchive, OfARunThatDidNotEndHasItsModelAndItsLastSamples) {
  const ReadOutputs read =
      read_outputs("inspect", made_zip({{"_journal/start.json", kHeader},
                                        {"samples/1_epoch_1.json", sample(1, 1, "first")},
                                        {"samples/2_epoch_1.json", sample(2, 1, "other")},
                                        {"samples/1_epoch_1.json", sample(1, 1, "again")}}));
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.outputs.size(), 2U);
  EXPECT_EQ(read.outputs[0].model, "openai/m");
  EXPECT_EQ(read.reply(0).answer, "other");
  EXPECT_EQ(read.reply(1).answer, "again");
}

// The program's locale is "C", in which a library has no such letters.
TEST(InspectArchive, HasSamplesOfAnyName) {
  const ReadOutputs read = read_outputs(
      "inspect",
      made_zip({{"samples/\u65e5\u672c_epoch_1.json", sample(1, 1, "a"), Packed::stored, true},
                {"samples/2_epoch_1.json", sample(2, 1, "b")}}));
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.outputs.size(), 2U);
}

TEST(InspectArchive, ReadsNamesThatLeadElsewhereAsNamesAlone) {
  const ReadOutputs read = read_outputs(
      "inspect",
      made_zip({{"../../../etc/passwd", "x"}, {"samples/../../1.json", sample(1, 1, "a")}}));
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.outputs.size(), 1U);
}

TEST(InspectArchive, IsRefusedWithItsReason) {
  const std::string whole = made_zip({{"samples/1_epoch_1.json", sample(1, 1, "a")}});
  std::string damaged = whole;
  damaged[40 + 22] ^= 1;  // of the sample's bytes: its checksum no longer fits
  const struct {
    std::string bytes;
    const char* message;
  } kRows[] = {
      {made_zip({{"a.txt", "b"}}), "is no log of Inspect"},
      {whole.substr(0, whole.size() / 2), "outputs: "},
      {damaged, "samples/1_epoch_1.json"},
      {made_zip({{"samples/1_epoch_1.json", "{\"id\":"}}), "samples/1_epoch_1.json: "},
      {made_zip({{"samples/1_epoch_1.json", "{}"}}), "sample 1: has no id"},
  };
  for (const auto& row : kRows) {
    const ReadOutputs read = read_outputs("inspect", row.bytes);
    EXPECT_NE(read.error.find(row.message), std::string::npos) << row.message << ": " << read.error;
  }
}

// What an archive unpacks to is counted as it comes, whatever its directory says.
TEST(ZipEntries, StopAtTheirBounds) {
  const testing::TemporaryFolder folder;
  const std::string file = (folder / "bomb.eval").string();
  // Entries that all point at the same bytes would be a hundred such for the price of one.
  const std::string part(std::size_t{1} << 20, ' ');
  testing::write_text(file, made_zip({{"a", part, Packed::deflated}}));
  Result<ZipEntries> entries = ZipEntries::open(file);
  ASSERT_TRUE(entries.has_value());
  std::size_t taken = 0;
  const auto all = [](std::string_view) -> Result<bool> { return true; };
  const auto take = [&](std::string_view, std::string_view bytes) -> Result<void> {
    taken += bytes.size();
    return {};
  };
  Result<void> read;
  for (int i = 0; i < 2000 && read; ++i) read = entries->each(all, take);
  ASSERT_FALSE(read.has_value());
  EXPECT_NE(read.error().message.find("entry 'a': unpacks to more than may be read"),
            std::string::npos)
      << read.error().message;
  EXPECT_LE(taken, kZipFloorBytes);
}

}  // namespace
}  // namespace assay
