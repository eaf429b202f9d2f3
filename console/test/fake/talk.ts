// What people say in the fake day. {type|masked form} is a place where something is found.

import type { Channel } from "../../src/api/types.ts";

export type Line = ["agent" | "customer" | "system", string];
export type Talk = { channels: Channel[]; queue: string; lines: Line[]; attachment?: string };

export const talks: Talk[] = [
  {
    channels: ["chat", "call"],
    queue: "Billing",
    lines: [
      ["customer", "hi, my last invoice was charged twice, could you have a look?"],
      ["agent", "Of course, I'm sorry about that. Which order is it about?"],
      ["customer", "order 88210443, the one from tuesday"],
      ["agent", "Thank you, I can see both charges. I'll return the second one."],
      [
        "customer",
        "great. do you need the card? it's {payment_card|************1111}, exp {card_expiry|[card_expiry]}",
      ],
      [
        "agent",
        "No need, please never send card numbers here. The refund goes back to the card you paid with.",
      ],
      ["customer", "ah ok sorry! thanks"],
    ],
  },
  {
    channels: ["chat", "call"],
    queue: "Retention",
    lines: [
      ["customer", "I want to change the number on my account"],
      ["agent", "Happy to help. To find you, what is your date of birth?"],
      ["customer", "{date_of_birth|**********}"],
      ["agent", "Thanks. And the new number?"],
      ["customer", "{phone|*********4471}, um, that's my work mobile"],
      ["agent", "Done, you'll get a text to confirm."],
    ],
  },
  {
    channels: ["mail"],
    queue: "Claims",
    attachment: "claim-form.txt",
    lines: [
      [
        "customer",
        "Hello,\n\nplease find my claim attached. The refund can go to {iban|******************3000}.\nMy insurance number is {uk_nino|*****567C}.\n\nKind regards",
      ],
      [
        "agent",
        "Dear customer,\n\nthank you. We have noted your bank details and will be in touch within five working days.\n\nBest wishes\nClaims team",
      ],
    ],
  },
  {
    channels: ["mail"],
    queue: "Claims",
    lines: [
      [
        "agent",
        "Hi,\n\nas discussed here is the customer's file: SSN {us_ssn|*******4399}, policy holder since 2019. Diagnosis on record: {health|[health]}.\n\nThanks",
      ],
    ],
  },
  {
    channels: ["chat"],
    queue: "Technical help",
    lines: [
      ["customer", "I can't log in since this morning"],
      ["agent", "Let me check. Could you tell me the password you are using?"],
      ["customer", "its {password|[password]}"],
      ["agent", "Thanks, and the code you just got by text?"],
      ["customer", "{one_time_code|[one_time_code]}"],
    ],
  },
  {
    channels: ["chat", "helpdesk"],
    queue: "Technical help",
    lines: [
      ["customer", "the router blinks red, serial 4429-1180-22"],
      ["agent", "Please hold the reset button for ten seconds."],
      ["customer", "ok … green now!"],
      ["agent", "Wonderful. Anything else?"],
      ["customer", "no, that's all, thank you"],
    ],
  },
  {
    channels: ["chat", "call"],
    queue: "Soporte",
    lines: [
      ["customer", "hola, quería saber cómo va mi pedido"],
      ["agent", "Claro, ¿me dice su DNI para localizarlo?"],
      ["customer", "sí, es el {es_dni|******78Z}"],
      ["agent", "Gracias. Sale mañana por la mañana."],
    ],
  },
  {
    channels: ["mail", "chat"],
    queue: "Kundenservice",
    lines: [
      ["customer", "Guten Tag, meine Steuernummer hat sich geändert: {de_tax_id|*******6789}"],
      [
        "agent",
        "Vielen Dank, ich habe das weitergegeben. Ihre E-Mail ist noch {email|**********************}?",
      ],
      ["customer", "ja genau"],
    ],
  },
  {
    channels: ["chat", "call"],
    queue: "Billing",
    lines: [
      ["customer", "bonjour, je voudrais payer ma facture par carte"],
      ["agent", "Bien sûr, je vous envoie un lien de paiement sécurisé."],
      ["customer", "je peux aussi vous dicter : {payment_card|*********} {payment_card|****0004}"],
      ["agent", "Merci, le lien suffit."],
    ],
  },
  {
    channels: ["upload", "endpoint"],
    queue: "Claims",
    lines: [
      ["agent", "export.csv: {email|****************} {phone|******0192} {iban|**********0198}"],
    ],
  },
  {
    channels: ["helpdesk"],
    queue: "Technical help",
    lines: [
      [
        "agent",
        "Note: the deploy key was pasted in here, {secret_key|[secret_key]}, please rotate it.",
      ],
    ],
  },
  {
    channels: ["chat", "call", "mail"],
    queue: "Retention",
    lines: [
      ["customer", "hello! what are your opening hours on saturday?"],
      ["agent", "We are here from 9 to 17 on Saturdays."],
      ["customer", "perfect, thanks"],
    ],
  },
];

export const categories: { [type: string]: string } = {
  payment_card: "payment",
  card_expiry: "payment",
  date_of_birth: "person",
  phone: "contact_detail",
  iban: "bank",
  uk_nino: "government_id",
  us_ssn: "government_id",
  health: "health",
  password: "credential",
  one_time_code: "credential",
  es_dni: "government_id",
  de_tax_id: "government_id",
  email: "contact_detail",
  secret_key: "secret_key",
};
