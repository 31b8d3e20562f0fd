// HTTP as values, so that dialects need no transport and transports no dialect.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct Header {
  std::string name;
  std::string value;
};
using Headers = std::vector<Header>;

// First header of that name (ASCII case ignored), or nullptr.
const Header* find_header(const Headers& headers, std::string_view name);

// Cookies of one conversation, a line each as curl writes them into its files: with the host, the
// path and the end that each is for. A secret.
using CookieJar = std::vector<std::string>;

struct HttpRequest {
  std::string method = "POST";
  std::string url;
  Headers headers;
  std::string body;
  CookieJar* cookies = nullptr;  // sent as they are meant for the URL, and taken from the reply
};

struct HttpResponse {
  int status = 0;
  Headers headers;
  std::string body;
};

}  // namespace assay
