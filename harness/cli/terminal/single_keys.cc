#include "harness/cli/terminal/single_keys.h"

#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace assay {
namespace {

termios usual;  // the terminal's settings before
struct sigaction stop_before;
struct sigaction quit_before;

void set_usual() {
  ::tcsetattr(STDIN_FILENO, TCSANOW, &usual);
}

void set_keys() {
  termios keys = usual;
  keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  keys.c_cc[VMIN] = 1;
  keys.c_cc[VTIME] = 0;
  ::tcsetattr(STDIN_FILENO, TCSANOW, &keys);
}

// Handlers: all that they call may be called in one (signal-safety(7)).
void on_stop(int) {
  const int error = errno;
  set_usual();
  ::raise(SIGSTOP);
  set_keys();  // it goes on
  errno = error;
}

void on_quit(int number) {
  set_usual();
  ::signal(number, SIG_DFL);
  ::raise(number);  // comes when this handler has returned
}

void handle(int number, void (*handler)(int), struct sigaction& before) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  ::sigaction(number, &action, &before);
}

}  // namespace

SingleKeys::SingleKeys() {
  ::tcgetattr(STDIN_FILENO, &usual);
  handle(SIGTSTP, on_stop, stop_before);
  handle(SIGQUIT, on_quit, quit_before);
  set_keys();
}

SingleKeys::~SingleKeys() {
  set_usual();
  ::sigaction(SIGTSTP, &stop_before, nullptr);
  ::sigaction(SIGQUIT, &quit_before, nullptr);
}

}  // namespace assay
