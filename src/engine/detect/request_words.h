// The words by which an agent asks for something, in English, German, Spanish and French.
//
// All are folded (fold.h) and joined by single spaces, as the text's words are.

#pragma once

#include <string_view>

namespace holdfast::detect {

// Whoever says one of these asks to be told what follows.
inline constexpr std::string_view kAsks[] = {
    "tell me", "tell us", "give me", "give us", "send me", "send us", "text me", "read me",
    "read us", "show me", "read out", "read back", "read it back", "let me have", "may i have",
    "can i have", "could i have", "can i get", "could i get", "may i get", "may i ask for",
    "i need your", "i need the", "i ll need", "i will need", "i d need", "we need your",
    "we need the", "we ll need", "we will need", "i require", "what is your", "what is the",
    "what s your", "what s the", "whats your", "whats the", "what was the",
    // German
    "sagen sie mir", "nennen sie mir", "geben sie mir", "schicken sie mir", "senden sie mir",
    "teilen sie mir", "lesen sie mir", "verraten sie mir", "sag mir", "gib mir", "nenn mir",
    "schick mir", "wie lautet", "wie ist ihr", "wie ist ihre", "wie ist die", "wie ist der",
    "ich brauche", "ich benotige", "wir brauchen", "wir benotigen", "brauche ich", "brauchen wir",
    "benotige ich", "benotigen wir",
    // Spanish
    "digame", "dime", "deme", "dame", "denos", "indiqueme", "indicame", "faciliteme", "facilitame",
    "envieme", "enviame", "mandeme", "leame", "decirme", "darme", "indicarme", "facilitarme",
    "enviarme", "mandarme", "confirmarme", "confirmeme", "leerme", "proporcionarme", "decirnos",
    "darnos", "cual es su", "cual es tu", "cual es el", "cual es la", "necesito su", "necesito tu",
    "necesito el", "necesito la", "necesitamos su", "necesitamos el",
    // French
    "donnez moi", "dites moi", "envoyez moi", "indiquez moi", "communiquez moi", "lisez moi",
    "donne moi", "dis moi", "envoie moi", "me donner", "me dire", "me communiquer", "m envoyer",
    "m indiquer", "me lire", "me transmettre", "me fournir", "nous donner", "nous communiquer",
    "quel est votre", "quel est le", "quel est ton", "quelle est", "ai besoin de", "ai besoin du",
    "aurais besoin de", "aurais besoin du", "aurai besoin de", "aurai besoin du", "il me faut",
    "il me faudrait"};

// These ask only as an order or after one of kMay: "did you share your password?" does not.
inline constexpr std::string_view kOrders[] = {"provide",
                                               "share",
                                               "confirm",
                                               "verify",
                                               "state",
                                               "repeat",
                                               "spell",
                                               "disclose",
                                               "supply",
                                               "tell",
                                               "give",
                                               "send",
                                               "read",
                                               "reconfirm",
                                               "nennen sie",
                                               "bestatigen sie",
                                               "wiederholen sie",
                                               "confirme",
                                               "confirmar",
                                               "comparta",
                                               "compartir",
                                               "repita",
                                               "repetir",
                                               "facilite",
                                               "facilitar",
                                               "proporcione",
                                               "proporcionar",
                                               "indique",
                                               "indicar",
                                               "confirmez",
                                               "confirmer",
                                               "indiquez",
                                               "indiquer",
                                               "communiquez",
                                               "communiquer",
                                               "partagez",
                                               "partager",
                                               "repetez",
                                               "repeter"};
inline constexpr std::string_view kMay[] = {
    "please",  "kindly",      "can you",       "could you", "would you", "will you", "you to",
    "have to", "need to",     "bitte",         "puede",     "puedes",    "podria",   "podrias",
    "favor",   "pouvez vous", "pourriez vous", "peux tu",   "merci de",  "veuillez", "plait"};
inline constexpr std::string_view kLeadIns[] = {"and",  "then", "so",   "now", "just", "ok",
                                                "okay", "und",  "dann", "y",   "et"};

// German asks with the verb behind: "Können Sie mir Ihre PIN nennen?"
inline constexpr std::string_view kVerbsBehind[] = {
    "nennen", "sagen",      "geben",    "mitteilen", "durchgeben",    "vorlesen",  "schicken",
    "senden", "bestatigen", "verraten", "diktieren", "buchstabieren", "durchsagen"};
inline constexpr std::string_view kMayBehind[] = {"konnen sie", "konnten sie", "wurden sie",
                                                  "kannst du",  "konntest du", "bitte",
                                                  "mussen sie", "mussten sie"};

inline constexpr std::string_view kNegations[] = {
    "never",  "not",     "don t",   "dont",     "won t",     "wont",   "doesn t", "no",    "nobody",
    "no one", "noone",   "without", "cannot",   "can t",     "nie",    "niemals", "nicht", "kein",
    "keine",  "keinen",  "keinem",  "niemand",  "niemandem", "ohne",   "nunca",   "jamas", "nadie",
    "sin",    "tampoco", "jamais",  "personne", "aucun",     "aucune", "pas",     "sans"};

// "Tell me whether your password works" asks for something else.
inline constexpr std::string_view kOtherMatters[] = {
    "if",    "whether", "when",    "once",     "that",   "why",  "how",  "where",
    "who",   "after",   "before",  "about",    "ob",     "wenn", "wann", "dass",
    "warum", "sobald",  "nachdem", "si",       "cuando", "que",  "como", "donde",
    "quand", "comment", "ou",      "pourquoi", "lorsque"};

// "The password reset link" is no password.
inline constexpr std::string_view kFollowers[] = {
    "reset",         "link",     "change",        "changed",   "policy",      "policies",
    "field",         "box",      "manager",       "expired",   "update",      "page",
    "requirements",  "rules",    "hint",          "prompt",    "settings",    "form",
    "screen",        "letter",   "error",         "problem",   "issue",       "zurucksetzen",
    "zuruckgesetzt", "andern",   "geandert",      "vergessen", "restablecer", "cambiar",
    "olvidada",      "olvidado", "reinitialiser", "oublie",    "changer",     "modifier"};

// Where a code may be entered; only an order to enter it elsewhere than here is harmless.
inline constexpr std::string_view kProperPlaces[] = {
    "page",       "website",  "site",       "app",      "keypad",        "keyboard",
    "terminal",   "form",     "portal",     "phone",    "browser",       "seite",
    "webseite",   "tastatur", "formular",   "telefon",  "geldautomaten", "pagina",
    "aplicacion", "teclado",  "formulario", "telefono", "application",   "clavier",
    "formulaire", "telephone"};

// "And the security code, please?" has no verb at all.
inline constexpr std::string_view kBareBeginnings[] = {
    "and", "also", "then", "now", "ok", "okay", "your", "the", "und",   "ihre", "ihr", "die", "das",
    "den", "noch", "y",    "su",  "tu", "el",   "la",   "et",  "votre", "le",   "ton", "dann"};
inline constexpr std::string_view kBareEndings[] = {
    "please",    "too",   "again", "now",  "number",  "on",     "the",   "back",  "of",
    "your",      "card",  "we",    "just", "sent",    "texted", "you",   "bitte", "noch",
    "por",       "favor", "s",     "il",   "vous",    "te",     "plait", "auf",   "der",
    "ruckseite", "de",    "la",    "su",   "tarjeta", "votre",  "carte", "au",    "dos"};

}  // namespace holdfast::detect
