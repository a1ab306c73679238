// After a refusal the focus goes to the first thing it names; the words stand beside it.

export function toFirstFault(form: HTMLElement | null): void {
  const fault = form?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid=true]");
  // A group of fields has the focus in its first one.
  (fault?.dataset["invalid"] ? fault.querySelector<HTMLElement>("input, button") : fault)?.focus();
}
