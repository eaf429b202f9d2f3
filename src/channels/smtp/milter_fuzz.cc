// Whatever a mail server sends is understood or refused, and what is answered are packets.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "channels/smtp/milter_session.h"

namespace {

using namespace holdfast::smtp;

Answer changed(const Mail& mail) {
  std::vector<HeaderField> after = split_mail(written(mail.fields.reveal())).fields;
  CHECK(after.size() <= mail.fields.reveal().size());
  Answer answer{.outcome = static_cast<Outcome>(mail.body.reveal().size() % 4)};
  answer.changes = changes_between(mail.fields.reveal(), after);
  answer.body = mail.body;
  return answer;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Decide decide = changed;
  MilterSession session(decide, {.mail_bytes_max = 4096, .recipients_max = 4});
  PacketReader reader;
  reader.add({reinterpret_cast<const char*>(data), size});
  for (auto packet = reader.next(); packet && *packet; packet = reader.next()) {
    const auto said = session.take(**packet);
    if (!said) break;
    PacketReader answers;
    answers.add(*said);
    std::size_t bytes = 0;
    for (auto answer = answers.next(); answer && *answer; answer = answers.next()) {
      bytes += 5 + (*answer)->data.size();
    }
    CHECK(bytes == said->size());
  }
  return 0;
}
