// What a page may know of a person's role. The session gives it in words ("School or college lead"), as the
// person was invited; nothing is allowed or refused by it, it only puts first what comes first.

/** Somebody of a school or college: their notes begin with safeguarding. */
export const isOfSchool = (role: string): boolean => /^school\b/i.test(role.trim());
