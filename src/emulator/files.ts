import { randomUUID } from 'node:crypto';
import { HonoRequest } from 'hono/request';
import * as v from 'valibot';
import { readJson, type Call, type Handler } from './call.ts';
import { whenSignedIn } from './caller.ts';
import { isoTime } from './currentUser.ts';
import { errorResponse } from './responses.ts';
import type { Account, FileVersion, StoredFile } from './state.ts';
import { readStream } from './streamedBody.ts';

/** The real service's limit for pictures. */
const maxImageBytes = 10 * 1024 * 1024;
const newFileSchema = v.object({
  name: v.string(),
  mimeType: v.string(),
  extension: v.string(),
  tags: v.optional(v.array(v.string()), []),
});
const finishSchema = v.object({ etags: v.optional(v.array(v.string())), maxParts: v.string(), nextPartNumber: v.string() });

function describeFile({ versions, ...file }: StoredFile, origin: string): Record<string, unknown> {
  return { ...file, versions: versions.map((version, index) => describeVersion(file.id, version, index, origin)) };
}

function describeVersion(fileId: string, { status, createdAt, storageKey }: FileVersion, version: number, origin: string) {
  return {
    version,
    status: version === 0 ? 'none' : status,
    created_at: isoTime(createdAt),
    ...(storageKey !== null && {
      file: {
        status,
        fileName: '',
        md5: '',
        sizeInBytes: 0,
        uploadId: '',
        category: 'simple',
        url: `${origin}/api/1/file/${fileId}/${version}`,
      },
    }),
  };
}

function newFile(call: Call, owner: Account, content: Pick<StoredFile, 'name' | 'mimeType' | 'extension' | 'tags'>): StoredFile {
  const created: FileVersion = { status: 'complete', createdAt: call.world.now(), storageKey: null };
  const file: StoredFile = { ...content, id: `file_${randomUUID()}`, ownerId: owner.userId, versions: [created] };
  call.world.state.files.push(file);
  return file;
}

/** The file that the path names, if it belongs to the account. */
function namedFile({ world, context }: Call, owner: Account): StoredFile | undefined {
  return world.state.files.find(({ id, ownerId }) => id === context.req.param('fileId') && ownerId === owner.userId);
}

function namedVersion(call: Call, owner: Account): FileVersion | undefined {
  const text = call.context.req.param('versionId') ?? '';
  return /^[1-9]\d{0,6}$/.test(text) ? namedFile(call, owner)?.versions[Number(text)] : undefined;
}

function noSuchFile(): Response {
  return errorResponse(404, 'File not found');
}

/** `POST /file/image`: one multipart upload, with the picture as `file` and its purpose as `tag`. */
export const uploadImage: Handler = whenSignedIn(async (call, { account }) => {
  const { context, world } = call;
  const body = await readStream(context.env.incoming, maxImageBytes);
  if (!body) return errorResponse(413, 'File is too large');
  const headers = { 'Content-Type': context.req.header('Content-Type') ?? '' };
  const request = new Request(call.origin, { method: 'POST', headers, body: new Uint8Array(body) });
  const { file: picture, tag } = await new HonoRequest(request).parseBody().catch(() => ({ file: undefined, tag: undefined }));
  if (!(picture instanceof File)) return errorResponse(400, 'file is required');
  const file = newFile(call, account, {
    name: picture.name,
    mimeType: picture.type,
    extension: `.${picture.name.split('.').at(-1) ?? ''}`,
    tags: typeof tag === 'string' ? [tag] : [],
  });
  const storageKey = randomUUID();
  world.storage.set(storageKey, { bytes: Buffer.from(await picture.arrayBuffer()), fileName: picture.name });
  file.versions.push({ status: 'complete', createdAt: world.now(), storageKey });
  return Response.json(describeFile(file, call.origin));
});

/** `POST /file`: the first step of an upload in steps. */
export const createFile: Handler = whenSignedIn((call, { account }) => {
  const body = v.safeParse(newFileSchema, readJson(call));
  return body.success
    ? Response.json(describeFile(newFile(call, account, body.output), call.origin))
    : errorResponse(400, 'name, mimeType and extension are required');
});

/** `GET /file/{fileId}`. */
export const getFile: Handler = whenSignedIn((call, { account }) => {
  const file = namedFile(call, account);
  return file ? Response.json(describeFile(file, call.origin)) : noSuchFile();
});

/** `POST /file/{fileId}`: adds a version that waits for its bytes. */
export const createFileVersion: Handler = whenSignedIn((call, { account }) => {
  const file = namedFile(call, account);
  if (!file) return noSuchFile();
  file.versions.push({ status: 'waiting', createdAt: call.world.now(), storageKey: null });
  return Response.json(describeFile(file, call.origin));
});

/** `PUT /file/{fileId}/{versionId}/{fileType}/start`: the address to send the bytes to, which is not part of the API. */
export const startFileDataUpload: Handler = whenSignedIn((call, { account }) => {
  const version = namedVersion(call, account);
  if (!version) return noSuchFile();
  version.storageKey = randomUUID();
  return Response.json({ url: `${call.origin}/_storage/${version.storageKey}?signature=${randomUUID()}` });
});

/** `PUT /file/{fileId}/{versionId}/{fileType}/finish`: the bytes have been sent. */
export const finishFileDataUpload: Handler = whenSignedIn((call, { account }) => {
  const file = namedFile(call, account);
  const version = namedVersion(call, account);
  if (!file || !version) return noSuchFile();
  if (!v.is(finishSchema, readJson(call))) return errorResponse(400, 'maxParts and nextPartNumber are required');
  if (version.storageKey === null || !call.world.storage.has(version.storageKey)) return errorResponse(400, 'File was not uploaded');
  version.status = 'complete';
  return Response.json(describeFile(file, call.origin));
});

/** `GET /file/{fileId}/{versionId}/{fileType}/status`. */
export const getFileDataUploadStatus: Handler = whenSignedIn((call, { account }) => {
  const version = namedVersion(call, account);
  return version
    ? Response.json({ uploadId: '', fileName: '', nextPartNumber: 0, maxParts: 0, parts: [], etags: [], status: version.status })
    : noSuchFile();
});

/** `GET /file/{fileId}/{versionId}`: redirects to the bytes, like the real service, which keeps them on another host. */
export const downloadFileVersion: Handler = whenSignedIn((call, { account }) => {
  const storageKey = namedVersion(call, account)?.storageKey ?? undefined;
  return storageKey === undefined
    ? noSuchFile()
    : new Response(null, { status: 302, headers: { Location: `${call.origin}/_storage/${storageKey}` } });
});
