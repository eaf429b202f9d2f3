#include "platform/outbound/curl.h"

#include "base/check.h"

namespace holdfast::outbound {

void CurlList::add(const std::string& line) {
  curl_slist* const grown = curl_slist_append(list_.get(), line.c_str());
  CHECK(grown != nullptr);
  static_cast<void>(list_.release());
  list_.reset(grown);
}

CurlHandle new_curl() {
  static const bool is_ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  CHECK(is_ready);
  CurlHandle handle(curl_easy_init());
  CHECK(handle != nullptr);
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(handle.get(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  return handle;
}

}  // namespace holdfast::outbound
