/** The variables `${command:vrchatAuth.…}` for launch.json and tasks.json. None is a secret of VRChat's: agents' tools read what commands return. */
export const commandVariables = ['apiUrl', 'pipelineUrl', 'userId'] as const;

export type CommandVariable = (typeof commandVariables)[number];
