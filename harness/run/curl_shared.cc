#include "harness/run/curl_shared.h"

#include <curl/curl.h>

#include <utility>

#include "harness/base/mark.h"
#include "harness/run/http_text.h"

namespace assay {
namespace {

std::string url_part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string copy = text;
  curl_free(text);
  return copy;
}

}  // namespace

CurlShared::CurlShared(const Clock& the_clock, const CurlOptions& the_options)
    : clock(the_clock), options(the_options), proxy_configured_(proxy_in_environment()) {}

CurlShared::~CurlShared() {
  for (const auto& [text, target] : targets_) curl_url_cleanup(target->url);
  for (const auto& [hash, headers] : headers_) curl_slist_free_all(headers->list);
}

const CurlTarget* CurlShared::target(const std::string& url) {
  if (const auto found = targets_.find(url); found != targets_.end()) return found->second.get();
  CURLU* parsed = curl_url();
  if (parsed == nullptr || curl_url_set(parsed, CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    curl_url_cleanup(parsed);
    return nullptr;
  }
  auto target = std::make_unique<CurlTarget>();
  target->url = parsed;
  target->host = url_part(parsed, CURLUPART_HOST);
  target->direct = !proxy_configured_ || is_loopback_host(target->host);
  ASSAY_MARK_IF(proxy_configured_ && target->direct, "proxy.not_for_loopback");
  if (const std::string port = url_part(parsed, CURLUPART_PORT); !port.empty())
    target->host += ":" + port;
  return targets_.emplace(url, std::move(target)).first->second.get();
}

const CurlHeaders* CurlShared::headers(const Headers& headers) {
  const std::size_t hash = hash_headers(headers);
  const auto [begin, end] = headers_.equal_range(hash);
  for (auto found = begin; found != end; ++found)
    if (same_headers(found->second->source, headers)) return found->second.get();

  const auto lines = header_lines(headers);
  if (!lines) return nullptr;
  auto built = std::make_unique<CurlHeaders>();
  built->source = headers;
  for (const std::string& line : *lines) built->list = curl_slist_append(built->list, line.c_str());
  return headers_.emplace(hash, std::move(built))->second.get();
}

}  // namespace assay
