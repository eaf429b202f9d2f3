// What the users of libcurl share. Nothing else includes curl's header.

#pragma once

#include <memory>
#include <string>

#include <curl/curl.h>

#include "base/result.h"

namespace holdfast::outbound {

struct CurlClose {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using CurlHandle = std::unique_ptr<CURL, CurlClose>;

struct CurlListFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
// A list that grows at its end.
class CurlList {
 public:
  void add(const std::string& line);
  curl_slist* get() const { return list_.get(); }

 private:
  std::unique_ptr<curl_slist, CurlListFree> list_;
};

// A new handle with what every transfer has: no signals, no proxy, TLS 1.2 and up.
CurlHandle new_curl();

}  // namespace holdfast::outbound
