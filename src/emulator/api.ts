import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { Hono } from 'hono/tiny';
import { acceptFriendRequest } from './acceptFriendRequest.ts';
import { logout, verifyAuthToken } from './authToken.ts';
import { readCall, type Call, type Handler, type NodeEnvironment } from './call.ts';
import { deleteUser, removeDeletedAccounts } from './deletion.ts';
import { echo, echoBytes } from './echo.ts';
import { confirmEmail, resendEmailConfirmation } from './emailConfirmation.ts';
import { applyFaultToCall, applyFaultToResponse, delayByFault, faultResponse } from './faultResponse.ts';
import {
  createFile,
  createFileVersion,
  downloadFileVersion,
  finishFileDataUpload,
  getFile,
  getFileDataUploadStatus,
  startFileDataUpload,
  uploadImage,
} from './files.ts';
import { deleteFriendRequest, friend, getFriends, getFriendStatus, unfriend } from './friends.ts';
import { inviteMyselfTo, inviteUser, requestInvite, respondInvite } from './invites.ts';
import { recordedRequestLimit } from './limits.ts';
import { getCurrentUser } from './login.ts';
import { alreadySent } from './nodeServer.ts';
import { verifyLoginPlace } from './loginPlace.ts';
import { clearNotifications, deleteNotification, getNotifications, markNotificationAsRead } from './notifications.ts';
import { operationNames, operations, type OperationName } from './operations.ts';
import { checkUserExists, registerUserAccount } from './registration.ts';
import { refusedRequest } from './requestChecks.ts';
import { errorResponse, routeNotImplemented } from './responses.ts';
import { serviceConfig } from './serviceConfig.ts';
import { takeFault } from './takeFault.ts';
import { cancelPending2FA, disable2FA, enable2FA, getRecoveryCodes, verifyPending2FA } from './twoFactorSetup.ts';
import { verify2FA, verify2FAEmailCode, verifyRecoveryCode } from './verifyCode.ts';
import { getProfile, getUser, searchUsers, updateUser } from './users.ts';
import { noteChange, type RecordedRequest, type World } from './world.ts';

const handlers: Readonly<Record<OperationName, Handler>> = {
  verifyAuthToken,
  getCurrentUser,
  verify2FA,
  verify2FAEmailCode,
  verifyRecoveryCode,
  enable2FA,
  verifyPending2FA,
  cancelPending2FA,
  disable2FA,
  getRecoveryCodes,
  checkUserExists,
  confirmEmail,
  verifyLoginPlace,
  resendEmailConfirmation,
  logout,
  registerUserAccount,
  deleteUser,
  getConfig: () => Response.json(serviceConfig),
  getSystemTime: ({ world }) => Response.json(new Date(world.now()).toISOString()),
  searchUsers,
  getUser,
  updateUser,
  getProfile,
  getFriends,
  unfriend,
  getFriendStatus,
  friend,
  deleteFriendRequest,
  getNotifications,
  clearNotifications,
  markNotificationAsRead,
  acceptFriendRequest,
  deleteNotification,
  inviteUser,
  inviteMyselfTo,
  requestInvite,
  respondInvite,
  uploadImage,
  createFile,
  getFile,
  createFileVersion,
  downloadFileVersion,
  startFileDataUpload,
  finishFileDataUpload,
  getFileDataUploadStatus,
};

/** The routes of the API, to be mounted at `/api/1`. */
export function api(world: World): Hono<NodeEnvironment> {
  const app = new Hono<NodeEnvironment>();
  const paths = new Set<string>();
  for (const path of ['/echo', '/echo/secrets']) app.all(path, (context) => handleRequest(world, context, null, echo));
  app.get('/echo/bytes/:count{\\d{1,10}}', (context) => handleRequest(world, context, null, echoBytes));
  for (const operation of operationNames) {
    const [method, path] = operations[operation];
    app.on(method, path, (context) => handleRequest(world, context, operation, handlers[operation]));
    paths.add(path);
  }
  for (const path of paths) app.all(path, (context) => handleRequest(world, context, null, () => errorResponse(405, 'Method Not Allowed')));
  app.all('*', (context) => handleRequest(world, context, null, routeNotImplemented));
  return app;
}

/** Runs one request: fault, checks, operation, common headers. */
async function handleRequest(
  world: World,
  context: Context<NodeEnvironment>,
  operation: OperationName | null,
  handler: Handler,
): Promise<Response> {
  const fault = takeFault(world, operation);
  const arrived = readCall(world, context);
  const call = fault ? applyFaultToCall(fault, arrived) : arrived;
  const request = recordRequest(call, operation);
  if (fault) await delayByFault(fault, call);
  removeDeletedAccounts(world);
  const openedFromEmail = operation === 'confirmEmail' || operation === 'verifyLoginPlace';
  const answer = (fault && faultResponse(fault, call)) ?? refusedRequest(call, openedFromEmail) ?? (await handler(call));
  if (answer === alreadySent) return answer;
  request.status = answer.status;
  answer.headers.set('Date', new Date(world.now()).toUTCString());
  answer.headers.set('x-vrc-api-version', '1.20.8');
  answer.headers.set('x-vrc-request-id', randomUUID());
  const sent = fault ? await applyFaultToResponse(fault, call, answer) : answer;
  // Saved before the response is sent, so that no client gets a cookie that a restarted emulator doesn't know.
  world.save();
  return sent;
}

function recordRequest({ world, context, network }: Call, operation: OperationName | null): RecordedRequest {
  const request: RecordedRequest = {
    operation,
    method: context.req.method,
    path: context.req.path,
    status: null,
    network,
    at: new Date(world.now()).toISOString(),
  };
  world.requests = [...world.requests, request].slice(-recordedRequestLimit);
  noteChange(world);
  return request;
}
