#include "harness/provider/embedding.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>

#include "harness/base/base64.h"

namespace assay {
namespace {

// float32 leaves this much of a length.
constexpr double kLengthTolerance = 1e-4;

std::string vector_bytes(const Embedding& vector) {
  std::string bytes;
  bytes.reserve(sizeof(float) * vector.size());
  for (const float number : vector) {
    const auto bits = std::bit_cast<std::uint32_t>(number);
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(bits >> shift & 0xffU);
  }
  return bytes;
}

double length_of(std::span<const double> numbers) {
  double square = 0;
  for (const double number : numbers) square += number * number;
  return std::sqrt(square);
}

tl::expected<Embedding, std::string> vector_from_text(std::string_view line) {
  const std::optional<std::vector<double>> numbers = floats_from_base64(line);
  if (!numbers)
    return tl::unexpected(std::string("what is kept of a vector is not base64 of float32"));
  const double length = length_of(*numbers);
  if (!std::isfinite(length) || std::abs(length - 1) > kLengthTolerance)
    return tl::unexpected(std::string("what is kept of a vector has not length 1"));
  Embedding vector;
  vector.reserve(numbers->size());
  for (const double number : *numbers) vector.push_back(static_cast<float>(number));
  return vector;
}

}  // namespace

std::optional<std::vector<double>> floats_from_base64(std::string_view text) {
  // 4 characters are 3 bytes.
  if (text.size() / 4 * 3 > sizeof(float) * (kMostDimensions + 1)) return std::nullopt;
  const std::optional<std::string> bytes = from_base64(text);
  if (!bytes || bytes->size() % sizeof(float) != 0) return std::nullopt;
  std::vector<double> numbers;
  numbers.reserve(bytes->size() / sizeof(float));
  for (std::size_t at = 0; at < bytes->size(); at += sizeof(float)) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < sizeof(float); ++i)
      bits |= std::uint32_t{static_cast<unsigned char>((*bytes)[at + i])} << (8 * i);
    numbers.push_back(static_cast<double>(std::bit_cast<float>(bits)));
  }
  return numbers;
}

tl::expected<Embedding, std::string> unit_vector(std::span<const double> numbers) {
  if (numbers.empty()) return tl::unexpected(std::string("a vector without numbers"));
  if (numbers.size() > kMostDimensions)
    return tl::unexpected(
        fmt::format("a vector of more than {} numbers is none that is read", kMostDimensions));
  double largest = 0;
  for (const double number : numbers) {
    if (!std::isfinite(number))
      return tl::unexpected(std::string("a vector with a number that is not finite"));
    largest = std::max(largest, std::abs(number));
  }
  if (largest == 0) return tl::unexpected(std::string("a vector of zeros, which has no direction"));
  // By the largest first: squares of what a stranger sends may be beyond all numbers.
  std::vector<double> scaled;
  scaled.reserve(numbers.size());
  for (const double number : numbers) scaled.push_back(number / largest);
  const double length = length_of(scaled);
  Embedding vector;
  vector.reserve(scaled.size());
  for (const double number : scaled) vector.push_back(static_cast<float>(number / length));
  return vector;
}

std::string embeddings_to_text(std::span<const Embedding> vectors) {
  std::string text;
  for (const Embedding& vector : vectors) {
    if (!text.empty()) text += '\n';
    text += to_base64(vector_bytes(vector));
  }
  return text;
}

tl::expected<std::vector<Embedding>, std::string> embeddings_from_text(std::string_view text) {
  std::vector<Embedding> vectors;
  while (true) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    tl::expected<Embedding, std::string> vector = vector_from_text(text.substr(0, end));
    if (!vector) return tl::unexpected(vector.error());
    vectors.push_back(std::move(*vector));
    if (end == text.size()) return vectors;
    text.remove_prefix(end + 1);
  }
}

tl::expected<Embedding, std::string> embedding_of(const Reply& reply) {
  tl::expected<std::vector<Embedding>, std::string> vectors = embeddings_from_text(reply.answer);
  if (!vectors) return tl::unexpected(vectors.error());
  if (vectors->size() != 1)
    return tl::unexpected(fmt::format("{} vectors came for one text", vectors->size()));
  return std::move(vectors->front());
}

double cosine(std::span<const float> a, std::span<const float> b) {
  constexpr double kSteps = 1e6;
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return std::clamp(std::round(sum * kSteps) / kSteps, -1.0, 1.0);
}

}  // namespace assay
