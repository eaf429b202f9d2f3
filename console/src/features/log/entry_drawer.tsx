export default function EntryDrawer() {
  return null;
}
