/** The language model tools of the manifest, without their prefix `vrchatAuth_`. */
export const toolNames = ['get_session', 'describe_project', 'send_request', 'control_emulator'] as const;

export type ToolName = (typeof toolNames)[number];
