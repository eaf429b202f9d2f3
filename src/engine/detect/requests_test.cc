#include "engine/detect/requests.h"

#include <gmock/gmock.h>

#include "engine/detect/test_rules.h"

namespace holdfast::detect {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> asked_in(std::string_view text) {
  std::vector<std::string> asked;
  for (const Finding& finding : find_requests(shipped(), text)) {
    EXPECT_EQ(shipped().type(finding.type).name, kCredentialRequest);
    asked.push_back(std::string(text.substr(finding.begin, finding.end - finding.begin)));
  }
  return asked;
}

TEST(Requests, AreFoundWhereAnAgentAsksForWhatNobodyMayAskFor) {
  const std::pair<std::string_view, std::string_view> examples[] = {
      {"Can you tell me your password please?", "password"},
      {"could you give me your PIN", "PIN"},
      {"What is your PIN?", "PIN"},
      {"What's the verification code?", "verification code"},
      {"To verify you I need the one-time code.", "one-time code"},
      {"No problem. Please read me the code we just texted you.", "code we just texted"},
      {"Please confirm your password.", "password"},
      {"and can you please confirm the CVV?", "CVV"},
      {"ok, and the security code on the back?", "security code"},
      {"Your PIN, please.", "PIN"},
      {"I'll need your online password to look into that", "password"},
      {"I’ll need your PIN for that", "PIN"},
      {"Do not worry, nobody sees it, just tell me your PIN", "PIN"},
      {"Could I have the three digits on the back of the card?", "three digits on the back"},
      {"I need you to share the verification code with me", "verification code"},
      {"Können Sie mir bitte Ihre PIN nennen?", "PIN"},
      {"Nennen Sie mir bitte Ihr Passwort.", "Passwort"},
      {"Wie lautet der Bestätigungscode?", "Bestätigungscode"},
      {"Bitte bestätigen Sie Ihr Kennwort.", "Kennwort"},
      {"¿Cuál es su contraseña?", "contraseña"},
      {"¿Puede decirme el código de verificación?", "código de verificación"},
      {"Necesito su PIN para continuar.", "PIN"},
      {"Pouvez-vous me donner votre mot de passe ?", "mot de passe"},
      {"Quel est le cryptogramme visuel ?", "cryptogramme visuel"},
      {"J'ai besoin de votre code PIN.", "code PIN"},
  };
  for (const auto& [text, thing] : examples) {
    EXPECT_THAT(asked_in(text), ElementsAre(std::string(thing))) << text;
  }
}

TEST(Requests, HarmlessTalkOfTheSameThingsIsNone) {
  for (const std::string_view text : {
           "Never tell anyone your password.",
           "We will never ask for your PIN.",
           "Your password reset link is on its way.",
           "Please do not send me your password.",
           "You don't have to give me your PIN.",
           "Nobody at our company will ever ask you to tell us your one-time code.",
           "Please never share the verification code with anyone.",
           "Share your password with no one.",
           "Can you tell me if your password works now?",
           "Could you tell me whether you received the code we sent?",
           "Did you share your password with anyone?",
           "Have you forgotten your password?",
           "Did you change your PIN recently?",
           "Please enter your password on the sign-in page.",
           "Please confirm the code in the app.",
           "Please confirm your PIN at the terminal.",
           "I can confirm your password has been changed.",
           "I will send you a one-time code now.",
           "Let me send you a password reset link.",
           "What is the PIN for?",
           "Can you tell me your order number?",
           "What's your postal code?",
           "May I have your date of birth and the last four digits of the card?",
           "Could you give me the error code that you see?",
           "Geben Sie Ihre PIN niemals weiter.",
           "Bitte geben Sie Ihr Passwort auf der Anmeldeseite ein.",
           "Wir werden Sie nie nach Ihrem Passwort fragen.",
           "Können Sie mir sagen, ob Ihr Passwort funktioniert?",
           "Haben Sie Ihr Passwort vergessen?",
           "Nunca le pediremos su contraseña.",
           "No comparta su código de verificación con nadie.",
           "¿Puede decirme si su contraseña funciona?",
           "Ne communiquez jamais votre code PIN.",
           "Pouvez-vous me dire si votre mot de passe fonctionne ?",
           "Nous ne vous demanderons jamais votre mot de passe.",
           "",
           "?",
           "\xC2\xBF\xE2\x80",
       }) {
    EXPECT_THAT(asked_in(text), IsEmpty()) << text;
  }
}

TEST(Requests, StandAmongTheOtherFindingsInOrder) {
  const std::string_view text =
      "Mail me at ann@shop.example. What is your PIN? Or to bo@shop.example";
  Scratch scratch;
  std::vector<Finding> findings = shipped().detect(text, scratch);
  add_requests(shipped(), text, findings);
  EXPECT_THAT(
      found_in(text, findings),
      ElementsAre("email:ann@shop.example", "credential_request:PIN", "email:bo@shop.example"));
}

// What is found is a value: "the pin is 4471" asks for nothing, and never covers for it.
TEST(Requests, GiveWayToValues) {
  const std::string_view text = "please confirm your pin is 4471";
  Scratch scratch;
  std::vector<Finding> findings = shipped().detect(text, scratch);
  const std::size_t values = findings.size();
  add_requests(shipped(), text, findings);
  EXPECT_GE(findings.size(), values);
  for (std::size_t i = 1; i < findings.size(); ++i) {
    EXPECT_LE(findings[i - 1].end, findings[i].begin);
  }
}

// A window that grew with its sentence would take this an hour.
TEST(Requests, ReadOneLongSentenceInNoTime) {
  std::string text;
  while (text.size() < (1U << 20)) text += "tell me pin and please not ";
  EXPECT_THAT(find_requests(shipped(), text), IsEmpty());
}

}  // namespace
}  // namespace holdfast::detect
