#include "harness/store/run_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "tests/support/test_files.h"

namespace assay::testing {
namespace {

// A process of its own that holds a run's lock until it is killed.
class Holder {
 public:
  Holder(const std::filesystem::path& store, std::string_view run) {
    int ready[2];
    if (pipe(ready) != 0) throw std::runtime_error("pipe");
    pid_ = fork();
    if (pid_ == 0) {
      const Result<RunLock> lock = RunLock::acquire(store, run);
      const char held = lock ? 'y' : 'n';
      if (write(ready[1], &held, 1) == 1) pause();
      _exit(0);
    }
    char held = 'n';
    if (read(ready[0], &held, 1) != 1 || held != 'y') throw std::runtime_error("no lock");
    close(ready[0]);
    close(ready[1]);
  }
  ~Holder() { kill_now(); }

  void kill_now() {
    if (pid_ == 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
};

TEST(RunLock, ASecondProcessIsToldWhoHasTheRun) {
  const TemporaryFolder folder;
  const Holder holder(folder / "assay.db", "r-1");
  const Result<RunLock> second = RunLock::acquire(folder / "assay.db", "r-1");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::usage);
  EXPECT_NE(second.error().message.find("r-1"), std::string::npos);
  EXPECT_NE(second.error().message.find("process " + std::to_string(holder.pid())),
            std::string::npos)
      << second.error().message;
}

TEST(RunLock, AllRunsAreFreeOnlyWhereNoneIsHeld) {
  const TemporaryFolder folder;
  Holder holder(folder / "assay.db", "r-1");
  const Result<RunLock> refused = RunLock::acquire_all(folder / "assay.db");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("process " + std::to_string(holder.pid())),
            std::string::npos)
      << refused.error().message;
  holder.kill_now();
  EXPECT_TRUE(RunLock::acquire_all(folder / "assay.db"));
}

TEST(RunLock, OtherRunsAndOtherStoresAreFree) {
  const TemporaryFolder folder;
  const Holder holder(folder / "assay.db", "r-1");
  EXPECT_TRUE(RunLock::acquire(folder / "assay.db", "r-2"));
  EXPECT_TRUE(RunLock::acquire(folder / "other.db", "r-1"));
}

TEST(RunLock, ADeadProcessHoldsNothing) {
  const TemporaryFolder folder;
  Holder holder(folder / "assay.db", "r-1");
  holder.kill_now();
  EXPECT_TRUE(RunLock::acquire(folder / "assay.db", "r-1"));
}

TEST(RunLock, IsGivenBack) {
  const TemporaryFolder folder;
  { const Result<RunLock> lock = RunLock::acquire(folder / "assay.db", "r-1"); }
  const Holder holder(folder / "assay.db", "r-1");
}

TEST(RunLock, IsSeenByWhoeverLooks) {
  const TemporaryFolder folder;
  EXPECT_FALSE(RunLock::is_held(folder / "assay.db", "r-1"));
  EXPECT_FALSE(std::filesystem::exists(folder / "assay.db-lock")) << "looking wrote a file";
  Holder holder(folder / "assay.db", "r-1");
  EXPECT_TRUE(RunLock::is_held(folder / "assay.db", "r-1"));
  EXPECT_FALSE(RunLock::is_held(folder / "assay.db", "r-2"));
  holder.kill_now();
  EXPECT_FALSE(RunLock::is_held(folder / "assay.db", "r-1"));
}

TEST(RunLock, AFolderThatIsNotThereIsOneError) {
  const Result<RunLock> lock = RunLock::acquire("/nonexistent/assay.db", "r-1");
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().kind, ErrorKind::infrastructure);
}

}  // namespace
}  // namespace assay::testing
