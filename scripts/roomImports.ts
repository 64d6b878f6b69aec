import { cruise, type ICruiseOptions } from 'dependency-cruiser';

/** One import of a file in `src` by another, types included. Both are paths from the root of the repository, with `/`. */
export interface FileImport {
  readonly from: string;
  readonly to: string;
}

/** The imports between the rooms of a folder of `src`. */
export interface RoomCount {
  readonly folder: string;
  /** Its subfolders, and the files directly in it. */
  readonly rooms: number;
  /** Pairs of rooms of which one imports the other. */
  readonly imports: number;
  /** Those that lead back to where they come from. */
  readonly inCircles: number;
}

/**
 * Reads the imports between the files of `src`.
 *
 * @param baseDir - the root of a repository
 */
export async function readImports(baseDir: string): Promise<readonly FileImport[]> {
  const options: ICruiseOptions = { baseDir, tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' } };
  const { output } = await cruise(['src'], options);
  if (typeof output === 'string') throw new Error(output);
  return output.modules.flatMap(({ source, dependencies }) =>
    dependencies.filter(({ resolved }) => resolved.startsWith('src/')).map(({ resolved }) => ({ from: source, to: resolved })),
  );
}

/** Counts the imports of `src` itself and of each of its folders. */
export function countRooms(imports: readonly FileImport[]): readonly RoomCount[] {
  const files = [...new Set(imports.flatMap(({ from, to }) => [from, to]))];
  const folders = [...new Set(files.flatMap((file) => /^src\/\w+(?=\/)/.exec(file)?.[0] ?? []))].toSorted();
  return ['src', ...folders].map((folder) => {
    const arrows = roomImports(imports, folder);
    const rooms = new Set(files.filter((file) => file.startsWith(`${folder}/`)).map((file) => roomOf(file, folder)));
    return {
      folder,
      rooms: rooms.size,
      imports: arrows.length,
      inCircles: arrows.filter(({ from, to }) => isReachable(arrows, to, from)).length,
    };
  });
}

/** Draws the folders of `src` and their subfolders as a Mermaid flowchart. */
export function drawRooms(imports: readonly FileImport[]): string {
  const folders = ['src', 'src/ui', 'src/handoff'];
  const name = (room: string): string => room.replaceAll(/[/.]/g, '_');
  const label = (room: string): string => `${name(room)}["${room.split('/').at(-1) ?? room}"]`;
  const arrows = folders.flatMap((folder) => roomImports(imports, folder).map(({ from, to }) => `  ${name(from)} --> ${name(to)}`));
  const groups = folders.slice(1).map((folder) => {
    const rooms = [...new Set(roomImports(imports, folder).flatMap(({ from, to }) => [from, to]))].toSorted();
    return [`  subgraph ${name(folder)}["${folder.slice('src/'.length)}"]`, ...rooms.map((room) => `    ${label(room)}`), '  end'].join(
      '\n',
    );
  });
  const others = [...new Set(roomImports(imports, 'src').flatMap(({ from, to }) => [from, to]))]
    .filter((room) => !folders.includes(room))
    .toSorted();
  return ['flowchart TD', ...groups, ...others.map((room) => `  ${label(room)}`), ...arrows.toSorted(), ''].join('\n');
}

function roomOf(file: string, folder: string): string {
  return file
    .split('/')
    .slice(0, folder.split('/').length + 1)
    .join('/');
}

/** Each pair once. */
function roomImports(imports: readonly FileImport[], folder: string): readonly FileImport[] {
  const inside = imports.filter(({ from, to }) => from.startsWith(`${folder}/`) && to.startsWith(`${folder}/`));
  const pairs = new Map(
    inside.map(({ from, to }) => ({ from: roomOf(from, folder), to: roomOf(to, folder) })).map((pair) => [`${pair.from} ${pair.to}`, pair]),
  );
  return [...pairs.values()].filter(({ from, to }) => from !== to);
}

function isReachable(arrows: readonly FileImport[], start: string, goal: string): boolean {
  const seen = new Set([start]);
  for (const room of seen) for (const { from, to } of arrows) if (from === room) seen.add(to);
  return seen.has(goal);
}
