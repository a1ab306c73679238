// What `sharing_look` answers in tests of the ways out.
import type { SharingLook, SharingLookRequest } from "../lib/api/generated";

const kinds = [
  { id: "partner", label: "A partner with access to these wards", hint: "Everything but who told it.", until: "2027-11-24" },
  { id: "agency", label: "Another agency", hint: "Without who recorded it.", until: "2027-05-24" },
];

export function sharingLook(args: Record<string, unknown>): SharingLook {
  const { of, recipient_kind: kind } = args as unknown as SharingLookRequest;
  if (of.what === "sealed") {
    const left_out = ["Who told something stays sealed for the safeguarding leads."];
    return { kinds: [], until: "2026-12-24", goes: "", left_out, refused: null };
  }
  const until = kinds.find(({ id }) => id === kind)?.until ?? "2027-11-24";
  if (kind === null) return { kinds, until, goes: "", left_out: [], refused: null };
  const left_out = kind === "agency" ? ["3 notes left out, because of their handling conditions."] : [];
  return { kinds, until, goes: "1 note goes, marked OFFICIAL-SENSITIVE.", left_out, refused: null };
}
