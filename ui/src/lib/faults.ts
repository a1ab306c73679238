// Where a refusal shows: beside a field the form has, else as a whole. A refusal about a field that
// is not on the page must never vanish between the two.
import type { Refusal } from "./api/client";

/** What the form calls a field, where the backend calls it something else. */
export type Fields = Readonly<Record<string, string>>;

export interface Fault {
  field: string;
  message: string;
}

export function faults(refusal: Refusal | null, fields: Fields): Fault[] {
  return (refusal?.field_errors ?? []).flatMap(({ field, message }) => {
    const shown = fields[field];
    return shown === undefined ? [] : [{ field: shown, message }];
  });
}

export function faultOf(refusal: Refusal | null, fields: Fields, field: string): string | undefined {
  return faults(refusal, fields).find((fault) => fault.field === field)?.message;
}

/** The refusal as a whole, where no field of the form shows it. */
export function problemOf(refusal: Refusal | null, fields: Fields): string | undefined {
  return refusal && faults(refusal, fields).length === 0 ? refusal.message : undefined;
}
