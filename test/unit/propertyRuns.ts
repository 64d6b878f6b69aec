/** How often a property that talks to a server is tried: 100 times in `npm test`, 10,000 times in `npm run soak`. */
export const propertyRuns = Math.ceil(Number(process.env.SOAK_RUNS ?? 1000) / 10);
