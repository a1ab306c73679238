import { describe, expect, it } from "vitest";

import { failure } from "../testing/book";
import { asRefusal } from "./api/client";
import { faultOf, faults, problemOf } from "./faults";

const refusal = (field: string) =>
  asRefusal(failure("x", "Nothing was changed.", { field_errors: [{ field, message: "Mend this." }] }));

describe("where a refusal shows", () => {
  it("stands beside the field it names, under the form's own name for it", () => {
    const fields = { recovery_code: "secret" };
    expect(faultOf(refusal("recovery_code"), fields, "secret")).toBe("Mend this.");
    expect(problemOf(refusal("recovery_code"), fields)).toBeUndefined();
  });

  it("shows as a whole when the form has no such field, so that it never vanishes", () => {
    expect(faults(refusal("folder"), { file: "file" })).toEqual([]);
    expect(problemOf(refusal("folder"), { file: "file" })).toBe("Nothing was changed.");
  });

  it("shows nothing while there is no refusal", () => {
    expect(problemOf(null, {})).toBeUndefined();
  });
});
