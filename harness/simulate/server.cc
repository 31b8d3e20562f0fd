#include "harness/simulate/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "harness/base/file.h"
#include "harness/simulate/connection.h"
#include "harness/simulate/models_file/models_file.h"
#include "harness/simulate/tls.h"

namespace assay {
namespace {

namespace net = boost::asio;
using net::ip::tcp;
using ErrorCode = boost::system::error_code;

// Out of descriptors: connections that end soon will free some.
constexpr std::chrono::milliseconds kAcceptPause{10};

}  // namespace

// Destroyed from the bottom up: the io_context first, and with it every
// connection, then what connections borrow.
struct ModelServer::Impl {
  SystemClock clock;
  std::unique_ptr<ModelService> service;
  std::unique_ptr<net::ssl::context> tls;  // nullptr: in the clear
  ServerCounters counters;
  net::io_context context;
  tcp::acceptor acceptor;
  net::steady_timer pause;
  std::uint16_t port = 0;
  std::filesystem::path ca_file;
  std::vector<std::thread> threads;

  explicit Impl(int thread_count) : context(thread_count), acceptor(context), pause(context) {}
  ~Impl() {
    context.stop();
    for (std::thread& thread : threads) thread.join();
  }

  Result<void> prepare_tls(const ModelsFile& file, const std::filesystem::path& root);
  Result<void> listen(std::uint16_t wanted);
  void accept();
  void run(int thread_count);
};

Result<void> ModelServer::Impl::prepare_tls(const ModelsFile& file,
                                            const std::filesystem::path& root) {
  if (!file.tls) return {};
  ASSAY_TRY(TlsIdentity identity, make_tls_identity(*file.tls, clock.wall()));
  tls = std::move(identity.context);
  if (file.ca_file.empty()) return {};
  ASSAY_TRY(ca_file, path_below(root, "ca_file", file.ca_file));
  return write_file_atomically(ca_file, identity.authority_pem);
}

Result<void> ModelServer::Impl::listen(std::uint16_t wanted) {
  const tcp::endpoint endpoint(net::ip::address_v4::loopback(), wanted);
  ErrorCode error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(net::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(net::socket_base::max_listen_connections, error);
  if (error) {
    return infrastructure_error(
        fmt::format("the model server cannot listen on 127.0.0.1:{}: {}", wanted, error.message()));
  }
  port = acceptor.local_endpoint().port();
  return {};
}

void ModelServer::Impl::accept() {
  acceptor.async_accept(net::make_strand(context), [this](ErrorCode error, tcp::socket socket) {
    if (error == net::error::operation_aborted) return;
    if (!error) {
      std::make_shared<Connection>(std::move(socket), tls.get(), *service, counters, clock)
          ->start();
      return accept();
    }
    pause.expires_after(kAcceptPause);
    pause.async_wait([this](ErrorCode stopped) {
      if (!stopped) accept();
    });
  });
}

void ModelServer::Impl::run(int thread_count) {
  accept();
  for (int i = 0; i < thread_count; ++i) {
    threads.emplace_back([this] { context.run(); });
  }
}

namespace {

std::filesystem::path root_of(const ServerOptions& options, const std::filesystem::path& fallback) {
  const std::filesystem::path& root = options.root.empty() ? fallback : options.root;
  return root.empty() ? std::filesystem::path(".") : root;
}

}  // namespace

ModelServer::ModelServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ModelServer::~ModelServer() = default;

Result<std::unique_ptr<ModelServer>> ModelServer::start_text(std::string_view yaml,
                                                             const ServerOptions& options) {
  ASSAY_TRY(ModelsFile file, parse_models_file(yaml, "models"));
  return start_parsed(std::move(file), root_of(options, {}), options);
}

Result<std::unique_ptr<ModelServer>> ModelServer::start(const std::filesystem::path& models_file,
                                                        const ServerOptions& options) {
  ASSAY_TRY(ModelsFile file, load_models_file(models_file));
  return start_parsed(std::move(file), root_of(options, models_file.parent_path()), options);
}

Result<std::unique_ptr<ModelServer>> ModelServer::start_parsed(ModelsFile file,
                                                               const std::filesystem::path& root,
                                                               const ServerOptions& options) {
  const int threads = std::clamp(options.threads, 1, 64);
  auto impl = std::make_unique<Impl>(threads);
  ASSAY_CHECK(impl->prepare_tls(file, root));
  ASSAY_TRY(impl->service, ModelService::create(std::move(file), root, options.speed, impl->clock));
  ASSAY_CHECK(impl->listen(options.port));
  impl->run(threads);
  return std::unique_ptr<ModelServer>(new ModelServer(std::move(impl)));
}

std::string ModelServer::base_url() const {
  return fmt::format("{}://127.0.0.1:{}", impl_->tls ? "https" : "http", impl_->port);
}

std::uint16_t ModelServer::port() const {
  return impl_->port;
}

std::filesystem::path ModelServer::ca_file() const {
  return impl_->ca_file;
}

ModelServer::Stats ModelServer::stats() const {
  return {impl_->counters.requests.load(std::memory_order_relaxed),
          impl_->counters.completions.load(std::memory_order_relaxed)};
}

}  // namespace assay
