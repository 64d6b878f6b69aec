const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Sessions an account may begin within {@link sessionWindowMs}, unless an emulator is started with another number. */
export const sessionCap = 20;
export const sessionWindowMs = hourMs;

/** Wrong codes an account may give within {@link wrongCodeWindowMs}; then it has to wait. */
export const wrongCodeLimit = 5;
export const wrongCodeWindowMs = 10 * minuteMs;

export const emailCodeLifetimeMs = 15 * minuteMs;
export const authCookieLifetimeMs = 365 * dayMs;
/** How long a `twoFactorAuth` cookie stands in for a code. */
export const trustLifetimeMs = 30 * dayMs;

/** From the request to delete an account until it is gone. */
export const deletionGraceMs = 14 * dayMs;

/** Requests that the control surface remembers. */
export const recordedRequestLimit = 10_000;
