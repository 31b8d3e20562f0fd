// The built-in model server: a real HTTP server on loopback that speaks every
// dialect, streaming and not, with models, count_tokens and embeddings. Replies come from
// simulated models, recorded outputs or faults, deterministically by seed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace assay {

struct ModelsFile;

struct ServerOptions {
  std::uint16_t port = 0;      // 0: any free one
  std::filesystem::path root;  // files the models file names stay below it; default its folder
  // Divides every simulated delay, for tests; 0: no delays at all.
  double speed = 1;
  int threads = 1;
};

// Runs until destroyed. Thread-safe. base_url() is "http://127.0.0.1:PORT", or
// "https://" of the same when the models file asks for TLS; the
// OpenAI shape lives under /v1 (and, as ModelsLab's, under /api/v7/llm), the
// Anthropic shape at /v1/messages, the native envelope at /native/chat.
class ModelServer {
 public:
  static Result<std::unique_ptr<ModelServer>> start(const std::filesystem::path& models_file,
                                                    const ServerOptions& options);
  static Result<std::unique_ptr<ModelServer>> start_text(std::string_view yaml,
                                                         const ServerOptions& options);
  ~ModelServer();

  std::string base_url() const;
  std::uint16_t port() const;
  // The authority to trust, in PEM; empty when the models file names no `ca_file`.
  std::filesystem::path ca_file() const;

  struct Stats {
    std::uint64_t requests = 0;
    std::uint64_t completions = 0;  // answered 200 with a whole reply
  };
  Stats stats() const;

 private:
  struct Impl;
  explicit ModelServer(std::unique_ptr<Impl> impl);
  static Result<std::unique_ptr<ModelServer>> start_parsed(ModelsFile file,
                                                           const std::filesystem::path& root,
                                                           const ServerOptions& options);
  std::unique_ptr<Impl> impl_;
};

}  // namespace assay
