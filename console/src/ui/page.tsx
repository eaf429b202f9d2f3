// The frame of every page: a title that names the tab, one sentence, the page's actions.

import { Skeleton } from "@mantine/core";
import { type PropsWithChildren, type ReactNode, useEffect } from "react";
import styles from "./page.module.css";

type PageProps = PropsWithChildren<{
  title: string;
  lead?: ReactNode;
  back?: ReactNode;
  actions?: ReactNode;
  width?: "full" | "text";
}>;

export function Page({ title, lead, back, actions, width = "full", children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Holdfast`;
  }, [title]);
  return (
    <div className={styles.page} data-width={width}>
      {back !== undefined && <div className={styles.back}>{back}</div>}
      <header className={styles.header}>
        <div className={styles.titles}>
          <h1 className={styles.title}>{title}</h1>
          {lead !== undefined && <p className={styles.lead}>{lead}</p>}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

// A part of a page. The heading is level 2 by default.
export function Section({
  title,
  note,
  aside,
  children,
  flush = false,
}: PropsWithChildren<{ title: ReactNode; note?: ReactNode; aside?: ReactNode; flush?: boolean }>) {
  return (
    <section className={styles.section}>
      <div className={styles.sectionHead}>
        <h2 className={styles.sectionTitle}>{title}</h2>
        {aside}
      </div>
      {note !== undefined && <p className={styles.note}>{note}</p>}
      <div className={flush ? undefined : styles.panel}>{children}</div>
    </section>
  );
}

export function PageSkeleton() {
  return (
    <div className={styles.page} aria-busy="true">
      <Skeleton height={28} width={220} mb="md" />
      <Skeleton height={16} width="60%" mb="xl" />
      <Skeleton height={220} mb="md" />
      <Skeleton height={120} />
    </div>
  );
}
