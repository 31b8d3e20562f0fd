#include "harness/base/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "tests/support/test_files.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryFolder;

TEST(File, ReadsRegularFilesWithinTheBound) {
  const TemporaryFolder folder;
  testing::write_text(folder / "a.txt", "hello");
  EXPECT_EQ(read_file(folder / "a.txt", 5).value(), "hello");
  EXPECT_FALSE(read_file(folder / "a.txt", 4));
  EXPECT_FALSE(read_file(folder / "missing", 10));
  EXPECT_FALSE(read_file(folder.path(), 10));
  EXPECT_FALSE(read_file("/dev/zero", 10));
}

TEST(File, AFifoDoesNotHang) {
  const TemporaryFolder folder;
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_FALSE(read_file(folder / "pipe", 10));
}

TEST(File, AConfinedPathCannotLeaveItsRoot) {
  const TemporaryFolder folder;
  testing::write_text(folder / "secret.txt", "secret");
  testing::write_text(folder / "suite/data/a.csv", "a");
  fs::create_symlink("../secret.txt", folder / "suite/link");
  fs::create_symlink("data/a.csv", folder / "suite/inner");
  const fs::path root = folder / "suite";

  EXPECT_EQ(read_confined(root, "data/a.csv", 100).value(), "a");
  EXPECT_EQ(read_confined(root, "data/../data/a.csv", 100).value(), "a");
  EXPECT_EQ(read_confined(root, "inner", 100).value(), "a");
  for (const char* path : {"../secret.txt", "/etc/passwd", "link", "data/../../secret.txt"}) {
    const Result<std::string> read = read_confined(root, path, 100);
    ASSERT_FALSE(read) << path;
    EXPECT_NE(read.error().message.find("--root"), std::string::npos) << read.error().message;
  }
  EXPECT_FALSE(read_confined(root, "missing.csv", 100));
  EXPECT_FALSE(read_confined(root, std::string_view("a\0b", 3), 100));
}

TEST(File, WritesWholeFilesAndMakesTheirFolders) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_file_atomically(folder / "a/b/c.txt", "one"));
  ASSERT_TRUE(write_file_atomically(folder / "a/b/c.txt", "two"));
  EXPECT_EQ(testing::read_text(folder / "a/b/c.txt"), "two");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder / "a/b"), fs::directory_iterator()), 1);
}

TEST(File, APipeIsWrittenToAndStaysOne) {
  const TemporaryFolder folder;
  const fs::path pipe = folder / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  // Open for both: neither side waits for the other.
  const int reader = open(pipe.c_str(), O_RDWR | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  EXPECT_TRUE(write_file_atomically(pipe, "through"));
  char seen[16] = {};
  EXPECT_EQ(read(reader, seen, sizeof seen), 7);
  EXPECT_STREQ(seen, "through");
  EXPECT_TRUE(fs::is_fifo(pipe));
  // The same by its number, as a shell passes it.
  const fs::path by_number = "/dev/fd/" + std::to_string(reader);
  EXPECT_TRUE(write_file_atomically(by_number, "again"));
  EXPECT_EQ(read(reader, seen, sizeof seen), 5);
  close(reader);
}

TEST(File, AFailedWriteNamesTheFileAndKeepsTheOldOne) {
  const TemporaryFolder folder;
  testing::write_text(folder / "file", "old");
  const Result<void> written = write_file_atomically(folder / "file/below", "x");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::infrastructure);
  EXPECT_NE(written.error().message.find("file/below"), std::string::npos);
  EXPECT_EQ(testing::read_text(folder / "file"), "old");
}

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

TEST(File, IsMadeForTheUserAloneAndKeepsPermissions) {
  const TemporaryFolder folder;
  const mode_t before = umask(0);
  ASSERT_TRUE(write_file_atomically(folder / "new/deep/report.json", "answers"));
  EXPECT_EQ(mode_of(folder / "new/deep/report.json"), 0600u);
  EXPECT_EQ(mode_of(folder / "new"), 0700u);
  EXPECT_EQ(mode_of(folder / "new/deep"), 0700u);
  // What somebody made readable stays so, and what is read-only can be replaced.
  for (const mode_t mode : {0644u, 0444u}) {
    ASSERT_EQ(chmod((folder / "new/deep/report.json").c_str(), mode), 0);
    ASSERT_TRUE(write_file_atomically(folder / "new/deep/report.json", "more"));
    EXPECT_EQ(mode_of(folder / "new/deep/report.json"), mode);
  }
  umask(before);
}

TEST(File, MakesFoldersWhereTheyAreMissingAndSaysWhereItCannot) {
  const TemporaryFolder folder;
  EXPECT_TRUE(make_private_folders(folder / "a/b/../c"));
  EXPECT_TRUE(fs::is_directory(folder / "a/c"));
  EXPECT_TRUE(make_private_folders(folder / "a/c/"));
  EXPECT_TRUE(make_private_folders(""));
  testing::write_text(folder / "plain", "text");
  for (const char* below : {"plain", "plain/below"}) {
    const Result<void> made = make_private_folders(folder / below);
    ASSERT_FALSE(made) << below;
    EXPECT_NE(made.error().message.find("plain"), std::string::npos);
  }
}

TEST(File, KilledWhileItWritesItLeavesTheOldFileOrTheNew) {
  const TemporaryFolder folder;
  const fs::path file = folder / "baseline.json";
  const std::string contents[] = {std::string(200'000, 'o'), std::string(300'000, 'n')};
  ASSERT_TRUE(write_file_atomically(file, contents[0]));
  for (int round = 0; round < 15; ++round) {
    const pid_t child = fork();
    if (child == 0) {
      for (int i = 1;; ++i) {
        if (!write_file_atomically(file, contents[i % 2])) _exit(1);
      }
    }
    usleep(static_cast<useconds_t>(500 * round));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const std::string left = testing::read_text(file);
    EXPECT_TRUE(left == contents[0] || left == contents[1]) << left.size();
  }
}

}  // namespace
}  // namespace assay
