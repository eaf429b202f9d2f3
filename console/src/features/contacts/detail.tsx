import { Button } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { Link, useParams } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { api } from "../../api/client";
import { asFailure } from "../../api/failure";
import type { Contact, Message } from "../../api/types";
import { byCursor } from "../../ui/data_table";
import { ChannelLabel, SeverityMark, Time, TypeChips, VerdictBadge } from "../../ui/labels";
import { Page, PageSkeleton } from "../../ui/page";
import { Failed, LinesSkeleton, NothingYet } from "../../ui/states";
import { useTexts } from "../../ui/text";
import styles from "./contacts.module.css";
import { contactName } from "./list";
import { MessageView } from "./message";

export function ContactPage() {
  const texts = useTexts();
  const { id } = useParams({ from: "/signed-in/contacts/$id" });
  const contact = api.useQuery("get", "/v1/contacts/{id}", { params: { path: { id } } });
  const back = (
    <Link to="/contacts" className={styles.back}>
      <IconArrowLeft size={14} aria-hidden /> {texts.t("contacts.title")}
    </Link>
  );
  if (contact.data === undefined) {
    return contact.isError ? (
      <Page title={texts.t("contact.title")} back={back}>
        <Failed failure={asFailure(contact.error)} onRetry={() => void contact.refetch()} />
      </Page>
    ) : (
      <PageSkeleton />
    );
  }
  return (
    <Page title={contactName(texts, contact.data)} back={back}>
      <Facts contact={contact.data} />
      <Conversation contact={contact.data} />
    </Page>
  );
}

function Facts({ contact }: { contact: Contact }) {
  const texts = useTexts();
  const fact = (name: string, value: ReactNode) =>
    value === null || value === undefined ? null : (
      <div>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    );
  return (
    <dl className={styles.facts}>
      {fact(texts.t("contact.strictest"), <VerdictBadge verdict={contact.verdict} />)}
      {contact.severity !== "info" &&
        fact(texts.t("field.severity"), <SeverityMark severity={contact.severity} />)}
      {fact(texts.t("field.channel"), <ChannelLabel channel={contact.channel} />)}
      {fact(
        texts.t("field.queue"),
        contact.queue && (
          <Link to="/contacts" search={{ queue: contact.queue }}>
            {contact.queue}
          </Link>
        ),
      )}
      {fact(
        texts.t("field.agent"),
        contact.agent && (
          <Link to="/contacts" search={{ agent: contact.agent.id }}>
            {contact.agent.name}
          </Link>
        ),
      )}
      {fact(texts.t("field.customer"), contact.customer)}
      {fact(texts.t("contact.opened"), <Time at={contact.opened_at} />)}
      {contact.finding_types.length > 0 &&
        fact(texts.t("field.found"), <TypeChips types={contact.finding_types} shown={6} />)}
      {fact(texts.t("contact.external_id"), contact.external_id)}
    </dl>
  );
}

function Conversation({ contact }: { contact: Contact }) {
  const texts = useTexts();
  const query = api.useInfiniteQuery(
    "get",
    "/v1/contacts/{id}/messages",
    { params: { path: { id: contact.id }, query: { limit: 100 } } },
    byCursor,
  );
  const messages: Message[] | undefined = query.data?.pages.flatMap((page) => page.items);
  const has_messages = messages !== undefined;
  // The link's #message-… is there only once the messages are.
  useEffect(() => {
    if (!has_messages || globalThis.location.hash === "") return;
    document.getElementById(globalThis.location.hash.slice(1))?.scrollIntoView();
  }, [has_messages]);

  if (messages === undefined) {
    return query.isError ? (
      <Failed failure={asFailure(query.error)} onRetry={() => void query.refetch()} />
    ) : (
      <div aria-busy="true">
        <LinesSkeleton lines={9} />
      </div>
    );
  }
  if (messages.length === 0) {
    return (
      <NothingYet title={texts.t("contact.no_messages")}>
        {texts.t("contact.no_messages.text")}
      </NothingYet>
    );
  }
  let day = "";
  return (
    <>
      <ol className={styles.conversation} aria-label={texts.t("contact.conversation")}>
        {messages.map((message) => {
          const this_day = texts.day(message.at);
          const is_new_day = this_day !== day;
          day = this_day;
          return (
            <MessageView
              key={message.id}
              message={message}
              contact={contact}
              day={is_new_day ? this_day : null}
            />
          );
        })}
      </ol>
      {query.hasNextPage && (
        <Button
          variant="default"
          mt="md"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {texts.t("contact.more")}
        </Button>
      )}
    </>
  );
}
