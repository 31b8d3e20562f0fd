// The keeper. Between fork and exec, and in the keeper for as long as it lives, nothing is
// called but system calls and what glibc makes safe after a fork (malloc, opendir).
#include "harness/script/keeper_process.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <ctime>
#include <string>
#include <string_view>

namespace assay {
namespace {

constexpr int kStepMs = 5;         // how often it looks for children that have ended
constexpr int kLeavingMs = 100;    // for a program whose input has ended to leave by itself
constexpr int kTerminateMs = 200;  // between SIGTERM and SIGKILL
constexpr std::size_t kMostDescendants = 8192;  // looked at in one round; there are more rounds

long long now_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<long long>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

// All but `kept` is closed: files of the run's Store, sockets, other programs' pipes.
void close_all_but(std::array<int, 5> kept) {
  std::sort(kept.begin(), kept.end());
  unsigned from = 0;
  for (const int fd : kept) {
    const auto stop = static_cast<unsigned>(fd);
    if (stop > from) ::close_range(from, stop - 1, 0);
    from = std::max(from, stop + 1);
  }
  ::close_range(from, ~0U, 0);
}

void set_signals(void (*handler)(int)) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGXFSZ, SIGUSR1, SIGUSR2,
                           SIGTSTP, SIGTTIN, SIGTTOU})
    ::signal(signal, handler);
}

void allow_all_signals() {
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void become_program(const PreparedProgram& program, const KeeperPipes& pipes,
                                 pid_t keeper) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != keeper) ::_exit(127);
  set_signals(SIG_DFL);
  ::signal(SIGCHLD, SIG_DFL);
  allow_all_signals();
  // Above the three first, so that none is overwritten before it is copied.
  const int input = ::fcntl(pipes.input, F_DUPFD_CLOEXEC, 3);
  const int output = ::fcntl(pipes.output, F_DUPFD_CLOEXEC, 3);
  const int errors = ::fcntl(pipes.errors, F_DUPFD_CLOEXEC, 3);
  const int status = ::fcntl(pipes.status, F_DUPFD_CLOEXEC, 3);
  const bool is_wired = ::dup2(input, 0) == 0 && ::dup2(output, 1) == 1 && ::dup2(errors, 2) == 2;
  if (is_wired && ::chdir(program.folder()) == 0)
    ::execve(program.path(), program.words(), program.environment());
  const KeeperWord word{errno, 0};
  [[maybe_unused]] const ssize_t told = ::write(status, &word, sizeof(word));
  ::_exit(127);
}

struct Process {
  pid_t pid, parent;
};

pid_t read_pid(std::string_view text) {
  pid_t pid = -1;
  std::from_chars(text.data(), text.data() + text.size(), pid);
  return pid;
}

// Of a line of /proc/PID/stat: "12 (a) b) S 1 ...", where the name may hold anything.
pid_t parent_in(std::string_view stat) {
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string_view::npos || name_end + 4 >= stat.size()) return -1;
  return read_pid(stat.substr(name_end + 4));
}

pid_t parent_of(int proc, std::string_view pid) {
  const std::string path = std::string(pid) + "/stat";
  const int file = ::openat(proc, path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  std::array<char, 512> stat;
  const ssize_t bytes = ::read(file, stat.data(), stat.size());
  ::close(file);
  return bytes > 0 ? parent_in({stat.data(), static_cast<std::size_t>(bytes)}) : -1;
}

std::size_t list_processes(std::array<Process, kMostDescendants>& processes) {
  DIR* const proc = ::opendir("/proc");
  if (proc == nullptr) return 0;
  std::size_t count = 0;
  while (const dirent* const entry = ::readdir(proc)) {
    if (entry->d_name[0] < '0' || entry->d_name[0] > '9' || count == processes.size()) continue;
    processes[count++] = {read_pid(entry->d_name), parent_of(::dirfd(proc), entry->d_name)};
  }
  ::closedir(proc);
  return count;
}

// Every process below this one. Those that lost their parent are its children: it is their
// subreaper.
void signal_descendants(int signal) {
  static std::array<Process, kMostDescendants> processes;
  static std::array<bool, kMostDescendants> is_below;
  const std::size_t count = list_processes(processes);
  is_below.fill(false);
  const auto is_found = [&](pid_t parent) {
    for (std::size_t i = 0; i < count; ++i)
      if (processes[i].pid == parent) return is_below[i];
    return false;
  };
  const pid_t self = ::getpid();
  for (bool has_more = true; has_more;) {
    has_more = false;
    for (std::size_t i = 0; i < count; ++i) {
      if (is_below[i] || (processes[i].parent != self && !is_found(processes[i].parent))) continue;
      is_below[i] = has_more = true;
      ::kill(processes[i].pid, signal);
    }
  }
}

class Keeper {
 public:
  // `children` is readable when some child has ended.
  Keeper(pid_t program, int status, int control, int children)
      : program_(program), status_(status), control_(control), children_(children) {}

  [[noreturn]] void run() {
    while (!has_ended_ && wait_for_word()) reap();
    end_all();
    ::_exit(0);
  }

 private:
  // False once all is to end.
  bool wait_for_word() {
    std::array<pollfd, 2> news{{{control_, POLLIN, 0}, {children_, POLLIN, 0}}};
    if (::poll(news.data(), news.size(), -1) <= 0) return true;
    if (news[1].revents != 0) {
      signalfd_siginfo ignored{};
      [[maybe_unused]] const ssize_t drained = ::read(children_, &ignored, sizeof(ignored));
    }
    if (news[0].revents == 0) return true;
    char byte = 0;
    is_urgent_ = ::read(control_, &byte, 1) > 0;
    return false;
  }

  // Takes children that have ended; false once there are none.
  bool reap() {
    while (true) {
      int wait_status = 0;
      const pid_t pid = ::waitpid(-1, &wait_status, WNOHANG);
      if (pid < 0 && errno == EINTR) continue;
      if (pid <= 0) return pid == 0;
      if (pid != program_) continue;
      has_ended_ = true;
      const KeeperWord word{0, wait_status};
      [[maybe_unused]] const ssize_t told = ::write(status_, &word, sizeof(word));
    }
  }

  bool are_gone_within(int ms) {
    const long long until = now_ms() + ms;
    while (reap()) {
      if (now_ms() >= until) return false;
      ::poll(nullptr, 0, kStepMs);
    }
    return true;
  }

  // A group cannot fork its way out of one kill(); what left the group is looked for.
  void signal_all(int signal) {
    if (!has_ended_) ::kill(-program_, signal);
    signal_descendants(signal);
  }

  void end_all() {
    if (!is_urgent_ && !has_ended_ && are_gone_within(kLeavingMs)) return;
    signal_all(SIGTERM);
    if (are_gone_within(kTerminateMs)) return;
    do {
      signal_all(SIGKILL);
    } while (!are_gone_within(2 * kStepMs));
  }

  pid_t program_;
  int status_, control_, children_;
  bool has_ended_ = false;
  bool is_urgent_ = false;
};

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

PreparedProgram::PreparedProgram(const ScriptProgram& program)
    : path_(program.path.string()),
      folder_(program.folder.string()),
      words_(program.words),
      environment_(program.environment),
      word_pointers_(pointers_to(words_)),
      environment_pointers_(pointers_to(environment_)) {}

void keep_program(const PreparedProgram& program, const KeeperPipes& pipes) {
  close_all_but({pipes.input, pipes.output, pipes.errors, pipes.status, pipes.control});
  ::setsid();  // no Ctrl-C of the terminal reaches it
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  set_signals(SIG_IGN);
  ::signal(SIGCHLD, SIG_DFL);
  allow_all_signals();
  sigset_t child_ended;
  sigemptyset(&child_ended);
  sigaddset(&child_ended, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &child_ended, nullptr);
  const int children = ::signalfd(-1, &child_ended, SFD_CLOEXEC | SFD_NONBLOCK);
  const pid_t keeper = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) become_program(program, pipes, keeper);
  if (child < 0 || children < 0) {
    const KeeperWord word{errno, 0};
    [[maybe_unused]] const ssize_t told = ::write(pipes.status, &word, sizeof(word));
    ::_exit(1);
  }
  ::setpgid(child, child);  // here too: whichever comes first
  for (const int fd : {pipes.input, pipes.output, pipes.errors}) ::close(fd);
  Keeper(child, pipes.status, pipes.control, children).run();
}

}  // namespace assay
