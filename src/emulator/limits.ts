const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Sessions an account may begin within {@link sessionWindowMs}, unless an emulator is started with another number. */
export const sessionCap = 20;
export const sessionWindowMs = hour;

/** Wrong codes an account may give within {@link wrongCodeWindowMs}; then it has to wait. */
export const wrongCodeLimit = 5;
export const wrongCodeWindowMs = 10 * minute;

export const emailCodeLifetimeMs = 15 * minute;
export const authCookieLifetimeMs = 365 * day;
/** How long a `twoFactorAuth` cookie stands in for a code. */
export const trustLifetimeMs = 30 * day;

/** From the request to delete an account until it is gone. */
export const deletionGraceMs = 14 * day;

/** Requests that the control surface remembers. */
export const recordedRequestLimit = 10_000;
