#include "platform/outbound/mailer.h"

#include <algorithm>
#include <cstring>

#include <fmt/core.h>

#include "platform/outbound/curl.h"

namespace holdfast::outbound {
namespace {

std::size_t give(char* buffer, std::size_t size, std::size_t count, void* client) {
  auto& rest = *static_cast<std::string_view*>(client);
  const std::size_t length = std::min(size * count, rest.size());
  std::memcpy(buffer, rest.data(), length);
  rest.remove_prefix(length);
  return length;
}

class SmtpMailer final : public Mailer {
 public:
  SmtpMailer(SmtpOptions options, const Clock& clock, IdSource& ids)
      : options_(std::move(options)), clock_(clock), ids_(ids) {}

  Result<> send(const Mail& mail) override {
    const std::string message = TRY(compose(mail, clock_.now(), ids_.next()));
    const CurlHandle handle = new_curl();
    CURL* const curl = handle.get();
    CurlList recipients;
    for (const Sensitive<std::string>& each : mail.to) recipients.add("<" + each.reveal() + ">");
    std::string_view rest = message;

    const bool is_tls = options_.security == SmtpSecurity::Tls;
    const std::string url =
        fmt::format("{}://{}:{}", is_tls ? "smtps" : "smtp", options_.host, options_.port);
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    const bool is_plain = options_.security == SmtpSecurity::None;
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     static_cast<long>(is_plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (!options_.ca_file.empty()) {
      curl_easy_setopt(curl, CURLOPT_CAINFO, options_.ca_file.c_str());
    }
    if (!options_.user.empty()) {
      curl_easy_setopt(curl, CURLOPT_USERNAME, options_.user.c_str());
      curl_easy_setopt(curl, CURLOPT_PASSWORD, options_.password.reveal().c_str());
    }
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, fmt::format("<{}>", mail.from).c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, &give);
    curl_easy_setopt(curl, CURLOPT_READDATA, &rest);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout.count()));
    return outcome_of(curl_easy_perform(curl), curl);
  }

 private:
  Result<> outcome_of(CURLcode code, CURL* curl) const {
    if (code == CURLE_OK) return {};
    long reply = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
    // 5xx is for ever, 4xx for now (RFC 5321 section 4.2.1).
    const bool is_refused = reply >= 500 && reply < 600;
    return Error{is_refused ? ErrorCode::Denied : ErrorCode::Unavailable,
                 reply >= 400 ? fmt::format("{} answered {}", options_.host, reply)
                              : fmt::format("{}: {}", options_.host, curl_easy_strerror(code))};
  }

  const SmtpOptions options_;
  const Clock& clock_;
  IdSource& ids_;
};

}  // namespace

Result<std::unique_ptr<Mailer>> make_smtp_mailer(SmtpOptions options, const Clock& clock,
                                                 IdSource& ids) {
  const bool is_host = !options.host.empty() && std::ranges::all_of(options.host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == ':' || c == '[' || c == ']';
  });
  if (!is_host) return Error{ErrorCode::InvalidInput, "smtp host: give a name or an address"};
  const bool is_local =
      options.host == "127.0.0.1" || options.host == "localhost" || options.host == "[::1]";
  if (options.security == SmtpSecurity::None && !options.user.empty() && !is_local) {
    return Error{ErrorCode::InvalidInput,
                 "smtp security: a password travels over TLS only; set starttls or tls"};
  }
  return std::unique_ptr<Mailer>(std::make_unique<SmtpMailer>(std::move(options), clock, ids));
}

}  // namespace holdfast::outbound
