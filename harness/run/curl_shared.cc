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

CurlTarget::~CurlTarget() {
  curl_url_cleanup(url);
}

CurlHeaders::~CurlHeaders() {
  curl_slist_free_all(list);
}

std::shared_ptr<const CurlTarget> CurlShared::target(const std::string& url) {
  if (const auto found = targets_.find(url); found != targets_.end()) return found->second;
  CURLU* parsed = curl_url();
  if (parsed == nullptr || curl_url_set(parsed, CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    curl_url_cleanup(parsed);
    return nullptr;
  }
  auto target = std::make_shared<CurlTarget>();
  target->url = parsed;
  target->host = url_part(parsed, CURLUPART_HOST);
  target->direct = !proxy_configured_ || is_loopback_host(target->host);
  ASSAY_MARK_IF(proxy_configured_ && target->direct, "proxy.not_for_loopback");
  if (const std::string port = url_part(parsed, CURLUPART_PORT); !port.empty())
    target->host += ":" + port;
  if (targets_.size() >= kMostKept) targets_.clear();
  return targets_.emplace(url, std::move(target)).first->second;
}

std::shared_ptr<const CurlHeaders> CurlShared::headers(const Headers& headers) {
  const std::size_t hash = hash_headers(headers);
  const auto [begin, end] = headers_.equal_range(hash);
  for (auto found = begin; found != end; ++found)
    if (same_headers(found->second->source, headers)) return found->second;

  const auto lines = header_lines(headers);
  if (!lines) return nullptr;
  auto built = std::make_shared<CurlHeaders>();
  built->source = headers;
  for (const std::string& line : *lines) built->list = curl_slist_append(built->list, line.c_str());
  if (headers_.size() >= kMostKept) headers_.clear();
  return headers_.emplace(hash, std::move(built))->second;
}

}  // namespace assay
