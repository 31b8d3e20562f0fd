// The floor that assay is measured against: libcurl's multi_socket interface on
// epoll and simdjson, tuned as docs/runner.md, "Network", says, and nothing else: no
// plan, no Store, no scoring. Prints requests, seconds and CPU microseconds a request.
//
// usage: bare_client URL REQUESTS IN_FLIGHT
#include <curl/curl.h>
#include <simdjson.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

constexpr int kMultis = 8;
constexpr const char* kBody =
    R"({"model":"static","messages":[{"role":"user","content":"What is the capital of France?"}],"stream":false})";

struct Client;

struct Transfer {
  CURL* easy = nullptr;
  CURLM* multi = nullptr;
  std::string reply;
};

struct Loop {
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  CURLM* multis[kMultis] = {};
  std::vector<char> events;          // by descriptor: what is registered
  std::vector<unsigned char> owner;  // by descriptor: which multi
};

int on_socket(CURL*, curl_socket_t socket, int what, void* user, void* known) {
  auto* const slot = static_cast<std::pair<Loop*, int>*>(user);
  Loop& loop = *slot->first;
  if (what == CURL_POLL_REMOVE) return 0;  // stays registered: the connection is used again
  const auto index = static_cast<std::size_t>(socket);
  if (loop.events.size() <= index) {
    loop.events.resize(index + 64);
    loop.owner.resize(index + 64);
  }
  loop.owner[index] = static_cast<unsigned char>(slot->second);
  if (known == nullptr) curl_multi_assign(loop.multis[slot->second], socket, &loop);
  if (loop.events[index] == what) return 0;
  epoll_event event{};
  event.events = (what & CURL_POLL_IN ? EPOLLIN : 0U) | (what & CURL_POLL_OUT ? EPOLLOUT : 0U);
  event.data.fd = socket;
  if (epoll_ctl(loop.epoll, loop.events[index] == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket,
                &event) != 0) {
    epoll_ctl(loop.epoll, EPOLL_CTL_ADD, socket, &event);
  }
  loop.events[index] = static_cast<char>(what);
  return 0;
}

std::size_t on_write(char* bytes, std::size_t size, std::size_t count, void* user) {
  static_cast<Transfer*>(user)->reply.append(bytes, size * count);
  return size * count;
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return std::fprintf(stderr, "usage: bare_client URL REQUESTS IN_FLIGHT\n"), 2;
  const long total = std::atol(argv[2]);
  const int in_flight = std::atoi(argv[3]);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURLU* url = curl_url();
  curl_url_set(url, CURLUPART_URL, argv[1], 0);
  curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
  headers = curl_slist_append(headers, "Authorization: Bearer sk-0123456789");
  headers = curl_slist_append(headers, "Expect:");

  Loop loop;
  std::pair<Loop*, int> slots[kMultis];
  for (int i = 0; i < kMultis; ++i) {
    slots[i] = {&loop, i};
    loop.multis[i] = curl_multi_init();
    curl_multi_setopt(loop.multis[i], CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(loop.multis[i], CURLMOPT_SOCKETDATA, &slots[i]);
    curl_multi_setopt(loop.multis[i], CURLMOPT_MAXCONNECTS, static_cast<long>(in_flight));
  }
  std::vector<Transfer> transfers(static_cast<std::size_t>(in_flight));
  long started = 0;
  long done = 0;
  long bytes = 0;
  for (Transfer& transfer : transfers) {
    transfer.easy = curl_easy_init();
    transfer.multi = loop.multis[started % kMultis];
    curl_easy_setopt(transfer.easy, CURLOPT_CURLU, url);
    curl_easy_setopt(transfer.easy, CURLOPT_PROXY, "");
    curl_easy_setopt(transfer.easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(transfer.easy, CURLOPT_POSTFIELDS, kBody);
    curl_easy_setopt(transfer.easy, CURLOPT_WRITEFUNCTION, on_write);
    curl_easy_setopt(transfer.easy, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(transfer.easy, CURLOPT_PRIVATE, &transfer);
    curl_easy_setopt(transfer.easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(transfer.easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_multi_add_handle(transfer.multi, transfer.easy);
    ++started;
  }
  simdjson::ondemand::parser parser;
  const auto from = std::chrono::steady_clock::now();
  int running = 0;
  for (CURLM* multi : loop.multis)
    curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
  epoll_event events[256];
  while (done < total) {
    const int ready = epoll_wait(loop.epoll, events, 256, 50);
    for (int i = 0; i < ready; ++i) {
      const int mask = (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR) ? CURL_CSELECT_IN : 0) |
                       (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
      CURLM* multi = loop.multis[loop.owner[static_cast<std::size_t>(events[i].data.fd)]];
      curl_multi_socket_action(multi, events[i].data.fd, mask, &running);
    }
    for (CURLM* multi : loop.multis) {
      if (ready == 0) curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
      // A kick may finish what it starts, and only a message says so: until nothing was
      // started, or the wait above would begin with nobody left to end it.
      for (bool restarted = true; restarted;) {
        restarted = false;
        int left = 0;
        while (CURLMsg* message = curl_multi_info_read(multi, &left)) {
          Transfer* transfer = nullptr;
          curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
          if (message->data.result != CURLE_OK) {
            std::fprintf(stderr, "bare_client: %s\n", curl_easy_strerror(message->data.result));
            return 1;
          }
          const simdjson::padded_string padded(transfer->reply);
          simdjson::ondemand::document document = parser.iterate(padded);
          const std::string_view content = document["choices"].at(0)["message"]["content"];
          bytes += static_cast<long>(content.size());
          transfer->reply.clear();
          ++done;
          curl_multi_remove_handle(multi, transfer->easy);
          if (started < total) {
            ++started;
            curl_multi_add_handle(multi, transfer->easy);
            restarted = true;
          }
        }
        if (restarted) curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
      }
    }
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
  std::printf(
      "{\"requests\": %ld, \"seconds\": %.3f, \"requests_per_second\": %.0f, "
      "\"cpu_us_per_request\": %.2f}\n",
      done, seconds, static_cast<double>(done) / seconds,
      cpu_seconds() * 1e6 / static_cast<double>(done));
  return bytes > 0 ? 0 : 1;
}
