const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Sessions an account may create within {@link sessionWindowMs}. Default for the emulator's option of the same name. */
export const sessionCap = 20;
export const sessionWindowMs = hourMs;

/** Wrong two-factor codes allowed for an account within {@link wrongCodeWindowMs}. After that, even the right code is refused. */
export const wrongCodeLimit = 5;
export const wrongCodeWindowMs = 10 * minuteMs;

export const emailCodeLifetimeMs = 15 * minuteMs;
export const authCookieLifetimeMs = 365 * dayMs;
/** How long a `twoFactorAuth` cookie replaces a two-factor code. */
export const trustLifetimeMs = 30 * dayMs;

/** Time between the request to delete an account and its deletion. */
export const deletionGraceMs = 14 * dayMs;

/** The network that requests come from until the emulator is moved. */
export const homeNetwork = 'home';

/** Requests that the control surface lists; older ones are dropped. */
export const recordedRequestLimit = 10_000;
