// Speed of detection with all rules on, beside a plain pass over the same memory. One core.
//
//   holdfast_engine_detect_detect_bench [file]     the file's text, or 32 MB of generated talk

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "engine/detect/detector.h"
#include "engine/detect/scan.h"
#include "engine/detect/slow_inputs.h"

namespace {

std::uint64_t allocation_count = 0;

}  // namespace

void* operator new(std::size_t size) {
  ++allocation_count;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace holdfast::detect {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// A small generator with a fixed seed: the same text on every machine.
class Talk {
 public:
  std::string text(std::size_t bytes) {
    std::string out;
    out.reserve(bytes + 256);
    while (out.size() < bytes) out += line() + '\n';
    return out;
  }

  std::string line() {
    static constexpr std::string_view kLines[] = {
        "Hi there, thanks for waiting! How can I help you today?",
        "I ordered two of the blue ones last week and only one arrived, order #### ####",
        "ok no worries, let me check that for you real quick",
        "my card is 4### #### #### #### and it was declined twice at ##:##",
        "The total was $##.## but I was charged $###.## on ##/##/20##",
        "yes it's j.smith##@example.com or you can call me on 0#### ######",
        "could you please tell me when it will be delivered? I have been waiting since tuesday",
        "no thats not what i asked for, the app says error ### again",
        "Let me transfer you to my colleague in billing who can sort out the refund.",
        "Ja, meine Kundennummer ist ####### und ich möchte gern kündigen",
        "mon adresse c'est ## rue de la République, ##### Lyon, merci beaucoup",
        "Necesito cambiar la contraseña porque no puedo entrar en mi cuenta",
        "Thank you so much for your patience, you have been wonderful about all of this",
        "the tracking number is 1Z###W##########4 if that helps at all",
        "> On Mon, 3 Mar 20## at 1#:##, Support <support@example.com> wrote:",
        "I've restarted the router twice and the light is still red, what else can I try?",
        "sure, one moment please",
        "is there anything else i can do for you before we end this chat?",
        "I moved house in the spring and I think the old address is still on the account",
        "We are sorry to hear that the parcel was damaged when it arrived at your door.",
        "honestly i am just really frustrated, this is the third time i have to explain everything",
        "Of course, I understand completely, let me see what options we have for you here",
        "The engineer is going to visit you tomorrow morning between nine and eleven.",
        "can i change the colour of the cover or is it too late for that now? my wife prefers "
        "green",
        "Please note that refunds usually arrive within five working days of our confirmation.",
        "lol yes, that is exactly what happened to my neighbour last year :)",
        "Kein Problem, ich habe das für Sie geändert und Sie bekommen gleich eine Bestätigung.",
        "Je vous remercie pour votre patience, je regarde tout de suite avec le service technique.",
        "¿Me podría decir cuándo llega el técnico? Llevo toda la mañana esperando en casa.",
        "I tried to pay online but the page just keeps loading and nothing happens at all",
        "great, thank you, that worked straight away and the picture is much sharper now",
        "Our opening hours are Monday to Friday, and on Saturdays until lunch time.",
        "> I would like to cancel my subscription because we do not use the service any more.",
        "no rush, take your time, i will make a cup of tea meanwhile",
    };
    std::string out(kLines[next() % std::size(kLines)]);
    for (char& c : out) {
      if (c == '#') c = static_cast<char>('0' + next() % 10);
    }
    return out;
  }

 private:
  std::uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_ >> 11;
  }
  std::uint64_t state_ = 0x9E3779B97F4A7C15ULL;
};

template <typename Work>
void report(std::string_view what, std::size_t bytes, Work work) {
  double best = 1e9;
  for (int round = 0; round < 3; ++round) {
    const double begin = thread_seconds();
    work();
    best = std::min(best, thread_seconds() - begin);
  }
  std::printf("%.*s: %.0f MB/s\n", static_cast<int>(what.size()), what.data(),
              static_cast<double>(bytes) / best / 1e6);
}

volatile std::uint64_t sink = 0;

void latency(const Detector& detector, Scratch& scratch, const std::vector<std::string>& messages) {
  std::vector<double> times;
  for (int round = 0; round < 2; ++round) {
    times.clear();
    for (const std::string& message : messages) {
      const auto begin = Clock::now();
      sink = sink + detector.detect(message, scratch).size();
      times.push_back(seconds_since(begin) * 1e9);
    }
  }
  std::sort(times.begin(), times.end());
  std::printf("one 200-byte message: p50 %.0f ns, p99 %.0f ns\n", times[times.size() / 2],
              times[times.size() * 99 / 100]);
}

// Memory asked for while nothing is found: none is meant to be.
void allocations(const Detector& detector, Scratch& scratch,
                 const std::vector<std::string>& messages) {
  std::uint64_t counted = 0;
  std::size_t quiet = 0;
  for (const std::string& message : messages) {
    const std::uint64_t before = allocation_count;
    if (!detector.detect(message, scratch).empty()) continue;
    counted += allocation_count - before;
    ++quiet;
  }
  std::printf("allocations in %zu messages without findings: %llu\n", quiet,
              static_cast<unsigned long long>(counted));
}

// A contact of 500 messages, the two in turn: what the last hundred cost each.
void conversation(const Detector& detector, Scratch& scratch, Talk talk) {
  constexpr int kMessages = 500;
  constexpr int kLast = 100;
  Conversation contact;
  double begin = 0;
  for (int i = 0; i < kMessages; ++i) {
    if (i == kMessages - kLast) begin = thread_seconds();
    const Role role = i % 2 == 0 ? Role::Agent : Role::Customer;
    sink = sink + contact.observe(detector, role, talk.line(), scratch).findings.size();
  }
  std::printf("a message of a conversation of %d: %.1f us\n", kMessages,
              (thread_seconds() - begin) / kLast * 1e6);
}

int run(std::string text) {
  auto begin = Clock::now();
  auto detector = Detector::load_embedded();
  if (!detector) {
    std::fprintf(stderr, "%s\n", detector.error().message.c_str());
    return 1;
  }
  std::printf("rules: %zu types, loaded in %.1f ms\n", detector->types().size(),
              seconds_since(begin) * 1e3);
  Scratch scratch;
  report("memory pass (sum of all bytes)", text.size(), [&] {
    std::uint64_t sum = 0;
    for (const char c : text) sum += static_cast<unsigned char>(c);
    sink = sink + sum;
  });
  report("masks alone", text.size(), [&] {
    Masks masks;
    for (std::size_t at = 0; at < text.size(); at += 65536) {
      scan_masks(std::string_view(text).substr(at, 65536), masks);
      sink = sink + masks.digit[0];
    }
  });
  std::size_t found = 0;
  report("detect, all rules, one text", text.size(),
         [&] { found = detector->detect(text, scratch).size(); });
  std::vector<std::string> messages;
  std::size_t bytes = 0;
  for (std::size_t at = 0; at + 200 <= text.size() && messages.size() < 100'000; at += 200) {
    messages.push_back(text.substr(at, 200));
    bytes += 200;
  }
  report("detect, all rules, 200-byte messages", bytes, [&] {
    for (const std::string& message : messages) {
      sink = sink + detector->detect(message, scratch).size();
    }
  });
  latency(*detector, scratch, messages);
  allocations(*detector, scratch, messages);
  conversation(*detector, scratch, Talk());
  const auto digits =
      std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  std::printf("%zu findings in %.1f MB, %.1f %% of it digits\n", found,
              static_cast<double>(text.size()) / 1e6,
              100.0 * static_cast<double>(digits) / static_cast<double>(text.size()));
  return 0;
}

}  // namespace
}  // namespace holdfast::detect

int main(int argc, char** argv) {
  std::string text;
  if (argc > 1) {
    std::ifstream file(argv[1], std::ios::binary);
    text.assign(std::istreambuf_iterator<char>(file), {});
  } else {
    text = holdfast::detect::Talk().text(32U << 20U);
  }
  return holdfast::detect::run(std::move(text));
}
