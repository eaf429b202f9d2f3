#include "channels/presidio/routes.h"

#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "channels/presidio/analyze.h"
#include "channels/presidio/anonymize.h"
#include "channels/presidio/entity_names.h"

namespace holdfast::presidio {
namespace {

using http::Request;
using http::Response;

Response refused(const Refusal& refusal) {
  JsonWriter json;
  json.begin_object().member("error", refusal.error).end();
  return http::json(json.take(), refusal.status);
}

Response answer(Outcome<std::string> outcome) {
  return outcome ? http::json(*std::move(outcome)) : refused(outcome.error());
}

Response names(const std::vector<std::string>& list) {
  JsonWriter json;
  json.begin_array();
  for (const std::string& name : list) json.value(name);
  json.end();
  return http::json(json.take());
}

Response plain(std::string text) {
  Response response;
  response.body = std::move(text);
  response.header("content-type", "text/plain; charset=utf-8");
  return response;
}

// One version of the rules, and what this channel makes of it.
struct Version {
  explicit Version(detect::Detector of)
      : detector(std::move(of)), names(detector), analyzer(detector, names), surrogates(detector) {}
  Version(const Version&) = delete;
  Version& operator=(const Version&) = delete;

  const detect::Detector detector;
  const EntityNames names;
  const Analyzer analyzer;
  const protect::Surrogates surrogates;

  Known known() const { return {names, surrogates}; }
};

class Service {
 public:
  explicit Service(const RouteParts& parts) : random_(parts.random), detector_(parts.detector) {}

  Response analyze(const Request& request) const {
    return with_body(request, [this](const JsonDocument& body) -> Outcome<std::string> {
      const AnalyzeRequest read = TRY(read_analyze_request(body));
      return render(read, TRY(version()->analyzer.analyze(read)));
    });
  }

  Response anonymize(const Request& request) const {
    return with_body(request, [this](const JsonDocument& body) {
      const auto now = version();
      return presidio::anonymize(body, now->known(), random_);
    });
  }

  Response deanonymize(const Request& request) const {
    return with_body(request, [this](const JsonDocument& body) {
      const auto now = version();
      return presidio::deanonymize(body, now->known(), random_);
    });
  }

  Response recognizers(const Request& request) const {
    return for_language(request, version()->names.recognizers());
  }

  Response entities(const Request& request) const {
    return for_language(request, version()->names.names());
  }

 private:
  using Work = std::function<Outcome<std::string>(const JsonDocument&)>;

  // Of the rules in force; kept until others are.
  std::shared_ptr<const Version> version() const {
    const detect::Detector now = detector_.get();
    const std::lock_guard lock(mutex_);
    if (version_ == nullptr || version_->detector.rules_digest() != now.rules_digest()) {
      version_ = std::make_shared<Version>(now);
    }
    return version_;
  }

  static Response with_body(const Request& request, const Work& work) {
    const auto body = JsonDocument::parse(request.body);
    if (!body) {
      return refused(
          {400, "The browser (or proxy) sent a request that this server could not understand."});
    }
    return answer(work(*body));
  }

  // What is found does not depend on the language, which only has to be one we know the words of.
  static Response for_language(const Request& request, const std::vector<std::string>& list) {
    const auto language = request.query_parameter("language");
    if (language && !language->empty() && !is_language(*language)) {
      return refused({500, "No matching recognizers were found to serve the request."});
    }
    return names(list);
  }

  Random& random_;
  const detect::CurrentDetector& detector_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Version> version_;
};

using Answer = std::function<Response(const Request&)>;
using Guard = std::function<bool(const Request&)>;

class Adder {
 public:
  Adder(http::Router& router, std::string_view prefix, http::Access access, Guard may_call,
        std::size_t body_bytes_max)
      : router_(router),
        prefix_(prefix),
        access_(std::move(access)),
        may_call_(std::move(may_call)),
        body_bytes_max_(body_bytes_max) {}

  void get(std::string_view path, Answer give) const {
    add(http::Method::Get, path, access_, std::move(give));
  }
  void get_for_all(std::string_view path, Answer give) const {
    add(http::Method::Get, path, http::open_to_all(), std::move(give));
  }
  void post(std::string_view path, Answer give) const {
    add(http::Method::Post, path, access_, std::move(give));
  }

 private:
  void add(http::Method method, std::string_view path, http::Access access, Answer give) const {
    router_.add(
        method, prefix_ + std::string(path), std::move(access),
        [may_call = may_call_, give = std::move(give)](const Request& request) -> Result<Response> {
          if (!may_call(request)) return refused({403, "this address may not call here"});
          return give(request);
        },
        {.body_bytes_max = body_bytes_max_});
  }

  http::Router& router_;
  const std::string prefix_;
  const http::Access access_;
  const Guard may_call_;
  const std::size_t body_bytes_max_;
};

void add_all(const Adder& adder, const RouteParts& parts) {
  const auto service = std::make_shared<const Service>(parts);
  adder.post("/analyze", [service](const Request& request) { return service->analyze(request); });
  adder.post("/anonymize",
             [service](const Request& request) { return service->anonymize(request); });
  adder.post("/deanonymize",
             [service](const Request& request) { return service->deanonymize(request); });
  adder.get("/recognizers",
            [service](const Request& request) { return service->recognizers(request); });
  adder.get("/supportedentities",
            [service](const Request& request) { return service->entities(request); });
  adder.get("/anonymizers",
            [](const Request&) { return names(operator_names(Direction::Anonymize)); });
  adder.get("/deanonymizers",
            [](const Request&) { return names(operator_names(Direction::Deanonymize)); });
  adder.get_for_all("/health", [](const Request&) {
    return plain("Presidio Analyzer and Anonymizer service is up");
  });
}

}  // namespace

void add_routes(http::Router& router, const RouteParts& parts) {
  add_all(Adder(
              router, kPrefix, http::requires_permission(std::string(kPermission)),
              [](const Request&) { return true; }, parts.body_bytes_max),
          parts);
}

void add_open_routes(http::Router& router, const RouteParts& parts, AddressList allowed) {
  add_all(Adder(
              router, "", http::open_to_all(),
              [allowed = std::move(allowed)](const Request& request) {
                return allowed.allows(request.remote_address);
              },
              parts.body_bytes_max),
          parts);
}

}  // namespace holdfast::presidio
