// The C API over the engine. No exception leaves this file.

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "engine/detect/detector.h"
#include "engine/library/holdfast.h"
#include "engine/protect/protect.h"

struct holdfast_engine {
  holdfast::detect::Detector detector;
};

struct holdfast_conversation {
  holdfast::detect::Conversation conversation;
};

namespace holdfast {
namespace {

constexpr std::size_t kTextBytesMax = std::size_t{1} << 31U;
constexpr std::size_t kKeyBytesMin = 16;

// A fixed buffer, so that running out of memory can be told without any.
constexpr std::size_t kErrorBytesMax = 512;
thread_local char last_error[kErrorBytesMax] = "";

holdfast_status fail(holdfast_status status, std::string_view message) {
  const std::size_t size = std::min(message.size(), kErrorBytesMax - 1);
  std::memcpy(last_error, message.data(), size);
  last_error[size] = '\0';
  return status;
}

holdfast_status fail(const Error& error) {
  switch (error.code) {
    case ErrorCode::LimitExceeded:
      return fail(HOLDFAST_LIMIT_EXCEEDED, error.message);
    case ErrorCode::Corrupted:
      return fail(HOLDFAST_CORRUPTED, error.message);
    default:
      return fail(HOLDFAST_INVALID_INPUT, error.message);
  }
}

// Runs `work`, whose libraries may throw, and gives a status whatever happens.
template <typename Work>
holdfast_status guarded(Work work) noexcept {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return fail(HOLDFAST_OUT_OF_MEMORY, "out of memory");
  } catch (...) {
    return fail(HOLDFAST_INTERNAL, "a library failed unexpectedly");
  }
}

// Buffers are reused by all calls of a thread.
detect::Scratch& scratch_of_thread() {
  thread_local detect::Scratch scratch;
  return scratch;
}

Result<std::string_view> checked_text(const char* text, std::size_t size) {
  if (text == nullptr && size > 0) {
    return Error{ErrorCode::InvalidInput, "text is NULL but its size is not 0"};
  }
  if (size >= kTextBytesMax) {
    return Error{ErrorCode::LimitExceeded,
                 fmt::format("{} bytes of text, fewer than {} allowed", size, kTextBytesMax)};
  }
  return std::string_view(text == nullptr ? "" : text, size);
}

Result<detect::Options> checked_options(const detect::Detector& detector,
                                        const holdfast_options* given) {
  detect::Options options;
  if (given == nullptr) return options;
  if (!(given->confidence_min >= 0 && given->confidence_min <= 1)) {
    return Error{ErrorCode::InvalidInput, "confidence_min must lie between 0 and 1"};
  }
  if (given->confidence_min > 0) options.confidence_min = given->confidence_min;
  if (given->types == nullptr) return options;
  if (given->type_count == 0) {
    return Error{ErrorCode::InvalidInput, "types names no type; give NULL for all types"};
  }
  for (std::size_t i = 0; i < given->type_count; ++i) {
    detect::TypeIndex index = 0;
    if (given->types[i] == nullptr || detector.find_type(given->types[i], &index) == nullptr) {
      return Error{
          ErrorCode::InvalidInput,
          fmt::format("types[{}] is not the name of a type; holdfast_type_at() lists them", i)};
    }
    options.only_types.push_back(index);
  }
  return options;
}

Result<protect::Transform> checked_transform(const holdfast_redaction* given) {
  protect::Transform transform;
  if (given == nullptr) return transform;
  switch (given->method) {
    case HOLDFAST_MASK:
      transform.method = protect::Method::Mask;
      break;
    case HOLDFAST_REDACT:
      transform.method = protect::Method::Redact;
      break;
    case HOLDFAST_HASH:
      transform.method = protect::Method::Hash;
      break;
    case HOLDFAST_REPLACE:
      transform.method = protect::Method::Replace;
      break;
    default:
      return Error{ErrorCode::InvalidInput, "method is none of holdfast_method"};
  }
  if (given->method == HOLDFAST_HASH && (given->key == nullptr || given->key_size < kKeyBytesMin)) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("HOLDFAST_HASH needs a key of {} bytes or more", kKeyBytesMin)};
  }
  if (given->keep_last > 255) {
    return Error{ErrorCode::InvalidInput, "keep_last must be 255 or less"};
  }
  transform.keep_last = static_cast<std::uint8_t>(given->keep_last);
  if (given->mask_char != '\0') transform.mask_char = given->mask_char;
  return transform;
}

Bytes key_of(const holdfast_redaction* given) {
  if (given == nullptr || given->key == nullptr) return {};
  return {static_cast<const std::byte*>(given->key), given->key_size};
}

// For what is given out: freed by free(), in the function that the header names.
template <typename T>
T* allocate(std::size_t count) {
  void* memory = std::malloc(count * sizeof(T));
  if (memory == nullptr) throw std::bad_alloc();
  return static_cast<T*>(memory);
}

holdfast_finding to_c(const detect::Detector& detector, const detect::Finding& finding,
                      std::uint32_t message) {
  return {.type = detector.type(finding.type).name.c_str(),
          .begin = finding.begin,
          .end = finding.end,
          .confidence = finding.confidence,
          .entity = finding.entity,
          .message = message};
}

// What lies in memory before the findings that are given out.
struct alignas(std::max_align_t) Given {
  std::size_t count = 0;
  std::vector<std::vector<detect::Evidence>> evidence;  // of each finding
};

const Given& given_before(const holdfast_finding* findings) {
  return *(reinterpret_cast<const Given*>(findings) - 1);
}

class Findings {
 public:
  void add(const detect::Detector& detector, const detect::Finding& finding,
           std::uint32_t message) {
    found_.push_back(to_c(detector, finding, message));
    evidence_.emplace_back(finding.evidence.begin(), finding.evidence.end());
  }

  void give_out(holdfast_finding** findings, std::size_t* count) {
    *count = found_.size();
    if (found_.empty()) return;
    const std::size_t bytes = sizeof(Given) + found_.size() * sizeof(holdfast_finding);
    auto* given = new (allocate<std::byte>(bytes)) Given{found_.size(), std::move(evidence_)};
    *findings = reinterpret_cast<holdfast_finding*>(given + 1);
    std::memcpy(*findings, found_.data(), found_.size() * sizeof(holdfast_finding));
  }

 private:
  std::vector<holdfast_finding> found_;
  std::vector<std::vector<detect::Evidence>> evidence_;
};

void give_out(std::string_view text, char** safe, std::size_t* safe_size) {
  char* copy = allocate<char>(text.size() + 1);
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  *safe = copy;
  if (safe_size != nullptr) *safe_size = text.size();
}

Result<> create(holdfast_engine** engine) {
  detect::Detector detector = TRY(detect::Detector::load_embedded());
  *engine = new holdfast_engine{std::move(detector)};
  return {};
}

Result<> scan(const detect::Detector& detector, std::string_view text,
              const holdfast_options* given, holdfast_finding** findings, std::size_t* count) {
  const detect::Options options = TRY(checked_options(detector, given));
  Findings found;
  for (const detect::Finding& finding : detector.detect(text, scratch_of_thread(), options)) {
    found.add(detector, finding, 0);
  }
  found.give_out(findings, count);
  return {};
}

Result<> redact(const detect::Detector& detector, std::string_view text,
                const holdfast_options* given, const holdfast_redaction* redaction, char** safe,
                std::size_t* safe_size) {
  const detect::Options options = TRY(checked_options(detector, given));
  const protect::Transform transform = TRY(checked_transform(redaction));
  std::vector<protect::Span> spans;
  for (const detect::Finding& finding : detector.detect(text, scratch_of_thread(), options)) {
    const detect::EntityType& type = detector.type(finding.type);
    spans.push_back({.begin = finding.begin,
                     .end = finding.end,
                     .type_name = type.name,
                     .transform = transform,
                     .keeps_nothing_derived = type.keeps_nothing_derived});
  }
  give_out(protect::protect(text, spans, key_of(redaction)), safe, safe_size);
  return {};
}

Result<> observe(detect::Conversation& conversation, const detect::Detector& detector,
                 detect::Role role, std::string_view text, const holdfast_options* given,
                 holdfast_finding** findings, std::size_t* count) {
  const detect::Options options = TRY(checked_options(detector, given));
  const std::uint32_t message = conversation.message_count();
  const detect::ConversationFindings seen =
      conversation.observe(detector, role, text, scratch_of_thread(), options);
  Findings found;
  for (const detect::EarlierFinding& earlier : seen.earlier) {
    found.add(detector, earlier.finding, earlier.message_index);
  }
  for (const detect::Finding& finding : seen.findings) found.add(detector, finding, message);
  found.give_out(findings, count);
  return {};
}

holdfast_status status_of(const Result<>& result) {
  return result ? HOLDFAST_OK : fail(result.error());
}

}  // namespace
}  // namespace holdfast

using holdfast::fail;
using holdfast::guarded;

const char* holdfast_error(void) { return holdfast::last_error; }

const char* holdfast_version(void) { return HOLDFAST_VERSION; }

holdfast_status holdfast_engine_create(holdfast_engine** engine) {
  if (engine == nullptr) return fail(HOLDFAST_INVALID_INPUT, "engine is NULL");
  *engine = nullptr;
  return guarded([&] { return holdfast::status_of(holdfast::create(engine)); });
}

void holdfast_engine_destroy(holdfast_engine* engine) { delete engine; }

const char* holdfast_rules_digest(const holdfast_engine* engine) {
  return engine == nullptr ? nullptr : engine->detector.rules_digest().c_str();
}

size_t holdfast_type_count(const holdfast_engine* engine) {
  return engine == nullptr ? 0 : engine->detector.types().size();
}

holdfast_status holdfast_type_at(const holdfast_engine* engine, size_t index, holdfast_type* type) {
  if (engine == nullptr || type == nullptr) {
    return fail(HOLDFAST_INVALID_INPUT, "engine or type is NULL");
  }
  if (index >= engine->detector.types().size()) {
    return fail(HOLDFAST_INVALID_INPUT, "index must be less than holdfast_type_count()");
  }
  const holdfast::detect::EntityType& entity = engine->detector.types()[index];
  *type = {.name = entity.name.c_str(),
           .category = to_string(entity.category).data(),
           .region = entity.region.c_str(),
           .sensitivity = entity.sensitivity,
           .keeps_nothing_derived = entity.keeps_nothing_derived ? 1 : 0};
  return HOLDFAST_OK;
}

holdfast_status holdfast_scan(const holdfast_engine* engine, const char* text, size_t size,
                              const holdfast_options* options, holdfast_finding** findings,
                              size_t* count) {
  if (engine == nullptr || findings == nullptr || count == nullptr) {
    return fail(HOLDFAST_INVALID_INPUT, "engine, findings or count is NULL");
  }
  *findings = nullptr;
  *count = 0;
  return guarded([&] {
    const auto checked = holdfast::checked_text(text, size);
    if (!checked) return fail(checked.error());
    return holdfast::status_of(
        holdfast::scan(engine->detector, *checked, options, findings, count));
  });
}

void holdfast_findings_free(holdfast_finding* findings) {
  if (findings == nullptr) return;
  auto* given = reinterpret_cast<holdfast::Given*>(findings) - 1;
  given->~Given();
  std::free(given);
}

size_t holdfast_finding_evidence_count(const holdfast_finding* findings, size_t index) {
  if (findings == nullptr || index >= holdfast::given_before(findings).count) return 0;
  return holdfast::given_before(findings).evidence[index].size();
}

holdfast_status holdfast_finding_evidence(const holdfast_finding* findings, size_t index,
                                          size_t evidence_index, holdfast_evidence* evidence) {
  if (evidence == nullptr) return fail(HOLDFAST_INVALID_INPUT, "evidence is NULL");
  if (evidence_index >= holdfast_finding_evidence_count(findings, index)) {
    return fail(HOLDFAST_INVALID_INPUT,
                "evidence_index must be less than holdfast_finding_evidence_count()");
  }
  const holdfast::detect::Evidence& found =
      holdfast::given_before(findings).evidence[index][evidence_index];
  *evidence = {
      .kind = to_string(found.kind).data(), .what = found.what.c_str(), .weight = found.weight};
  return HOLDFAST_OK;
}

holdfast_status holdfast_redact(const holdfast_engine* engine, const char* text, size_t size,
                                const holdfast_options* options,
                                const holdfast_redaction* redaction, char** safe,
                                size_t* safe_size) {
  if (engine == nullptr || safe == nullptr) {
    return fail(HOLDFAST_INVALID_INPUT, "engine or safe is NULL");
  }
  *safe = nullptr;
  if (safe_size != nullptr) *safe_size = 0;
  return guarded([&] {
    const auto checked = holdfast::checked_text(text, size);
    if (!checked) return fail(checked.error());
    return holdfast::status_of(
        holdfast::redact(engine->detector, *checked, options, redaction, safe, safe_size));
  });
}

void holdfast_text_free(char* text) { std::free(text); }

holdfast_status holdfast_conversation_create(holdfast_conversation** conversation) {
  if (conversation == nullptr) return fail(HOLDFAST_INVALID_INPUT, "conversation is NULL");
  *conversation = nullptr;
  return guarded([&] {
    *conversation = new holdfast_conversation;
    return HOLDFAST_OK;
  });
}

void holdfast_conversation_destroy(holdfast_conversation* conversation) { delete conversation; }

holdfast_status holdfast_conversation_observe(holdfast_conversation* conversation,
                                              const holdfast_engine* engine, int role,
                                              const char* text, size_t size,
                                              const holdfast_options* options,
                                              holdfast_finding** findings, size_t* count) {
  if (conversation == nullptr || engine == nullptr || findings == nullptr || count == nullptr) {
    return fail(HOLDFAST_INVALID_INPUT, "conversation, engine, findings or count is NULL");
  }
  *findings = nullptr;
  *count = 0;
  if (role != HOLDFAST_CUSTOMER && role != HOLDFAST_AGENT && role != HOLDFAST_SYSTEM) {
    return fail(HOLDFAST_INVALID_INPUT, "role is none of holdfast_role");
  }
  return guarded([&] {
    const auto checked = holdfast::checked_text(text, size);
    if (!checked) return fail(checked.error());
    return holdfast::status_of(holdfast::observe(conversation->conversation, engine->detector,
                                                 static_cast<holdfast::detect::Role>(role),
                                                 *checked, options, findings, count));
  });
}
