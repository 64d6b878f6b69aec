/** How often a property is tried that takes a while, or whose cases are rare: 100 times in `npm test`, 10,000 times in `npm run soak`. */
export const propertyRuns = Math.ceil(Number(process.env.SOAK_RUNS ?? 1000) / 10);
