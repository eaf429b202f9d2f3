// A list from the server, page after page, that is walked with j and k and opened with Enter.
//
// A row is opened by the element in it that carries data-row-link (a link, or a button where the row
// opens a drawer), so keyboards and screen readers meet an ordinary link and the mouse has the whole row.

import { Button, Loader, Skeleton } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import {
  type ColumnDef,
  createColumnHelper,
  type RowData,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { type MouseEvent, type ReactNode, useMemo, useRef } from "react";
import { asFailure } from "../api/failure";
import styles from "./data_table.module.css";
import { Failed, NothingMatches, Refusal } from "./states";
import { type TextKey, useTexts } from "./text";

const features = tableFeatures({});

// biome-ignore lint/suspicious/noExplicitAny: a column's value is the feature's own affair
export type Columns<Row extends RowData> = ColumnDef<typeof features, Row, any>[];

export function columnsOf<Row extends RowData>() {
  return createColumnHelper<typeof features, Row>();
}

type ListPage<Row> = { items: Row[]; next_cursor: string | null };
export type ListQuery<Row> = UseInfiniteQueryResult<InfiniteData<ListPage<Row>>, unknown>;

// What api.useInfiniteQuery needs to page by the contract's cursors.
export const byCursor = {
  pageParamName: "cursor",
  initialPageParam: "", // undefined would be taken for 0
  getNextPageParam: (page: { next_cursor?: string | null } | undefined) =>
    page?.next_cursor ?? undefined,
};

export function DataTable<Row extends { id: string }>({
  query,
  columns,
  label,
  empty,
  is_filtered,
  onClear,
  is_marked,
  narrow_labels = {},
}: {
  query: ListQuery<Row>;
  columns: Columns<Row>;
  label: string;
  empty: ReactNode;
  is_filtered: boolean;
  onClear?: () => void;
  is_marked?: (row: Row) => boolean;
  // Columns that say nothing without their heading, which narrow screens do not show.
  narrow_labels?: { [column: string]: TextKey };
}) {
  const texts = useTexts();
  const body = useRef<HTMLTableSectionElement>(null);
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const table = useTable({ features, columns, data: rows, getRowId: (row) => row.id });
  useRowKeys(body);
  const label_of = (column: string) => {
    const key = narrow_labels[column];
    return key === undefined ? undefined : texts.t(key);
  };

  if (query.data === undefined && query.isError) {
    return <Failed failure={asFailure(query.error)} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) return <TableSkeleton />;
  if (rows.length === 0) {
    return (
      <div className={styles.frame}>
        {is_filtered ? <NothingMatches onClear={onClear} /> : empty}
      </div>
    );
  }

  return (
    <>
      <div className={styles.frame} aria-busy={query.isPlaceholderData || undefined}>
        <table className={styles.table} aria-label={label}>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map((header) => (
                  <th key={header.id} scope="col">
                    <table.FlexRender header={header} />
                  </th>
                ))}
              </tr>
            ))}
          </thead>
          <tbody ref={body}>
            {table.getRowModel().rows.map((row) => (
              // The row's own link takes the keyboard.
              <tr
                key={row.id}
                onClick={open_row}
                data-marked={is_marked?.(row.original) || undefined}
              >
                {row.getAllCells().map((cell) => (
                  <td key={cell.id} data-label={label_of(cell.column.id)}>
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {query.isFetchNextPageError && <Refusal error={query.error} />}
      <div className={styles.foot}>
        <span>{texts.t("table.shown", { count: rows.length })}</span>
        {query.hasNextPage ? (
          <Button
            variant="default"
            onClick={() => void query.fetchNextPage()}
            loading={query.isFetchingNextPage}
          >
            {texts.t("table.more")}
          </Button>
        ) : (
          <span>{texts.t("table.end")}</span>
        )}
        {query.isFetching && !query.isFetchingNextPage && <Loader size={14} aria-hidden />}
      </div>
    </>
  );
}

function open_row(event: MouseEvent<HTMLTableRowElement>) {
  const target = event.target as HTMLElement;
  // React lets a click in a dialog bubble to the row that opened it, though it stands elsewhere.
  if (!event.currentTarget.contains(target)) return;
  if (target.closest("a, button, input, [role=menu]") !== null) return;
  if ((globalThis.getSelection()?.toString() ?? "") !== "") return;
  event.currentTarget.querySelector<HTMLElement>("[data-row-link]")?.click();
}

function useRowKeys(body: React.RefObject<HTMLTableSectionElement | null>) {
  const move = (step: 1 | -1) => {
    const links = [...(body.current?.querySelectorAll<HTMLElement>("[data-row-link]") ?? [])];
    const current = links.indexOf(document.activeElement as HTMLElement);
    const next = current === -1 ? (step === 1 ? 0 : links.length - 1) : current + step;
    links[next]?.focus();
    links[next]?.closest("tr")?.scrollIntoView({ block: "nearest" });
  };
  useHotkeys([
    ["j", () => move(1)],
    ["k", () => move(-1)],
  ]);
}

export function TableSkeleton({ rows = 9 }: { rows?: number }) {
  return (
    <div className={styles.frame} aria-busy="true">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.greyRow}>
          <Skeleton height={13} width={64} />
          <Skeleton height={13} width={`${34 + ((row * 13) % 25)}%`} />
          <Skeleton height={13} width="18%" />
          <Skeleton height={18} width={88} radius="xl" />
        </div>
      ))}
    </div>
  );
}
