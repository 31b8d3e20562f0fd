// How functions fail: anything that a user, a file or a network can cause comes
// back as a Result; a bug asserts.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace assay {

// What kind of end an error means for the program; cli/options/exit_code.h maps it.
enum class ErrorKind {
  usage,           // the command line or the suite is wrong; nothing was sent
  infrastructure,  // disk, network, provider, credentials
  limit,           // a cost or time cap was reached; resumable
  interrupted,     // a signal; resumable
};

// One message for one person: what, where, what to do. No trailing newline.
struct Error {
  ErrorKind kind = ErrorKind::usage;
  std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> usage_error(std::string message) {
  return tl::unexpected<Error>(Error{ErrorKind::usage, std::move(message)});
}
inline tl::unexpected<Error> infrastructure_error(std::string message) {
  return tl::unexpected<Error>(Error{ErrorKind::infrastructure, std::move(message)});
}

}  // namespace assay

// Returns the error of `expression` from the enclosing function, or goes on.
//   ASSAY_CHECK(write_file(path, text));
#define ASSAY_CHECK(expression)                                 \
  do {                                                          \
    if (auto assay_result = (expression); !assay_result)        \
      return ::tl::unexpected(std::move(assay_result).error()); \
  } while (false)

#define ASSAY_JOIN_(a, b) a##b
#define ASSAY_JOIN(a, b) ASSAY_JOIN_(a, b)
// Declares a variable from a Result, or returns its error.
//   ASSAY_TRY(std::string text, read_file(path));
#define ASSAY_TRY(declaration, expression) \
  ASSAY_TRY_(declaration, expression, ASSAY_JOIN(assay_result_, __LINE__))
#define ASSAY_TRY_(declaration, expression, name)              \
  auto name = (expression);                                    \
  if (!name) return ::tl::unexpected(std::move(name).error()); \
  declaration = std::move(*name)
